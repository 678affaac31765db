"""Baseline and progress: where Member States started and what came since, ungraded."""

from dataclasses import dataclass
from decimal import Decimal

from cl_pipeline.model.comparability import ComparableFigure
from cl_pipeline.model.identity import ColumnKey, IndicatorKey, MeasureKey, SenderCode


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
