"""A workbook as it was read: cells with their text, without their meaning."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

AUTHOR = "ASEAN Roadmap monitoring"
"""Who wrote our workbooks, and the notes in the marked copies of feedback."""


NOTE_TEXT = "NOTE_TEXT"
"""Of a note with this code, ``found`` is the text of a cell's note or of a text box."""


class CellKind(StrEnum):
    NUMBER = "number"
    TEXT = "text"
    BOOLEAN = "boolean"
    DATE = "date"
    ERROR = "error"
    FORMULA_WITHOUT_VALUE = "formula_without_value"


class RawCell(NamedTuple):
    """One filled cell, key ``cell`` within its sheet.

    A named tuple, because a frozen dataclass takes four times as long to make. ``text`` is exactly
    as stored in the file: digits of a number, ISO date, code of an error (``#DIV/0!``).
    ``number_format`` is the code of a format that may show something else than the text, and
    ``stored`` the number behind a date.
    """

    cell: str
    kind: CellKind
    text: str
    shown_percent: bool = False
    has_formula: bool = False
    hidden: bool = False
    struck: bool = False
    number_format: str = ""
    stored: str = ""


@dataclass(frozen=True, slots=True)
class RawSheet:
    name: str
    state: str
    cells: dict[str, RawCell]
    merged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RawWorkbook:
    """All sheets of a file in order. ``notes`` are (code, sheet, cell, found) seen on the way."""

    sheets: tuple[RawSheet, ...]
    notes: tuple[tuple[str, str | None, str | None, str], ...] = field(default=())

    def sheet(self, name: str) -> RawSheet | None:
        return next((sheet for sheet in self.sheets if sheet.name == name), None)
