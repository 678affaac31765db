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

_FILE = Path(__file__).with_name("typed_numbers.toml")
_PUNCTUATION = {
    **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
    **{"’": "'", "‘": "'", "，": ",", "．": ".", "％": "%", "٬": ",", "٫": "."},
}
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters without ink that no category of Unicode counts among the spaces."""

_UNSEEN_MARKS = frozenset("\u034f\u180b\u180c\u180d") | {chr(0xFE00 + n) for n in range(16)}
"""Joiners and variation selectors, which have no ink of their own."""

_REVERSING = frozenset("\u202b\u202e\u2067")
"""Characters under which a program shows figures in another order than they are stored.

Source: Unicode Standard Annex 9, 2.1, 2.2 and 2.4.
"""

_NAMED_CHARACTERS = {"\n": "[line break]", "\r": "[line break]", "\t": "[tab]"}
_FOOTNOTE = re.compile(
    r"(?:\s*(?:[*‡†§¶#]|[⁰¹²³⁴⁵⁶⁷⁸⁹₀-₉]|[ᵃ-ᶻªº]|\[[0-9a-z*]{1,2}\]|\([a-z*]\)))+$"
)
_DIGITS = re.compile(r"\d(?:[\d.,' ]*\d)?(?:[eE][+-]?\d{1,2}(?!\d))?", re.ASCII)
STROKE = "\u0336"
"""The mark that the reader puts behind each character that is struck through."""

_BRACKETED = re.compile(r"\(([^()]*)\)")
_BLANKS = re.compile(r" {2,}")


class _Characters(dict[int, str]):
    """What each character of a typed text is read as, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = read_as = _read_as(character)
        return read_as


def _read_as(character: str) -> str:
    if character in _BLANK_LETTERS or unicodedata.category(character) == "Zs":
        return " "
    # the number marks of Arabic are of the same category and can be seen
    is_format = (
        unicodedata.category(character) == "Cf" and unicodedata.bidirectional(character) != "AN"
    )
    if character in _UNSEEN_MARKS or (is_format and character not in _REVERSING):
        return ""
    return _PUNCTUATION.get(character, character)


_CHARACTERS = _Characters()


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """Separators and words of one locale; words in lower case, longest first, with English.

    ``words`` are by their table in ``typed_numbers.toml``. ``counted`` are the units and the sex
    that a word next to a figure can name, ``money`` the currencies.
    """

    locale: str
    grouping: str
    decimal: str
    scale: dict[str, int]
    words: dict[str, tuple[str, ...]]
    counted: dict[str, frozenset[str]]
    money: dict[str, frozenset[str]]
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
    counted = _meanings(
        (unit, by_language.get(language, ()))
        for unit, by_language in tables["counted"].items()
        for language in languages
    )
    money = _meanings(tables["money"].items())
    by_table: dict[str, Iterable[str]] = {
        "percent": _of_languages("percent", languages),
        "scale": scale,
        "money": money,
        "counted": counted,
        "inexact": _of_languages("inexact", languages),
    }
    grouping, decimal = tables["separators"].get(locale, [",", "."])
    return NumberFormat(
        locale=locale,
        grouping=grouping,
        decimal=decimal,
        scale=scale,
        words={table: tuple(sorted(by_table[table], key=_longest_first)) for table in by_table},
        counted=counted,
        money=money,
        ambiguous=tables["ambiguous"],
    )


def _of_languages(table: str, languages: Iterable[str]) -> set[str]:
    by_language = _tables()[table]
    return {word.lower() for language in languages for word in by_language.get(language, ())}


def _meanings(words: Iterable[tuple[str, Iterable[str]]]) -> dict[str, frozenset[str]]:
    """What each word can mean, from the words of each meaning."""
    meanings: dict[str, set[str]] = {}
    for meaning, spellings in words:
        for spelling in spellings:
            meanings.setdefault(spelling.lower(), set()).add(meaning)
    return {word: frozenset(found) for word, found in meanings.items()}


def _longest_first(word: str) -> tuple[int, str]:
    return -len(word), word


def currencies_in(text: str) -> frozenset[str]:
    """The currencies that a declaration such as "IDR, million" can mean; none where it names none.

    >>> sorted(currencies_in("US$, thousand")), sorted(currencies_in("millions of riel"))
    (['USD'], ['KHR'])
    """
    money = number_format_of("en").money
    named = _money_pattern().findall(tidy(text).lower())
    return frozenset().union(*(money[word] for word in named))


@cache
def _money_pattern() -> re.Pattern[str]:
    words = map(re.escape, number_format_of("en").words["money"])
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(words)})(?![^\W\d_])")


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
    money: frozenset[str] = frozenset()
    counted: tuple[frozenset[str], ...] = ()
    power: int = 0
    footnote: str = ""
    rest: str = ""
    how: list[str] = field(default_factory=list)


def tidy(text: str) -> str:
    r"""The text without invisible characters, with plain spaces, dashes and separators.

    >>> tidy(" 1\u00a0234\u200b "), tidy("–")
    ('1 234', '-')
    """
    plain = text.translate(_CHARACTERS)
    return _BLANKS.sub(" ", plain).strip()


def shown(text: str, longest: int = 80) -> str:
    r"""The text in quotes for a finding, cut off, with names for what cannot be seen.

    >>> shown("400\u3000000"), shown("\u202e12"), shown("1\n2")
    ('"400[U+3000]000"', '"[U+202E]12"', '"1[line break]2"')
    """
    return f'"{"".join(map(_named, text.strip(" ")[:longest]))}"'


def is_struck_text(text: str) -> bool:
    """Whether every character of a text is struck through, as the reader marks it."""
    return STROKE in text and 2 * text.count(STROKE) >= len(text.strip())


def _named(character: str) -> str:
    is_seen = (
        character.isprintable()
        and character not in _BLANK_LETTERS
        and character not in _UNSEEN_MARKS
    )
    return character if is_seen else _NAMED_CHARACTERS.get(character, f"[U+{ord(character):04X}]")


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
            typed.money = number_format.money[word]
            typed.how.append(f"{word.upper()} left out")
        case "counted":
            typed.counted += (number_format.counted[word],)
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
