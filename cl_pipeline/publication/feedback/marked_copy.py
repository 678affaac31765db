"""The marked copy: the form as it was read, with every point coloured and explained at its cell."""

from collections.abc import Iterable, Iterator, Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment

from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.forms.writer import AUTHOR, form_workbook, workbook_bytes
from cl_pipeline.model.codes import Severity
from cl_pipeline.model.feedback import FeedbackReport, TypedCell
from cl_pipeline.publication.cells import lines_of, printable, write_text
from cl_pipeline.publication.feedback.sentences import Language
from cl_pipeline.publication.feedback.sheet import FILLS, FRAMES, sheet_name, write_feedback_sheet
from cl_pipeline.publication.feedback.wording import PointText, point_texts

Address = tuple[str, str]
"""Sheet and cell."""

TAB_COLOUR = "C55A11"
"""Colour of the tab of a sheet that has points."""

PERCENT_FORMAT = "0.############%"

COMMENT_WIDTH, COMMENT_LINE = 330, 17
"""Pixels: the width of a comment and the height of one line in it."""

COMMENT_CHARACTERS = 46.0
"""Column width that a comment of that many pixels corresponds to."""


def marked_copy(report: FeedbackReport, languages: Sequence[Language]) -> bytes:
    """The copy as an xlsx file; the same report gives the same bytes.

    Raises:
        BrokenInvariant: the file was not recognised as a form of a Member State.
    """
    if report.description is None or report.country is None:
        raise BrokenInvariant(
            f"{report.submission.submission_id} was not recognised as a form; it has no copy"
        )
    is_sample = report.submission.is_sample
    workbook = form_workbook(
        report.description, report.framework, report.country, known_values={}, is_sample=is_sample
    )
    for typed in report.typed:
        _fill(_cell(workbook, (typed.asked.sheet, typed.asked.cell)), typed)
    _mark(workbook, report, languages)
    for position, language in enumerate(languages):
        sheet = workbook.create_sheet(sheet_name(language), position)
        linked_to = report.description.sheets
        write_feedback_sheet(sheet, report, language, linked_to=linked_to, intro=_intro(language))
    workbook.active = 0
    return workbook_bytes(workbook)


def _intro(language: Language) -> str:
    return language.translate(
        "We made this copy from what we read in your return. Coloured cells have a "
        "comment; the contact cells are empty. Please correct your own workbook, not this "
        "copy."
    )


def _fill(cell: Cell, typed: TypedCell) -> None:
    if typed.number is None:
        write_text(cell, typed.text)
        return
    cell.value = typed.number
    if typed.is_percent:
        cell.number_format = PERCENT_FORMAT


def _mark(workbook: Workbook, report: FeedbackReport, languages: Sequence[Language]) -> None:
    translated = [point_texts(report, language) for language in languages]
    marked: dict[Address, list[tuple[PointText, ...]]] = {}
    for versions in zip(*translated, strict=True):
        point = versions[0]
        if point.sheet in workbook.sheetnames:
            workbook[point.sheet].sheet_properties.tabColor = TAB_COLOUR
            if point.cell:
                marked.setdefault((str(point.sheet), point.cell), []).append(versions)
    for address, points in marked.items():
        weightiest = min((point[0].severity for point in points), key=list(Severity).index)
        _colour(_shown_cell(workbook, address), weightiest, _comment_texts(points))


def _comment_texts(points: Iterable[Sequence[PointText]]) -> Iterator[str]:
    for versions in points:
        for version in versions:
            yield printable(f"{version.number} · {version.kind}\n{version.title}. {version.remedy}")


def _colour(cell: Cell, severity: Severity, texts: Iterable[str]) -> None:
    cell.fill, cell.border = FILLS[severity], FRAMES[severity]
    if cell.alignment.horizontal is None:
        cell.alignment = Alignment(vertical="top", wrap_text=True)
    text = "\n\n".join(texts)
    height = COMMENT_LINE * (lines_of(text, COMMENT_CHARACTERS) + 1)
    cell.comment = Comment(text, AUTHOR, height=height, width=COMMENT_WIDTH)


def _cell(workbook: Workbook, address: Address) -> Cell:
    cell = workbook[address[0]][address[1]]
    if not isinstance(cell, Cell):
        raise BrokenInvariant(f"{address[0]}!{address[1]} cannot be written to")
    return cell


def _shown_cell(workbook: Workbook, address: Address) -> Cell:
    """The cell at that address; within a merged area the one that shows."""
    sheet, where = workbook[address[0]], address[1]
    for area in sheet.merged_cells.ranges:
        if where in area:
            return _cell(workbook, (address[0], area.coord.partition(":")[0]))
    return _cell(workbook, address)
