"""Contents of cells: numbers as numbers with their trace key, text never as a formula."""

from dataclasses import dataclass
from decimal import Decimal

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.hyperlink import Hyperlink

from cl_pipeline.forms.text_metrics import wrapped
from cl_pipeline.model.number_format import shown_decimals

LONGEST_TEXT = 32767
"""Characters a cell can hold (Excel's limit)."""

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""Text that begins so could be taken for a formula when it is edited or exported."""

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


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with the trace key that leads back to its cell, and the place to jump to."""

    value: Decimal
    trace_key: str
    target: str


@dataclass(frozen=True, slots=True)
class Link:
    """A text that jumps to another place of the workbook."""

    text: str
    target: str


Content = str | int | Decimal | Figure | Link | None


def write(cell: Cell, content: Content, *, centred: bool = False) -> None:
    """One content into one cell: numbers as numbers, text never as a formula."""
    cell.font, cell.alignment = TEXT, CENTRE if centred else LEFT
    if isinstance(content, Figure):
        _write_figure(cell, content)
    elif isinstance(content, Link):
        write_text(cell, content.text)
        cell.font = LINK
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=content.target)
    elif isinstance(content, str):
        write_text(cell, content)
    elif isinstance(content, Decimal):
        _write_number(cell, content)
    elif content is not None:
        cell.value, cell.alignment = content, CENTRE


def _write_number(cell: Cell, number: Decimal) -> None:
    cell.value, cell.alignment = number, RIGHT
    cell.number_format = number_format(number)


def _write_figure(cell: Cell, figure: Figure) -> None:
    _write_number(cell, figure.value)
    cell.comment = Comment(figure.trace_key, "Trace key", height=60, width=340)
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=figure.target)


def write_text(cell: Cell, text: str) -> None:
    """Text as text, exactly as it is, whatever it begins with.

    The cell's type says that it is text and its quote prefix keeps it so when it is edited. Signs
    that a workbook cannot hold are shown as the replacement sign.
    """
    safe = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text)[:LONGEST_TEXT]
    cell.value = safe
    cell.data_type = "s"
    if safe.startswith(FORMULA_SIGNS):
        cell.quotePrefix = True


def number_format(value: Decimal) -> str:
    """As many decimals as were reported, two at most, and thousands apart.

    >>> number_format(Decimal("10.853")), number_format(Decimal(429380))
    ('#,##0.00', '#,##0')
    """
    decimals = shown_decimals(value)
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def lines_of(content: Content, width: float, size: float = 10, *, bold: bool = False) -> int:
    """How many lines a content takes in a cell of that width.

    >>> lines_of("a" * 25, 10), lines_of(12, 10)
    (3, 1)
    """
    text = content.text if isinstance(content, Link) else content
    return len(wrapped(text, width, size, bold=bold)) if isinstance(text, str) else 1


def cut(content: Content, width: float, lines: int) -> list[Content]:
    """A content in parts of at most so many lines; a line break between two parts is left out.

    >>> cut("one two three", 6, 1), cut(5, 6, 1)
    (['one ', 'two ', 'three'], [5])
    """
    if not isinstance(content, str) or lines_of(content, width) <= lines:
        return [content]
    rows = [row for part in content.split("\n") for row in _ended(wrapped(part, width))]
    parts = ("".join(rows[first : first + lines]) for first in range(0, len(rows), lines))
    return [part.removesuffix("\n") for part in parts]


def _ended(rows: list[str]) -> list[str]:
    """Wrapped rows of one paragraph, with its line break behind the last."""
    return [*rows[:-1], f"{rows[-1]}\n"]
