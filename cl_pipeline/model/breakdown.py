"""The breakdown of a value: one code per dimension, and the ages that a code or a text names.

``_T`` on a dimension means "all that the indicator covers": for an indicator about children 5-17
it means ages 5-17. The indicator's own age range is in the framework.

Source: SDMX CL_SEX, IAEG-SDGs CL_AGE, ISO 3166-2; the texts are those met in submissions.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from cl_pipeline.errors import UsageError

TOTAL = "_T"

UNKNOWN = "_U"
"""The code of those of whom a register does not know it; such a row is often empty."""

OWN_ROW = "row:"
"""In a form, a row the sender is to name: ``row:`` and its number. No value ever has this code."""

LABEL_PREFIX = "label:"
"""A row the sender named itself and that matches no code: ``label:`` and the name as typed."""


class Breakdown(NamedTuple):
    """One code per dimension; part of a value's key with indicator, measure and column.

    A named tuple, because the hash of a frozen dataclass is slow. Codes: sex SDMX CL_SEX; age
    IAEG-SDGs CL_AGE (``Y5T11``); location ``U``/``R`` or ISO 3166-2; the rest as in the framework.
    """

    sex: str = TOTAL
    age: str = TOTAL
    location: str = TOTAL
    sector: str = TOTAL
    nationality: str = TOTAL
    agency: str = TOTAL
    channel: str = TOTAL
    venue: str = TOTAL
    scope: str = TOTAL
    occupation: str = TOTAL

    @property
    def is_total(self) -> bool:
        return self == UNBROKEN

    def given(self) -> tuple[tuple[str, str], ...]:
        """The dimensions that are broken down, with their codes, in declared order."""
        pairs = ((name, getattr(self, name)) for name in DIMENSIONS)
        return tuple((name, code) for name, code in pairs if code != TOTAL)

    @property
    def key(self) -> str:
        """The breakdown as a trace key writes it: ``sex=F,age=Y5T11``, or ``total``."""
        return ",".join(f"{name}={code}" for name, code in self.given()) or "total"

    @classmethod
    def parse(cls, text: str) -> "Breakdown":
        """The breakdown that a trace key or a person writes; nothing or ``total`` is the total.

        Raises:
            UsageError: a part is not ``dimension=code``.
        """
        codes: dict[str, str] = {}
        for part in filter(None, text.removeprefix("total").split(",")):
            name, _, code = (piece.strip() for piece in part.partition("="))
            if name not in DIMENSIONS or not code:
                known = ", ".join(DIMENSIONS)
                raise UsageError(
                    f"{part!r} is not a breakdown; write e.g. sex=F with one of {known}"
                )
            codes[name] = code
        return cls(**codes)

    def __str__(self) -> str:
        return ", ".join(f"{name} {code}" for name, code in self.given()) or "total"


UNBROKEN = Breakdown()
"""The breakdown of a total."""

DIMENSIONS: tuple[str, ...] = Breakdown._fields
"""Names of the dimensions, in the order every table shows them."""


AgeRange = tuple[int, int]
"""Youngest and oldest age in completed years, both included."""

OLDEST = 150
"""The upper end of "and over"."""

_CODE = re.compile(r"Y([0-9]+)(?:T([0-9]+))?|Y_GE([0-9]+)")
_AGE_TERMS = re.compile(r"\b(?:ages?|aged|years?|yrs?|old|of age|tahun|tuổi)\b", re.IGNORECASE)
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
    """The ages that a text names, None where it names no single range; digits of any script.

    >>> typed_ages("5 - 12"), typed_ages("aged 5–17"), typed_ages("១៥ to 17 years old")
    ((5, 12), (5, 17), (15, 17))
    >>> typed_ages("15 and over"), typed_ages("12-5"), typed_ages("young")
    ((15, 150), None, None)
    """
    bare = " ".join(_AGE_TERMS.sub(" ", text).split())
    start = _AND_OVER.fullmatch(bare)
    if start:
        return int(start[1]), OLDEST
    span = _SPAN.fullmatch(bare)
    if span is None:
        return None
    low, high = int(span[1]), int(span[2] or span[1])
    return (low, high) if low <= high else None
