"""What makes two figures differ, and how they may still be used together."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cl_pipeline.model.breakdown import coded_ages, typed_ages
from cl_pipeline.model.codes import Basis
from cl_pipeline.model.identity import ColumnKey, IndicatorKey, MeasureKey, SenderCode
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.model.observation import Observation, ObservationKey


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

NOT_STATED = "not_stated"
"""Choice of a sender whose source does not state the attribute."""


def stated_series(
    observation: Observation, indicator: Indicator, registry: ComparabilityRegistry
) -> Mapping[str, object]:
    """The properties that make a series of its own, as far as the sender states them.

    Those are the ages, and the choices of a form that the registry never compares over time. Of
    several wholes that a share may be taken over, the one declared counts for the share alone.
    """
    measure = indicator.measure(observation.key.measure)
    of_shares = {other.denominator_attribute for other in indicator.measures}
    apart = {
        rule.comparability_attribute
        for rule in registry.comparability_attributes
        if rule.over_time == Effect.REFUSE
    }
    offered = {attribute.key for attribute in indicator.attributes if attribute.choices}
    own = (offered & apart) - (of_shares - {measure.denominator_attribute})
    stated: dict[str, object] = {
        key: code for key, code in observation.attributes if key in own and code != NOT_STATED
    }
    ages = typed_ages(observation.age_range or "") or coded_ages(indicator.age_range)
    return stated | ({"age_range": ages} if ages and "age_range" in apart else {})


def are_apart(left: Mapping[str, object], right: Mapping[str, object]) -> bool:
    """True for two series: both state a property, and they state it differently."""
    return any(right.get(key, stated) != stated for key, stated in left.items())


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
