"""Blocks that ask for words, years and choices: everything but the values of measures."""

from collections.abc import Iterator
from dataclasses import replace

from cl_pipeline.forms.context import ReportingColumn, SheetContext
from cl_pipeline.forms.elements import Asked, Piece, Printed, Row
from cl_pipeline.forms.layout_files import Block
from cl_pipeline.model.codes import Field, ListLetter
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.identity import IndicatorKey
from cl_pipeline.model.indicators import Attribute

CLOSED_STYLE = "closed"


def cell_for(context: SheetContext, field: Field) -> FormCell:
    """An input cell about the sheet's indicator, still without sheet and address."""
    indicator = context.indicator.key if context.indicator else None
    return FormCell(sheet="", cell="", field=field, indicator=indicator)


def ask_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """One question: its label, and the input beside it or, for long texts, below it."""
    field = Field(block.field)
    meaning = _with(
        cell_for(context, field),
        column=context.due if block.due_only else None,
        attribute=block.attribute or None,
        choices=context.choices(block),
        is_open=field != Field.SENDER,
    )
    style = block.style or "input_text"
    if block.place == "below":
        yield from _ask_below(block, context, meaning, style)
    else:
        label = Printed(1, context.fill_in(block.label), "ask_label", is_fixed=True)
        side = _side(block, context, 3)
        yield Row((label, Asked(2, meaning, style), *side), height=block.height or 20)


def _ask_below(block: Block, context: SheetContext, meaning: FormCell, style: str) -> Iterator[Row]:
    """The label, what helps to answer, and an input as wide as the sheet."""
    span, text = context.grid.columns, context.fill_in(block.label)
    label = Printed(1, text, "ask_label", span=span, is_fixed=True)
    yield Row((label,), height=context.height(text, 1, span, bold=True), keep_next=True)
    side = _side(block, context, 1)
    if side:
        yield Row(side, height=context.height(side[0].text, 1, span), keep_next=True)
    yield Row((Asked(1, meaning, style, span=span),), height=block.height or 20)


def _side(block: Block, context: SheetContext, first: int) -> tuple[Printed, ...]:
    span = context.grid.columns - first + 1
    text = context.fill_in(block.side)
    return (Printed(first, text, "side", span=span),) if text and span > 0 else ()


def per_column_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """One row that asks the same thing of every reporting column."""
    if block.needs == "age" and context.about().age_range == "_Z":
        return
    meaning = _with(
        cell_for(context, Field(block.field)),
        attribute=block.attribute or None,
        choices=context.choices(block),
    )
    label, unit = context.fill_in(block.label), context.fill_in(block.unit)
    yield asking_row(block, context, meaning, label, unit)


def attribute_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """One row per property of a column that the sender declares."""
    for attribute in context.about().attributes:
        meaning = _with(
            cell_for(context, Field.ATTRIBUTE),
            attribute=attribute.key,
            choices=tuple(wording for _, wording in attribute.choices),
        )
        yield asking_row(block, context, meaning, _attribute_label(attribute), "")


def _attribute_label(attribute: Attribute) -> str:
    return f"{attribute.name}: {attribute.hint}" if attribute.hint else attribute.name


def asking_row(
    block: Block, context: SheetContext, meaning: FormCell, label: str, unit: str
) -> Row:
    """A labelled row with one input per reporting column, closed where the rule says so."""
    pieces: list[Piece] = [
        Printed(1, label, "label", is_fixed=True),
        Printed(2, unit, "unit", is_fixed=bool(unit)),
    ]
    for column in context.reporting(block.columns):
        pieces.append(_column_piece(block, meaning, column))
    height = max(block.height or 16, context.height(label, 1, 1))
    return Row(tuple(pieces), height=height, keep_next=block.keep)


def _column_piece(block: Block, meaning: FormCell, column: ReportingColumn) -> Piece:
    if block.opens == "after_baseline" and column.key == "baseline":
        return Printed(column.at, "", CLOSED_STYLE, span=column.span)
    is_open = column.is_open(block.opens)
    style = (block.style or "format_input") if is_open else CLOSED_STYLE
    cell = _with(meaning, column=column.key, is_open=is_open)
    return Asked(column.at, cell, style, span=column.span)


def tick_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """Boxes of which several may be ticked with an x; ``attribute`` says which box.

    ``at`` names the columns in which a row's boxes stand, each behind its label.
    """
    label = Printed(1, context.fill_in(block.label), "ask_label", is_fixed=True)
    yield Row((label,), height=18, keep_next=True)
    boxes = tuple(_boxes(block, context))
    for first in range(0, len(boxes), len(block.at)):
        pieces: list[Piece] = []
        start = 1
        for at, (name, meaning) in zip(block.at, boxes[first:], strict=False):
            span = at - start
            pieces.append(Printed(start, name, "tick_label", span=span, is_fixed=True))
            pieces.append(Asked(at, meaning, "input_tick"))
            start = at + 1
        yield Row(tuple(pieces), height=16, keep_next=True)


def _boxes(block: Block, context: SheetContext) -> Iterator[tuple[str, FormCell]]:
    for number, (code, name) in enumerate(context.codes(block.code_list), start=1):
        meaning = _with(
            cell_for(context, Field(block.field)),
            column=context.due,
            attribute=code,
            entry=number,
            choices=("x",),
        )
        yield name, meaning


def entry_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """A small table of numbered entries; ``attribute`` names the column of the table."""
    headings = tuple(
        Printed(at, context.fill_in(text), "column_label", is_fixed=True)
        for at, text in zip(block.at, block.headings, strict=True)
    )
    height = max(context.height(heading.text, heading.column, 1, bold=True) for heading in headings)
    is_header = block.style == "freeze"
    yield Row(headings, height=height + 4, is_header=is_header, keep_next=True)
    for number in range(1, block.count + 1):
        meaning = _with(cell_for(context, Field(block.field)), entry=number)
        yield Row(tuple(table_cells(block, context, meaning)), height=block.height or 34)


def table_cells(
    block: Block, context: SheetContext, meaning: FormCell, prefix: str = ""
) -> Iterator[Asked]:
    """The input cells of one row of a table; ``code_lists`` gives a column its drop-down.

    ``prefix`` names the row, for rows that the sender does not name.
    """
    lists = block.code_lists or ("",) * len(block.attributes)
    for at, name, code_list in zip(block.at, block.attributes, lists, strict=True):
        choices = tuple(wording for _, wording in context.codes(code_list))
        cell = _with(meaning, attribute=f"{prefix}{name}", choices=choices)
        yield Asked(at, cell, "input_long")


def cover_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """The cover's table: one yes/no cell per sheet that a return may cover."""
    pairs = tuple(
        Printed(at, text, "column_label", is_fixed=True)
        for at, text in enumerate(map(context.fill_in, block.headings), start=1)
    )
    yield Row(pairs, height=20, keep_next=True)
    for sheet, title, indicator in declared_sheets(context):
        meaning = FormCell(
            "", "", Field.COVERS, indicator=indicator, attribute=sheet, choices=block.choices
        )
        label = Printed(1, title, "cover_label", is_fixed=True)
        height = max(17.0, context.height(title, 1, 1))
        yield Row((label, Asked(2, meaning, "input_choice")), height=height)


def declared_sheets(context: SheetContext) -> Iterator[tuple[str, str, IndicatorKey | None]]:
    """Sheet name, printed title and indicator of every sheet the cover asks about."""
    for plan in context.layout.sheets:
        if plan.one_per:
            for one in context.framework.on_list(ListLetter(plan.one_per)):
                yield one.position, f"{one.position}   {one.short_name}", one.key
        elif plan.declared:
            yield plan.name, plan.title or plan.name, None


def _with(meaning: FormCell, **changes: object) -> FormCell:
    return replace(meaning, **changes)  # type: ignore[arg-type]  # names are FormCell's own
