"""The answer as a sheet: receipt and list of points, to be sorted, filtered and filled with notes."""

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Border, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from cl_pipeline.model.codes import Severity
from cl_pipeline.model.feedback import FeedbackReport
from cl_pipeline.publication.cells import Content, Link
from cl_pipeline.publication.feedback.page import count_rows, steps
from cl_pipeline.publication.feedback.sentences import Language
from cl_pipeline.publication.feedback.text import printable
from cl_pipeline.publication.feedback.wording import (
    PointText,
    notice_of,
    point_text,
    receipt_rows,
    state_label,
    subtitle_of,
    title_of,
)
from cl_pipeline.publication.files import workbook_bytes
from cl_pipeline.publication.page import Page
from cl_pipeline.publication.printing import prepare_print

WIDTHS = (5, 14, 15, 24, 14, 17, 22, 28, 24, 34)
"""Column widths of the list; the other parts of the sheet span several of them."""

RECEIPT_SPANS = (3, 7)
COUNT_SPANS = (3, 1, 6)
KIND_COLUMN = 3

FILLS = {
    Severity.REJECT: PatternFill("solid", fgColor="E9B8C6"),
    Severity.OMIT: PatternFill("solid", fgColor="F6C4BD"),
    Severity.WARNING: PatternFill("solid", fgColor="FFD9A0"),
    Severity.QUESTION: PatternFill("solid", fgColor="C6DDF2"),
}
"""The colour of each severity; the words beside it say the same to those who see no colours."""


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


def feedback_workbook(answer: FeedbackReport, languages: Sequence[Language]) -> bytes:
    """A workbook with one sheet per language; the same answer gives the same bytes."""
    workbook = Workbook()
    del workbook[workbook.sheetnames[0]]
    for language in languages:
        write_feedback_sheet(workbook.create_sheet(sheet_name(language)), answer, language)
    return workbook_bytes(workbook, title_of(answer, languages[0]))


def sheet_name(language: Language) -> str:
    """The name of the sheet in that language."""
    name = language.say("Answer")
    return f"{name} ({language.code})" if language.is_translation else name


def write_feedback_sheet(
    sheet: Worksheet,
    answer: FeedbackReport,
    language: Language,
    *,
    linked_to: Sequence[str] = (),
    intro: str = "",
) -> None:
    """Writes receipt and list; cells on the sheets ``linked_to`` can be jumped to."""
    say, page = language.say, Page(sheet, WIDTHS)
    page.title(title_of(answer, language), notice_of(answer))
    for line in (subtitle_of(answer, language), state_label(answer, language), intro):
        if line:
            page.line(line)
    page.space()
    page.section(say("Receipt"))
    receipt = [(label, printable(text)) for label, text in receipt_rows(answer, language)]
    page.table((say("What"), say("Details")), receipt, spans=RECEIPT_SPANS)
    page.section(say("Points to look at"))
    header_row = _write_points(page, answer, language, frozenset(linked_to))
    prepare_print(sheet, subtitle_of(answer, language), answer.submission.digest[:16], header_row)


def _write_points(
    page: Page, answer: FeedbackReport, language: Language, linked_to: frozenset[str]
) -> int | None:
    say = language.say
    if not answer.points:
        page.line(say("There is nothing to look at. Thank you for the return."))
        return None
    counts = [
        (count_row.kind, count_row.number, count_row.meaning)
        for count_row in count_rows(answer, language)
    ]
    head = (say("Kind"), say("Number"), say("What it means"))
    first = page.table(head, counts, spans=COUNT_SPANS) + 1
    for row, severity in enumerate(answer.counts, start=first):
        _colour(page.sheet, row, 1, severity)
    page.section(say("How to answer"))
    for number, step in enumerate(steps(answer, language), start=1):
        page.line(f"{number}.  {step}")
    page.space()
    words = point_text(answer, language)
    header_row = page.table(_headers(language), [_row(word, linked_to) for word in words])
    for row, one in enumerate(words, start=header_row + 1):
        _colour(page.sheet, row, KIND_COLUMN, one.severity)
    last = header_row + len(words)
    page.sheet.auto_filter.ref = f"A{header_row}:J{last}"
    return header_row


def _headers(language: Language) -> tuple[str, ...]:
    say = language.say
    return (
        say("No."),
        say("Sheet and cell"),
        say("Kind"),
        say("What the cell asks"),
        say("What stands there"),
        say("Understood as"),
        say("Point"),
        say("What we noticed"),
        say("What is expected"),
        say("What to do"),
    )


def _row(one: PointText, linked_to: frozenset[str]) -> tuple[Content, ...]:
    place: Content = printable(one.place)
    if one.sheet in linked_to:
        place = Link(printable(one.place), f"'{one.sheet}'!{one.cell or 'A1'}")
    texts = (one.kind, one.asks, one.typed, one.understood)
    more = (one.title, one.found, one.expected, one.remedy)
    return (one.number, place, *map(printable, texts), *map(printable, more))


def _colour(sheet: Worksheet, row: int, column: int, severity: Severity) -> None:
    sheet.cell(row, column).fill = FILLS[severity]
