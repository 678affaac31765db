"""A text with a number in it, taken apart: digits, and what is typed around them."""

import re
import unicodedata
from dataclasses import dataclass, field

from cl_pipeline.reading.number_formats import TypingHabits

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"))
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2007\u2008\u2009\u200a\u2002\u2003", " "))
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣－", "-"))
_MARKS = str.maketrans({"’": "'", "‘": "'", "，": ",", "．": ".", "％": "%", "٬": ",", "٫": "."})
_FOOTNOTE = re.compile(
    r"(?:\s*(?:[*‡†§¶#]|[⁰¹²³⁴⁵⁶⁷⁸⁹₀-₉]|[ᵃ-ᶻªº]|\[[0-9a-z*]{1,2}\]|\([a-z*]\)))+$"
)
_DIGITS = re.compile(r"\d(?:[\d.,' ]*\d)?(?:[eE][+-]?\d{1,2}(?!\d))?", re.ASCII)
_BRACKETED = re.compile(r"\(([^()]*)\)")


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
    r"""The text with invisible signs gone and spaces, dashes and marks in their plain form.

    >>> tidy(" 1\u00a0234\u200b "), tidy("–")
    ('1 234', '-')
    """
    visible = text.translate(_INVISIBLE).translate(_SPACES)
    return visible.translate(_DASHES).translate(_MARKS).strip()


def take_apart(text: str, habits: TypingHabits) -> TypedNumber | None:
    """The parts of a tidied text, or None where no digit stands in it."""
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
    before = _stripped(before, typed, habits, at_end=True)
    after = _stripped(after, typed, habits, at_end=False)
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
    signs = []
    for sign in text:
        if not sign.isascii() and unicodedata.category(sign) == "Nd":
            scripts[unicodedata.name(sign).split(" DIGIT")[0].title()] = None
            signs.append(str(unicodedata.decimal(sign)))
        else:
            signs.append(sign)
    return " and ".join(scripts), "".join(signs)


def _without_footnote(text: str) -> tuple[str, str]:
    match = _FOOTNOTE.search(text)
    if not match or not match.start():
        return text, ""
    return text[: match.start()].rstrip(), match[0].strip()


def _stripped(text: str, typed: TypedNumber, habits: TypingHabits, *, at_end: bool) -> str:
    """What is left of the words beside the digits once all known ones are taken off."""
    text = text.strip()
    while text:
        shorter = _one_off(text, typed, habits, at_end=at_end)
        if shorter is None:
            return text
        text = shorter.strip()
    return ""


def _one_off(text: str, typed: TypedNumber, habits: TypingHabits, *, at_end: bool) -> str | None:
    for word in habits.percent:
        if _stands(word, text, at_end=at_end):
            if not typed.is_percent:
                typed.how.append("percent sign or word")
            typed.is_percent = True
            return _cut(word, text, at_end=at_end)
    for word, power in () if at_end else habits.scale:
        if _stands(word, text, at_end=at_end) and not typed.power:
            typed.power = power
            typed.how.append(f"times {10**power:,} ({word})")
            return _cut(word, text, at_end=at_end)
    for word in habits.money:
        if _stands(word, text, at_end=at_end):
            typed.has_money = True
            typed.how.append(f"{word.upper()} left out")
            return _cut(word, text, at_end=at_end)
    return _word_off(text, typed, habits, at_end=at_end)


def _word_off(text: str, typed: TypedNumber, habits: TypingHabits, *, at_end: bool) -> str | None:
    for word in () if at_end else habits.counted:
        if _stands(word, text, at_end=at_end):
            typed.how.append(f"{word} left out")
            return _cut(word, text, at_end=at_end)
    for word in habits.inexact:
        if _stands(word, text, at_end=at_end):
            typed.is_inexact = True
            return _cut(word, text, at_end=at_end)
    return None


def _stands(word: str, text: str, *, at_end: bool) -> bool:
    """True where the word stands next to the digits and does not go on as a longer Latin word."""
    if not (text.endswith(word) if at_end else text.startswith(word)):
        return False
    beyond = text[: -len(word)][-1:] if at_end else text[len(word) :][:1]
    inner = word[0] if at_end else word[-1]
    return not (_is_latin_letter(inner) and _is_latin_letter(beyond))


def _is_latin_letter(sign: str) -> bool:
    return bool(sign) and sign.isalpha() and "LATIN" in unicodedata.name(sign, "")


def _cut(word: str, text: str, *, at_end: bool) -> str:
    return text[: -len(word)] if at_end else text[len(word) :]
