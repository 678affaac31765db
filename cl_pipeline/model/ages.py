"""Ages as a range of completed years: from a code, or from words as people type them.

Source: IAEG-SDGs CL_AGE for the codes; the words are those met in returns and publications.
"""

import re
from functools import lru_cache

AgeRange = tuple[int, int]
"""Youngest and oldest age in completed years, both included."""

OLDEST = 150
"""Stands for "and over"."""

_CODE = re.compile(r"Y([0-9]+)(?:T([0-9]+))?|Y_GE([0-9]+)")
_WORDS = re.compile(r"\b(?:ages?|aged|years?|yrs?|old|of age|tahun|tuổi)\b", re.IGNORECASE)
_SPAN = re.compile(
    r"(\d{1,3})(?:\s*(?:[-‐‑‒–—−]|to|until|s/d|sampai|đến)\s*(\d{1,3}))?", re.IGNORECASE
)
_AND_OVER = re.compile(r"(\d{1,3})\s*(?:\+|(?:and|or) (?:over|above|older))", re.IGNORECASE)


def coded_ages(code: str) -> AgeRange | None:
    """The ages of a code, None where it names none.

    >>> coded_ages("Y5T11"), coded_ages("Y14"), coded_ages("Y_GE15"), coded_ages("_T")
    ((5, 11), (14, 14), (15, 150), None)
    """
    match = _CODE.fullmatch(code)
    if match is None:
        return None
    low, high, open_low = match.groups()
    return (int(open_low), OLDEST) if open_low else (int(low), int(high or low))


@lru_cache(maxsize=1024)
def typed_ages(text: str) -> AgeRange | None:
    """The ages that words name, None where they name no single range; digits of any script.

    >>> typed_ages("5 - 12"), typed_ages("aged 5–17"), typed_ages("១៥ to 17 years old")
    ((5, 12), (5, 17), (15, 17))
    >>> typed_ages("15 and over"), typed_ages("12-5"), typed_ages("young")
    ((15, 150), None, None)
    """
    bare = " ".join(_WORDS.sub(" ", text).split())
    start = _AND_OVER.fullmatch(bare)
    if start:
        return int(start[1]), OLDEST
    span = _SPAN.fullmatch(bare)
    if span is None:
        return None
    low, high = int(span[1]), int(span[2] or span[1])
    return (low, high) if low <= high else None
