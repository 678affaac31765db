"""Numbers in words that people wrote: whether a text quotes a hidden figure."""

import re
import tomllib
import unicodedata
from collections.abc import Collection
from decimal import Decimal
from functools import cache
from pathlib import Path

_DIGITS = re.compile(r"\d(?:[\d.,'’٬٫\s ]*\d)?")

_AGES = re.compile(
    r"(?<![\d.,–-])(\d{1,2})\s?[-–]\s?(\d{1,2})(?![\d–-]|[.,]\d)"
    r"|\bage[sd]?\s+(\d{1,2})\s(?:to|and)\s(\d{1,2})(?![\d–-]|[.,]\d)"
    r"|\b(?:under|below)\s(?:the\sage\sof\s)?(\d{1,2})(?![\d–-]|[.,]\d)",
    re.IGNORECASE,
)
_YOUNGEST, _OLDEST = 5, 24
"""Numbers outside are no ages of a range: a smaller one may be a small count."""


def quotes(text: str, figures: Collection[Decimal]) -> bool:
    """Whether a text has one of these numbers, in digits of any script or as a word.

    Separators are read every way that gives a number: ``1.234`` quotes 1234 and 1.234.
    """
    return not figures_in(text).isdisjoint(figures)


def figures_in(text: str) -> set[Decimal]:
    """Every number that the text may mean, ranges of ages left out.

    >>> sorted(map(str, figures_in("three of 1.234 (៣)")))
    ['1.234', '1234', '3']
    """
    text = _AGES.sub(lambda found: ";" if _are_ages(found) else found[0], text)
    found = {number for match in _DIGITS.findall(text) for number in _readings(match)}
    folded = text.casefold()
    for word, number in _spelled_numbers().items():
        if word in folded and (not word.isascii() or re.search(rf"\b{re.escape(word)}\b", folded)):
            found.add(Decimal(number))
    return found


def _are_ages(found: re.Match[str]) -> bool:
    ages = [int(digits) for digits in found.groups() if digits]
    in_order = ages == sorted(set(ages))
    return in_order and ages[0] >= _YOUNGEST and ages[-1] <= _OLDEST


def _readings(digits: str) -> set[Decimal]:
    plain = "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in digits
    )
    readings = {Decimal("".join(re.findall(r"\d+", plain)))}
    for number in plain.split():
        *before, last = re.findall(r"\d+", number) or [""]
        readings |= {Decimal("".join([*before, last]) or 0)}
        if before:
            readings.add(Decimal(f"{''.join(before)}.{last}"))
    return {number.normalize() for number in readings}


@cache
def _spelled_numbers() -> dict[str, int]:
    """The words for one to ten in the languages of the Member States."""
    path = Path(__file__).with_name("spelled_numbers.toml")
    languages = tomllib.loads(path.read_text("utf-8"))
    return {
        word.casefold(): number
        for words in languages.values()
        for number, word in enumerate(words, start=1)
        for word in word.split("|")
        if word
    }
