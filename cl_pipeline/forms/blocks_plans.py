"""Blocks with printed rows of their own: activities of Annex 1, indicators, rows of a layout."""

from collections.abc import Iterator

from cl_pipeline.forms.blocks_asked import cell_for, table_cells
from cl_pipeline.forms.context import SheetContext
from cl_pipeline.forms.elements import Printed, Row
from cl_pipeline.forms.layout_files import Block
from cl_pipeline.model.codes import Field, ListLetter
from cl_pipeline.model.framework import KeyResultArea


def activity_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """Per key result area its tentative time frame and bodies, then a row per activity."""
    yield _headings(block, context)
    framework = context.framework
    for area in framework.key_result_areas:
        yield Row(height=5, keep_next=True)
        span = context.grid.columns
        yield Row((Printed(1, area.name, "measure", span=span, is_fixed=True),), 18, keep_next=True)
        about = _about(area)
        height = context.height(about, 1, span)
        yield Row((Printed(1, about, "note", span=span),), height=height, keep_next=True)
        for activity in framework.activities:
            if activity.key_result_area == area.key:
                yield _named_row(block, context, activity.key, activity.name)


def indicator_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """A row per indicator of list A."""
    yield _headings(block, context)
    for one in context.framework.on_list(ListLetter.A):
        yield _named_row(block, context, one.key, f"{one.position}   {one.short_name}")


def named_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """A row per entry of ``names``."""
    yield _headings(block, context)
    for key, wording in block.names:
        yield _named_row(block, context, key, context.fill_in(wording))


def _about(area: KeyResultArea) -> str:
    bodies = ", ".join(area.bodies)
    partners = "; ".join(area.partners)
    frame = f"{area.years_from} to {area.years_to}, tentative"
    return f"{frame}. Bodies: {bodies}. Possible partners: {partners}."


def _headings(block: Block, context: SheetContext) -> Row:
    texts = [context.fill_in(text) for text in block.headings]
    pieces = tuple(
        Printed(at, text, "column_label", is_fixed=True)
        for at, text in zip((1, *block.at), texts, strict=True)
    )
    height = max(context.height(piece.text, piece.column, 1, bold=True) for piece in pieces)
    return Row(pieces, height=height + 4, is_header=block.style == "freeze", keep_next=True)


def _named_row(block: Block, context: SheetContext, key: str, name: str) -> Row:
    label = Printed(1, name, "label", is_fixed=True)
    meaning = cell_for(context, Field(block.field))
    asked = table_cells(block, context, meaning, prefix=f"{key}.")
    height = max(block.height or 28, context.height(name, 1, 1))
    return Row((label, *asked), height=height)
