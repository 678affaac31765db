"""Keys of values and references to cells, written and parsed here only."""

import re
from functools import lru_cache

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
    """Whether that is the address of a cell, without a sheet.

    >>> is_cell("C29"), is_cell("29C"), is_cell("C0")
    (True, False, False)
    """
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
