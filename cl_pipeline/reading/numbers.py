"""Numbers as people type them: one cell in, a value, a gap or a finding out.

The one preference, for texts such as ``1.234`` (one mark, exactly three digits after it): such a
text is read as grouped only where the cell asks for a whole count *and* the mark is the grouping
mark of the sender's locale (``410.552`` from Viet Nam), and as a decimal only where a percent sign
stands beside it. In all other cases, and where the locale uses the mark for decimals, people mix
both habits and the text is returned as unclear.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal

from cl_pipeline.model.framework import GapCode
from cl_pipeline.model.workbook import CellKind, RawCell
from cl_pipeline.reading.digit_readings import Reading, plain, readings_of, stray_mark_reading
from cl_pipeline.reading.gaps import read_gap
from cl_pipeline.reading.number_formats import TypingHabits, habits_of
from cl_pipeline.reading.number_read import NumberRead, Remark, error_text, unclear
from cl_pipeline.reading.number_text import TypedNumber, take_apart, tidy

PERCENT, CURRENCY = "percent", "currency"
"""The two units of the framework that are not whole counts."""

LARGEST = Decimal(10) ** 15
"""A spreadsheet program keeps 15 digits; a number of more is not what was typed.

Source: IEEE 754 double precision.
"""


def read_number(
    cell: RawCell, locale: str, gap_codes: Sequence[GapCode], *, unit: str = ""
) -> NumberRead:
    """What the cell says, read for a sender of that locale and a row of that unit.

    A percentage comes in percent (12.5), however the file stores it.
    """
    if cell.kind is CellKind.NUMBER:
        read = _read_stored(cell, unit)
    elif cell.kind is CellKind.TEXT:
        read = _read_text(cell.text, habits_of(locale), gap_codes, unit)
    else:
        read = _NOT_TEXT[cell.kind](cell, unit)
    if read.value is not None and abs(read.value) >= LARGEST:
        return error_text("NOT_A_NUMBER", f'"{cell.text}" has more digits than can be kept')
    return read


def _read_stored(cell: RawCell, unit: str) -> NumberRead:
    if cell.text.isdecimal() and len(cell.text) <= 15 and not cell.shown_percent:
        # Nine of ten figures: digits alone are the number.
        return NumberRead(value=Decimal(cell.text), how_read="number")
    value = shown_value(cell.text)
    how = "number" if value == Decimal(cell.text) else "number, at 15 digits as shown"
    if not cell.shown_percent:
        return NumberRead(value=value, how_read=how)
    in_percent = plain(value * 100)
    if unit != PERCENT:
        return unclear(f"{in_percent.normalize():f}%", (f"{value:f}", f"{in_percent:f}"))
    return NumberRead(
        value=_without_zeros(in_percent),
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
        return plain(exact)
    return plain(Decimal(f"{float(stored):.15g}"))


def _read_text(
    text: str, habits: TypingHabits, gap_codes: Sequence[GapCode], unit: str
) -> NumberRead:
    tidied = tidy(text)
    gap = read_gap(tidied, gap_codes, habits)
    if gap:
        return gap
    typed = take_apart(tidied, habits)
    if typed is None or not _is_about_one_number(typed):
        return error_text("NOT_A_NUMBER", f'"{tidied[:80]}" is not a number')
    if typed.is_inexact:
        return error_text("NUMBER_INEXACT", f'"{tidied[:80]}" is not an exact number')
    wrong_unit = _wrong_unit(tidied, typed, unit)
    return wrong_unit or _chosen(tidied, typed, habits, unit)


def _is_about_one_number(typed: TypedNumber) -> bool:
    if not typed.rest:
        return True
    return typed.is_inexact and not any(sign.isdigit() for sign in typed.rest)


def _wrong_unit(text: str, typed: TypedNumber, unit: str) -> NumberRead | None:
    if typed.is_percent and unit != PERCENT:
        return error_text("PERCENT_NOT_EXPECTED", f'"{text[:80]}" is a percentage')
    if typed.has_money and unit != CURRENCY:
        return error_text("NOT_A_NUMBER", f'"{text[:80]}" is an amount of money')
    return None


def _chosen(text: str, typed: TypedNumber, habits: TypingHabits, unit: str) -> NumberRead:
    readings = readings_of(typed.digits)
    if not readings:
        return error_text("NOT_A_NUMBER", f'"{text[:80]}" is not a number')
    chosen = _preferred(readings, typed, habits, unit)
    values = [_scaled(one.value, typed) for one in chosen]
    if typed.is_bracketed:
        values = [values[0], -values[0]]
    if len(values) > 1:
        return unclear(text, tuple(f"{value:f}" for value in values))
    return NumberRead(
        value=values[0],
        how_read="; ".join(("text", _rule(chosen[0], habits, len(readings)), *typed.how)),
        typed_as_percent=typed.is_percent,
        remarks=_remarks(text, typed, values[0]),
    )


def _preferred(
    readings: tuple[Reading, ...], typed: TypedNumber, habits: TypingHabits, unit: str
) -> tuple[Reading, ...]:
    is_count = bool(unit) and unit not in (PERCENT, CURRENCY)
    if len(readings) == 1:
        stray = stray_mark_reading(typed.digits)
        counts_or_money = is_count or unit == CURRENCY
        return (*readings, stray) if stray and counts_or_money and not typed.power else readings
    grouped = tuple(reading for reading in readings if reading.group_mark == habits.group_mark)
    if typed.is_percent:
        return tuple(reading for reading in readings if not reading.group_mark) or readings
    if is_count and not typed.power and len(grouped) == 1:
        return grouped
    return readings


def _scaled(value: Decimal, typed: TypedNumber) -> Decimal:
    scaled = plain(value.scaleb(typed.power)) if typed.power else value
    return -scaled if typed.is_negative else scaled


def _rule(reading: Reading, habits: TypingHabits, count: int) -> str:
    if count == 1:
        return reading.rule
    reason = f"as in {habits.locale}" if reading.group_mark else "beside a percent sign"
    return f"{reading.rule} ({reason})"


def _remarks(text: str, typed: TypedNumber, value: Decimal) -> tuple[Remark, ...]:
    remarks = []
    if typed.power:
        remarks.append(Remark("ROUNDED_FIGURE", f'"{text[:80]}" is read as {value:f}'))
    if typed.footnote:
        remarks.append(Remark("FOOTNOTE_MARK", f'"{text[:80]}" is read as {value:f}'))
    return tuple(remarks)


def _without_zeros(value: Decimal) -> Decimal:
    return plain(value.normalize())


def _read_date(cell: RawCell, unit: str) -> NumberRead:
    return error_text("DATE_NOT_NUMBER", f"the cell shows the date {cell.text}")


def _read_boolean(cell: RawCell, unit: str) -> NumberRead:
    return error_text("NOT_A_NUMBER", f"the cell shows {cell.text}")


def _read_error(cell: RawCell, unit: str) -> NumberRead:
    return error_text("CELL_ERROR", f"the cell shows {cell.text}")


def _read_formula(cell: RawCell, unit: str) -> NumberRead:
    return error_text("FORMULA_NOT_CALCULATED", "the cell holds a formula without a result")


_NOT_TEXT: dict[CellKind, Callable[[RawCell, str], NumberRead]] = {
    CellKind.DATE: _read_date,
    CellKind.BOOLEAN: _read_boolean,
    CellKind.ERROR: _read_error,
    CellKind.FORMULA_WITHOUT_VALUE: _read_formula,
}
