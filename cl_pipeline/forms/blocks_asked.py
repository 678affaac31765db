"""Blocks that ask: single questions, boxes to tick, numbered entries, rows that the form names."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from cl_pipeline.forms.elements import Asked, Element, Printed, Row
from cl_pipeline.forms.layout_files import Block
from cl_pipeline.forms.sheet_context import ReportingColumn, SheetContext
from cl_pipeline.model.codes import Field, ListLetter
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.framework import KeyResultArea
from cl_pipeline.model.identity import IndicatorKey


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


def entry_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """A small table of numbered entries; ``attribute`` names the column of the table."""
    yield _headings(block, context, block.at)
    for number in range(1, block.count + 1):
        meaning = replace(context.cell(Field(block.field)), entry=number)
        yield Row(tuple(_inputs(block, context, meaning)), height=block.height or 34)


def cover_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """The cover's table: one yes/no cell per sheet that a submission may cover."""
    headings = _printed_headings(block, context, range(1, len(block.headings) + 1))
    yield Row(headings, height=20, keep_next=True)
    for sheet, title, indicator in _declared_sheets(context):
        meaning = FormCell(
            "", "", Field.COVERS, indicator=indicator, attribute=sheet, choices=block.choices
        )
        label = Printed(1, title, "cover_label", is_fixed=True)
        height = max(17.0, context.height(title, 1, 1))
        yield Row((label, Asked(2, meaning, "input_choice")), height=height)


def activity_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """Per key result area its tentative time frame and bodies, then a row per activity."""
    yield _headings(block, context, (1, *block.at))
    framework = context.framework
    for area in framework.key_result_areas:
        yield Row(height=5, keep_next=True)
        name = context.paragraph(area.name, "measure", is_fixed=True)
        yield Row((name,), height=18, keep_next=True)
        note = context.paragraph(_about(area), "note")
        yield Row((note,), height=context.height(note.text, 1, note.span), keep_next=True)
        for activity in framework.activities:
            if activity.key_result_area == area.key:
                yield _named_row(block, context, activity.key, activity.name)


def indicator_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """A row per indicator of list A."""
    yield _headings(block, context, (1, *block.at))
    for indicator in context.framework.on_list(ListLetter.A):
        name = f"{indicator.position}   {indicator.short_name}"
        yield _named_row(block, context, indicator.key, name)


def named_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """A row per entry of ``names``."""
    yield _headings(block, context, (1, *block.at))
    for key, wording in block.names:
        yield _named_row(block, context, key, context.fill_in(wording))


def _printed_headings(
    block: Block, context: SheetContext, columns: Iterable[int]
) -> tuple[Printed, ...]:
    return tuple(
        Printed(at, context.fill_in(text), "column_label", is_fixed=True)
        for at, text in zip(columns, block.headings, strict=True)
    )


def _headings(block: Block, context: SheetContext, columns: Iterable[int]) -> Row:
    headings = _printed_headings(block, context, columns)
    height = max(context.height(heading.text, heading.column, 1, bold=True) for heading in headings)
    is_header = block.style == "freeze"
    return Row(headings, height=height + 4, is_header=is_header, keep_next=True)


def _named_row(block: Block, context: SheetContext, key: str, name: str) -> Row:
    label = Printed(1, name, "label", is_fixed=True)
    inputs = _inputs(block, context, context.cell(Field(block.field)), prefix=f"{key}.")
    height = max(block.height or 28, context.height(name, 1, 1))
    return Row((label, *inputs), height=height)


def _inputs(
    block: Block, context: SheetContext, meaning: FormCell, prefix: str = ""
) -> Iterator[Asked]:
    """The input cells of one row; ``code_lists`` gives a column its drop-down.

    ``prefix`` names the row, for rows that the sender does not name.
    """
    lists = block.code_lists or ("",) * len(block.attributes)
    for at, name, code_list in zip(block.at, block.attributes, lists, strict=True):
        choices = tuple(wording for _, wording in context.codes(code_list))
        cell = replace(meaning, attribute=f"{prefix}{name}", choices=choices)
        yield Asked(at, cell, "input_long")


def _declared_sheets(context: SheetContext) -> Iterator[tuple[str, str, IndicatorKey | None]]:
    """Sheet name, printed title and indicator of every sheet the cover asks about."""
    for plan in context.layout.sheets:
        if plan.one_per:
            for indicator in context.framework.on_list(ListLetter(plan.one_per)):
                title = f"{indicator.position}   {indicator.short_name}"
                yield indicator.position, title, indicator.key
        elif plan.declared:
            yield plan.name, plan.title or plan.name, None


def _about(area: KeyResultArea) -> str:
    bodies = ", ".join(area.bodies)
    partners = "; ".join(area.partners)
    frame = f"{area.years_from} to {area.years_to}, tentative"
    return f"{frame}. Bodies: {bodies}. Possible partners: {partners}."
