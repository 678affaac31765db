"""Blocks that ask a table: numbered entries, and rows that the form names."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from cl_pipeline.forms.elements import Asked, Printed, Row
from cl_pipeline.forms.layout_files import Block
from cl_pipeline.forms.sheet_context import SheetContext
from cl_pipeline.model.codes import Field, ListLetter
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.framework import KeyResultArea
from cl_pipeline.model.identity import IndicatorKey


def entry_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """A small table of numbered entries; ``attribute`` names the column of the table."""
    yield _headings(block, context, block.at)
    for number in range(1, block.count + 1):
        meaning = replace(context.cell(Field(block.field)), entry=number)
        yield Row(tuple(_inputs(block, context, meaning)), height=block.height or 34)


def cover_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """The cover's table: one yes/no cell per sheet that a submission may cover."""
    headings = tuple(
        Printed(at, context.fill_in(text), "column_label", is_fixed=True)
        for at, text in enumerate(block.headings, start=1)
    )
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


def _headings(block: Block, context: SheetContext, columns: Iterable[int]) -> Row:
    headings = tuple(
        Printed(at, context.fill_in(text), "column_label", is_fixed=True)
        for at, text in zip(columns, block.headings, strict=True)
    )
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
