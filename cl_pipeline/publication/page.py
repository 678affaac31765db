"""One sheet of a workbook, written from top to bottom: headings, lines, tables, room for pictures."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

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
    cut,
    lines_of,
    write,
)
from cl_pipeline.publication.printing import PAPER

LINE_POINTS, AROUND_LINES = 12.75, 2.25
"""Height of one line of the 10-point text used throughout, and what a row adds to its lines.
Source: Excel, Calibri 10."""

EMPTY_ROW = 15.0
"""Height of a row that nothing is set for. Source: Excel, Calibri 11."""

GAP_POINTS = 9.0
"""Height of a row left empty between two parts of a page."""

MOST_LINES = 24
"""Lines in one row of a table: what is longer goes on in the next row, since no program shows a row
taller than 409 points."""

KEPT_WHOLE = 0.75
"""A table that takes at most this part of a page is never parted."""

CONTINUED = " (continued)"


class Page:
    """One sheet with a row that moves down as it is written."""

    def __init__(self, sheet: Worksheet, widths: Sequence[float]) -> None:
        """A page on that sheet with columns of these widths, in Excel's unit."""
        self.sheet = sheet
        self.widths = tuple(widths)
        self.row = 1
        self._room = PAPER.capacity(widths)
        self._used = 0.0
        self._kept: tuple[int, float] | None = None
        for place, width in enumerate(widths, start=1):
            sheet.column_dimensions[get_column_letter(place)].width = width

    def title(self, text: str, notice: str | None) -> None:
        """The sheet's title and, where there is one, the notice that must stand on it."""
        self._across(text, TITLE)
        if notice:
            self._across(notice, NOTICE)
        self.space()

    def section(self, text: str) -> None:
        """The heading of a part of the page; it is printed on the page of what follows it."""
        self._across(text, SECTION, is_kept=True)

    def line(self, text: str, *, small: bool = False) -> None:
        """A paragraph over the whole width."""
        self._across(text, SMALL if small else TEXT)

    def space(self) -> None:
        """Leave a narrow row empty."""
        self.advance(GAP_POINTS)

    def picture(self, rows: int) -> str:
        """Room for a picture so many rows high, on one page; gives the cell of its corner."""
        self._fit(rows * EMPTY_ROW)
        anchor = f"A{self.row}"
        self.row += rows
        self._take(rows * EMPTY_ROW)
        return anchor

    def table(
        self,
        headers: Sequence[str],
        rows: Sequence[Sequence[Content]],
        *,
        spans: Sequence[int] = (),
        centred: bool = False,
        left_aligned: int = 1,
        nothing: str | None = None,
        is_paged: bool = False,
    ) -> int:
        """A table; ``spans`` says how many sheet columns each of its columns takes.

        With ``centred`` all but the first ``left_aligned`` columns are centred. Without rows the
        sentence ``nothing`` stands in its place. Returns the row of the header; the rows follow it
        one by one, unless ``is_paged``: then the header is written again at the top of every
        printed page and rows too tall for a page go on in a row of their own.
        """
        first = self.row
        if not rows and nothing:
            self.line(nothing)
            self.space()
            return first
        table = _Table(self, spans or (1,) * len(headers), left_aligned if centred else None)
        body = [part for row in rows for part in table.parts(row)] if is_paged else list(rows)
        self._fit(table.room_to_begin(headers, body))
        table.write(headers, is_header=True)
        for row in body:
            if is_paged and self._fit(table.height(row)):
                table.write(headers, is_header=True)
            table.write(row)
        self.space()
        return first

    def advance(self, height: float) -> None:
        """The row written last is so tall; go on below it."""
        self.sheet.row_dimensions[self.row].height = height
        self.row += 1
        self._take(height)

    def cell(self, column: int) -> Cell:
        """The cell of the row at hand in that column.

        Raises:
            BrokenInvariant: it is part of a merged area already.
        """
        cell = self.sheet.cell(self.row, column)
        if not isinstance(cell, Cell):
            raise BrokenInvariant(f"{self.sheet.title}!{cell.coordinate} is merged already")
        return cell

    @property
    def room(self) -> float:
        """Points of row height that one printed page holds."""
        return self._room

    def _take(self, height: float) -> None:
        """Counts what a page holds; a program goes on to the next where it holds no more."""
        is_over = self._used + height > self._room
        self._used = height if is_over else self._used + height

    def _fit(self, height: float) -> bool:
        """Begins a new printed page if so much does not fit on this one; says whether it did.

        The heading above, if there is one, moves along.
        """
        start, used_before = self._kept or (self.row, self._used)
        self._kept = None
        if self._used + height <= self._room or used_before == 0:
            return False
        self.sheet.row_breaks.append(Break(id=start - 1))
        self._used -= used_before
        return True

    def _across(self, text: str, font: Font, *, is_kept: bool = False) -> None:
        size, width = font.sz or 10, sum(self.widths)
        lines = lines_of(text, width, size, bold=bool(font.b))
        height = AROUND_LINES + LINE_POINTS * lines * size / 10
        self._fit(height)
        if is_kept:
            self._kept = (self.row, self._used)
        cell = self.cell(1)
        write(cell, text)
        cell.font = font
        self.sheet.merge_cells(None, self.row, 1, self.row, len(self.widths))
        self.advance(height)


class _Table:
    """The rows of one table on a page."""

    def __init__(self, page: Page, spans: Sequence[int], centred_from: int | None) -> None:
        self._page, self._spans = page, spans
        self._centred_from = len(spans) if centred_from is None else centred_from
        ends = [sum(spans[: place + 1]) for place in range(len(spans))]
        self._places = [(end - span + 1, end) for span, end in zip(spans, ends, strict=True)]
        self._widths = [sum(page.widths[first - 1 : last]) for first, last in self._places]

    def height(self, row: Sequence[Content], *, is_header: bool = False) -> float:
        """Points that a row needs."""
        pairs = zip(row, self._widths, strict=True)
        lines = max(lines_of(one, width, bold=is_header) for one, width in pairs)
        return AROUND_LINES + LINE_POINTS * lines

    def room_to_begin(self, headers: Sequence[str], rows: Sequence[Sequence[Content]]) -> float:
        """Points to be free where the table begins: for all of it, unless it is long."""
        head = self.height(headers, is_header=True)
        whole = head + sum(map(self.height, rows))
        is_kept = whole <= KEPT_WHOLE * self._page.room
        return whole if is_kept else head + sum(map(self.height, rows[:2]))

    def parts(self, row: Sequence[Content]) -> Iterator[Sequence[Content]]:
        """The row, in several where it is too tall; each says in its first column whose it is."""
        columns = [
            cut(one, width, MOST_LINES) for one, width in zip(row, self._widths, strict=True)
        ]
        for number, part in enumerate(zip_longest(*columns)):
            yield (f"{row[0]}{CONTINUED}", *part[1:]) if number else part

    def write(self, row: Sequence[Content], *, is_header: bool = False) -> None:
        """Writes one row and moves the page down."""
        page, sheet = self._page, self._page.sheet
        for place, (content, (first, last)) in enumerate(zip(row, self._places, strict=True)):
            if last > first:
                sheet.merge_cells(None, page.row, first, page.row, last)
            for each in range(first, last + 1):
                sheet.cell(page.row, each).border = FRAME
            cell = page.cell(first)
            write(cell, content, centred=place >= self._centred_from)
            if is_header:
                cell.font, cell.fill = BOLD, SHADE
        page.advance(self.height(row, is_header=is_header))
