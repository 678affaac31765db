"""Blocks that only print: titles, headings, paragraphs, column headings, steps, gap codes."""

from collections.abc import Iterator

from cl_pipeline.forms.context import SheetContext
from cl_pipeline.forms.elements import Piece, Printed, Row
from cl_pipeline.forms.layout_files import Block


def top_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """The first rows of every sheet: mark, sample notice, title.

    The mark stands in A1 of every sheet, so that a sheet that was copied elsewhere still says
    what it belongs to.
    """
    span = context.grid.columns
    yield Row((Printed(1, "{mark}", "mark", span=span, is_personal=True),), height=12)
    notice = Printed(1, "{sample_notice}", "notice", span=span, is_personal=True)
    yield Row((notice,), height=18, is_notice=True)
    title = context.fill_in(block.label)
    is_long = len(title) > sum(context.grid.widths) * 0.62
    title_cell = Printed(1, title, "title", span=span, is_fixed=True)
    yield Row((title_cell,), height=44 if is_long else 24, is_header=block.style == "freeze")


def heading_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """A band that opens a part of the sheet, with a little air above unless ``height`` is 0."""
    air = 7.0 if block.height is None else block.height
    if air and not block.break_before:
        yield Row(height=air, keep_next=True)
    text = context.fill_in(block.label)
    band = Printed(1, text, block.style or "heading", span=context.grid.columns, is_fixed=True)
    yield Row((band,), height=18, break_before=block.break_before, keep_next=True)


def text_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """Paragraphs over the whole width; a paragraph without words is left out.

    A ``label`` stands in the first column with the text beside it, or, with ``place = "inline"``,
    before the text in the same cell. The names of a ``code_list`` follow the text.
    """
    is_personal = "{{" in "".join(block.text)
    label = context.fill_in(block.label)
    is_beside = bool(label) and block.place != "inline"
    first = 2 if is_beside else 1
    span = context.grid.columns - first + 1
    for paragraph in block.text:
        names = " · ".join(name for _, name in context.codes(block.code_list))
        text = f"{context.fill_in(paragraph)} {names}".strip()
        if not text:
            continue
        whole = text if is_beside or not label else f"{label}: {text}"
        style = block.style or "text"
        printed = Printed(first, whole, style, span=span, is_personal=is_personal)
        pieces = (Printed(1, label, block.label_style), printed) if is_beside else (printed,)
        is_kept = block.style == "note"
        yield Row(pieces, height=context.height(whole, first, span), keep_next=is_kept)


def column_heading_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """The headings of a set of reporting columns; with style ``freeze`` they stay in view."""
    wording, chosen = context.layout.wording, context.layout.columns[block.columns]
    pieces: list[Piece] = [
        Printed(1, context.fill_in(block.label), "column_label", is_fixed=True),
        Printed(2, wording["unit"], "column_heading", is_fixed=True),
    ]
    columns = context.reporting(block.columns)
    for column, heading in zip(columns, chosen.headings, strict=True):
        style = "column_due" if column.key == context.due else "column_heading"
        span = 1 if column.shows_held else column.span
        text = context.fill_in(heading)
        pieces.append(Printed(column.at, text, style, span=span, is_fixed=True))
        if column.shows_held:
            pieces.append(Printed(column.at + 1, wording["held"], "held_heading"))
    yield Row(tuple(pieces), height=30, is_header=block.style == "freeze", keep_next=True)


def step_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """The steps of a scale in words, one per row."""
    for number, (_, name) in enumerate(context.codes(block.code_list), start=1):
        span = context.grid.columns
        text = f"{number}.  {name}"
        printed = Printed(1, text, "step", span=span)
        yield Row((printed,), height=context.height(text, 1, span) + 2, keep_next=True)


def gap_code_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """The table of gap codes: what to type, and what it says."""
    heads = [context.fill_in(heading) for heading in block.headings]
    span = context.grid.columns - 1
    yield Row(
        (Printed(1, heads[0], "column_label"), Printed(2, heads[1], "column_label", span=span)),
        height=18,
        keep_next=True,
    )
    for gap in context.framework.gap_codes:
        code = Printed(1, gap.code, "code")
        yield Row((code, Printed(2, gap.name, "text_boxed", span=span)), height=16)


def gap_line_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """The gap codes on one line, there where they are typed."""
    codes = " · ".join(f"{gap.code} = {gap.name}" for gap in context.framework.gap_codes)
    text = f"{context.fill_in(block.label)} {codes}"
    span = context.grid.columns
    height = context.height(text, 1, span, size=9)
    yield Row((Printed(1, text, "gap_line", span=span),), height=height, keep_next=True)
