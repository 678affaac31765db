"""Placement: a cursor that walks a sheet's blocks downwards and gives every piece its address."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from cl_pipeline.forms import blocks_asked, blocks_measures, blocks_plans, blocks_printed
from cl_pipeline.forms.context import SheetContext
from cl_pipeline.forms.elements import Asked, Piece, PlacedPiece, PlacedSheet, Row
from cl_pipeline.forms.layout_files import Block, Layout, SheetPlan, load_layout
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
    "entries": blocks_asked.entry_rows,
    "covers": blocks_asked.cover_rows,
    "measures": blocks_measures.measure_rows,
    "activities": blocks_plans.activity_rows,
    "indicator_rows": blocks_plans.indicator_rows,
    "named_rows": blocks_plans.named_rows,
}
"""What each kind of block is made by."""


@cache
def place(
    framework: Framework, form: FormKey, version: str, round_year: RoundYear
) -> tuple[PlacedSheet, ...]:
    """Every visible sheet of a form in order, with every piece at its address.

    Raises:
        FrameworkError: the layout and the framework do not fit together.
    """
    layout, framework = load_layout(form, version), framework.in_round(round_year)
    contexts = _sheet_contexts(framework, layout, round_year)
    return tuple(_place_sheet(plan, context) for plan, context in contexts)


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


def _place_sheet(plan: SheetPlan, context: SheetContext) -> PlacedSheet:
    rows = tuple(_rows(plan, context))
    pieces = tuple(
        _place_piece(context.sheet, number, piece)
        for number, row in enumerate(rows, start=1)
        for piece in row.pieces
    )
    return PlacedSheet(context.sheet, plan.grid, rows, pieces)


def _rows(plan: SheetPlan, context: SheetContext) -> Iterator[Row]:
    yield from _sequence_rows(plan.before, context)
    if plan.repeat:
        for indicator in context.framework.on_list(ListLetter(plan.repeat_list)):
            yield from _sequence_rows(plan.repeat, replace(context, indicator=indicator))
    yield from _sequence_rows(plan.after, context)


def _sequence_rows(sequence: str, context: SheetContext) -> Iterator[Row]:
    for block in context.layout.sequence(sequence):
        yield from BUILDERS[block.kind](block, context)


def _place_piece(sheet: str, row: int, piece: Piece) -> PlacedPiece:
    address = f"{column_letters(piece.column)}{row}"
    if isinstance(piece, Asked):
        cell = replace(piece.meaning, sheet=sheet, cell=address)
        return PlacedPiece(address, row, piece, cell)
    return PlacedPiece(address, row, piece)
