"""One sheet of a workbook, written block by block from top to bottom and cut into printed pages."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise, zip_longest

from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.forms.writer.page_setup import A4Page
from cl_pipeline.model.table import Cell, ColumnType, Linked, Table
from cl_pipeline.publication.cells import (
    BOLD,
    FRAME,
    NOTICE,
    SECTION,
    SHADE,
    SMALL,
    TEXT,
    TITLE,
    cut,
    lines_of,
    write,
)

PAPER = A4Page(is_landscape=True, side_margin=0.5, end_margin=0.65)
"""A4 landscape; margins in inches."""

LINE_POINTS, AROUND_LINES = 12.75, 2.25
"""Height of one line of the 10-point text used throughout, and what a row adds to its lines.
Source: Excel, Calibri 10."""

EMPTY_ROW = 15.0
"""Height of a row that nothing is set for. Source: Excel, Calibri 11."""

GAP_POINTS = 9.0
"""Height of a row left empty between two parts of a sheet."""

MOST_LINES = 24
"""Lines in one row of a table; longer text goes on in the next row, since no program shows a row
taller than 409 points."""

KEPT_WHOLE = 0.75
"""A table that takes at most this part of a page is never parted."""

CONTINUED = " (continued)"

NEAR = 2.0
"""Columns of two tables on one sheet end together if their edges are at most so many characters
apart; no column of a table may be narrower than twice that."""


class SheetWriter:
    """A sheet with a row that moves down as blocks are written.

    The sheet has a column wherever a column of one of its tables ends; a table merges cells where
    it has fewer columns than the sheet.
    """

    def __init__(self, sheet: Worksheet, tables: Sequence[Table]) -> None:
        """A writer for a sheet that will hold these tables, and others with the same widths."""
        self.sheet = sheet
        self.widths = _sheet_widths(tables)
        self.row = 1
        self.links: list[tuple[SheetCell, str]] = []
        """Cells with the anchors they lead to."""
        self.anchors: dict[str, int] = {}
        """Row of each anchor."""
        self._capacity = PAPER.capacity(self.widths)
        self._used = 0.0
        self._kept: tuple[int, float] | None = None
        for place, width in enumerate(self.widths, start=1):
            sheet.column_dimensions[get_column_letter(place)].width = width

    def title(self, text: str, notice: str | None) -> None:
        """Write the sheet's title and, where there is one, the notice that it must carry."""
        self._across(text, TITLE)
        if notice:
            self._across(notice, NOTICE)
        self.space()

    def section(self, text: str) -> None:
        """Write a heading, printed on the page of what follows it."""
        self._across(text, SECTION, is_kept=True)

    def line(self, text: str, *, small: bool = False) -> None:
        """Write a paragraph over the whole width."""
        self._across(text, SMALL if small else TEXT)

    def space(self) -> None:
        """Leave a narrow row empty."""
        self._advance(GAP_POINTS)

    def picture(self, points: float) -> str:
        """Leave so many points free on one page; return the cell of their upper left corner."""
        rows = int(points // EMPTY_ROW) + 1
        self._fit(rows * EMPTY_ROW)
        corner = f"A{self.row}"
        self.row += rows
        self._take(rows * EMPTY_ROW)
        return corner

    def table(self, table: Table, *, is_paged: bool = True) -> int:
        """Write the table without its title; return the row of its header.

        Where it is paged, the header is repeated on every printed page and rows too tall for a page
        go on in a row of their own; otherwise the rows follow the header one by one.
        """
        first = self.row
        if not table.rows and table.empty:
            self.line(table.empty)
            self.space()
            return first
        writer = _TableWriter(self, table)
        body = list(writer.body(is_paged=is_paged))
        self._fit(writer.height_to_begin([row for _, row in body]))
        writer.write_header()
        for anchor, row in body:
            if is_paged and self._fit(writer.height(row)):
                writer.write_header()
            if anchor:
                self.anchors[anchor] = self.row
            writer.write(row)
        self.space()
        return first

    def cell(self, column: int) -> SheetCell:
        """The cell of the current row in that column.

        Raises:
            BrokenInvariant: it is part of a merged area already.
        """
        cell = self.sheet.cell(self.row, column)
        if not isinstance(cell, SheetCell):
            raise BrokenInvariant(f"{self.sheet.title}!{cell.coordinate} is merged already")
        return cell

    @property
    def page_height(self) -> float:
        """Points of row height that one printed page holds."""
        return self._capacity

    def _advance(self, height: float) -> None:
        self.sheet.row_dimensions[self.row].height = height
        self.row += 1
        self._take(height)

    def _take(self, height: float) -> None:
        """Count what a page holds; a program goes on to the next where it holds no more."""
        is_over = self._used + height > self._capacity
        self._used = height if is_over else self._used + height

    def _fit(self, height: float) -> bool:
        """Begin a new printed page if so much does not fit on this one; return whether it did.

        The heading above, if there is one, moves along.
        """
        start, used_before = self._kept or (self.row, self._used)
        self._kept = None
        if self._used + height <= self._capacity or used_before == 0:
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
        self._advance(height)


class _TableWriter:
    """The rows of one table on a sheet."""

    def __init__(self, on: SheetWriter, table: Table) -> None:
        self._on, self._table = on, table
        edges = list(accumulate(on.widths))
        ends = [
            min(range(len(edges)), key=lambda place: abs(edges[place] - edge)) + 1
            for edge in accumulate(column.width for column in table.columns)
        ]
        self._places = [(before + 1, end) for before, end in pairwise([0, *ends])]
        self._widths = [sum(on.widths[first - 1 : last]) for first, last in self._places]
        self._headings = tuple(column.heading for column in table.columns)

    def body(self, *, is_paged: bool) -> Iterator[tuple[str, tuple[Cell, ...]]]:
        """Each row with its anchor, in several where it is paged and too tall for a page.

        A part that continues a row repeats its first column.
        """
        rows = zip_longest(self._table.rows, self._table.anchors, fillvalue="")
        for row, anchor in rows:
            if not is_paged:
                yield str(anchor), tuple(row)
                continue
            columns = [
                cut(cell, width, MOST_LINES) for cell, width in zip(row, self._widths, strict=True)
            ]
            for number, part in enumerate(zip_longest(*columns)):
                yield ("", (f"{row[0]}{CONTINUED}", *part[1:])) if number else (str(anchor), part)

    def height(self, row: Sequence[Cell], *, is_header: bool = False) -> float:
        """Points that a row needs."""
        pairs = zip(row, self._widths, strict=True)
        lines = max(lines_of(cell, width, bold=is_header) for cell, width in pairs)
        return AROUND_LINES + LINE_POINTS * lines

    def height_to_begin(self, rows: Sequence[Sequence[Cell]]) -> float:
        """Points to be free where the table begins: for all of it, unless it is long."""
        header = self.height(self._headings, is_header=True)
        whole = header + sum(map(self.height, rows))
        is_kept = whole <= KEPT_WHOLE * self._on.page_height
        return whole if is_kept else header + sum(map(self.height, rows[:2]))

    def write_header(self) -> None:
        """Write the headings on grey."""
        self.write(self._headings, is_header=True)

    def write(self, row: Sequence[Cell], *, is_header: bool = False) -> None:
        """Write one row and move down."""
        on = self._on
        columns = zip(row, self._table.columns, self._places, strict=True)
        for content, column, (first, last) in columns:
            if last > first:
                on.sheet.merge_cells(None, on.row, first, on.row, last)
            for place in range(first, last + 1):
                on.sheet.cell(on.row, place).border = FRAME
            cell = on.cell(first)
            is_number = column.type is ColumnType.NUMBER
            write(cell, content, ColumnType.TEXT if is_header and is_number else column.type)
            if isinstance(content, Linked):
                on.links.append((cell, content.target))
            if is_header:
                cell.font, cell.fill = BOLD, SHADE
        on._advance(self.height(row, is_header=is_header))


def _sheet_widths(tables: Sequence[Table]) -> tuple[float, ...]:
    """Widths of the sheet's columns: wherever a column of one of the tables ends."""
    edges: list[float] = []
    for table in sorted(tables, key=lambda table: -len(table.columns)):
        for edge in accumulate(column.width for column in table.columns):
            if all(abs(edge - known) > NEAR for known in edges):
                edges.append(edge)
    return tuple(right - left for left, right in pairwise([0.0, *sorted(edges)]))
