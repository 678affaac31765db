"""Cells of a workbook: numbers as numbers with their trace key, text never as a formula."""

import re
from datetime import date
from decimal import Decimal

from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from cl_pipeline.forms.text_metrics import wrapped
from cl_pipeline.model.number_format import shown_decimals
from cl_pipeline.model.table import Cell, ColumnType, Linked
from cl_pipeline.publication.tables import FORMULA_STARTS

LONGEST_TEXT = 32767
"""Characters a cell can hold (Excel's limit)."""

UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Everything but the characters of XML 1.0. Source: XML 1.0, production 2 (Char)."""

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


def write(cell: SheetCell, content: Cell, column: ColumnType = ColumnType.TEXT) -> None:
    """Write the content: decimals to the right, everything but text columns in the middle.

    A number with a trace key has it as a comment; links are set by whoever knows their targets.
    """
    shown = content.shown if isinstance(content, Linked) else content
    cell.font = TEXT
    cell.alignment = LEFT if column is ColumnType.TEXT and not isinstance(shown, int) else CENTRE
    if isinstance(shown, str | date):
        write_text(cell, str(shown))
    elif isinstance(shown, Decimal | float):
        number = Decimal(str(shown))
        cell.value, cell.alignment, cell.number_format = number, RIGHT, number_format(number)
    elif shown is not None:
        cell.value = shown
    if isinstance(content, Linked):
        if content.trace_key:
            cell.comment = Comment(content.trace_key, "Trace key", height=60, width=340)
        else:
            cell.font = LINK


def write_text(cell: SheetCell, text: str) -> None:
    """Write text exactly as it is, whatever it begins with.

    The cell's type says that it is text and its quote prefix keeps it so when it is edited.
    Characters that a workbook cannot hold become the replacement character.
    """
    safe = printable(text)[:LONGEST_TEXT]
    cell.value = safe
    cell.data_type = "s"
    if safe.startswith(FORMULA_STARTS):
        cell.quotePrefix = True


def printable(text: str) -> str:
    """The text with the replacement character for whatever no file can hold.

    >>> printable(f"12{chr(7)} cases")
    '12� cases'
    """
    return UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def number_format(value: Decimal) -> str:
    """As many decimals as were reported, two at most, and thousands apart.

    >>> number_format(Decimal("10.853")), number_format(Decimal(429380))
    ('#,##0.00', '#,##0')
    """
    decimals = shown_decimals(value)
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def lines_of(content: Cell, width: float, size: float = 10, *, bold: bool = False) -> int:
    """How many lines a content takes in a cell of that width.

    >>> lines_of("a" * 25, 10), lines_of(12, 10)
    (3, 1)
    """
    text = content.shown if isinstance(content, Linked) else content
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
