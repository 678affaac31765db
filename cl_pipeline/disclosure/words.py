"""Numbers in words that people wrote: whether a text quotes a hidden figure."""

import re
import tomllib
import unicodedata
from collections.abc import Collection
from decimal import Decimal
from functools import cache
from pathlib import Path

_DIGITS = re.compile(r"\d(?:[\d.,'’٬٫\s ]*\d)?")


def quotes(text: str, figures: Collection[Decimal]) -> bool:
    """Whether a text has one of these numbers, in digits of any script or as a word.

    Separators are read every way that gives a number: ``1.234`` quotes 1234 and 1.234.
    """
    return not figures_in(text).isdisjoint(figures)


def figures_in(text: str) -> set[Decimal]:
    """Every number that the text may mean.

    >>> sorted(map(str, figures_in("three of 1.234 (៣)")))
    ['1.234', '1234', '3']
    """
    found = {number for match in _DIGITS.findall(text) for number in _readings(match)}
    folded = text.casefold()
    for word, number in _spelled_numbers().items():
        if word in folded and (not word.isascii() or re.search(rf"\b{re.escape(word)}\b", folded)):
            found.add(Decimal(number))
    return found


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
