"""Cell addresses of a file as numbers; nothing is believed about their form."""

import re
from functools import lru_cache

_LAST_COLUMN = 16_384
_CELL = r"([A-Z]{1,3})([1-9][0-9]{0,6})"
_PLACE, _AREA = re.compile(_CELL), re.compile(rf"{_CELL}(?::{_CELL})?")


def is_area(text: str) -> bool:
    """Whether that is the address of a cell or of an area such as ``B2:D4``."""
    return _AREA.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def natural_number(text: str) -> int:
    """The number that up to nine digits write, or -1 where that is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else -1


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


@lru_cache(maxsize=16_384)
def place_of(address: str) -> tuple[int, int]:
    """Row and column of a cell, or zeros where that is not the address of a cell.

    >>> place_of("B17"), place_of("XFD1048576"), place_of("XFE1"), place_of("17B")
    ((17, 2), (1048576, 16384), (0, 0), (0, 0))
    """
    match = _PLACE.fullmatch(address)
    column = column_number(match[1]) if match else 0
    return (int(match[2]), column) if match and column <= _LAST_COLUMN else (0, 0)


@lru_cache(maxsize=16_384)
def area_corners(area: str) -> tuple[int, int, int, int]:
    """First column, first row, last column and last row of an area such as ``B2:D4``.

    Raises:
        ValueError: that is not an area.

    >>> area_corners("B2:D4"), area_corners("C7")
    ((2, 2, 4, 4), (3, 7, 3, 7))
    """
    match = _AREA.fullmatch(area)
    if not match:
        raise ValueError(f"{area!r} is not an area")
    left, top = column_number(match[1]), int(match[2])
    return left, top, column_number(match[3] or match[1]), int(match[4] or match[2])
