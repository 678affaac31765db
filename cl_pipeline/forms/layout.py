"""Layout: the blocks of every sheet, one below the other, with an address for each element."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from cl_pipeline.forms import blocks_asked, blocks_measures, blocks_printed, blocks_tables
from cl_pipeline.forms.elements import Asked, PlacedElement, PlacedSheet, Row
from cl_pipeline.forms.layout_files import Block, Layout, SheetPlan, load_layout
from cl_pipeline.forms.sheet_context import SheetContext
from cl_pipeline.model.codes import FormKey, ListLetter
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.keys import column_letters

BUILDERS: Mapping[str, Callable[[Block, SheetContext], Iterator[Row]]] = {
    "top": blocks_printed.top_rows,
    "heading": blocks_printed.heading_rows,
    "text": blocks_printed.text_rows,
    "column_headings": blocks_printed.column_heading_rows,
    "steps": blocks_printed.step_rows,
    "gap_codes": blocks_printed.gap_code_rows,
    "gap_line": blocks_printed.gap_line_rows,
    "ask": blocks_asked.ask_rows,
    "per_column": blocks_asked.per_column_rows,
    "attributes": blocks_asked.attribute_rows,
    "ticks": blocks_asked.tick_rows,
    "entries": blocks_tables.entry_rows,
    "covers": blocks_tables.cover_rows,
    "measures": blocks_measures.measure_rows,
    "activities": blocks_tables.activity_rows,
    "indicator_rows": blocks_tables.indicator_rows,
    "named_rows": blocks_tables.named_rows,
}
"""The function that lays out each kind of block."""


@cache
def place(
    framework: Framework, form: FormKey, version: str, round_year: RoundYear
) -> tuple[PlacedSheet, ...]:
    """Every visible sheet of a form in order, with every element at its address.

    Raises:
        FrameworkError: the layout and the framework do not fit together.
    """
    layout, framework = load_layout(form, version), framework.in_round(round_year)
    sheets = []
    for plan, context in _sheet_contexts(framework, layout, round_year):
        rows = tuple(_rows(plan, context))
        elements = tuple(_placed(context.sheet, rows))
        sheets.append(PlacedSheet(context.sheet, plan.grid, rows, elements))
    return tuple(sheets)


def _sheet_contexts(
    framework: Framework, layout: Layout, round_year: RoundYear
) -> Iterator[tuple[SheetPlan, SheetContext]]:
    for plan in layout.sheets:
        context = SheetContext(framework, layout, round_year, plan.name, layout.grids[plan.grid])
        if not plan.one_per:
            yield plan, context
            continue
        for indicator in framework.on_list(ListLetter(plan.one_per)):
            yield plan, replace(context, sheet=indicator.position, indicator=indicator)


def _rows(plan: SheetPlan, context: SheetContext) -> Iterator[Row]:
    yield from _sequence_rows(plan.before, context)
    if plan.repeat:
        for indicator in context.framework.on_list(ListLetter(plan.repeat_list)):
            yield from _sequence_rows(plan.repeat, replace(context, indicator=indicator))
    yield from _sequence_rows(plan.after, context)


def _sequence_rows(sequence: str, context: SheetContext) -> Iterator[Row]:
    for block in context.layout.sequence(sequence):
        yield from BUILDERS[block.kind](block, context)


def _placed(sheet: str, rows: tuple[Row, ...]) -> Iterator[PlacedElement]:
    for number, row in enumerate(rows, start=1):
        for element in row.elements:
            address = f"{column_letters(element.column)}{number}"
            cell = None
            if isinstance(element, Asked):
                cell = replace(element.meaning, sheet=sheet, cell=address)
            yield PlacedElement(address, number, element, cell)
