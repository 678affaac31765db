"""What can be said for ASEAN about an indicator: a total where one is allowed, else the reason.

Source: 04-background-paper-2020 footnote 8: national survey data is not suitable for developing
simple aggregate estimates for the ASEAN region. Shares are never added.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from cl_pipeline.model.codes import ListLetter, MeasureRole
from cl_pipeline.model.comparability import AseanFigure, ComparableFigure, Difference, Effect, Use
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import ColumnKey, IndicatorKey, RoundYear, due_column
from cl_pipeline.model.indicators import Indicator, Measure
from cl_pipeline.model.number_format import format_number
from cl_pipeline.model.vintage import Vintage
from cl_pipeline.review.comparability import difference_phrases, differences_among
from cl_pipeline.review.counting import headline_totals, is_withheld


def asean_figures(
    vintage: Vintage, figures: Iterable[ComparableFigure], framework: Framework
) -> tuple[AseanFigure, ...]:
    """What may be said for ASEAN about every headline measure of list A, in list order.

    ``figures``: those of the vintage that may be shown, of any column; only the column of the round
    is used.
    """
    due = due_column(framework.rounds, vintage.round)
    withheld = Counter(
        indicator
        for indicator, values in headline_totals(vintage, framework).items()
        for value in values
        if value.key.column == due and is_withheld(value)
    )
    own: dict[IndicatorKey, list[ComparableFigure]] = defaultdict(list)
    for figure in figures:
        if figure.key.column == due:
            own[figure.key.indicator].append(figure)
    return tuple(
        row
        for indicator in framework.on_list(ListLetter.A)
        for row in indicator_figures(
            own[indicator.key], withheld[indicator.key], indicator, framework, vintage.round, due
        )
    )


def indicator_figures(
    figures: Sequence[ComparableFigure],
    withheld: int,
    indicator: Indicator,
    framework: Framework,
    round_year: RoundYear,
    column: ColumnKey,
) -> tuple[AseanFigure, ...]:
    """One row per headline measure of an indicator, in the order of the form.

    ``figures``: the totals of Member States that may be shown, in that column; ``withheld``: how
    many more are withheld. Those are not counted, because a total could reveal them. A total says
    how many of how many Member States it covers.
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
        (figure for figure in figures if figure.sender in members), key=lambda figure: figure.sender
    )
    registry = framework.comparability
    adding = differences_among(counted, Use.ADDING, registry)
    reason = _refusal(counted, withheld, indicator, measure, framework, adding)
    values = [figure.value for figure in counted]
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
        tuple(figure.sender for figure in counted),
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
    """Why no total is given, as a sentence without full stop; empty where one is allowed."""
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
        return f"{withheld} more withheld; a total could reveal them"
    refused = difference_phrases(
        difference for difference in adding if difference.effect == Effect.REFUSE
    )
    return f"the figures differ in {'; '.join(refused)}" if refused else ""


def asean_row(row: AseanFigure) -> dict[str, str]:
    """A row as people read it: the total or the reason, the range, how many report."""
    total = _shown(row.total)
    return {
        "measure": f"{row.position} {row.measure}",
        "ASEAN": f"{total} {row.unit}" if row.total is not None else "not given",
        "because": row.reason,
        "from": _shown(row.lowest),
        "to": _shown(row.highest),
        "Member States": f"{len(row.reporting)} of {row.members}",
        "in what they differ": "; ".join(row.notes),
    }


def _shown(value: Decimal | None) -> str:
    return "" if value is None else format_number(value)
