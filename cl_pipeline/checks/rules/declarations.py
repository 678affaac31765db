"""Rules on what is declared next to the figures: source, properties and age range."""

from collections.abc import Iterator

from cl_pipeline.checks.rules.parts import age_range
from cl_pipeline.checks.view import ColumnView, ReportedFigure, SubmissionView
from cl_pipeline.model.codes import Field, MeasureRole
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.indicators import Attribute

UNDECLARED = {
    "household_chores": "CHORES_UNDECLARED",
    "currency": "CURRENCY_UNDECLARED",
}
"""Properties that change what a figure means, with the code for leaving them open.

Source: Lao PDR 2017 has 28.2 with and 26.3 without chores from one survey; an amount needs its
currency. Other properties are asked for and may stay open.
"""

ABOUT_MONEY = frozenset({"currency"})
"""Properties of amounts alone; a share of public expenditure has no currency."""


def sources_are_named(view: SubmissionView) -> Iterator[Finding]:
    """SOURCE_MISSING once per column that has headline totals without a source."""
    for column in view.columns:
        for measure in column.indicator.headlines:
            figure = column.total(measure)
            if figure is not None and not (figure.observation.source or "").strip():
                address = view.asked_at(Field.SOURCE, column, figure.address)
                found = f"{column.label(figure)}, without a source"
                yield column.finding("SOURCE_MISSING", address, found)
                break


def properties_are_declared(view: SubmissionView) -> Iterator[Finding]:
    """CHORES_UNDECLARED, CURRENCY_UNDECLARED, ATTRIBUTE_NOT_IN_LIST at the property's cell."""
    for column in view.columns:
        for attribute in column.indicator.attributes:
            figure = _first_figure(column, attribute)
            declared = column.declared(attribute.key)
            listed = {code for code, _ in attribute.choices}
            if declared is None:
                code = UNDECLARED.get(attribute.key)
            else:
                code = "ATTRIBUTE_NOT_IN_LIST" if listed and declared not in listed else None
            if figure is None or code is None:
                continue
            answer = f'"{declared}"' if declared else "no answer"
            yield column.finding(
                code,
                view.asked_at(Field.ATTRIBUTE, column, figure.address, attribute=attribute.key),
                f"{attribute.name}: {answer}, while figures are given",
                choices="; ".join(wording for _, wording in attribute.choices),
            )


def age_ranges_fit(view: SubmissionView) -> Iterator[Finding]:
    """DEFINITION_AGE_DIFFERS, or AGE_RANGE_UNCLEAR, at the cell of the age range.

    Source: figures on child labour are published for 5-17, 5-14, 7-14, 10-14 and 10-17; national
    ranges are welcome and noted, not refused.
    """
    for column in view.columns:
        covered = age_range(column.indicator.age_range)
        ranges = (figure.observation.age_range or "" for figure in column.figures.values())
        typed = next(filter(str.strip, ranges), "")
        ages = age_range(typed)
        if covered is None or not typed or ages == covered:
            continue
        first = column.observations[0]
        yield column.finding(
            "AGE_RANGE_UNCLEAR" if ages is None else "DEFINITION_AGE_DIFFERS",
            view.asked_at(Field.AGE_RANGE, column, (first.sheet, first.cell)),
            f'the age range of the figures is given as "{typed}"',
            ages=f"{covered[0]}-{covered[1]}",
        )


def _first_figure(column: ColumnView, attribute: Attribute) -> ReportedFigure | None:
    figures = (
        figure
        for measure in column.indicator.measures
        if measure.role == MeasureRole.AMOUNT or attribute.key not in ABOUT_MONEY
        for figure in column.of(measure.key).values()
    )
    return next(figures, None)
