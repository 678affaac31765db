"""One cell in; a value, a gap or a finding out.

Texts such as ``1.234`` (one separator, exactly three digits after it) can be two numbers. They are
read as grouped only where the cell asks for a whole count *and* the separator is the grouping
character of the sender's locale (``410.552`` from Viet Nam), and as a decimal only next to a
percent sign. Otherwise people mix both ways, and the text is reported as unclear.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from cl_pipeline.model.framework import GapCode
from cl_pipeline.model.workbook import CellKind, RawCell
from cl_pipeline.reading.number_text import (
    NumberFormat,
    TypedNumber,
    number_format_of,
    take_apart,
    tidy,
)

PERCENT, CURRENCY = "percent", "currency"
"""The two units of the framework that are not whole counts."""

LARGEST = Decimal(10) ** 15
"""A spreadsheet program keeps 15 digits; a number of more is not what was typed.

Source: IEEE 754 double precision.
"""

_GROUPED = {
    separator: re.compile(
        rf"[1-9]\d{{0,2}}(?:{escaped}\d{{3}})+(?:(?P<decimal>[{others}])(?P<part>\d+))?"
    )
    for separator, escaped, others in (
        (".", r"\.", ","),
        (",", ",", r"\."),
        (" ", " ", r".,"),
        ("'", "'", r".,"),
    )
}
_PLAIN = re.compile(r"\d+", re.ASCII)
_DECIMAL = re.compile(r"\d+(?P<separator>[.,])(?P<part>\d+)", re.ASCII)
_POWER = re.compile(r"\d+(?:\.\d+)?[eE][+-]?\d{1,2}", re.ASCII)
_NOTE = re.compile(r"([^:：]+?)\s*[:：]\s*(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding about one cell, without its address: its code and what was found."""

    code: str
    found: str


class NumberRead(NamedTuple):
    """What a cell says: exactly one of ``value``, ``gap`` and ``refusal`` is given.

    ``how_read`` names the rule. ``typed_as_percent`` is true where the file shows a percentage by
    character, word or format. ``remarks`` do not stop the value. ``readings`` are the competing
    readings where ``refusal`` is that there are several.
    """

    value: Decimal | None = None
    gap: GapCode | None = None
    gap_note: str | None = None
    refusal: Remark | None = None
    how_read: str = ""
    typed_as_percent: bool = False
    remarks: tuple[Remark, ...] = ()
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the digits; ``separator`` is empty where nothing is grouped."""

    value: Decimal
    rule: str
    separator: str = ""


_NOT_READ = {
    CellKind.DATE: ("DATE_NOT_NUMBER", "the cell shows the date {}"),
    CellKind.BOOLEAN: ("NOT_A_NUMBER", "the cell shows {}"),
    CellKind.ERROR: ("CELL_ERROR", "the cell shows {}"),
    CellKind.FORMULA_WITHOUT_VALUE: (
        "FORMULA_NOT_CALCULATED",
        "the cell holds a formula without a result",
    ),
}


def read_number(
    cell: RawCell, locale: str, gap_codes: Sequence[GapCode], *, unit: str = ""
) -> NumberRead:
    """What the cell says, read for a sender of that locale and a row of that unit.

    A percentage comes in percent (12.5), however the file stores it.
    """
    if cell.kind is CellKind.NUMBER:
        read = _read_stored(cell, unit)
    elif cell.kind is CellKind.TEXT:
        read = _read_text(cell.text, number_format_of(locale), gap_codes, unit)
    else:
        code, found = _NOT_READ[cell.kind]
        read = _refused(code, found.format(cell.text))
    if read.value is not None and abs(read.value) >= LARGEST:
        return _refused("NOT_A_NUMBER", f'"{cell.text}" has more digits than can be kept')
    return read


def _read_stored(cell: RawCell, unit: str) -> NumberRead:
    if cell.text.isdecimal() and len(cell.text) <= 15 and not cell.shown_percent:
        # Nine of ten figures: digits alone are the number.
        return NumberRead(value=Decimal(cell.text), how_read="number")
    value = shown_value(cell.text)
    how = "number" if value == Decimal(cell.text) else "number, at 15 digits as shown"
    if not cell.shown_percent:
        return NumberRead(value=value, how_read=how)
    in_percent = value * 100
    if unit != PERCENT:
        return _unclear(f"{in_percent.normalize():f}%", (f"{value:f}", f"{in_percent:f}"))
    return NumberRead(
        value=_plain(in_percent.normalize()),
        how_read=f"{how}, percent format, times 100",
        typed_as_percent=True,
    )


def shown_value(stored: str) -> Decimal:
    """The number a spreadsheet program shows for its stored digits.

    Programs store binary fractions with 17 digits and show 15: ``12.600000000000001`` is typed
    and shown as 12.6.

    >>> shown_value("12.600000000000001"), shown_value("1E3"), shown_value("0.30000000000000004")
    (Decimal('12.6'), Decimal('1000'), Decimal('0.3'))
    """
    exact = Decimal(stored)
    if len(exact.as_tuple().digits) <= 15:
        return _plain(exact)
    return _plain(Decimal(f"{float(stored):.15g}"))


def _read_text(
    text: str, number_format: NumberFormat, gap_codes: Sequence[GapCode], unit: str
) -> NumberRead:
    tidied = tidy(text)
    gap = _gap_read(tidied, gap_codes, number_format)
    if gap:
        return gap
    typed = take_apart(tidied, number_format)
    if typed is None or not _is_about_one_number(typed):
        return _refused("NOT_A_NUMBER", f'"{tidied[:80]}" is not a number')
    if typed.is_inexact:
        return _refused("NUMBER_INEXACT", f'"{tidied[:80]}" is not an exact number')
    wrong_unit = _wrong_unit(tidied, typed, unit)
    return wrong_unit or _chosen(tidied, typed, number_format, unit)


def _is_about_one_number(typed: TypedNumber) -> bool:
    if not typed.rest:
        return True
    return typed.is_inexact and not any(character.isdigit() for character in typed.rest)


def _wrong_unit(text: str, typed: TypedNumber, unit: str) -> NumberRead | None:
    if typed.is_percent and unit != PERCENT:
        return _refused("PERCENT_NOT_EXPECTED", f'"{text[:80]}" is a percentage')
    if typed.has_money and unit != CURRENCY:
        return _refused("NOT_A_NUMBER", f'"{text[:80]}" is an amount of money')
    return None


def _chosen(text: str, typed: TypedNumber, number_format: NumberFormat, unit: str) -> NumberRead:
    readings = _readings_of(typed.digits)
    if not readings:
        return _refused("NOT_A_NUMBER", f'"{text[:80]}" is not a number')
    chosen = _preferred(readings, typed, number_format, unit)
    values = [_scaled(reading.value, typed) for reading in chosen]
    if typed.is_bracketed:
        values = [values[0], -values[0]]
    if len(values) > 1:
        return _unclear(text, tuple(f"{value:f}" for value in values))
    return NumberRead(
        value=values[0],
        how_read="; ".join(("text", _rule(chosen[0], number_format, len(readings)), *typed.how)),
        typed_as_percent=typed.is_percent,
        remarks=_remarks(text, typed, values[0]),
    )


def _preferred(
    readings: tuple[Reading, ...], typed: TypedNumber, number_format: NumberFormat, unit: str
) -> tuple[Reading, ...]:
    is_count = bool(unit) and unit not in (PERCENT, CURRENCY)
    if len(readings) == 1:
        stray = _misplaced_separator(typed.digits)
        counts_or_money = is_count or unit == CURRENCY
        return (*readings, stray) if stray and counts_or_money and not typed.power else readings
    grouped = tuple(reading for reading in readings if reading.separator == number_format.grouping)
    if typed.is_percent:
        return tuple(reading for reading in readings if not reading.separator) or readings
    if is_count and not typed.power and len(grouped) == 1:
        return grouped
    return readings


def _scaled(value: Decimal, typed: TypedNumber) -> Decimal:
    scaled = _plain(value.scaleb(typed.power)) if typed.power else value
    return -scaled if typed.is_negative else scaled


def _rule(reading: Reading, number_format: NumberFormat, count: int) -> str:
    if count == 1:
        return reading.rule
    reason = f"as in {number_format.locale}" if reading.separator else "next to a percent sign"
    return f"{reading.rule} ({reason})"


def _remarks(text: str, typed: TypedNumber, value: Decimal) -> tuple[Remark, ...]:
    remarks = []
    if typed.power:
        remarks.append(Remark("ROUNDED_FIGURE", f'"{text[:80]}" is read as {value:f}'))
    if typed.footnote:
        remarks.append(Remark("FOOTNOTE_MARK", f'"{text[:80]}" is read as {value:f}'))
    return tuple(remarks)


def _unclear(typed: str, readings: tuple[str, ...]) -> NumberRead:
    """A number that can be read in several ways."""
    found = f'"{typed}" can mean {" or ".join(readings)}'
    return NumberRead(refusal=Remark("NUMBER_UNCLEAR", found), readings=readings)


def _refused(code: str, found: str) -> NumberRead:
    """A cell that holds no usable number."""
    return NumberRead(refusal=Remark(code, found))


def _readings_of(digits: str) -> tuple[Reading, ...]:
    """Every value that the digits can mean, each once; none where they are not a number.

    >>> [str(reading.value) for reading in _readings_of("1.234")]
    ['1234', '1.234']
    >>> [str(reading.value) for reading in _readings_of("1.234,5")], _readings_of("1.23.4")
    (['1234.5'], ())
    """
    if _PLAIN.fullmatch(digits):
        return (Reading(Decimal(digits), "whole number"),)
    if _POWER.fullmatch(digits):
        return (Reading(_plain(Decimal(digits)), "power of ten"),)
    found = [*_grouped(digits), *_decimal(digits)]
    return tuple({reading.value: reading for reading in reversed(found)}.values())[::-1]


def _misplaced_separator(digits: str) -> Reading | None:
    """The value if a separator before four or more digits were a slip (``70,5000``), else None."""
    match = _DECIMAL.fullmatch(digits)
    if not match or len(match["part"]) <= 3:
        return None
    return Reading(
        Decimal(digits.replace(match["separator"], "")), "separator misplaced", match["separator"]
    )


def _plain(value: Decimal) -> Decimal:
    """The same number without a power of ten.

    >>> _plain(Decimal("1.2E+3"))
    Decimal('1200')
    """
    return Decimal(format(value, "f"))


def _grouped(digits: str) -> list[Reading]:
    readings = []
    for separator, pattern in _GROUPED.items():
        match = pattern.fullmatch(digits)
        if not match:
            continue
        rule = f"{_name(separator)} groups thousands"
        whole = digits[: match.start("decimal")] if match["part"] else digits
        number = whole.replace(separator, "")
        if match["part"]:
            rule += f", {_name(match['decimal'])} is the decimal separator"
            number += f".{match['part']}"
        readings.append(Reading(Decimal(number), rule, separator))
    return readings


def _decimal(digits: str) -> list[Reading]:
    match = _DECIMAL.fullmatch(digits)
    if not match:
        return []
    rule = f"{_name(match['separator'])} is the decimal separator"
    return [Reading(Decimal(digits.replace(",", ".")), rule)]


def _name(separator: str) -> str:
    return {" ": "space", ".": "point", ",": "comma", "'": "apostrophe"}[separator]


def _gap_read(
    text: str, gap_codes: Sequence[GapCode], number_format: NumberFormat
) -> NumberRead | None:
    """The gap that a tidied text means, a refusal where it can be two, None where it is no gap.

    ``x: A14`` and ``included in A14`` keep what follows as the note.
    """
    spellings = _spellings(tuple(gap_codes))
    key = _key(text)
    bare = key.strip("()[]. ")
    for candidate in (key, bare):
        if candidate in spellings:
            return _gap(spellings[candidate], candidate, None)
        if candidate in number_format.ambiguous:
            return _ambiguous(text, number_format.ambiguous[candidate], gap_codes)
    return _with_note(text, spellings)


@lru_cache(maxsize=8)
def _spellings(gap_codes: tuple[GapCode, ...]) -> dict[str, GapCode]:
    spellings = {}
    for gap in gap_codes:
        for word in (gap.code, *gap.spellings):
            spellings[_key(tidy(word))] = gap
    return spellings


def _key(text: str) -> str:
    return " ".join(text.casefold().split())


def _with_note(text: str, spellings: dict[str, GapCode]) -> NumberRead | None:
    match = _NOTE.fullmatch(text)
    if match and _key(match[1]) in spellings:
        return _gap(spellings[_key(match[1])], _key(match[1]), match[2].strip())
    for spelling, gap in spellings.items():
        if spelling.endswith(" in") and _key(text).startswith(f"{spelling} "):
            return _gap(gap, spelling, text.strip()[len(spelling) :].strip())
    return None


def _gap(gap: GapCode, spelling: str, note: str | None) -> NumberRead:
    how = f"gap code {gap.code}"
    if spelling != gap.code:
        how += f', from "{spelling}"'
    return NumberRead(gap=gap, gap_note=note, how_read=how)


def _ambiguous(text: str, readings: tuple[str, ...], gap_codes: Sequence[GapCode]) -> NumberRead:
    names = {gap.code: f"{gap.code} ({gap.name.lower()})" for gap in gap_codes}
    shown = tuple(names.get(reading, reading) for reading in readings)
    found = f'"{text}" can mean {" or ".join(shown)}'
    return NumberRead(refusal=Remark("GAP_UNCLEAR", found), readings=shown)
