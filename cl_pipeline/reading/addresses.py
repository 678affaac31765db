"""Cell addresses: letters of columns and their numbers.

Belongs here: conversions that reader and draft both need. Nothing else.
"""

import re
from functools import lru_cache

_AREA = re.compile(r"([A-Z]{1,3})(\d+)(?::([A-Z]{1,3})(\d+))?")


@lru_cache(maxsize=1024)
def column_letters(number: int) -> str:
    """The letters of a column.

    >>> column_letters(1), column_letters(28), column_letters(16384)
    ('A', 'AB', 'XFD')
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=1024)
def column_number(letters: str) -> int:
    """The number of a column.

    >>> column_number("A"), column_number("AB"), column_number("XFD")
    (1, 28, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def area_corners(area: str) -> tuple[int, int, int, int]:
    """First column, first row, last column and last row of an area such as ``B2:D4``.

    >>> area_corners("B2:D4"), area_corners("C7")
    ((2, 2, 4, 4), (3, 7, 3, 7))
    """
    match = _AREA.fullmatch(area)
    if not match:
        raise ValueError(f"{area!r} is not an area")
    left, top = column_number(match[1]), int(match[2])
    return left, top, column_number(match[3] or match[1]), int(match[4] or match[2])


def in_sheet_order(address: str) -> tuple[int, int]:
    """A key that sorts addresses row by row, each row from the left.

    >>> sorted(["B2", "A10", "AA2"], key=in_sheet_order)
    ['B2', 'AA2', 'A10']
    """
    left, top, _, _ = area_corners(address)
    return top, left
