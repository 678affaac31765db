"""All the numbers a run of digits and marks can stand for."""

import re
from dataclasses import dataclass
from decimal import Decimal

_GROUPED = {
    mark: re.compile(rf"[1-9]\d{{0,2}}(?:{sign}\d{{3}})+(?:(?P<decimal>[{others}])(?P<part>\d+))?")
    for mark, sign, others in (
        (".", r"\.", ","),
        (",", ",", r"\."),
        (" ", " ", r".,"),
        ("'", "'", r".,"),
    )
}
_PLAIN = re.compile(r"\d+", re.ASCII)
_DECIMAL = re.compile(r"\d+(?P<mark>[.,])(?P<part>\d+)", re.ASCII)
_POWER = re.compile(r"\d+(?:\.\d+)?[eE][+-]?\d{1,2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the digits; ``group_mark`` is empty where nothing is grouped."""

    value: Decimal
    rule: str
    group_mark: str = ""


def readings_of(digits: str) -> tuple[Reading, ...]:
    """Every value the digits can stand for, each once; none where they are no number.

    >>> [str(one.value) for one in readings_of("1.234")]
    ['1234', '1.234']
    >>> [str(one.value) for one in readings_of("1.234,5")], readings_of("1.23.4")
    (['1234.5'], ())
    """
    if _PLAIN.fullmatch(digits):
        return (Reading(Decimal(digits), "whole number"),)
    if _POWER.fullmatch(digits):
        return (Reading(plain(Decimal(digits)), "power of ten"),)
    found = [*_grouped(digits), *_decimal(digits)]
    return tuple({reading.value: reading for reading in reversed(found)}.values())[::-1]


def stray_mark_reading(digits: str) -> Reading | None:
    """The value if a mark before four or more digits were a slip (``70,5000``), else None."""
    match = _DECIMAL.fullmatch(digits)
    if not match or len(match["part"]) <= 3:
        return None
    return Reading(Decimal(digits.replace(match["mark"], "")), "mark misplaced", match["mark"])


def plain(value: Decimal) -> Decimal:
    """The same number without a power of ten.

    >>> plain(Decimal("1.2E+3"))
    Decimal('1200')
    """
    return Decimal(format(value, "f"))


def _grouped(digits: str) -> list[Reading]:
    readings = []
    for mark, pattern in _GROUPED.items():
        match = pattern.fullmatch(digits)
        if not match:
            continue
        rule = f"{_name(mark)} groups thousands"
        whole = digits[: match.start("decimal")] if match["part"] else digits
        number = whole.replace(mark, "")
        if match["part"]:
            rule += f", {_name(match['decimal'])} is the decimal mark"
            number += f".{match['part']}"
        readings.append(Reading(Decimal(number), rule, mark))
    return readings


def _decimal(digits: str) -> list[Reading]:
    match = _DECIMAL.fullmatch(digits)
    if not match:
        return []
    rule = f"{_name(match['mark'])} is the decimal mark"
    return [Reading(Decimal(digits.replace(",", ".")), rule)]


def _name(mark: str) -> str:
    return {" ": "space", ".": "point", ",": "comma", "'": "apostrophe"}[mark]
