"""Blocks that ask one question a row: words, years, choices and boxes to tick."""

from collections.abc import Iterator
from dataclasses import replace

from cl_pipeline.forms.elements import Asked, Element, Printed, Row
from cl_pipeline.forms.layout_files import Block
from cl_pipeline.forms.sheet_context import ReportingColumn, SheetContext
from cl_pipeline.model.codes import Field
from cl_pipeline.model.form import FormCell


def ask_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """One question: its label, and the input next to it or, for long texts, below it."""
    field = Field(block.field)
    meaning = replace(
        context.cell(field),
        column=context.due if block.due_only else None,
        attribute=block.attribute or None,
        choices=context.choices(block),
        is_open=field != Field.SENDER,
    )
    style, height = block.style or "input_text", block.height or 20
    text, side = context.fill_in(block.label), context.fill_in(block.side)
    if block.place != "below":
        elements: list[Element] = [Printed(1, text, "ask_label", is_fixed=True)]
        elements.append(Asked(2, meaning, style))
        if side and context.grid.columns > 2:
            elements.append(context.paragraph(side, "side", 3))
        yield Row(tuple(elements), height=height)
        return
    label = context.paragraph(text, "ask_label", is_fixed=True)
    above = [(label, True), *([(context.paragraph(side, "side"), False)] if side else [])]
    for printed, is_bold in above:
        needed = context.height(printed.text, 1, printed.span, bold=is_bold)
        yield Row((printed,), height=needed, keep_next=True)
    yield Row((Asked(1, meaning, style, span=context.grid.columns),), height=height)


def per_column_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """One row that asks the same thing of every reporting column."""
    if block.needs == "age" and context.about().age_range == "_Z":
        return
    meaning = replace(
        context.cell(Field(block.field)),
        attribute=block.attribute or None,
        choices=context.choices(block),
    )
    label, unit = context.fill_in(block.label), context.fill_in(block.unit)
    yield column_row(block, context, meaning, label, unit)


def attribute_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """One row per property of a column that the sender declares."""
    for attribute in context.about().attributes:
        meaning = replace(
            context.cell(Field.ATTRIBUTE),
            attribute=attribute.key,
            choices=tuple(wording for _, wording in attribute.choices),
        )
        hint = f": {attribute.hint}" if attribute.hint else ""
        yield column_row(block, context, meaning, f"{attribute.name}{hint}", "")


def column_row(
    block: Block, context: SheetContext, meaning: FormCell, label: str, unit: str
) -> Row:
    """A labelled row with one input per reporting column, closed where the rule says so."""
    inputs = (_column_input(block, meaning, column) for column in context.reporting(block.columns))
    elements = (
        Printed(1, label, "label", is_fixed=True),
        Printed(2, unit, "unit", is_fixed=bool(unit)),
        *inputs,
    )
    height = max(block.height or 16, context.height(label, 1, 1))
    return Row(elements, height=height, keep_next=block.keep)


def _column_input(block: Block, meaning: FormCell, column: ReportingColumn) -> Element:
    if block.opens == "after_baseline" and column.key == "baseline":
        return Printed(column.at, "", "closed", span=column.span)
    is_open = column.is_open(block.opens)
    style = (block.style or "input_words") if is_open else "closed"
    cell = replace(meaning, column=column.key, is_open=is_open)
    return Asked(column.at, cell, style, span=column.span)


def tick_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """Boxes of which several may be ticked with an x; ``attribute`` says which box.

    ``at`` names the columns of a row's boxes, each behind its label.
    """
    label = Printed(1, context.fill_in(block.label), "ask_label", is_fixed=True)
    yield Row((label,), height=18, keep_next=True)
    boxes = list(enumerate(context.codes(block.code_list), start=1))
    for first in range(0, len(boxes), len(block.at)):
        elements: list[Element] = []
        start = 1
        for at, (number, (code, name)) in zip(block.at, boxes[first:], strict=False):
            meaning = replace(
                context.cell(Field(block.field)),
                column=context.due,
                attribute=code,
                entry=number,
                choices=("x",),
            )
            elements.append(Printed(start, name, "tick_label", span=at - start, is_fixed=True))
            elements.append(Asked(at, meaning, "input_tick"))
            start = at + 1
        yield Row(tuple(elements), height=16, keep_next=True)
