"""A feedback report as a sheet: receipt and list of points, to sort, filter and annotate."""

from collections.abc import Sequence
from dataclasses import asdict

from openpyxl import Workbook
from openpyxl.styles import Border, PatternFill, Side
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from cl_pipeline.model.codes import Severity
from cl_pipeline.model.feedback import FeedbackReport
from cl_pipeline.model.table import Column, ColumnType, Table, table_of
from cl_pipeline.publication.cells import LINK
from cl_pipeline.publication.feedback.page import count_rows, steps
from cl_pipeline.publication.feedback.sentences import Language
from cl_pipeline.publication.feedback.wording import (
    PointText,
    notice_of,
    point_texts,
    receipt_rows,
    state_label,
    subtitle_of,
    title_of,
)
from cl_pipeline.publication.sheet import SheetWriter
from cl_pipeline.publication.workbook import prepare_print, workbook_bytes

PLACE_COLUMN, KIND_COLUMN = 2, 3

FILLS = {
    Severity.REJECT: PatternFill("solid", fgColor="E9B8C6"),
    Severity.OMIT: PatternFill("solid", fgColor="F6C4BD"),
    Severity.WARNING: PatternFill("solid", fgColor="FFD9A0"),
    Severity.QUESTION: PatternFill("solid", fgColor="C6DDF2"),
}
"""The colour of each severity, repeated by the text next to it for those who see no colours."""


def _frame(style: str) -> Border:
    side = Side(style=style, color="404040")  # type: ignore[arg-type]  # names of line styles
    return Border(left=side, right=side, top=side, bottom=side)


FRAMES = {
    Severity.REJECT: _frame("double"),
    Severity.OMIT: _frame("thick"),
    Severity.WARNING: _frame("mediumDashed"),
    Severity.QUESTION: _frame("medium"),
}
"""The frame of each severity, which still shows on a grey print."""


def feedback_workbook(report: FeedbackReport, languages: Sequence[Language]) -> bytes:
    """A workbook with one sheet per language; the same report gives the same bytes."""
    workbook = Workbook()
    del workbook[workbook.sheetnames[0]]
    for language in languages:
        write_feedback_sheet(workbook.create_sheet(sheet_name(language)), report, language)
    return workbook_bytes(workbook, title_of(report, languages[0]))


def sheet_name(language: Language) -> str:
    """The name of the sheet in that language."""
    name = language.translate("Feedback")
    return f"{name} ({language.code})" if language.is_translation else name


def write_feedback_sheet(
    sheet: Worksheet,
    report: FeedbackReport,
    language: Language,
    *,
    linked_to: Sequence[str] = (),
    intro: str = "",
) -> None:
    """Write receipt and list; cells on the sheets ``linked_to`` can be jumped to."""
    translate, texts = language.translate, point_texts(report, language)
    receipt, counts = _receipt_table(report, language), _counts_table(report, language)
    points = _points_table(texts, language)
    writer = SheetWriter(sheet, (points, receipt, counts))
    writer.title(title_of(report, language), notice_of(report))
    for line in (subtitle_of(report, language), state_label(report, language), intro):
        if line:
            writer.line(line)
    writer.space()
    writer.section(receipt.title)
    writer.table(receipt, is_paged=False)
    writer.section(points.title)
    header_row = None
    if report.points:
        header_row = _write_points(writer, report, language, counts, points)
        for row, text in enumerate(texts, start=header_row + 1):
            sheet.cell(row, KIND_COLUMN).fill = FILLS[text.severity]
            if text.sheet in linked_to:
                _link(sheet, row, f"'{text.sheet}'!{text.cell or 'A1'}")
    else:
        writer.line(translate("There is nothing to look at. Thank you for the return."))
    foot = report.submission.digest[:16]
    prepare_print(sheet, subtitle_of(report, language), foot, header_row)


def _write_points(
    writer: SheetWriter, report: FeedbackReport, language: Language, counts: Table, points: Table
) -> int:
    """Write counts, steps and the list; return the row of the list's header."""
    first = writer.table(counts, is_paged=False) + 1
    for row, severity in enumerate(report.counts, start=first):
        writer.sheet.cell(row, 1).fill = FILLS[severity]
    writer.section(language.translate("What to do next"))
    for number, step in enumerate(steps(report, language), start=1):
        writer.line(f"{number}.  {step}")
    writer.space()
    header_row = writer.table(points, is_paged=False)
    writer.sheet.auto_filter.ref = f"A{header_row}:J{header_row + len(points.rows)}"
    return header_row


def _link(sheet: Worksheet, row: int, location: str) -> None:
    cell = sheet.cell(row, PLACE_COLUMN)
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=location)
    cell.font = LINK


def _receipt_table(report: FeedbackReport, language: Language) -> Table:
    translate = language.translate
    columns = (
        Column("what", translate("What"), width=34),
        Column("details", translate("Details"), width=163),
    )
    return Table(translate("Receipt"), columns, tuple(receipt_rows(report, language)))


def _counts_table(report: FeedbackReport, language: Language) -> Table:
    translate = language.translate
    columns = (
        Column("kind", translate("Kind"), width=34),
        Column("number", translate("Number"), type=ColumnType.MARK, width=24),
        Column("meaning", translate("What it means"), width=139),
    )
    rows = map(asdict, count_rows(report, language))
    return table_of(translate("Points to look at"), columns, rows)


def _points_table(texts: Sequence[PointText], language: Language) -> Table:
    translate = language.translate
    columns = (
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
    )
    return table_of(translate("Points to look at"), columns, map(asdict, texts))
