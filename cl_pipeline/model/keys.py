"""Keys of values and references to cells, written and parsed here only."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from cl_pipeline.errors import UsageError
from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.identity import ColumnKey, IndicatorKey, MeasureKey, SenderCode, SubmissionId


class CellRef(NamedTuple):
    """One cell of one submission, written ``submission!sheet!cell``."""

    submission_id: SubmissionId
    sheet: str
    cell: str

    def __str__(self) -> str:
        return f"{self.submission_id}!{self.sheet}!{self.cell}"

    @property
    def place(self) -> str:
        return f"{self.sheet}!{self.cell}"

    @classmethod
    def parse(cls, text: str) -> "CellRef":
        """The reference that a text writes, else ValueError; a sheet's name may hold ``!``."""
        submission_id, _, rest = text.partition("!")
        sheet, _, cell = rest.rpartition("!")
        if not (submission_id and sheet and cell):
            raise ValueError(f"{text!r} is not a cell reference; write submission!sheet!cell")
        return cls(SubmissionId(submission_id), sheet, cell)


class TraceKey(NamedTuple):
    """The name of one value within a vintage, as every output carries it.

    E.g. ``child_labour_5_17|KHM|baseline|children|sex=F,age=Y5T11``.
    """

    indicator: IndicatorKey
    sender: SenderCode
    column: ColumnKey
    measure: MeasureKey
    breakdown: Breakdown

    def __str__(self) -> str:
        return "|".join((*self[:4], self.breakdown.key))

    @classmethod
    def parse(cls, text: str) -> "TraceKey":
        """The key that a text writes.

        Raises:
            UsageError: the text does not have the five places of a trace key.
        """
        places = text.split("|")
        if len(places) != 5:
            raise UsageError(
                f"{text!r} is not a trace key; write indicator|sender|column|measure|breakdown"
            )
        indicator, sender, column, measure, breakdown = places
        return cls(
            IndicatorKey(indicator),
            SenderCode(sender),
            ColumnKey(column),
            MeasureKey(measure),
            Breakdown.parse(breakdown),
        )


_CELL = re.compile(r"([A-Z]+)([0-9]+)")
_DIGITS = re.compile(r"([0-9]+)")


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """The letters of a column counted from 1.

    >>> column_letters(1), column_letters(26), column_letters(28), column_letters(16384)
    ('A', 'Z', 'AB', 'XFD')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def is_cell(text: str) -> bool:
    """Whether that is the address of a cell, without a sheet."""
    match = _CELL.fullmatch(text)
    return match is not None and int(match[2]) > 0


@lru_cache(maxsize=16_384)
def cell_order(cell: str | None) -> tuple[int, int, str]:
    """A sort key for cells: row by row, then column by column; no cell comes first.

    >>> sorted(["B10", "AA2", "B2", None], key=cell_order)
    [None, 'B2', 'AA2', 'B10']
    """
    match = _CELL.fullmatch(cell or "")
    if match is None:
        return (0, 0, cell or "")
    letters, row = match.groups()
    return (int(row), len(letters), letters)


@lru_cache(maxsize=256)
def sheet_order(sheet: str | None) -> tuple[tuple[bool, int, str], ...]:
    """A sort key for sheets: numbers in names count as numbers; the file as a whole comes first.

    >>> sorted(["A10", "A2", None], key=sheet_order)
    [None, 'A2', 'A10']
    """
    pieces = [piece for piece in _DIGITS.split(sheet or "") if piece]
    return tuple((piece.isdigit(), int(piece) if piece.isdigit() else 0, piece) for piece in pieces)


def address_order(sheet: str | None, cell: str | None) -> tuple[object, ...]:
    """A sort key for cells of a workbook: sheet by sheet, each in the order of its cells."""
    return (sheet_order(sheet), cell_order(cell))


def listed_cells(cells: Iterable[str], at_most: int = 10) -> str:
    """The first cells in their order, and how many more there are.

    >>> listed_cells(["C10", "C9"]), listed_cells(["A1", "A2", "A3"], at_most=2)
    ('C9, C10', 'A1, A2 and 1 more')
    """
    ordered = sorted(cells, key=cell_order)
    more = len(ordered) - at_most
    return ", ".join(ordered[:at_most]) + (f" and {more} more" if more > 0 else "")
