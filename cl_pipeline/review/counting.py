"""Who reports an indicator under one way of counting, and with which values."""

from collections import defaultdict
from collections.abc import Mapping

from cl_pipeline.model.codes import ConfidentialityStatus, ObservationStatus
from cl_pipeline.model.comparability import ComparableFigure
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import BASELINE, IndicatorKey, SenderCode, due_column
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.rules import ColumnsCounted, Counting, MembersCounted
from cl_pipeline.model.vintage import ConsolidatedValue, Vintage
from cl_pipeline.review.comparability import comparable_figure

ESTIMATES = frozenset({ObservationStatus.ESTIMATED, ObservationStatus.IMPUTED})
"""Statuses of figures nobody measured. Source: SDMX CL_OBS_STATUS 2.2, E and I."""

Reports = Mapping[SenderCode, tuple[ConsolidatedValue, ...]]
"""For each Member State that counts, the values it counts with, in the order of the vintage."""

HeadlineTotals = Mapping[IndicatorKey, tuple[ConsolidatedValue, ...]]
"""Values and gaps of headline measures, not broken down and as reported, by indicator."""


def counting_in_force(framework: Framework) -> Counting:
    """The way to count that the framework's gap codes and the decisions give."""
    return Counting(
        gap_codes=frozenset(
            gap_code.code for gap_code in framework.gap_codes if gap_code.counts_as_reported
        )
    )


def headline_totals(vintage: Vintage, framework: Framework) -> HeadlineTotals:
    """What can make an indicator reported, looked up once for all ways of counting."""
    headlines = framework.headlines
    found: dict[IndicatorKey, list[ConsolidatedValue]] = defaultdict(list)
    for value in vintage.values:
        key = value.key
        is_headline = (key.indicator, key.measure) in headlines
        if is_headline and key.breakdown.is_total and value.formula is None:
            found[key.indicator].append(value)
    return {indicator: tuple(values) for indicator, values in found.items()}


def reports(
    totals: HeadlineTotals,
    indicator: Indicator,
    framework: Framework,
    vintage: Vintage,
    counting: Counting,
) -> Reports:
    """The Member States that report an indicator under one way of counting, in code order."""
    is_every = counting.members == MembersCounted.EVERY
    states = framework.member_states if is_every else framework.counted_states(vintage.round)
    members = {state.code for state in states}
    due = due_column(framework.rounds, vintage.round)
    # Figures sent but not to be shown count as the gap codes for what is held do.
    withheld_counts = any(
        gap.code in counting.gap_codes
        for gap in framework.gap_codes
        if gap.obs_status == ObservationStatus.SUPPRESSED
    )

    def is_in_column(value: ConsolidatedValue) -> bool:
        if counting.columns == ColumnsCounted.DUE:
            return value.key.column == due and value.from_round == vintage.round
        return counting.columns == ColumnsCounted.ANY or value.key.column == BASELINE

    def is_report(value: ConsolidatedValue) -> bool:
        if value.value is None:
            return value.gap_code in counting.gap_codes
        if value.conf_status != ConfidentialityStatus.FREE and not withheld_counts:
            return False
        return counting.with_estimates or value.obs_status not in ESTIMATES

    found: dict[SenderCode, list[ConsolidatedValue]] = defaultdict(list)
    for value in totals.get(indicator.key, ()):
        if value.sender in members and is_in_column(value) and is_report(value):
            found[value.sender].append(value)
    return {sender: tuple(found[sender]) for sender in sorted(found)}


def is_withheld(value: ConsolidatedValue) -> bool:
    """Whether the value must not be shown outside the Secretariat."""
    return value.conf_status != ConfidentialityStatus.FREE or "withheld" in value.flags


def comparable_figures(
    vintage: Vintage, observations: Mapping[str, Observation], framework: Framework
) -> tuple[ComparableFigure, ...]:
    """The headline totals of a vintage that hold a number and are not withheld.

    ``observations``: by address; a value without one is left out.
    """
    return tuple(
        comparable_figure(value, observations[value.address], framework)
        for values in headline_totals(vintage, framework).values()
        for value in values
        if value.value is not None and not is_withheld(value) and value.address in observations
    )
