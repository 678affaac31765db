"""The blocks of a measure: total first, then each dimension, crossed rows, the sender's own rows."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from cl_pipeline.errors import FrameworkError
from cl_pipeline.forms.blocks_asked import asking_row, cell_for
from cl_pipeline.forms.context import ReportingColumn, SheetContext
from cl_pipeline.forms.elements import Asked, Held, Piece, Printed, Row
from cl_pipeline.forms.layout_files import Block
from cl_pipeline.model.breakdown import OWN_ROW, UNBROKEN, Breakdown
from cl_pipeline.model.codes import Field
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.indicators import Breakdowns, Measure
from cl_pipeline.model.observation import ObservationKey


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One row of values: its label and what it means, before any column is known."""

    label: str
    style: str
    breakdown: Breakdown
    entry: int | None = None

    @property
    def is_own(self) -> bool:
        """True where the sender names the row itself."""
        return self.entry is not None


def measure_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """All measures of the indicator, one under the other.

    ``depth = "full"`` gives every breakdown and, where there are several measures, a reference year
    for each of them;
    ``depth = "totals"`` gives one total row per measure.
    """
    measures = context.about().measures
    for measure in measures:
        if block.depth == "full":
            yield from _full_measure(block, context, measure)
        else:
            total = ValueRow(measure.name, "label_total", UNBROKEN)
            row = _value_row(block, context, measure, total)
            yield replace(row, keep_next=measure != measures[-1])


def _full_measure(block: Block, context: SheetContext, measure: Measure) -> Iterator[Row]:
    yield Row(height=6, keep_next=True)
    yield _heading(context, measure)
    yield _total_row(block, context, measure)
    if len(context.about().measures) > 1:
        yield _own_year(block, context, measure)
    for breakdowns in measure.breakdowns:
        yield from _breakdown_rows(block, context, measure, breakdowns)


def _own_year(block: Block, context: SheetContext, measure: Measure) -> Row:
    """The reference year of one measure of several; a measure alone has that of the column."""
    year = replace(cell_for(context, Field.REFERENCE_YEAR), measure=measure.key)
    own_year = replace(block, style="input_year", height=None)
    wording = context.layout.wording
    return asking_row(own_year, context, year, wording["own_year"], wording["year_unit"])


def _heading(context: SheetContext, measure: Measure) -> Row:
    optional = context.layout.wording["optional"] if measure.basis == "optional" else ""
    name = f"{measure.name}{optional}"
    label = Printed(1, name, "measure", is_fixed=True)
    span = context.grid.columns - 1
    needed = (
        context.height(name, 1, 1, size=11, bold=True),
        context.height(measure.hint, 2, span),
    )
    hint = Printed(2, measure.hint, "measure_hint", span=span)
    return Row((label, hint), height=max(*needed, 18.0), keep_next=True)


def _total_row(block: Block, context: SheetContext, measure: Measure) -> Row:
    wording = context.layout.wording
    label = wording["total_headline"] if measure.headline else wording["total"]
    style = "label_headline" if measure.headline else "label_total"
    return _value_row(block, context, measure, ValueRow(label, style, UNBROKEN))


def _breakdown_rows(
    block: Block, context: SheetContext, measure: Measure, breakdowns: Breakdowns
) -> Iterator[Row]:
    wording = context.layout.wording
    names = wording["and"].join(
        wording[f"dimension_{dimension}"] for dimension in breakdowns.dimensions
    )
    optional = wording["optional"] if breakdowns.basis == "optional" else ""
    label = f"{wording['by']}{names}{optional}"
    yield Row((Printed(1, label, "by", is_fixed=True),), height=15, keep_next=True)
    for codes in product(*breakdowns.codes):
        given = dict(zip(breakdowns.dimensions, codes, strict=True))
        names = ", ".join(context.name_of(key, code) for key, code in given.items())
        row = ValueRow(names, "label_part", Breakdown(**given))
        yield _value_row(block, context, measure, row)
    if breakdowns.free_rows:
        own = _own_dimension(measure, breakdowns)
        label = wording[f"own_{own}"]
        yield Row((Printed(1, label, "own", is_fixed=True),), height=14, keep_next=True)
    for row in _own_rows(context, measure, breakdowns):
        yield _value_row(block, context, measure, row)


def _own_dimension(measure: Measure, breakdowns: Breakdowns) -> str:
    if len(breakdowns.dimensions) > 1:
        raise FrameworkError(
            f"{measure.indicator}.{measure.key}: own rows need one dimension, "
            f"not {breakdowns.dimensions}; set free_rows to 0"
        )
    return breakdowns.dimensions[0]


def _own_rows(
    context: SheetContext, measure: Measure, breakdowns: Breakdowns
) -> Iterator[ValueRow]:
    if not breakdowns.free_rows:
        return
    dimension = _own_dimension(measure, breakdowns)
    for entry in range(1, breakdowns.free_rows + context.layout.more_free_rows + 1):
        yield ValueRow("", "input_label", Breakdown(**{dimension: f"{OWN_ROW}{entry}"}), entry)


def _value_row(block: Block, context: SheetContext, measure: Measure, row: ValueRow) -> Row:
    meaning = replace(
        cell_for(context, Field.VALUE),
        measure=measure.key,
        breakdown=row.breakdown,
        entry=row.entry,
        unit=measure.unit,
    )
    unit = context.name_of("unit", measure.unit)
    pieces: list[Piece] = [_label(row, meaning), Printed(2, unit, "unit", is_fixed=True)]
    is_asked_for = measure.headline and block.depth == "full"
    is_required = is_asked_for and row.breakdown.is_total
    for column in context.reporting(block.columns):
        pieces.extend(_value_pieces(meaning, column, is_required=is_required))
    is_total = row.breakdown.is_total
    needed = (
        context.height(row.label, 1, 1, bold=is_total),
        context.height(unit, 2, 1, size=8),
    )
    return Row(tuple(pieces), height=max(needed) - 2)


def _label(row: ValueRow, meaning: FormCell) -> Piece:
    if row.is_own:
        return Asked(1, replace(meaning, field=Field.ROW_LABEL, unit=None), row.style)
    return Printed(1, row.label, row.style, is_fixed=True)


def _value_pieces(
    meaning: FormCell, column: ReportingColumn, *, is_required: bool
) -> tuple[Piece, ...]:
    is_open = column.is_open("until_round")
    cell = replace(
        meaning,
        column=column.key,
        is_open=is_open,
        required=is_required and column.order == 0,
    )
    style = ("input_headline" if is_required else "input_value") if is_open else "closed"
    assert cell.indicator is not None and cell.measure is not None  # values always have both
    if not column.shows_held:
        return (Asked(column.at, cell, style, span=column.span),)
    is_own = cell.entry is not None
    key = ObservationKey(cell.indicator, cell.measure, column.key, cell.breakdown)
    return Asked(column.at, cell, style), Held(column.at + 1, None if is_own else key)
