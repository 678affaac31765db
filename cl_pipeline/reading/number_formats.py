"""What is known about how numbers are typed, per locale: the data behind ``numbers``."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

_FILE = Path(__file__).with_name("typed_numbers.toml")


@dataclass(frozen=True, slots=True)
class TypingHabits:
    """Marks and words of one locale; words in lower case, longest first, English included."""

    locale: str
    group_mark: str
    decimal_mark: str
    scale: tuple[tuple[str, int], ...]
    percent: tuple[str, ...]
    counted: tuple[str, ...]
    inexact: tuple[str, ...]
    money: tuple[str, ...]
    ambiguous: dict[str, tuple[str, ...]]


@cache
def habits_of(locale: str) -> TypingHabits:
    """The habits of a locale such as ``km_KH``; those of English where it is not in the file."""
    tables = _tables()
    marks = cast("dict[str, list[str]]", tables["marks"])
    group, decimal = marks.get(locale, [",", "."])
    languages = dict.fromkeys((locale.partition("_")[0], "en"))
    scales = cast("dict[str, dict[str, int]]", tables["scale"])
    scale = {
        word.lower(): power for key in languages for word, power in scales.get(key, {}).items()
    }
    ambiguous = cast("dict[str, list[str]]", tables["ambiguous"])
    return TypingHabits(
        locale=locale,
        group_mark=group,
        decimal_mark=decimal,
        scale=tuple(sorted(scale.items(), key=lambda pair: (-len(pair[0]), pair[0]))),
        percent=_words("percent", tuple(languages)),
        counted=_words("counted", tuple(languages)),
        inexact=_words("inexact", tuple(languages)),
        money=_words("money", ("en",)),
        ambiguous={mark: tuple(readings) for mark, readings in ambiguous.items()},
    )


def _words(table: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    by_language = cast("dict[str, list[str]]", _tables()[table])
    words = {word.lower() for key in languages for word in by_language.get(key, [])}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


@cache
def _tables() -> dict[str, object]:
    return tomllib.loads(_FILE.read_text("utf-8"))
