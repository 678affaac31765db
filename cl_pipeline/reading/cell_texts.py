"""Words, choices, years and dates as people type them into one cell."""

import re
from collections.abc import Mapping
from datetime import date

from cl_pipeline.model.form import FormCell
from cl_pipeline.model.framework import Framework
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


_YES = frozenset({"yes", "y", "x", "v", "✓", "✔", "☒", "true", "1"})
_NO = frozenset({"no", "n", "-", "false", "0"})


def yes_or_no(words: str) -> bool | None:
    """What people type for yes and no, or to tick a box; None where it is neither."""
    word = words.strip().casefold()
    return True if word in _YES else False if word in _NO else None


def words_of(typed: RawCell) -> str:
    """The words in a cell; a number as a spreadsheet program shows it."""
    if typed.kind is CellKind.NUMBER:
        return f"{shown_value(typed.text):f}"
    return typed.text.strip()


def _is_same(left: str, right: str) -> bool:
    """Whether two texts are the same but for case and spaces."""
    return " ".join(left.split()).casefold() == " ".join(right.split()).casefold()


def attribute_code(framework: Framework, cell: FormCell, text: str) -> str | None:
    """The code of a declared property, None where its choices do not have the words."""
    attributes = framework.indicator(cell.indicator).attributes if cell.indicator else ()
    choices = next((known.choices for known in attributes if known.key == cell.attribute), ())
    same = (code for code, name in choices if _is_same(text, name) or _is_same(text, code))
    return next(same, None)


def choice_code(names: Mapping[str, str], cell: FormCell, text: str) -> str | None:
    """The code behind a choice of a form cell, None where the cell offers none like it.

    ``names`` are the codes of the list whose names the cell offers; where no list has them, such
    as yes and no, the wording itself is the code.
    """
    wording = next((choice for choice in cell.choices if _is_same(choice, text)), None)
    if wording is None:
        return next((code for code in names.values() if _is_same(code, text)), None)
    return names.get(wording, wording)


def read_year(cell: RawCell) -> int | None:
    """The year a cell holds, None where it is not one plain year.

    A date gives its year where the date itself is plausible. A year typed into a cell with a date
    format becomes a day of 1905, which is not.
    """
    if cell.kind not in (CellKind.NUMBER, CellKind.TEXT, CellKind.DATE):
        return None
    pattern = _ISO_DAY if cell.kind is CellKind.DATE else _YEAR
    match = pattern.fullmatch(latin_digits(tidy(words_of(cell))))
    return int(match[1]) if match and FIRST_YEAR <= int(match[1]) <= LAST_YEAR else None


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
