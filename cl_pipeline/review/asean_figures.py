"""What can be said for ASEAN about an indicator: a total where one is allowed, else the reason.

Source: 04-background-paper-2020 footnote 8: national survey data is not suitable for developing
simple aggregate estimates for the ASEAN region. Shares are never added.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from cl_pipeline.model.codes import ListLetter, MeasureRole
from cl_pipeline.model.comparability import (
    AseanFigure,
    ComparabilityRegistry,
    ComparableFigure,
    Effect,
    Use,
)
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import ColumnKey, RoundYear, due_column
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
    totals = headline_totals(vintage, framework)
    shown = [figure for figure in figures if figure.key.column == due]
    return tuple(
        row
        for indicator in framework.on_list(ListLetter.A)
        for row in indicator_figures(
            [figure for figure in shown if figure.key.indicator == indicator.key],
            sum(
                value.key.column == due and is_withheld(value)
                for value in totals.get(indicator.key, ())
            ),
            indicator,
            framework,
            vintage.round,
            due,
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
    members = {state.code for state in framework.counted_states(round_year)}
    own = sorted(
        (figure for figure in figures if figure.sender in members), key=lambda figure: figure.sender
    )
    rows = []
    for measure in indicator.headlines:
        counted = [figure for figure in own if figure.key.measure == measure.key]
        values = [figure.value for figure in counted]
        reason = _refusal(counted, withheld, measure, framework.comparability)
        row = AseanFigure(
            indicator=indicator.key,
            position=indicator.position,
            measure=measure.key,
            column=column,
            unit=measure.unit,
            total=None if reason else sum(values, Decimal(0)),
            reason=reason or f"{len(counted)} of {len(members)} Member States",
            lowest=min(values, default=None),
            highest=max(values, default=None),
            reporting=tuple(figure.sender for figure in counted),
            members=len(members),
            notes=difference_phrases(
                differences_among(counted, Use.ACROSS, framework.comparability)
            ),
        )
        rows.append(row)
    return tuple(rows)


def _refusal(
    counted: Sequence[ComparableFigure],
    withheld: int,
    measure: Measure,
    registry: ComparabilityRegistry,
) -> str:
    """Why no total is given, as a sentence without full stop; empty where one is allowed."""
    if measure.role == MeasureRole.RATE:
        return "shares of different wholes are never added"
    rules = {(rule.indicator, rule.measure): rule for rule in registry.asean_figures}
    rule = rules.get((measure.indicator, measure.key))
    if rule is None or not rule.is_allowed:
        return rule.reason if rule else "the framework does not say that it may be added"
    if not counted:
        return "no Member State has reported a figure"
    if withheld:
        return f"{withheld} more withheld; a total could reveal them"
    adding = differences_among(counted, Use.ADDING, registry)
    refused = difference_phrases(found for found in adding if found.effect == Effect.REFUSE)
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
