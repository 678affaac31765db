"""What one cell holds, from its type, its number format and its stored text.

Source: ISO/IEC 29500-1, 18.8.30 and 18.8.31 (number formats), 18.17.4.1 (day numbers),
18.18.11 (cell types).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from math import isfinite
from typing import NamedTuple

from cl_pipeline.reading.xlsx.addresses import natural_number
from cl_pipeline.reading.xlsx.limits import Unreadable
from cl_pipeline.reading.xlsx.protocol import PERCENT, CellContent
from cl_pipeline.reading.xlsx.texts import unescape
from cl_pipeline.reading.xlsx.xml_part import opened_elements

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE](?P<power>[+-]?\d+))?", re.ASCII)
_OFTEN_EMPTIED = ("n", "s", "b", "d")
"""Types that programs leave on a cell when its content is deleted."""

_EXACT_BELOW = 10**15
"""Spreadsheet programs keep fifteen digits, and show no more."""

_BOOLEANS = {"1": "TRUE", "true": "TRUE", "0": "FALSE", "false": "FALSE"}

LONGEST_NUMBER, LARGEST_POWER = 1_100, 400
"""Characters and power of ten of a stored number; a binary fraction written out has 1,075.

Source: IEEE 754 double precision, whose smallest number is 5E-324.
"""

_SECONDS_PER_DAY = 86_400
_LAST_DAY = {False: 2_958_465, True: 2_957_003}
_PHANTOM_DAY = 60
"""The 1900 calendar has a 29 February 1900, which never was."""


class Shown(IntEnum):
    """How a number format shows a number."""

    PLAIN = 0
    PERCENT = 1
    DATE = 2


class CellLook(NamedTuple):
    """How a cell format shows a cell.

    ``code`` is the number format where it may show something else than the stored number.
    """

    shown: Shown = Shown.PLAIN
    code: str = ""
    is_struck: bool = False


_BUILT_IN = {
    **dict.fromkeys((9, 10), Shown.PERCENT),
    **dict.fromkeys((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)), Shown.DATE),
}
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
_BUILT_IN_DATES = {14: "m/d/yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 22: "m/d/yy h:mm"}
_LONGEST_FORMAT = 255
"""Characters of a number format that a spreadsheet program keeps. Source: Excel's limits."""

_WITHOUT_INK = re.compile(r'"[ -]*"|\\[ -]|_.|\*.|\[(?:\$-[^\]]*|[a-z]+\s?\d*)\]', re.IGNORECASE)
_AS_IT_IS = re.compile(
    r"[-+( ]*(?:general|@|[#0?]+(?:,[#0?]+)*(?:\.[#0?]+)?(?:e[+-]0+)?)[-+) ]*%?", re.IGNORECASE
)
_NEGATIVE_LOOK = re.compile(r"^[ +]*[-(]|[-)][ +]*%?$")
_DATE_LETTER = re.compile(r"[dmyhsb]", re.IGNORECASE)


class BadContent(Exception):
    """The stored text is impossible for the cell's type; the message follows "cell B2"."""


@dataclass(frozen=True, slots=True)
class ValueContext:
    """What cells refer to: shared strings, formats, and the calendar of the workbook."""

    strings: list[str]
    looks: list[CellLook]
    counts_from_1904: bool

    def look(self, style: int) -> CellLook:
        """How that cell format shows a cell; a plain one where there is no such format."""
        return self.looks[style] if style < len(self.looks) else CellLook()


def cell_content(cell_type: str, stored: str, style: int, context: ValueContext) -> CellContent:
    """Kind, text and flags of a cell; an empty text where it holds nothing.

    Raises:
        BadContent: two programs would read it differently, or none could.
    """
    if cell_type in ("str", "inlineStr"):
        return "t", unescape(stored), 0
    text = stored.strip()
    if not text and cell_type in _OFTEN_EMPTIED:
        return "n", "", 0
    match cell_type:
        case "n":
            return _number(text, style, context)
        case "s":
            place = natural_number(text)
            if not 0 <= place < len(context.strings):
                raise BadContent("names a text that does not exist")
            return "t", context.strings[place], 0
        case "b":
            if text not in _BOOLEANS:
                raise BadContent("is neither true nor false")
            return "b", _BOOLEANS[text], 0
        case "e" | "d":
            return cell_type, text or "#ERROR", 0
    raise BadContent(f"has the unknown type {cell_type[:20]!r}")


def _number(text: str, style: int, context: ValueContext) -> CellContent:
    match = _NUMBER.fullmatch(text)
    if not match:
        raise BadContent(f"holds {text[:40]!r} as a number")
    if not _is_double(text, match["power"] or "0"):
        # Written out it could fill the memory: it stays the text that it is, and is no figure.
        return "t", text, 0
    if style >= len(context.looks) and (style or context.looks):
        raise BadContent("has a format that does not exist")
    shown = context.look(style).shown
    if shown is Shown.DATE:
        return "d", iso_date(float(text), context.counts_from_1904), 0
    return "n", _as_shown(text), PERCENT if shown is Shown.PERCENT else 0


def _as_shown(text: str) -> str:
    """A whole number without point and power: some programs store 429380.0 and 1.2345678E7."""
    if text.isdecimal():
        return text
    number = float(text)
    is_whole = abs(number) < _EXACT_BELOW and number.is_integer()
    return str(int(number)) if is_whole else text


def _is_double(text: str, power: str) -> bool:
    """Whether a number is of a size that a spreadsheet program could have stored."""
    is_short = len(text) <= LONGEST_NUMBER and len(power) <= len(str(-LARGEST_POWER))
    return is_short and abs(int(power)) <= LARGEST_POWER and isfinite(float(text))


def shown_by(format_code: str) -> Shown:
    """How a custom format shows a positive number.

    >>> shown_by('0.0%'), shown_by('0.0"%"'), shown_by('[$-41E]d mmm bbbb'), shown_by('[Red]0')
    (<Shown.PERCENT: 1>, <Shown.PLAIN: 0>, <Shown.DATE: 2>, <Shown.PLAIN: 0>)
    """
    code = _LITERAL.sub("", format_code).split(";")[0]
    if "%" in code:
        return Shown.PERCENT
    if "general" in code.lower():
        return Shown.PLAIN
    return Shown.DATE if _DATE_LETTER.search(code) else Shown.PLAIN


def shows_as_it_is(format_code: str) -> bool:
    """Whether a custom format shows every number as it is, but for separators and rounding.

    >>> shows_as_it_is("#,##0.00_);[Red](#,##0.00)"), shows_as_it_is('#,##0" thousand"')
    (True, False)
    >>> shows_as_it_is("#,##0,"), shows_as_it_is(";;;"), shows_as_it_is("0.0%")
    (False, False, True)
    >>> shows_as_it_is("-#,##0"), shows_as_it_is("(0)"), shows_as_it_is("0;-0")
    (False, False, True)
    """
    sections = _WITHOUT_INK.sub("", format_code).split(";")
    shows_a_sign = _NEGATIVE_LOOK.search(sections[0])
    return not shows_a_sign and all(_AS_IT_IS.fullmatch(section) for section in sections)


def cell_looks(part: str, chunks: Iterable[bytes], depth_limit: int) -> list[CellLook]:
    """How each cell format of the styles part shows a cell, in order."""
    looks: list[CellLook] = []
    custom: dict[int, str] = {}
    struck: list[bool] = []
    inside = ""
    for depth, name, attributes in opened_elements(part, chunks, depth_limit):
        if depth == 2:
            inside = name
        if (depth, inside, name) == (3, "x:fonts", "x:font"):
            struck.append(False)
        elif (depth, inside, name) == (4, "x:fonts", "x:strike") and struck:
            struck[-1] = attributes.get("val", "1") not in ("0", "false", "off")
        if depth != 3 or (inside, name) not in (("x:numFmts", "x:numFmt"), ("x:cellXfs", "x:xf")):
            continue
        number = natural_number(attributes.get("numFmtId", "0" if name == "x:xf" else ""))
        if number < 0:
            raise Unreadable("CORRUPT", "the formats of the workbook are damaged")
        if name == "x:numFmt":
            custom[number] = attributes.get("formatCode", "")[:_LONGEST_FORMAT]
        else:
            font = natural_number(attributes.get("fontId", "0"))
            is_struck = 0 <= font < len(struck) and struck[font]
            looks.append(_look(number, custom.get(number), is_struck=is_struck))
    return looks


def _look(number: int, custom: str | None, *, is_struck: bool) -> CellLook:
    shown = _BUILT_IN.get(number, Shown.PLAIN) if custom is None else shown_by(custom)
    if shown is Shown.DATE:
        return CellLook(shown, custom or _BUILT_IN_DATES.get(number, "date"), is_struck)
    return CellLook(shown, "" if shows_as_it_is(custom or "General") else custom or "", is_struck)


def iso_date(number: float, counts_from_1904: bool) -> str:
    """The date or time of day that a spreadsheet program would show.

    >>> iso_date(42370, False), iso_date(2016, False), iso_date(0.5, False), iso_date(60, False)
    ('2016-01-01', '1905-07-08', '12:00:00', '1900-02-29')
    """
    days, seconds = divmod(round(number * _SECONDS_PER_DAY), _SECONDS_PER_DAY)
    if not 0 <= days <= _LAST_DAY[counts_from_1904]:
        return f"day number {number:.15g}"
    minutes, second = divmod(seconds, 60)
    time = f"{minutes // 60:02}:{minutes % 60:02}:{second:02}"
    if days == 0 and not counts_from_1904:
        return time
    day = _day(days, counts_from_1904)
    return f"{day}T{time}" if seconds else day


def _day(days: int, counts_from_1904: bool) -> str:
    if counts_from_1904:
        return (date(1904, 1, 1) + timedelta(days)).isoformat()
    if days == _PHANTOM_DAY:
        return "1900-02-29"
    start = date(1899, 12, 31) if days < _PHANTOM_DAY else date(1899, 12, 30)
    return (start + timedelta(days)).isoformat()
