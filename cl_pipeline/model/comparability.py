"""What makes two figures differ, and how they may still be used together."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cl_pipeline.model.codes import Basis
from cl_pipeline.model.identity import ColumnKey, IndicatorKey, MeasureKey, SenderCode
from cl_pipeline.model.observation import ObservationKey


class Use(StrEnum):
    ADDING = "adding"
    ACROSS = "across"
    """Compared between two Member States."""
    OVER_TIME = "over_time"


class Effect(StrEnum):
    REFUSE = "refuse"
    NOTE = "note"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class ComparabilityRule:
    """One property that makes figures differ; key ``comparability_attribute``.

    ``if_unknown`` is the strongest effect where one figure does not state it.
    """

    comparability_attribute: str
    name: str
    adding: Effect
    across: Effect
    over_time: Effect
    if_unknown: Effect
    basis: Basis
    source: str

    def effect(self, use: Use) -> Effect:
        found: Effect = getattr(self, use)
        return found


@dataclass(frozen=True, slots=True)
class ComparabilityPhrase:
    """A phrase in a definition or source that shows a property; the first that is found counts."""

    comparability_attribute: str
    code: str
    phrase: str


@dataclass(frozen=True, slots=True)
class AseanFigureRule:
    """Whether a measure may have a figure for ASEAN at all; key (indicator, measure)."""

    indicator: IndicatorKey
    measure: MeasureKey
    is_allowed: bool
    reason: str
    basis: Basis
    source: str


@dataclass(frozen=True, slots=True)
class ComparabilityRegistry:
    comparability_attributes: tuple[ComparabilityRule, ...] = ()
    phrases: tuple[ComparabilityPhrase, ...] = ()
    asean_figures: tuple[AseanFigureRule, ...] = ()


NO_REGISTRY = ComparabilityRegistry()


@dataclass(frozen=True, slots=True)
class ComparableFigure:
    """One figure with the properties that apply to it, None where not stated; key (sender, key)."""

    sender: SenderCode
    key: ObservationKey
    value: Decimal
    unit: str
    reference_year: int | None
    address: str
    comparability_attributes: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Difference:
    """One property in which two figures differ; None where a figure does not state it."""

    comparability_attribute: str
    name: str
    left: str | None
    right: str | None
    effect: Effect

    @property
    def label(self) -> str:
        return f"{self.name}: {self.left or 'not stated'} and {self.right or 'not stated'}"


@dataclass(frozen=True, slots=True)
class AseanFigure:
    """The figure for ASEAN of one headline measure in one column.

    ``total`` is None where none may be given, for ``reason``. ``lowest`` and ``highest`` are the
    ends of what ``reporting`` of ``members`` report; ``notes`` the differences among them.
    """

    indicator: IndicatorKey
    position: str
    measure: MeasureKey
    column: ColumnKey
    unit: str
    total: Decimal | None
    reason: str
    lowest: Decimal | None
    highest: Decimal | None
    reporting: tuple[SenderCode, ...]
    members: int
    notes: tuple[str, ...]
