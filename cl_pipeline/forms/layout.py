"""Layout: the blocks of every sheet, one below the other, with an address for each element."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from cl_pipeline.forms import blocks_asked, blocks_measures, blocks_printed
from cl_pipeline.forms.elements import Asked, PlacedElement, PlacedSheet, Row
from cl_pipeline.forms.layout_files import Block, Layout, SheetPlan, load_layout
from cl_pipeline.forms.sheet_context import SheetContext
from cl_pipeline.model.codes import FormKey, ListLetter
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear, reporting_columns
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
    "entries": blocks_asked.entry_rows,
    "covers": blocks_asked.cover_rows,
    "measures": blocks_measures.measure_rows,
    "activities": blocks_asked.activity_rows,
    "indicator_rows": blocks_asked.indicator_rows,
    "named_rows": blocks_asked.named_rows,
}
"""The function that lays out each kind of block."""


def layout_in_round(
    framework: Framework, form: FormKey, version: str, round_year: RoundYear
) -> Layout:
    """The layout with the reporting columns of the framework's rounds.

    Printed are the layout's own columns and, where the round comes after them, one for each round
    up to it; so a form that went out stays as it was when a round is added to the calendar.
    """
    layout = load_layout(form, version)
    printed = layout.columns["main"].keys if "main" in layout.columns else ()
    columns = reporting_columns(framework.rounds, max(framework.rounds))
    asked = [key for key, year in columns if key in printed or year <= round_year]
    return layout.asking(asked, framework.title)


@cache
def place(
    framework: Framework, form: FormKey, version: str, round_year: RoundYear
) -> tuple[PlacedSheet, ...]:
    """Every visible sheet of a form in order, with every element at its address.

    Raises:
        FrameworkError: the layout and the framework do not fit together.
    """
    layout = layout_in_round(framework, form, version, round_year)
    framework = framework.in_round(round_year)
    sheets = []
    for plan in layout.sheets:
        context = SheetContext(framework, layout, round_year, plan.name, layout.grids[plan.grid])
        contexts = [context]
        if plan.one_per:
            contexts = [
                replace(context, sheet=indicator.position, indicator=indicator)
                for indicator in framework.on_list(ListLetter(plan.one_per))
            ]
        for of_sheet in contexts:
            rows = tuple(_rows(plan, of_sheet))
            elements = tuple(_placed(of_sheet.sheet, rows))
            sheets.append(PlacedSheet(of_sheet.sheet, plan.grid, rows, elements))
    return tuple(sheets)


def _rows(plan: SheetPlan, context: SheetContext) -> Iterator[Row]:
    sequences = [(plan.before, context)]
    if plan.repeat:
        for indicator in context.framework.on_list(ListLetter(plan.repeat_list)):
            sequences.append((plan.repeat, replace(context, indicator=indicator)))
    for sequence, about in (*sequences, (plan.after, context)):
        for block in context.layout.sequence(sequence):
            yield from BUILDERS[block.kind](block, about)


def _placed(sheet: str, rows: tuple[Row, ...]) -> Iterator[PlacedElement]:
    for number, row in enumerate(rows, start=1):
        for element in row.elements:
            address = f"{column_letters(element.column)}{number}"
            cell = None
            if isinstance(element, Asked):
                cell = replace(element.meaning, sheet=sheet, cell=address)
            yield PlacedElement(address, number, element, cell)
