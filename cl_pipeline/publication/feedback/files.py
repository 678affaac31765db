"""The files of a feedback report: page, sheet, and the form as it was read with every point marked.

The marked copy has each point coloured and explained at its cell.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from cl_pipeline.forms.writer import form_workbook
from cl_pipeline.forms.writer import workbook_bytes as form_bytes
from cl_pipeline.model.codes import Severity
from cl_pipeline.model.document import Block, Heading, ItemList, Paragraph
from cl_pipeline.model.feedback import FeedbackReport, TypedCell
from cl_pipeline.model.printable import printable
from cl_pipeline.model.table import Column, ColumnType, Linked, Table, table_of
from cl_pipeline.model.workbook import AUTHOR
from cl_pipeline.publication.document_html import render
from cl_pipeline.publication.feedback.sentences import Language
from cl_pipeline.publication.feedback.wording import FeedbackText, PointText
from cl_pipeline.publication.sheet import lines_of, write_text
from cl_pipeline.publication.workbook import (
    Sheet,
    add_link,
    prepare_print,
    workbook_bytes,
    write_sheet,
)

COUNT_COLUMN, KIND_COLUMN = 1, 3
"""Columns of counts and points that have the colour of their severity."""

LOOKS = {
    Severity.REJECT: ("E9B8C6", "double"),
    Severity.OMIT: ("F6C4BD", "thick"),
    Severity.WARNING: ("FFD9A0", "mediumDashed"),
    Severity.QUESTION: ("C6DDF2", "medium"),
}
"""Colour of each severity, and its frame, which still shows on a grey print. The text next to it
repeats the severity for those who see no colours."""

Address = tuple[str, str]
"""Sheet and cell."""

TAB_COLOUR = "C55A11"
"""Colour of the tab of a sheet that has points."""

PERCENT_FORMAT = "0.############%"

COMMENT_WIDTH, COMMENT_LINE = 330, 17
"""Pixels: the width of a comment and the height of one line in it."""

COMMENT_CHARACTERS = 46.0
"""Column width that a comment of that many pixels corresponds to."""


def feedback_page(text: FeedbackText) -> bytes:
    """The page in one language as UTF-8; the same text gives the same bytes."""
    return render("feedback", text=text, translate=text.language.translate)


def feedback_workbook(texts: Sequence[FeedbackText]) -> bytes:
    """A workbook with one sheet per language; the same texts give the same bytes."""
    workbook = Workbook()
    del workbook[workbook.sheetnames[0]]
    for text in texts:
        write_feedback_sheet(workbook.create_sheet(sheet_name(text.language)), text)
    return workbook_bytes(workbook, texts[0].title)


def _fill(severity: Severity) -> PatternFill:
    colour, _ = LOOKS[severity]
    return PatternFill("solid", fgColor=colour)


def sheet_name(language: Language) -> str:
    """The name of the sheet in that language."""
    name = language.translate("Feedback")
    return f"{name} ({language.code})" if language.is_translation else name


def write_feedback_sheet(
    sheet: Worksheet, text: FeedbackText, *, linked_to: Sequence[str] = (), intro: str = ""
) -> None:
    """Write receipt and list; cells on the sheets ``linked_to`` can be jumped to."""
    lines = [line for line in (text.subtitle, text.state, intro) if line]
    blocks = (*map(Paragraph, lines), *_blocks(text, linked_to))
    content = Sheet(sheet.title, text.title, blocks, is_list=bool(text.points))
    writer = write_sheet(sheet, content, text.notice)
    for cell, location in writer.links:
        add_link(cell, location)
    for severity, *_ in text.counts:
        sheet.cell(writer.anchors[severity], COUNT_COLUMN).fill = _fill(severity)
    for point in text.points:
        sheet.cell(writer.anchors[str(point.number)], KIND_COLUMN).fill = _fill(point.severity)
    prepare_print(sheet, text.subtitle, text.digest[:16])


def _blocks(text: FeedbackText, linked_to: Sequence[str]) -> tuple[Block, ...]:
    translate = text.language.translate
    receipt = Table(
        translate("Receipt"),
        (
            Column("what", translate("What"), width=34),
            Column("details", translate("Details"), width=163),
        ),
        text.receipt,
    )
    counts = Table(
        translate("Points to look at"),
        (
            Column("kind", translate("Kind"), width=34),
            Column("number", translate("Number"), type=ColumnType.MARK, width=24),
            Column("meaning", translate("What it means"), width=139),
        ),
        tuple((kind, number, meaning) for _, kind, number, meaning in text.counts),
        empty=translate("There is nothing to look at. Thank you for the return."),
        anchors=tuple(severity for severity, *_ in text.counts),
    )
    points = table_of(
        translate("Points to look at"),
        (
            Column("number", translate("No."), type=ColumnType.MARK, width=5),
            Column("place", translate("Sheet and cell"), width=14),
            Column("kind", translate("Kind"), width=15),
            Column("asks", translate("What the cell asks"), width=24),
            Column("typed", translate("What you entered"), width=14),
            Column("understood", translate("Understood as"), width=17),
            Column("title", translate("Point"), width=22),
            Column("found", translate("What we found"), width=28),
            Column("expected", translate("What we need"), width=24),
            Column("remedy", translate("What to do"), width=34),
        ),
        [asdict(point) | {"place": _place(point, linked_to)} for point in text.points],
    )
    points = replace(points, anchors=tuple(str(point.number) for point in text.points))
    shown = (Heading(receipt.title, 2), receipt, Heading(counts.title, 2), counts)
    if not text.points:
        return shown
    to_do = ItemList(text.steps, is_numbered=True)
    return (*shown, Heading(translate("What to do next"), 2), to_do, points)


def _place(point: PointText, linked_to: Sequence[str]) -> str | Linked:
    location = f"'{point.sheet}'!{point.cell or 'A1'}"
    return Linked(point.place, location) if point.sheet in linked_to else point.place


def marked_copy(report: FeedbackReport, texts: Sequence[FeedbackText]) -> bytes:
    """The copy of what was recognised as a form of a Member State; same report, same bytes."""
    assert report.description and report.country
    is_sample = report.submission.is_sample
    workbook = form_workbook(
        report.description, report.framework, report.country, known_values={}, is_sample=is_sample
    )
    for typed in report.typed:
        _type(_shown_cell(workbook, typed.asked.sheet, typed.asked.cell), typed)
    _mark(workbook, texts)
    for position, text in enumerate(texts):
        sheet = workbook.create_sheet(sheet_name(text.language), position)
        linked_to, intro = report.description.sheets, _intro(text.language)
        write_feedback_sheet(sheet, text, linked_to=linked_to, intro=intro)
    workbook.active = 0
    return form_bytes(workbook)


def _intro(language: Language) -> str:
    return language.translate(
        "We made this copy from what we read in your return. Coloured cells have a "
        "comment; the contact cells are empty. Please correct your own workbook, not this "
        "copy."
    )


def _type(cell: Cell, typed: TypedCell) -> None:
    if typed.number is None:
        write_text(cell, typed.text)
        return
    cell.value = typed.number
    if typed.is_percent:
        cell.number_format = PERCENT_FORMAT


def _mark(workbook: Workbook, texts: Sequence[FeedbackText]) -> None:
    marked: dict[Address, list[tuple[PointText, ...]]] = {}
    for versions in zip(*(text.points for text in texts), strict=True):
        point = versions[0]
        if point.sheet in workbook.sheetnames:
            workbook[point.sheet].sheet_properties.tabColor = TAB_COLOUR
            if point.cell:
                marked.setdefault((str(point.sheet), point.cell), []).append(versions)
    for address, points in marked.items():
        weightiest = min((point[0].severity for point in points), key=list(Severity).index)
        _colour(_shown_cell(workbook, *address), weightiest, _comment_texts(points))


def _comment_texts(points: Iterable[Sequence[PointText]]) -> Iterator[str]:
    for versions in points:
        for version in versions:
            yield printable(f"{version.number} · {version.kind}\n{version.title}. {version.remedy}")


def _colour(cell: Cell, severity: Severity, texts: Iterable[str]) -> None:
    _, style = LOOKS[severity]
    side = Side(style=style, color="404040")  # type: ignore[arg-type]  # names of line styles
    cell.fill, cell.border = _fill(severity), Border(left=side, right=side, top=side, bottom=side)
    if cell.alignment.horizontal is None:
        cell.alignment = Alignment(vertical="top", wrap_text=True)
    text = "\n\n".join(texts)
    height = COMMENT_LINE * (lines_of(text, COMMENT_CHARACTERS) + 1)
    cell.comment = Comment(text, AUTHOR, height=height, width=COMMENT_WIDTH)


def _shown_cell(workbook: Workbook, sheet: str, place: str) -> Cell:
    """The cell at that place; within a merged area the one that shows."""
    for area in workbook[sheet].merged_cells.ranges:
        if place in area:
            place = area.coord.partition(":")[0]
    cell = workbook[sheet][place]
    assert isinstance(cell, Cell)
    return cell
