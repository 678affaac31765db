"""What can be said for ASEAN about an indicator: a total where there may be one, else why not.

Pure. Input: the described figures of one column; output: ``AseanFigure`` per headline measure.
Guarantee: a total is given only where the framework allows it and every pair of figures may be
added, and it says how many of how many Member States it covers. Shares are never added.

Source: 04-background-paper-2020 footnote 8: national survey data is not suitable for developing
simple aggregate estimates for the ASEAN region.
"""

from collections.abc import Sequence
from decimal import Decimal

from cl_pipeline.model.codes import MeasureRole
from cl_pipeline.model.comparability import AseanFigure, ComparableFigure, Difference, Effect, Use
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import ColumnKey, RoundYear
from cl_pipeline.model.indicators import Indicator, Measure
from cl_pipeline.review.comparability import difference_phrases, differences_among


def asean_figures(
    figures: Sequence[ComparableFigure],
    withheld: int,
    indicator: Indicator,
    framework: Framework,
    round_year: RoundYear,
    column: ColumnKey,
) -> tuple[AseanFigure, ...]:
    """One row per headline measure of an indicator, in the order of the form.

    ``figures``: the totals of Member States that may be shown, in that column; ``withheld``: how
    many more are held and not to be shown. They are counted nowhere, because with a total they
    could be worked out.
    """
    return tuple(
        _figure(
            [figure for figure in figures if figure.key.measure == measure.key],
            withheld, indicator, measure, framework, round_year, column,
        )
        for measure in indicator.headlines
    )  # fmt: skip


def _figure(
    figures: Sequence[ComparableFigure],
    withheld: int,
    indicator: Indicator,
    measure: Measure,
    framework: Framework,
    round_year: RoundYear,
    column: ColumnKey,
) -> AseanFigure:
    members = {state.code for state in framework.counted_states(round_year)}
    counted = sorted(
        (figure for figure in figures if figure.sender in members), key=lambda one: one.sender
    )
    registry = framework.comparability
    adding = differences_among(counted, Use.ADDING, registry)
    reason = _refusal(counted, withheld, indicator, measure, framework, adding)
    values = [one.value for one in counted]
    return AseanFigure(
        indicator.key,
        indicator.position,
        measure.key,
        column,
        measure.unit,
        None if reason else sum(values, Decimal(0)),
        reason or f"{len(counted)} of {len(members)} Member States",
        min(values, default=None),
        max(values, default=None),
        tuple(one.sender for one in counted),
        len(members),
        difference_phrases(differences_among(counted, Use.ACROSS, registry)),
    )


def _refusal(
    counted: Sequence[ComparableFigure],
    withheld: int,
    indicator: Indicator,
    measure: Measure,
    framework: Framework,
    adding: Sequence[Difference],
) -> str:
    """Why no total is given, in a sentence without its full stop; empty where one may be given."""
    if measure.role == MeasureRole.RATE:
        return "shares of different wholes are never added"
    rules = {
        (asean_figure.indicator, asean_figure.measure): asean_figure
        for asean_figure in framework.comparability.asean_figures
    }
    rule = rules.get((indicator.key, measure.key))
    if rule is None or not rule.is_allowed:
        return rule.reason if rule else "the framework does not say that it may be added"
    if not counted:
        return "no Member State has reported a figure"
    if withheld:
        return f"{withheld} more held and not to be shown; a total could reveal them"
    refused = difference_phrases(one for one in adding if one.effect == Effect.REFUSE)
    return f"the figures differ in {'; '.join(refused)}" if refused else ""
