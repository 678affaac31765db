"""Blocks that only print: titles, headings, paragraphs, column headings, steps, gap codes."""

from collections.abc import Iterator

from cl_pipeline.forms.elements import Element, Printed, Row
from cl_pipeline.forms.layout_files import Block
from cl_pipeline.forms.sheet_context import SheetContext


def top_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """The first rows of every sheet: form identity, sample notice, title.

    The identity is in A1 of every sheet, so that a sheet that was copied elsewhere still says
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

    A ``label`` is in the first column and the text next to it, or, with ``place = "inline"``,
    before the text in the same cell. The names of a ``code_list`` follow the text.
    """
    is_personal = "{{" in "".join(block.text)
    label = context.fill_in(block.label)
    has_label_cell = bool(label) and block.place != "inline"
    first = 2 if has_label_cell else 1
    names = " · ".join(name for _, name in context.codes(block.code_list))
    for paragraph in block.text:
        text = f"{context.fill_in(paragraph)} {names}".strip()
        if not text:
            continue
        if label and not has_label_cell:
            text = f"{label}: {text}"
        printed = context.paragraph(text, block.style or "text", first, is_personal=is_personal)
        labels = (Printed(1, label, block.label_style),) if has_label_cell else ()
        yield Row(
            (*labels, printed),
            height=context.height(text, first, printed.span),
            keep_next=block.style == "note",
        )


def column_heading_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """The headings of a set of reporting columns; with style ``freeze`` they stay in view."""
    wording, columns = context.layout.wording, context.layout.columns[block.columns]
    elements: list[Element] = [
        Printed(1, context.fill_in(block.label), "column_label", is_fixed=True),
        Printed(2, wording["unit"], "column_heading", is_fixed=True),
    ]
    for column, heading in zip(context.reporting(block.columns), columns.headings, strict=True):
        style = "column_due" if column.key == context.due else "column_heading"
        span = 1 if column.shows_known else column.span
        text = context.fill_in(heading)
        elements.append(Printed(column.at, text, style, span=span, is_fixed=True))
        if column.shows_known:
            elements.append(Printed(column.at + 1, wording["held"], "held_heading"))
    yield Row(tuple(elements), height=30, is_header=block.style == "freeze", keep_next=True)


def step_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """The steps of a scale in words, one per row."""
    for number, (_, name) in enumerate(context.codes(block.code_list), start=1):
        step = context.paragraph(f"{number}.  {name}", "step")
        yield Row((step,), height=context.height(step.text, 1, step.span) + 2, keep_next=True)


def gap_code_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """The table of gap codes: what to type, and what it means."""
    code, meaning = (context.fill_in(heading) for heading in block.headings)
    headings = (Printed(1, code, "column_label"), context.paragraph(meaning, "column_label", 2))
    yield Row(headings, height=18, keep_next=True)
    for gap in context.gap_codes:
        row = (Printed(1, gap.code, "code"), context.paragraph(gap.name, "text_boxed", 2))
        yield Row(row, height=16)


def gap_line_rows(block: Block, context: SheetContext) -> Iterator[Row]:
    """The gap codes on one line, where they are typed."""
    codes = " · ".join(f"{gap.code} = {gap.name}" for gap in context.gap_codes)
    line = context.paragraph(f"{context.fill_in(block.label)} {codes}", "gap_line")
    yield Row((line,), height=context.height(line.text, 1, line.span, size=9), keep_next=True)
