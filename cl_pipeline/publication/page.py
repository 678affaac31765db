"""One sheet of a workbook, written from top to bottom: headings, lines, tables.

Belongs here: the order of things on a sheet and the height of its rows. Does not belong here: what
a sheet says; see the module of each page.
"""

from collections.abc import Sequence

from openpyxl.cell.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.publication.cells import (
    BOLD,
    FRAME,
    NOTICE,
    SECTION,
    SHADE,
    SMALL,
    TEXT,
    TITLE,
    Content,
    lines_of,
    write,
)

LINE_POINTS = 14.5


class Page:
    """One sheet with a row that moves down as it is written."""

    def __init__(self, sheet: Worksheet, widths: Sequence[float]) -> None:
        """A page on that sheet with columns of these widths, in Excel's unit."""
        self.sheet = sheet
        self.widths = tuple(widths)
        self.row = 1
        for place, width in enumerate(widths, start=1):
            sheet.column_dimensions[get_column_letter(place)].width = width

    def title(self, text: str, notice: str | None) -> None:
        """The sheet's title and, where there is one, the notice that must stand on it."""
        self._across(text, TITLE, 24.0)
        if notice:
            self._across(notice, NOTICE, None)
        self.row += 1

    def section(self, text: str) -> None:
        """The heading of a part of the page."""
        self._across(text, SECTION, 19.0)

    def line(self, text: str, *, small: bool = False) -> None:
        """A paragraph over the whole width."""
        self._across(text, SMALL if small else TEXT, None)

    def break_here(self) -> None:
        """What follows begins on a new printed page."""
        self.sheet.row_breaks.append(Break(id=self.row - 1))

    def space(self, rows: int = 1) -> None:
        """Leave rows empty."""
        self.row += rows

    def table(
        self,
        headers: Sequence[str],
        rows: Sequence[Sequence[Content]],
        *,
        spans: Sequence[int] = (),
        centred: bool = False,
        left_aligned: int = 1,
        nothing: str | None = None,
    ) -> int:
        """A table; ``spans`` says how many sheet columns each of its columns takes.

        With ``centred`` all but the first ``left_aligned`` columns are centred. Without rows the
        sentence ``nothing`` stands in its place. Returns the row of the header.
        """
        widths = spans or (1,) * len(headers)
        first = self.row
        if not rows and nothing:
            self.line(nothing)
            self.space()
            return first
        centred_from = left_aligned if centred else len(widths)
        self._row(headers, widths, centred_from, is_header=True)
        for row in rows:
            self._row(row, widths, centred_from, is_header=False)
        self.space()
        return first

    def _row(
        self,
        contents: Sequence[Content],
        spans: Sequence[int],
        centred_from: int,
        *,
        is_header: bool,
    ) -> None:
        lines, column = 1, 1
        for place, (content, span) in enumerate(zip(contents, spans, strict=True)):
            last = column + span - 1
            if span > 1:
                self.sheet.merge_cells(None, self.row, column, self.row, last)
            for each in range(column, last + 1):
                self.sheet.cell(self.row, each).border = FRAME
            cell = self._cell(column)
            write(cell, content, centred=place >= centred_from)
            if is_header:
                cell.font, cell.fill = BOLD, SHADE
            lines = max(lines, lines_of(content, sum(self.widths[column - 1 : last])))
            column = last + 1
        self.sheet.row_dimensions[self.row].height = 3 + LINE_POINTS * lines
        self.row += 1

    def _across(self, text: str, font: Font, height: float | None) -> None:
        cell = self._cell(1)
        write(cell, text)
        cell.font = font
        self.sheet.merge_cells(None, self.row, 1, self.row, len(self.widths))
        lines = lines_of(text, sum(self.widths))
        self.sheet.row_dimensions[self.row].height = height or 2 + LINE_POINTS * lines
        self.row += 1

    def _cell(self, column: int) -> Cell:
        cell = self.sheet.cell(self.row, column)
        if not isinstance(cell, Cell):
            raise BrokenInvariant(f"{self.sheet.title}!{cell.coordinate} is merged already")
        return cell
