"""Personal data in what people typed: telephone, e-mail and identity numbers, births and names.

The patterns prefer silence: a document number, a range of years or an amount is no finding.
"""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from unicodedata import category, decimal, normalize

_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,}", re.I
)
_OTHER_NUMBERS = re.compile(
    r"(?:https?://|www\.)\S+|\b10\.\d{4,}/\S+|\b(?:isbn|issn|doi)[\s:(\d-]*[\dx)-]*"
    r"|(?<![\d.,+])(?:0|[1-9]\d*)[.,]\d{5,}(?![\d.,])",
    re.I,
)
_DATE = (
    r"(?:\d{1,4}[/. -]\d{1,2}[/. -]\d{2,4}|\d{1,2}[. ]*[^\d\s]+[ ,]*\d{4}|[^\d\s]+ \d{1,2},? \d{4})"
)
_SIX_DIGITS = r"(?![1-9]\d{0,2}(?: \d{3})+(?!\d))\d(?:[ -]?\d){5}"
"""The beginning of a number that is no amount with spaces between its thousands."""

_IDENTITIES = (
    # Indonesia: place, day of birth (+40 for women), month, year, serial number
    r"(?<!\d)[1-9]\d{5}(?:[04][1-9]|[1256]\d|[37][01])(?:0[1-9]|1[0-2])\d{6}(?!\d)",
    # Malaysia: day of birth, place, serial number
    r"(?<![\d-])\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-\d\d-\d{4}(?![\d-])",
    # Myanmar: 12/abc(N)123456
    r"(?<!\d)\d{1,2}\s?/\s?[^\W\d_][^\d/()]{1,20}\([^\d()]{1,12}\)\s?\d{6}(?!\d)",
    # Philippines: four times four digits, which are no years
    r"(?<![\d-])(?!(?:19|20)\d\d[- ])\d{4}([- ])\d{4}\1\d{4}\1\d{4}(?![\d-])",
    # Singapore, with its letters; Viet Nam: twelve digits from 0
    r"\b[stfgm]\d{7}[a-z]\b",
    r"(?<![\d.,])0\d{11}(?!\d)",
)
_THAI_IDENTITY = re.compile(r"(?<!\d)\d([- ]?)\d{4}\1\d{5}\1\d{2}\1\d(?!\d)")
_WITHIN = 60
"""Characters between a name and the word that makes it that of a child."""

_TRIES = 1_000
"""Numbers of one text that are tried before it is taken to have no telephone number."""


def personal_data(text: str, region: str | None = None) -> tuple[str, ...]:
    """The kinds of personal data in a text, e.g. ``a telephone number``; never the data itself.

    ``region`` is the ISO 3166 alpha-2 code of the country whose telephone numbers need no country
    code. Digits of every script are read.

    >>> personal_data("Ministry of Labour, +855 12 345 678", "KH")
    ('a telephone number',)
    >>> personal_data("Decree 12/2019, ages 5-17: 1,754,066")
    ()
    """
    plain = _plain(text)
    own = _OTHER_NUMBERS.sub(" ; ", plain).replace("_", " ")
    digits = sum(map(str.isdigit, own))
    found = {
        "a telephone number": digits > 6 and _has_phone(own, region),
        "an e-mail address": _EMAIL.search(plain) is not None,
        "an identity or passport number": digits > 5 and _has_identity(own),
        "a date of birth": digits > 3 and _has_birth(own),
        "the name of a child": _has_name(own),
    }
    return tuple(kind for kind, is_there in found.items() if is_there)


def personal_data_label(kinds: Iterable[str]) -> str:
    """The kinds in one phrase, e.g. ``a telephone number and an e-mail address``."""
    *others, last = kinds
    return f"{', '.join(others)} and {last}" if others else last


def _plain(text: str) -> str:
    """The text with the digits of every script as 0 to 9, without invisible characters."""
    return "".join(
        str(decimal(character)) if character.isdecimal() else character
        for character in normalize("NFKC", text)
        if category(character) != "Cf"
    )


def _has_phone(text: str, region: str | None) -> bool:
    # It takes a tenth of a second to load, and few texts have so many digits.
    from phonenumbers import Leniency, PhoneNumberMatcher  # noqa: PLC0415

    after_cue = re.compile(_after("phone") + r"[^\d;]{0,12}$", re.I)
    return any(
        _is_plain(match.raw_string) for match in PhoneNumberMatcher(text, region, max_tries=_TRIES)
    ) or any(
        match.raw_string.lstrip("(").startswith("+") or after_cue.search(text[: match.start])
        for match in PhoneNumberMatcher(text, region, Leniency.POSSIBLE, _TRIES)
    )


def _is_plain(typed: str) -> bool:
    """Whether it begins as within a country, and is neither a decimal nor a list of codes."""
    groups = re.findall(r"\d+", typed)
    is_list = len(groups) > 1 and all(group.startswith("0") for group in groups)
    return groups[0].startswith("0") and not re.match(r"0[.,]", typed) and not is_list


def _has_identity(text: str) -> bool:
    if any(re.search(pattern, text, re.I) for pattern in _IDENTITIES):
        return True
    if any(_is_thai_identity(match[0]) for match in _THAI_IDENTITY.finditer(text)):
        return True
    things = "|".join(_cues()["things"])
    for match in re.finditer(rf"{_after('identity')}[^\d;,]{{0,15}}?{_SIX_DIGITS}", text, re.I):
        if not re.search(rf"\b(?:{things})\s*$", text[: match.start()], re.I):
            return True
    return False


def _is_thai_identity(typed: str) -> bool:
    """Whether the last of thirteen digits is the check digit of the others."""
    *digits, check = map(int, re.sub(r"\D", "", typed))
    weighed = sum(digit * weight for digit, weight in zip(digits, range(13, 1, -1), strict=True))
    return digits[0] > 0 and (11 - weighed % 11) % 10 == check


def _has_birth(text: str) -> bool:
    """A day of birth; one of a group of children (born on … or later) is none."""
    group = r"(?!\d|\s+(?:or|and)\s+(?:later|after|before|earlier))"
    return re.search(rf"{_after('birth')}[\s:.(=-]{{0,6}}{_DATE}{group}", text, re.I) is not None


def _has_name(text: str) -> bool:
    return any(
        all(map(_is_name, match.groups()))
        for pattern in _names()
        for match in pattern.finditer(text)
    )


def _is_name(word: str) -> bool:
    """Whether a word could begin a name: no small letter first, and no body or document."""
    return not word[0].islower() and word.casefold().removesuffix("'s") not in _cues()["bodies"]


@cache
def _names() -> tuple[re.Pattern[str], ...]:
    """Patterns of names of persons; their groups are words of the name."""
    who = rf"\b(?:{'|'.join(_cues()['person'])})\b"
    word, is_a = r"([^\W\d_][^\s,;:.()]{0,40})", r"(?:\s+(?:is|was)\b|\s*[:=៖-])"
    age = r"(?:\s*[,(]\s*|\s+(?=age))(?:aged? )?\d\d?\s*(?:[,;)]|y\w*|tahun|tuổi|ปี|$)"
    field = rf"(?:full )?name\s*[:=]\s*{word}"
    patterns = (
        rf"{who}(?:['’]s)? (?:(?:was|is) )?(?:name|named|called)\b{is_a}?\s*{word}",
        rf"\bnames? of (?:the |a )?{who}{is_a}\s*{word}",
        rf"{who}[^\n]{{0,{_WITHIN}}}[,;(.]\s*{field}",
        rf"(?:^|[,;(.]\s*){field}[^\n]{{0,{_WITHIN}}}{who}",
        rf"{who}[\s:,(-]+{word} {word}{age}",
        rf"{_after('named')}(?:\s*[:=៖-]\s*|\s+){word}",
    )
    return tuple(re.compile(pattern, re.I) for pattern in patterns)


@cache
def _after(kind: str) -> str:
    """A pattern for one of the words of that kind, the longest first."""
    words = (
        rf"(?<!\w){re.escape(word)}(?!\w)" if word[0].isascii() else re.escape(word)
        for word in sorted(_cues()[kind], key=lambda word: (-len(word), word))
    )
    return f"(?:{'|'.join(words)})"


@cache
def _cues() -> dict[str, list[str]]:
    listed = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return {kind: [normalize("NFKC", word) for word in words] for kind, words in listed.items()}
