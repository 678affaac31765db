"""What differs between two submissions or two vintages, and the effect of it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from cl_pipeline.model.codes import Field
from cl_pipeline.model.decision import Decision
from cl_pipeline.model.review import RuleOutcome
from cl_pipeline.model.vintage import ConsolidatedValue, CoverageEntry

Row = TypeVar("Row")


class ChangeKind(StrEnum):
    ADDED = "added"
    """There is a number where there was none, or any entry where there was none."""
    REMOVED = "removed"
    """There is no longer a number, or no longer any entry."""
    CHANGED = "changed"
    """The number, the unit or the reference year differs."""
    STATUS = "status changed"
    """The number is the same and its status differs, or the gap code differs."""


@dataclass(frozen=True, slots=True)
class Changed(Generic[Row]):
    """One row of a kind that differs; at least one side is not None."""

    before: Row | None
    after: Row | None

    @property
    def row(self) -> Row:
        """The newer side, or the older if there is no newer."""
        row = self.after or self.before
        assert row is not None
        return row


@dataclass(frozen=True, slots=True)
class Change(Changed[ConsolidatedValue]):
    """One number or gap that differs."""

    kind: ChangeKind

    @property
    def by(self) -> Decimal | None:
        """After minus before, in their unit; None unless both are numbers of one unit."""
        if self.before is None or self.after is None or self.before.unit != self.after.unit:
            return None
        if self.before.value is None or self.after.value is None:
            return None
        return self.after.value - self.before.value

    @property
    def is_gap(self) -> bool:
        """True if neither side is a number: a gap code was added, removed or changed."""
        return all(side is None or side.value is None for side in (self.before, self.after))


@dataclass(frozen=True, slots=True)
class EntryChange:
    field: Field
    sheet: str
    cell: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class DownstreamChanges:
    """What a difference changes in a vintage; ``decisions`` are about what changed."""

    values: tuple[Change, ...]
    coverage: tuple[Changed[CoverageEntry], ...]
    outcomes: tuple[Changed[RuleOutcome], ...]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class DifferenceReport:
    """Everything that differs between ``before`` and ``after``, named by their ids.

    ``effect`` is on the vintage or round ``effect_on``; a reader must know ``note`` first.
    """

    before: str
    after: str
    changes: tuple[Change, ...]
    entries: tuple[EntryChange, ...]
    effect: DownstreamChanges
    effect_on: str
    note: str
    is_sample: bool

    @property
    def is_equal(self) -> bool:
        return not self.changes and not self.entries

    def of(self, kind: ChangeKind) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.kind == kind)
