"""Rules on what is said beside the figures: their source and the properties that change them."""

from collections.abc import Iterator

from cl_pipeline.catalogue import finding
from cl_pipeline.checks.addresses import Address
from cl_pipeline.checks.view import ColumnView, Figure, SubmissionView, plain
from cl_pipeline.model.codes import Field, MeasureRole
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.indicators import Attribute

UNDECLARED = {
    "household_chores": "CHORES_UNDECLARED",
    "currency": "CURRENCY_UNDECLARED",
}
"""Properties that change what a figure means, with the code for leaving them open.

Source: Lao PDR 2017 has 28.2 with and 26.3 without chores from one survey; an amount without its
currency is no amount. Other properties are asked for and may stay open.
"""

ABOUT_MONEY = frozenset({"currency"})
"""Properties of amounts alone; a share of public expenditure has no currency."""


def sources_are_named(view: SubmissionView) -> Iterator[Finding]:
    """SOURCE_MISSING once per column in which headline totals stand without a source."""
    for column in view.columns:
        bare = [figure for figure in _headline_totals(column) if not _has_source(figure)]
        if bare:
            sheet, cell = _asked_at(view, column, Field.SOURCE, None) or bare[0].address
            figure = f"{column.name(bare[0])}: {plain(bare[0].value)}"
            yield finding(
                "SOURCE_MISSING",
                found=f"{figure}, without a source",
                sheet=sheet,
                cell=cell,
                indicator=column.indicator.key,
            )


def properties_are_declared(view: SubmissionView) -> Iterator[Finding]:
    """CHORES_UNDECLARED, CURRENCY_UNDECLARED, ATTRIBUTE_NOT_IN_LIST at the property's cell."""
    for column in view.columns:
        for attribute in column.indicator.attributes:
            figure = _first_figure(column, attribute)
            code = None if figure is None else _code(column, attribute)
            if figure is None or code is None:
                continue
            place = _asked_at(view, column, Field.ATTRIBUTE, attribute.key) or figure.address
            declared = column.declared(attribute.key)
            told = f'"{declared}"' if declared else "nothing is said"
            yield finding(
                code,
                found=f"{attribute.name}: {told}, while figures are given",
                sheet=place[0],
                cell=place[1],
                indicator=column.indicator.key,
                choices="; ".join(wording for _, wording in attribute.choices),
            )


def _code(column: ColumnView, attribute: Attribute) -> str | None:
    declared = column.declared(attribute.key)
    if declared is None:
        return UNDECLARED.get(attribute.key)
    listed = [code for code, _ in attribute.choices]
    return "ATTRIBUTE_NOT_IN_LIST" if listed and declared not in listed else None


def _first_figure(column: ColumnView, attribute: Attribute) -> Figure | None:
    for measure in column.indicator.measures:
        if attribute.key in ABOUT_MONEY and measure.role != MeasureRole.AMOUNT:
            continue
        for figure in column.of(measure.key).values():
            return figure
    return None


def _headline_totals(column: ColumnView) -> Iterator[Figure]:
    for measure in column.indicator.headlines:
        figure = column.total(measure)
        if figure is not None:
            yield figure


def _has_source(figure: Figure) -> bool:
    return bool((figure.observation.source or "").strip())


def _asked_at(
    view: SubmissionView, column: ColumnView, field: Field, attribute: str | None
) -> Address | None:
    if view.form is None:
        return None
    cell = view.form.find(field, column.indicator.key, column.column, attribute=attribute)
    return (cell.sheet, cell.cell) if cell else None
