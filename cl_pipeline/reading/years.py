"""Years and dates as people type them."""

import re
from datetime import date

from cl_pipeline.model.workbook import CellKind, RawCell
from cl_pipeline.reading.number_text import latin_digits, tidy
from cl_pipeline.reading.numbers import shown_value

FIRST_YEAR, LAST_YEAR = 1950, 2100
"""Outside, a number is another era (2559) or no year at all."""

_YEAR = re.compile(r"(\d{4})(?:\.0+)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:T.*)?")
_WORDED = re.compile(r"(\d{1,2})\.?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def read_year(cell: RawCell) -> int | None:
    """The year a cell holds, None where it is not one plain year.

    A date gives its year where the date itself is plausible. A year typed into a cell with a date
    format becomes a day of 1905, which is not.
    """
    if cell.kind is CellKind.NUMBER:
        value = shown_value(cell.text)
        year = int(value) if value == value.to_integral_value() else 0
    elif cell.kind is CellKind.TEXT:
        match = _YEAR.fullmatch(latin_digits(tidy(cell.text)))
        year = int(match[1]) if match else 0
    elif cell.kind is CellKind.DATE:
        match = _ISO_DAY.fullmatch(cell.text)
        year = int(match[1]) if match else 0
    else:
        year = 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def read_day(cell: RawCell) -> date | None:
    """The date a cell holds, day before month as the form asks, None where it is none."""
    text = latin_digits(tidy(cell.text))
    iso, day_first, worded = (
        pattern.fullmatch(text) for pattern in (_ISO_DAY, _DAY_FIRST, _WORDED)
    )
    if iso:
        return _date(iso[1], iso[2], iso[3])
    if day_first:
        return _date(day_first[3], day_first[2], day_first[1])
    if worded and worded[2][:3].lower() in _MONTHS:
        month = _MONTHS.index(worded[2][:3].lower()) + 1
        return _date(worded[3], str(month), worded[1])
    return None


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
