"""Words, choices, years and dates as people type them into one cell."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from cl_pipeline.model.codes import Field
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.workbook import CellKind, RawCell
from cl_pipeline.reading.number_text import latin_digits, tidy
from cl_pipeline.reading.numbers import text_as_shown

_WORDING_FILE = Path(__file__).with_name("typed_answers.toml")

FIRST_YEAR, LAST_YEAR = 1950, 2100
"""Outside, a number is another era (2559) or no year at all."""

BUDDHIST_ERA = 543
"""Years by which the Buddhist calendar is ahead of ours, from 1941 in Thailand."""

BUDDHIST_LOCALES = frozenset({"th_TH", "lo_LA", "km_KH"})
"""Where official papers count years in it."""

_YEAR = re.compile(
    r"(?:(?:b\.? ?e\.?|a\.? ?d\.?|year|tahun|năm|ano|tinan|taon|ปี|พ\.? ?ศ\.?|ค\.? ?ศ\.?"
    r"|ປີ|ພ\.? ?ສ\.?|ຄ\.? ?ສ\.?|ឆ្នាំ|ព\.? ?ស\.?|គ\.? ?ស\.?) ?){0,2}"
    r"(\d{4})(?:\.0+)?(?: ?(?:b\.? ?e\.?|a\.? ?d\.?|c\.? ?e\.?))?",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(r"(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:T.*)?")
_WORDED = re.compile(r"(\d{1,2})\.?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


_TICKED = frozenset({"x", "v", "✓", "✔", "☒", "true", "1"})
_NOT_TICKED = frozenset({"-", "false", "0"})


@cache
def _typed_wording() -> dict[str, frozenset[str]]:
    """The wordings that a spelling can mean, by the spelling."""
    meanings: dict[str, set[str]] = {}
    for wording, languages in tomllib.loads(_WORDING_FILE.read_text(encoding="utf-8")).items():
        for spelling in (wording, *chain.from_iterable(languages.values())):
            meanings.setdefault(_plain(spelling), set()).add(wording)
    return {spelling: frozenset(wordings) for spelling, wordings in meanings.items()}


def _meanings(words: str) -> frozenset[str]:
    return _typed_wording().get(_plain(words), frozenset())


def _plain(words: str) -> str:
    """The words in lower case, without the end of a sentence and what cannot be seen."""
    return tidy(unicodedata.normalize("NFC", words)).casefold().rstrip(".!។ ")


def yes_or_no(words: str) -> bool | None:
    """What people type for yes and no, or to tick a box; None where it is neither.

    >>> yes_or_no("Ya."), yes_or_no("ไม่มี"), yes_or_no("x"), yes_or_no("perhaps")
    (True, False, True, None)
    """
    word, meanings = words.strip().casefold(), _meanings(words)
    if word in _TICKED or "yes" in meanings:
        return True
    return False if word in _NOT_TICKED or "no" in meanings else None


def words_of(typed: RawCell) -> str:
    """The words in a cell; a number as a spreadsheet program shows it, in percent too."""
    return text_as_shown(typed).strip()


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
        meant = _meanings(text).intersection(cell.choices)
        wording = next(iter(meant)) if len(meant) == 1 else None
    if wording is None and cell.field is not Field.CONFIRMATION:
        # The code CORRECT asks for a correction; a person who types "correct" may mean "right".
        return next((code for code in names.values() if _is_same(code, text)), None)
    return None if wording is None else names.get(wording, wording)


class YearRead(NamedTuple):
    """The year of a cell: of our calendar, and of the Buddhist one where it says that."""

    gregorian: int | None = None
    buddhist: int | None = None

    @property
    def meant(self) -> int | None:
        """The year of our calendar that the Buddhist one is."""
        return None if self.buddhist is None else self.buddhist - BUDDHIST_ERA


def read_year(cell: RawCell) -> YearRead:
    """The year a cell holds, empty where it is not one plain year.

    A date gives its year where the date itself is plausible. A year typed into a cell with a date
    format becomes a day of 1905, which is not.
    """
    if cell.kind not in (CellKind.NUMBER, CellKind.TEXT, CellKind.DATE):
        return YearRead()
    text = latin_digits(tidy(words_of(cell)))
    match = (_ISO_DAY if cell.kind is CellKind.DATE else _YEAR).fullmatch(text)
    if match is None:
        return YearRead()
    year = int(match[1])
    if FIRST_YEAR <= year <= LAST_YEAR:
        return YearRead(year)
    is_buddhist = FIRST_YEAR <= year - BUDDHIST_ERA <= LAST_YEAR
    return YearRead(buddhist=year) if is_buddhist else YearRead()


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
    """The day, also where its year is of the Buddhist calendar, which has the same months."""
    is_buddhist = int(year) > LAST_YEAR
    try:
        return date(int(year) - BUDDHIST_ERA * is_buddhist, int(month), int(day))
    except ValueError:
        return None
