"""Baseline, progress and evaluation: where Member States started and what came since, ungraded."""

from dataclasses import dataclass
from decimal import Decimal

from cl_pipeline.model.comparability import AseanFigure, ComparableFigure
from cl_pipeline.model.identity import ColumnKey, IndicatorKey, MeasureKey, SenderCode


@dataclass(frozen=True, slots=True)
class BaselineProposal:
    """A figure that could replace a signed baseline, if SLOM decides so; ``why`` is a phrase.

    Key (sender, measure, address).
    """

    sender: SenderCode
    indicator: IndicatorKey
    measure: MeasureKey
    current: str
    proposed: str
    why: str
    address: str


@dataclass(frozen=True, slots=True)
class Progress:
    """One headline measure of one Member State in one column; key (indicator, measure, sender, …).

    ``by`` is in the measure's unit, ``by_pct`` in percent of the baseline; both None, for
    ``reason``, where they may not be compared. ``notes`` are differences that do not prevent it.
    """

    indicator: IndicatorKey
    position: str
    measure: MeasureKey
    sender: SenderCode
    column: ColumnKey
    baseline: ComparableFigure
    last: ComparableFigure
    by: Decimal | None
    by_pct: Decimal | None
    reason: str
    notes: tuple[str, ...]
    national_target: str | None
    self_assessment: str | None


@dataclass(frozen=True, slots=True)
class CoverageOverRounds:
    """How many members of the last round have a figure in each column; key ``indicator``."""

    indicator: IndicatorKey
    position: str
    reported: tuple[tuple[ColumnKey, int], ...]
    members: int


@dataclass(frozen=True, slots=True)
class NeverReported:
    """How many members never reported an indicator; key ``indicator``.

    ``reasons`` are (reason, number of Member States) and name no Member State.
    """

    indicator: IndicatorKey
    position: str
    members: int
    reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class BaselineAlone:
    """A baseline without a later figure, with the last reason given; key that of ``baseline``."""

    position: str
    baseline: ComparableFigure
    reason: str


@dataclass(frozen=True, slots=True)
class AreaEvaluation:
    """One key result area; key ``key``. ``rows`` hold the last figure of each measure and state.

    ``alone``: baselines without one.
    """

    key: str
    name: str
    indicators: tuple[str, ...]
    rows: tuple[Progress, ...]
    alone: tuple[BaselineAlone, ...]
    limitations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    areas: tuple[AreaEvaluation, ...]
    coverage: tuple[CoverageOverRounds, ...]
    never: tuple[NeverReported, ...]
    asean: tuple[AseanFigure, ...]
