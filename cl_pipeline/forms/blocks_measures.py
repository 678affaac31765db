"""Blocks of a measure: its total, each dimension, crossed rows, and rows that the sender names."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from cl_pipeline.errors import FrameworkError
from cl_pipeline.forms.blocks_asked import column_row
from cl_pipeline.forms.elements import Asked, Element, KnownValue, Printed, Row
from cl_pipeline.forms.layout_files import Block
from cl_pipeline.forms.sheet_context import ReportingColumn, SheetContext
from cl_pipeline.model.breakdown import OWN_ROW, UNBROKEN, Breakdown
from cl_pipeline.model.codes import Field
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.indicators import Breakdowns, Measure
from cl_pipeline.model.observation import ObservationKey


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One row of values: its label and what it means, before any column is known.

    ``entry`` is the number of a row that the sender names, else None.
    """

    label: str
    style: str
    breakdown: Breakdown
    entry: int | None = None


def measure_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """All measures of the indicator, one under the other.

    ``depth = "full"`` gives every breakdown and, where there are several measures, a reference year
    for each of them; ``depth = "parts"`` the same where nothing is required; ``depth = "totals"``
    gives one total row per measure.
    """
    measures = context.about().measures
    for measure in measures:
        if block.depth in ("full", "parts"):
            yield from _full_measure(block, context, measure)
        else:
            total = ValueRow(measure.name, "label_total", UNBROKEN)
            row = _value_row(block, context, measure, total)
            yield replace(row, keep_next=measure != measures[-1])


def _full_measure(block: Block, context: SheetContext, measure: Measure) -> Iterator[Row]:
    wording = context.layout.wording
    yield Row(height=6, keep_next=True)
    yield _heading(context, measure)
    label = wording["total_headline"] if measure.headline else wording["total"]
    style = "label_headline" if measure.headline else "label_total"
    yield _value_row(block, context, measure, ValueRow(label, style, UNBROKEN))
    if len(context.about().measures) > 1:
        # A measure alone has the reference year of the column.
        year = replace(context.cell(Field.REFERENCE_YEAR), measure=measure.key)
        own_year = replace(block, style="input_year", height=None)
        yield column_row(own_year, context, year, wording["own_year"], wording["year_unit"])
    for breakdowns in measure.breakdowns:
        yield from _breakdown_rows(block, context, measure, breakdowns)


def _heading(context: SheetContext, measure: Measure) -> Row:
    optional = context.layout.wording["optional"] if measure.basis == "optional" else ""
    name = f"{measure.name}{optional}"
    hint = context.paragraph(measure.hint, "measure_hint", 2)
    height = max(
        context.height(name, 1, 1, size=11, bold=True),
        context.height(measure.hint, 2, hint.span),
        18.0,
    )
    return Row((Printed(1, name, "measure", is_fixed=True), hint), height=height, keep_next=True)


def _breakdown_rows(
    block: Block, context: SheetContext, measure: Measure, breakdowns: Breakdowns
) -> Iterator[Row]:
    wording = context.layout.wording
    names = wording["and"].join(wording[f"dimension_{name}"] for name in breakdowns.dimensions)
    optional = wording["optional"] if breakdowns.basis == "optional" else ""
    label = f"{wording['by']}{names}{optional}"
    yield Row((Printed(1, label, "by", is_fixed=True),), height=15, keep_next=True)
    for codes in product(*breakdowns.codes):
        given = dict(zip(breakdowns.dimensions, codes, strict=True))
        label = ", ".join(context.name_of(key, code) for key, code in given.items())
        row = ValueRow(label, "label_part", Breakdown(**given))
        yield _value_row(block, context, measure, row)
    if breakdowns.free_rows:
        yield from _own_rows(block, context, measure, breakdowns)


def _own_rows(
    block: Block, context: SheetContext, measure: Measure, breakdowns: Breakdowns
) -> Iterator[Row]:
    """Rows that the sender names."""
    if len(breakdowns.dimensions) > 1:
        raise FrameworkError(
            f"{measure.indicator}.{measure.key}: own rows need one dimension, "
            f"not {breakdowns.dimensions}; set free_rows to 0"
        )
    (dimension,) = breakdowns.dimensions
    label = context.layout.wording[f"own_{dimension}"]
    yield Row((Printed(1, label, "own", is_fixed=True),), height=14, keep_next=True)
    for entry in range(1, breakdowns.free_rows + context.layout.more_free_rows + 1):
        breakdown = Breakdown(**{dimension: f"{OWN_ROW}{entry}"})
        row = ValueRow("", "input_label", breakdown, entry)
        yield _value_row(block, context, measure, row)


def _value_row(block: Block, context: SheetContext, measure: Measure, row: ValueRow) -> Row:
    meaning = replace(
        context.cell(Field.VALUE),
        measure=measure.key,
        breakdown=row.breakdown,
        entry=row.entry,
        unit=measure.unit,
    )
    unit = context.name_of("unit", measure.unit)
    is_total = row.breakdown.is_total
    is_required = measure.headline and block.depth == "full" and is_total
    elements: list[Element] = [_label(row, meaning), Printed(2, unit, "unit", is_fixed=True)]
    for column in context.reporting(block.columns):
        elements.extend(_values(meaning, column, is_required=is_required))
    height = max(context.height(row.label, 1, 1, bold=is_total), context.height(unit, 2, 1, size=8))
    return Row(tuple(elements), height=height - 2)


def _label(row: ValueRow, meaning: FormCell) -> Element:
    if row.entry is not None:
        return Asked(1, replace(meaning, field=Field.ROW_LABEL, unit=None), row.style)
    return Printed(1, row.label, row.style, is_fixed=True)


def _values(
    meaning: FormCell, column: ReportingColumn, *, is_required: bool
) -> tuple[Element, ...]:
    is_open = column.is_open("until_round")
    cell = replace(
        meaning,
        column=column.key,
        is_open=is_open,
        required=is_required and column.order == 0,
    )
    style = ("input_headline" if is_required else "input_value") if is_open else "closed"
    if not column.shows_known:
        return (Asked(column.at, cell, style, span=column.span),)
    assert cell.indicator is not None and cell.measure is not None  # values always have both
    key = ObservationKey(cell.indicator, cell.measure, column.key, cell.breakdown)
    known = KnownValue(column.at + 1, key if cell.entry is None else None)
    return Asked(column.at, cell, style), known
