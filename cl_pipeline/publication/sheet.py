"""One sheet of a workbook, written block by block from top to bottom and cut into printed pages.

Numbers are written as numbers with their trace key, text never as a formula.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import accumulate, pairwise, zip_longest

from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.forms.text_metrics import wrapped
from cl_pipeline.forms.writer.fill import LONGEST_TEXT
from cl_pipeline.forms.writer.page_setup import A4Page
from cl_pipeline.model.keys import column_letters
from cl_pipeline.model.number_format import shown_decimals
from cl_pipeline.model.printable import printable
from cl_pipeline.model.table import Cell, ColumnType, Linked, Table, shown_in
from cl_pipeline.publication.tables import FORMULA_STARTS

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

TEXT = Font(name="Calibri", size=10)
SMALL = Font(name="Calibri", size=9, color="404040")
BOLD = Font(name="Calibri", size=10, bold=True)
SECTION = Font(name="Calibri", size=12, bold=True)
TITLE = Font(name="Calibri", size=16, bold=True)
NOTICE = Font(name="Calibri", size=10, bold=True, italic=True)
LINK = Font(name="Calibri", size=10, underline="single")

SHADE = PatternFill("solid", fgColor="E2E2E2")
_LINE = Side(style="thin", color="A6A6A6")
FRAME = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)

LEFT = Alignment(wrap_text=True, vertical="top", horizontal="left")
CENTRE = Alignment(wrap_text=True, vertical="top", horizontal="center")
RIGHT = Alignment(vertical="top", horizontal="right", indent=1)


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
        self.links: list[tuple[SheetCell, str]] = []  # cells with the anchors they lead to
        self.anchors: dict[str, int] = {}  # the row of each
        self.capacity = PAPER.capacity(self.widths)
        self._used = 0.0
        self._kept: tuple[int, float] | None = None
        for place, width in enumerate(self.widths, start=1):
            sheet.column_dimensions[column_letters(place)].width = width

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
        writer.write(writer.headings, is_header=True)
        for anchor, row in body:
            if is_paged and self._fit(writer.height(row)):
                writer.write(writer.headings, is_header=True)
            if anchor:
                self.anchors[anchor] = self.row
            writer.write(row)
        self.space()
        return first

    def cell(self, column: int) -> SheetCell:
        """The cell of the current row in that column."""
        cell = self.sheet.cell(self.row, column)
        if not isinstance(cell, SheetCell):
            raise BrokenInvariant(f"{self.sheet.title}!{cell.coordinate} is merged already")
        return cell

    def _advance(self, height: float) -> None:
        self.sheet.row_dimensions[self.row].height = height
        self.row += 1
        self._take(height)

    def _take(self, height: float) -> None:
        """Count what a page holds; a program goes on to the next where it holds no more."""
        is_over = self._used + height > self.capacity
        self._used = height if is_over else self._used + height

    def _fit(self, height: float) -> bool:
        """Begin a new printed page if so much does not fit on this one; return whether it did.

        The heading above, if there is one, moves along.
        """
        start, used_before = self._kept or (self.row, self._used)
        self._kept = None
        if self._used + height <= self.capacity or used_before == 0:
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
        self.headings = tuple(column.label for column in table.columns)

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
        header = self.height(self.headings, is_header=True)
        whole = header + sum(map(self.height, rows))
        is_kept = whole <= KEPT_WHOLE * self._on.capacity
        return whole if is_kept else header + sum(map(self.height, rows[:2]))

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


def write(cell: SheetCell, content: Cell, column: ColumnType = ColumnType.TEXT) -> None:
    """Write the content: decimals to the right, everything but text columns in the middle.

    A number with a trace key has it as a comment; links are set by whoever knows their targets.
    """
    shown = shown_in(content)
    cell.font = TEXT
    cell.alignment = LEFT if column is ColumnType.TEXT and not isinstance(shown, int) else CENTRE
    if isinstance(shown, str | date):
        write_text(cell, str(shown))
    elif isinstance(shown, Decimal | float):
        decimals = shown_decimals(number := Decimal(str(shown)))
        cell.value, cell.alignment = number, RIGHT
        cell.number_format = "#,##0" + ("." + "0" * decimals if decimals else "")
    elif shown is not None:
        cell.value = shown
    if isinstance(content, Linked):
        if content.trace_key:
            cell.comment = Comment(content.trace_key, "Trace key", height=60, width=340)
        else:
            cell.font = LINK


def write_text(cell: SheetCell, text: str) -> None:
    """Write text exactly as it is: never a formula, what no workbook can hold is replaced."""
    safe = printable(text)[:LONGEST_TEXT]
    cell.value = safe
    cell.data_type = "s"
    if safe.startswith(FORMULA_STARTS):
        # Keeps it text when it is edited.
        cell.quotePrefix = True


def lines_of(content: Cell, width: float, size: float = 10, *, bold: bool = False) -> int:
    """How many lines a content takes in a cell of that width.

    >>> lines_of("a" * 25, 10), lines_of(12, 10)
    (3, 1)
    """
    text = shown_in(content)
    return len(wrapped(text, width, size, bold=bold)) if isinstance(text, str) else 1


def cut(content: Cell, width: float, lines: int) -> list[Cell]:
    """A content in parts of at most so many lines; a line break between two parts is left out.

    >>> cut("one two three", 6, 1), cut(5, 6, 1)
    (['one ', 'two ', 'three'], [5])
    """
    if not isinstance(content, str) or lines_of(content, width) <= lines:
        return [content]
    rows: list[str] = []
    for paragraph in content.split("\n"):
        *first, last = wrapped(paragraph, width)
        rows += [*first, f"{last}\n"]
    parts = ("".join(rows[first : first + lines]) for first in range(0, len(rows), lines))
    return [part.removesuffix("\n") for part in parts]
