"""One cell in; a value, a gap or a finding out.

Texts such as ``1.234`` (one separator, exactly three digits after it) can be two numbers. They are
read as grouped only where the cell asks for a whole count *and* the separator is the grouping
character of the sender's locale (``410.552`` from Viet Nam), and as a decimal only next to a
percent sign. Otherwise people mix both ways, and the text is reported as unclear.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from cl_pipeline.model.breakdown import TOTAL
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.framework import GapCode
from cl_pipeline.model.workbook import CellKind, RawCell
from cl_pipeline.reading.number_format import shown_number, shows_text
from cl_pipeline.reading.number_text import (
    NumberFormat,
    TypedNumber,
    currencies_in,
    number_format_of,
    shown,
    take_apart,
    tidy,
)

PERCENT, CURRENCY = "percent", "currency"
"""The two units of the framework that are not whole counts."""

LARGEST = Decimal(10) ** 15
"""A spreadsheet program keeps 15 digits; a number of more is not what was typed.

Source: IEEE 754 double precision.
"""

LONGEST_TEXT = 250
"""Characters of a text that is searched for a number, with the words around it; no figure and its
note are longer, and a crafted text must not take longer than its length allows."""

MOST_DIGITS = 40
"""Digits and separators of a typed number; what has more is above ``LARGEST`` or no figure."""

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
_PLAIN_SHOWN = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_DECIMAL = re.compile(r"\d+(?P<separator>[.,])(?P<part>\d+)", re.ASCII)
_POWER = re.compile(r"\d+(?:\.\d+)?[eE][+-]?\d{1,2}", re.ASCII)
_NAMES = {" ": "space", ".": "point", ",": "comma", "'": "apostrophe"}
_COLON = re.compile("[:：]")
_FITS_AS_WELL = {"children": "persons", "persons": "officers"}
"""A table of words for what is counted that fits rows of a unit as well as the unit's own."""


class Asked(NamedTuple):
    """What the row of a cell asks for: its unit and sex, and the currency declared, as typed."""

    unit: str = ""
    sex: str = TOTAL
    currency: str = ""

    @classmethod
    def of(cls, cell: FormCell) -> "Asked":
        """What that cell of a form asks for; a currency is declared apart."""
        return cls(cell.unit or "", cell.breakdown.sex)

    @property
    def is_count(self) -> bool:
        """Whether the row asks for a whole number of something."""
        return bool(self.unit) and self.unit not in (PERCENT, CURRENCY)


class CellFinding(NamedTuple):
    """A finding about one cell, without its address: its code and what was found."""

    code: str
    found: str


class NumberRead(NamedTuple):
    """What was read from a cell: a value, a gap, or neither, with at least one finding then.

    ``how_read`` names the rule, and says "percent" where the file shows a percentage by character,
    word or format.
    """

    value: Decimal | None = None
    gap: GapCode | None = None
    gap_note: str | None = None
    how_read: str = ""
    findings: tuple[CellFinding, ...] = ()


@dataclass(frozen=True, slots=True)
class PossibleValue:
    """One value that the digits can mean; ``separator`` is empty where nothing is grouped."""

    value: Decimal
    rule: str
    separator: str = ""


NOT_SHOWN = {
    CellKind.ERROR: ("CELL_ERROR", "the cell shows {}"),
    CellKind.FORMULA_WITHOUT_VALUE: (
        "FORMULA_NOT_CALCULATED",
        "the cell holds a formula without a result",
    ),
}
"""Code and text of the finding about a cell that shows no content of its own."""

_NOT_READ = {
    CellKind.DATE: ("DATE_NOT_NUMBER", "the cell shows the date {}"),
    CellKind.BOOLEAN: ("NOT_A_NUMBER", "the cell shows {}"),
    **NOT_SHOWN,
}


def read_typed(text: str, locale: str, gap_codes: Sequence[GapCode], asked: Asked) -> NumberRead:
    """A text from elsewhere than a form, read as if it were typed into a cell."""
    return read_number(RawCell("", CellKind.TEXT, text), locale, gap_codes, asked)


def read_number(
    cell: RawCell, locale: str, gap_codes: Sequence[GapCode], asked: Asked
) -> NumberRead:
    """What the cell says, read for a sender of that locale and what the row asks for.

    A percentage comes in percent (12.5), however the file stores it.
    """
    if looks := shown_otherwise(cell, locale, asked):
        return _not_read("SHOWN_OTHERWISE", looks)
    if cell.kind is CellKind.NUMBER:
        read = _read_stored(cell, asked.unit)
    elif cell.kind is CellKind.TEXT:
        read = _read_text(tidy(cell.text), number_format_of(locale), gap_codes, asked)
    else:
        code, found = _NOT_READ[cell.kind]
        by_format = f", by its number format {cell.number_format[:40]}; it holds {cell.stored[:20]}"
        read = _not_read(code, found.format(cell.text) + (by_format if cell.stored else ""))
    if read.value is not None and abs(read.value) >= LARGEST:
        return _not_read("NOT_A_NUMBER", f'"{cell.text[:80]}" has more digits than can be kept')
    return read


def shown_otherwise(cell: RawCell, locale: str = "en", asked: Asked | None = None) -> str:
    """What the cell shows where its number format says something else than it holds, else ""."""
    if not cell.number_format or cell.kind not in (CellKind.NUMBER, CellKind.TEXT):
        return ""
    if cell.kind is CellKind.TEXT:
        hides = not shows_text(cell.number_format)
        return f"the cell holds {shown(cell.text, 60)} and shows nothing" if hides else ""
    value = shown_value(cell.text)
    text = tidy(shown_number(value, cell.number_format))
    says = shown(text) if text else "nothing"
    looks = f"the cell holds {value:f} and shows {says}"
    if not value and text and not text.strip("-"):
        return ""  # the usual mark of bookkeepers for zero
    typed = take_apart(text, number_format_of(locale))
    if typed is None or _refusal(typed, asked or Asked()):
        return looks
    is_negative = typed.is_negative or typed.is_bracketed
    digits = typed.digits.replace(" ", "").replace(",", "")
    number = Decimal(digits) if _PLAIN_SHOWN.fullmatch(digits) else Decimal("NaN")
    power = typed.power - (2 if cell.shown_percent else 0)
    return "" if (-number if is_negative else number).scaleb(power) == value else looks


def _read_stored(cell: RawCell, unit: str) -> NumberRead:
    if cell.text.isdecimal() and len(cell.text) <= 15 and not cell.shown_percent:
        # Nine of ten figures: digits alone are the number.
        return NumberRead(value=Decimal(cell.text), how_read="number")
    value = shown_value(cell.text)
    how = "number" if value == Decimal(cell.text) else "number, at 15 digits as shown"
    if not cell.shown_percent:
        return NumberRead(value=value, how_read=how)
    in_percent = value * 100
    if unit == PERCENT and value <= 100 < in_percent:
        looks = f"the cell holds {value:f} and shows {text_as_shown(cell)}"
        return _not_read("SHOWN_OTHERWISE", looks)
    if unit != PERCENT:
        return _unclear(f"{in_percent.normalize():f}%", [f"{value:f}", f"{in_percent:f}"])
    return NumberRead(
        value=_plain(in_percent.normalize()),
        how_read=f"{how}, percent format, times 100",
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


def text_as_shown(cell: RawCell) -> str:
    """The content of a cell as a person sees it: a number at 15 digits, or in percent.

    >>> text_as_shown(RawCell("C5", CellKind.NUMBER, "93.67252999999999"))
    '93.67253'
    """
    if cell.kind is not CellKind.NUMBER:
        return cell.text
    number = shown_value(cell.text)
    return f"{(number * 100).normalize():f}%" if cell.shown_percent else f"{number:f}"


def _read_text(
    text: str, number_format: NumberFormat, gap_codes: Sequence[GapCode], asked: Asked
) -> NumberRead:
    gap = _read_gap(text, gap_codes, number_format)
    if gap:
        return gap
    typed = take_apart(text, number_format) if len(text) <= LONGEST_TEXT else None
    if typed is None:
        return _not_read("NOT_A_NUMBER", f"{shown(text)} is not a number")
    if len(typed.digits) > MOST_DIGITS:
        return _not_read("NOT_A_NUMBER", f"{shown(text)} has more digits than can be kept")
    possible = _possible_values(typed.digits)
    refusal = _refusal(typed, asked) or (not possible and ("NOT_A_NUMBER", "not a number"))
    if refusal:
        code, problem = refusal
        return _not_read(code, f"{shown(text)} is {problem}")
    chosen = _preferred(possible, typed, number_format, asked)
    values = [_scaled(reading.value, typed) for reading in chosen]
    if typed.is_bracketed:
        values = [values[0], -values[0]]
    if len(values) > 1:
        return _unclear(text, [f"{value:f}" for value in values])
    rule = chosen[0].rule
    if len(possible) > 1:
        is_grouped = bool(chosen[0].separator)
        rule += f" (as in {number_format.locale})" if is_grouped else " (next to a percent sign)"
    codes = {"ROUNDED_FIGURE": typed.power, "FOOTNOTE_MARK": typed.footnote}
    found = f"{shown(text)} is read as {values[0]:f}"
    return NumberRead(
        value=values[0],
        how_read="; ".join(("text", rule, *typed.how)),
        findings=tuple(CellFinding(code, found) for code, applies in codes.items() if applies),
    )


def _refusal(typed: TypedNumber, asked: Asked) -> tuple[str, str] | None:
    """The code and the reason if what is next to the digits says that they are not the figure."""
    unit = asked.unit
    for code, problem, applies in (
        ("NOT_A_NUMBER", "not a number", typed.rest and not _is_inexact(typed)),
        ("NUMBER_INEXACT", "not an exact number", typed.is_inexact),
        ("PERCENT_NOT_EXPECTED", "a percentage", typed.is_percent and unit != PERCENT),
        ("NOT_A_NUMBER", "an amount of money", typed.money and unit != CURRENCY),
        ("UNIT_NOT_EXPECTED", _other_unit(asked), not _is_asked(typed, asked)),
        ("CURRENCY_NOT_DECLARED", _other_currency(asked), not _is_declared(typed, asked)),
    ):
        if applies:
            return code, problem
    return None


def _is_inexact(typed: TypedNumber) -> bool:
    return typed.is_inexact and not any(character.isdigit() for character in typed.rest)


def _is_asked(typed: TypedNumber, asked: Asked) -> bool:
    """Whether every word for what is counted can mean what the row counts."""
    fits = {asked.unit, asked.sex, _FITS_AS_WELL.get(asked.unit)}
    return not asked.unit or all(units & fits for units in typed.counted)


def _other_unit(asked: Asked) -> str:
    of_sex = {"F": ", female", "M": ", male"}.get(asked.sex, "")
    return f"not in the unit of this row ({asked.unit}{of_sex})"


def _is_declared(typed: TypedNumber, asked: Asked) -> bool:
    """Whether the currency next to the figure can be the declared one; a blank one is asked for."""
    is_open = not typed.money or not asked.currency.strip()
    return is_open or bool(typed.money & currencies_in(asked.currency))


def _other_currency(asked: Asked) -> str:
    return f"not in the currency that the sheet declares ({shown(asked.currency, 40)})"


def _preferred(
    possible: tuple[PossibleValue, ...],
    typed: TypedNumber,
    number_format: NumberFormat,
    asked: Asked,
) -> tuple[PossibleValue, ...]:
    if len(possible) == 1:
        stray = _misplaced_separator(typed.digits)
        counts_or_money = asked.is_count or asked.unit == CURRENCY
        return (*possible, stray) if stray and counts_or_money and not typed.power else possible
    if typed.is_percent:
        return tuple(reading for reading in possible if not reading.separator) or possible
    grouped = tuple(reading for reading in possible if reading.separator == number_format.grouping)
    return grouped if asked.is_count and not typed.power and len(grouped) == 1 else possible


def _scaled(value: Decimal, typed: TypedNumber) -> Decimal:
    scaled = _plain(value.scaleb(typed.power)) if typed.power else value
    return -scaled if typed.is_negative else scaled


def _unclear(text: str, meanings: Iterable[str], code: str = "NUMBER_UNCLEAR") -> NumberRead:
    return _not_read(code, f"{shown(text)} can mean {' or '.join(meanings)}")


def _not_read(code: str, found: str) -> NumberRead:
    return NumberRead(findings=(CellFinding(code, found),))


def _possible_values(digits: str) -> tuple[PossibleValue, ...]:
    """Every value that the digits can mean, each once; none where they are not a number.

    >>> [str(possible.value) for possible in _possible_values("1.234")]
    ['1234', '1.234']
    >>> [possible.rule for possible in _possible_values("1.234,5")], _possible_values("1.23.4")
    (['point groups thousands, comma is the decimal separator'], ())
    """
    if _PLAIN.fullmatch(digits):
        return (PossibleValue(Decimal(digits), "whole number"),)
    if _POWER.fullmatch(digits):
        return (PossibleValue(_plain(Decimal(digits)), "power of ten"),)
    found = list(_grouped(digits))
    if match := _DECIMAL.fullmatch(digits):
        rule = f"{_NAMES[match['separator']]} is the decimal separator"
        found.append(PossibleValue(Decimal(digits.replace(",", ".")), rule))
    return tuple({possible.value: possible for possible in reversed(found)}.values())[::-1]


def _misplaced_separator(digits: str) -> PossibleValue | None:
    """The value if a separator before four or more digits were a slip (``70,5000``), else None."""
    match = _DECIMAL.fullmatch(digits)
    if not match or len(match["part"]) <= 3:
        return None
    whole = Decimal(digits.replace(match["separator"], ""))
    return PossibleValue(whole, "separator misplaced", match["separator"])


def _plain(value: Decimal) -> Decimal:
    """The same number without a power of ten.

    >>> _plain(Decimal("1.2E+3"))
    Decimal('1200')
    """
    return Decimal(format(value, "f"))


def _grouped(digits: str) -> Iterator[PossibleValue]:
    for separator, pattern in _GROUPED.items():
        match = pattern.fullmatch(digits)
        if not match:
            continue
        rule = f"{_NAMES[separator]} groups thousands"
        number = digits.replace(separator, "")
        if match["part"]:
            rule += f", {_NAMES[match['decimal']]} is the decimal separator"
            number = number.replace(match["decimal"], ".")
        yield PossibleValue(Decimal(number), rule, separator)


def _read_gap(
    text: str, gap_codes: Sequence[GapCode], number_format: NumberFormat
) -> NumberRead | None:
    """The gap that a tidied text means, a finding where it can be two, None where it is no gap.

    ``x: A14`` and ``included in A14`` keep what follows as the note.
    """
    spellings = _spellings(tuple(gap_codes))
    key = _key(text)
    for candidate in (key, key.strip("()[]. ")):
        if candidate in spellings:
            return _gap(spellings[candidate], candidate, None)
        if candidate in number_format.ambiguous:
            names = {gap.code: f"{gap.code} ({gap.name.lower()})" for gap in gap_codes}
            meanings = number_format.ambiguous[candidate]
            return _unclear(text, [names.get(code, code) for code in meanings], "GAP_UNCLEAR")
    code, *note = _COLON.split(text, maxsplit=1)
    if _key(code) in spellings and any(note):
        return _gap(spellings[_key(code)], _key(code), note[0].strip())
    for spelling, gap in spellings.items():
        if spelling.endswith(" in") and key.startswith(f"{spelling} "):
            return _gap(gap, spelling, text.strip()[len(spelling) :].strip())
    return None


@lru_cache(maxsize=8)
def _spellings(gap_codes: tuple[GapCode, ...]) -> dict[str, GapCode]:
    return {_key(tidy(word)): gap for gap in gap_codes for word in (gap.code, *gap.spellings)}


def _key(text: str) -> str:
    return " ".join(text.casefold().split())


def _gap(gap: GapCode, spelling: str, note: str | None) -> NumberRead:
    origin = "" if spelling == gap.code else f', from "{spelling}"'
    return NumberRead(gap=gap, gap_note=note, how_read=f"gap code {gap.code}{origin}")
