"""A text with a number in it, taken apart: digits, and what is typed around them.

What is typed around figures differs by language and is data in ``typed_numbers.toml``.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

_WORD_TABLES = ("percent", "scale", "money", "counted", "inexact")
"""The tables of words met next to a figure, in the order in which they are looked for."""

_FILE = Path(__file__).with_name("typed_numbers.toml")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"))
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2007\u2008\u2009\u200a\u2002\u2003", " "))
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣－", "-"))
_PUNCTUATION = str.maketrans(
    {"’": "'", "‘": "'", "，": ",", "．": ".", "％": "%", "٬": ",", "٫": "."}
)
_FOOTNOTE = re.compile(
    r"(?:\s*(?:[*‡†§¶#]|[⁰¹²³⁴⁵⁶⁷⁸⁹₀-₉]|[ᵃ-ᶻªº]|\[[0-9a-z*]{1,2}\]|\([a-z*]\)))+$"
)
_DIGITS = re.compile(r"\d(?:[\d.,' ]*\d)?(?:[eE][+-]?\d{1,2}(?!\d))?", re.ASCII)
_BRACKETED = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """Separators and words of one locale; words in lower case, longest first, with English.

    ``words`` are by their table in ``typed_numbers.toml``.
    """

    locale: str
    grouping: str
    decimal: str
    scale: dict[str, int]
    words: dict[str, tuple[str, ...]]
    ambiguous: dict[str, list[str]]


@cache
def number_format_of(locale: str) -> NumberFormat:
    """The format of a locale such as ``km_KH``; that of English where it is not in the file."""
    tables = _tables()
    languages = dict.fromkeys((locale.partition("_")[0], "en"))
    scale = {
        word.lower(): power
        for language in languages
        for word, power in tables["scale"].get(language, {}).items()
    }
    grouping, decimal = tables["separators"].get(locale, [",", "."])
    return NumberFormat(
        locale=locale,
        grouping=grouping,
        decimal=decimal,
        scale=scale,
        words={table: _terms(table, languages) for table in _WORD_TABLES},
        ambiguous=tables["ambiguous"],
    )


def _terms(table: str, languages: Iterable[str]) -> tuple[str, ...]:
    by_language = _tables()[table]
    words = {word.lower() for language in languages for word in by_language.get(language, ())}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text("utf-8"))


@dataclass(slots=True)
class TypedNumber:
    """The parts of a typed number; ``rest`` holds what nobody recognised, empty if all was."""

    digits: str
    is_negative: bool = False
    is_bracketed: bool = False
    is_percent: bool = False
    is_inexact: bool = False
    has_money: bool = False
    power: int = 0
    footnote: str = ""
    rest: str = ""
    how: list[str] = field(default_factory=list)


def tidy(text: str) -> str:
    r"""The text without invisible characters, with plain spaces, dashes and separators.

    >>> tidy(" 1\u00a0234\u200b "), tidy("–")
    ('1 234', '-')
    """
    visible = text.translate(_INVISIBLE).translate(_SPACES)
    return visible.translate(_DASHES).translate(_PUNCTUATION).strip()


def take_apart(text: str, number_format: NumberFormat) -> TypedNumber | None:
    """The parts of a tidied text, or None where it has no digit."""
    script, latin = _scripts_and_digits(text)
    body, footnote = _without_footnote(latin)
    bracketed = _BRACKETED.fullmatch(body)
    if bracketed:
        body = bracketed[1].strip()
    match = _DIGITS.search(body)
    if not match:
        return None
    typed = TypedNumber(match[0], is_bracketed=bool(bracketed), footnote=footnote)
    if script:
        typed.how.append(f"{script} digits")
    before, after = body[: match.start()].lower(), body[match.end() :].lower()
    if before.endswith("-"):
        typed.is_negative, before = True, before[:-1]
    before = _stripped(before, typed, number_format, at_end=True)
    after = _stripped(after, typed, number_format, at_end=False)
    typed.rest = f"{before} {after}".strip()
    if footnote:
        typed.how.append(f"footnote mark {footnote} left out")
    return typed


def latin_digits(text: str) -> str:
    """The text with the digits of every script as 0 to 9.

    >>> latin_digits("២០១៦"), latin_digits("๑๒.๕")
    ('2016', '12.5')
    """
    return _scripts_and_digits(text)[1]


def _scripts_and_digits(text: str) -> tuple[str, str]:
    scripts: dict[str, None] = {}
    characters = []
    for character in text:
        if not character.isascii() and unicodedata.category(character) == "Nd":
            scripts[unicodedata.name(character).split(" DIGIT")[0].title()] = None
            characters.append(str(unicodedata.decimal(character)))
        else:
            characters.append(character)
    return " and ".join(scripts), "".join(characters)


def _without_footnote(text: str) -> tuple[str, str]:
    match = _FOOTNOTE.search(text)
    if not match or not match.start():
        return text, ""
    return text[: match.start()].rstrip(), match[0].strip()


def _stripped(text: str, typed: TypedNumber, number_format: NumberFormat, *, at_end: bool) -> str:
    """What is left of the words next to the digits once all known ones are taken off."""
    text = text.strip()
    while text:
        shorter = _one_off(text, typed, number_format, at_end=at_end)
        if shorter is None:
            return text
        text = shorter.strip()
    return ""


def _one_off(
    text: str, typed: TypedNumber, number_format: NumberFormat, *, at_end: bool
) -> str | None:
    """The text without the word next to the digits, which is noted; None where none is known."""
    for table, words in number_format.words.items():
        # what multiplies or is counted comes after the figure, and a figure is multiplied once
        if (at_end and table in ("scale", "counted")) or (table == "scale" and typed.power):
            continue
        for word in words:
            if _is_next_to_digits(word, text, at_end=at_end):
                _note(table, word, typed, number_format)
                return text[: -len(word)] if at_end else text[len(word) :]
    return None


def _note(table: str, word: str, typed: TypedNumber, number_format: NumberFormat) -> None:
    match table:
        case "percent":
            if not typed.is_percent:
                typed.how.append("percent sign or word")
            typed.is_percent = True
        case "scale":
            typed.power = number_format.scale[word]
            typed.how.append(f"times {10**typed.power:,} ({word})")
        case "money":
            typed.has_money = True
            typed.how.append(f"{word.upper()} left out")
        case "counted":
            typed.how.append(f"{word} left out")
        case "inexact":
            typed.is_inexact = True


def _is_next_to_digits(word: str, text: str, *, at_end: bool) -> bool:
    """Whether the word is next to the digits and not the start of a longer Latin word."""
    if not (text.endswith(word) if at_end else text.startswith(word)):
        return False
    beyond = text[: -len(word)][-1:] if at_end else text[len(word) :][:1]
    inner = word[0] if at_end else word[-1]
    return not (_is_latin_letter(inner) and _is_latin_letter(beyond))


def _is_latin_letter(character: str) -> bool:
    return character.isalpha() and "LATIN" in unicodedata.name(character, "")
