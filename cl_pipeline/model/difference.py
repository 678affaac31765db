"""What differs between two returns or two vintages, and what follows from it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cl_pipeline.model.codes import ConfidentialityStatus, Field, ObservationStatus
from cl_pipeline.model.decision import Decision
from cl_pipeline.model.identity import IndicatorKey, SenderCode
from cl_pipeline.model.observation import ObservationKey
from cl_pipeline.model.review import RuleOutcome
from cl_pipeline.model.vintage import CoverageEntry


class ChangeKind(StrEnum):
    """The groups in which changes are shown."""

    ADDED = "added"
    """A number stands where none stood, or something is said where nothing was."""
    REMOVED = "removed"
    """A number no longer stands, or nothing is said where something was."""
    CHANGED = "changed"
    """Another number, unit or reference year."""
    STATUS = "status changed"
    """The number is the same and its status another, or the gap is another kind of gap."""


@dataclass(frozen=True, slots=True)
class ComparedValue:
    """One number or gap on one side of a comparison; key (sender, key)."""

    sender: SenderCode
    key: ObservationKey
    value: Decimal | None
    unit: str
    reference_year: int | None
    gap_code: str | None
    obs_status: ObservationStatus
    conf_status: ConfidentialityStatus
    address: str


@dataclass(frozen=True, slots=True)
class Change:
    """One number or gap that differs; at least one side is given."""

    kind: ChangeKind
    before: ComparedValue | None
    after: ComparedValue | None

    @property
    def figure(self) -> ComparedValue:
        """The newer side, or the older where there is no newer."""
        figure = self.after or self.before
        assert figure is not None
        return figure

    @property
    def by(self) -> Decimal | None:
        """After minus before, in their unit; None where there is no such number."""
        if self.before is None or self.after is None or self.before.unit != self.after.unit:
            return None
        if self.before.value is None or self.after.value is None:
            return None
        return self.after.value - self.before.value

    @property
    def is_gap(self) -> bool:
        """True where no side holds a number: the code of a gap came, went or became another."""
        return all(one is None or one.value is None for one in (self.before, self.after))


@dataclass(frozen=True, slots=True)
class EntryChange:
    """One worded entry that differs; key (field, sheet, cell)."""

    field: Field
    sheet: str
    cell: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class CoverageChange:
    """One coverage entry that differs in state or in whether it counts."""

    indicator: IndicatorKey
    before: CoverageEntry | None
    after: CoverageEntry | None


@dataclass(frozen=True, slots=True)
class OutcomeChange:
    """One outcome of the rule that differs in who counts or in what is proposed."""

    indicator: IndicatorKey
    before: RuleOutcome | None
    after: RuleOutcome | None


@dataclass(frozen=True, slots=True)
class DownstreamChanges:
    """What a difference changes further on. ``decisions`` rest on what changed."""

    values: tuple[Change, ...]
    coverage: tuple[CoverageChange, ...]
    outcomes: tuple[OutcomeChange, ...]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class DifferenceReport:
    """Everything that differs between ``before`` and ``after``, named by their ids.

    ``effect_on`` names the vintage, or the round, in which the effect is told; ``note`` says what
    a reader must know first.
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
        """True where both say the same."""
        return not self.changes and not self.entries

    def of(self, kind: ChangeKind) -> tuple[Change, ...]:
        """The changes of one group."""
        return tuple(change for change in self.changes if change.kind == kind)
