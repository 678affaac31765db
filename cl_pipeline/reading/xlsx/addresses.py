"""Cell addresses: columns, cells and areas as numbers."""

import re
from functools import lru_cache
from itertools import pairwise

_AREA = re.compile(r"([A-Z]{1,3})(\d+)(?::([A-Z]{1,3})(\d+))?")
_LAST_COLUMN = 16_384
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


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


@lru_cache(maxsize=4096)
def are_in_order(columns: tuple[str, ...]) -> bool:
    """True where each column stands right of the one before it, and the last one exists.

    >>> are_in_order(("A", "C", "AA")), are_in_order(("B", "A")), are_in_order(("XFE",))
    (True, False, False)
    """
    numbers = [0, *map(column_number, columns)]
    return numbers[-1] <= _LAST_COLUMN and all(left < right for left, right in pairwise(numbers))


@lru_cache(maxsize=16_384)
def place_of(address: str) -> tuple[int, int]:
    """Row and column of one cell.

    >>> place_of("B17"), place_of("XFD1048576")
    ((17, 2), (1048576, 16384))
    """
    match = _PLACE.fullmatch(address)
    if not match:
        raise ValueError(f"{address!r} is not the address of a cell")
    return int(match[2]), column_number(match[1])


@lru_cache(maxsize=16_384)
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
