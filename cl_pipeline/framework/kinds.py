"""What a cell of the framework's tables can hold: pattern, description, value and reference."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from cl_pipeline.model.codes import SOURCE_FIELDS, Basis, Field
from cl_pipeline.model.comparability import Effect

SEPARATOR = ";"
"""Separates the parts of a cell that holds several codes."""


class Target(NamedTuple):
    """The column that a reference leads to; ``list_key`` limits it to one list of codes.csv."""

    table: str
    column: str
    list_key: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a cell holds: a pattern for the whole cell, its description, and its value.

    ``convert`` raises ``ValueError`` for a text that fits the pattern and has no value. A cell may
    be empty where ``is_optional``; its value is then ``empty``. ``is_list``: several parts.
    """

    pattern: str
    expected: str
    convert: Callable[[str], object] = str
    target: Target | None = None
    is_optional: bool = False
    empty: object = None
    is_list: bool = False

    def or_empty(self, empty: object = None) -> "Kind":
        """The same kind for a cell that may be empty."""
        return replace(self, is_optional=True, empty=empty)

    def several(self, *, is_optional: bool = True) -> "Kind":
        """The same kind for a cell of several parts with ``;`` between them."""
        return replace(
            self,
            pattern=rf"{self.pattern}({SEPARATOR} *{self.pattern})*",
            expected=f"with {SEPARATOR} between them {self.expected}",
            is_list=True,
            is_optional=is_optional,
            empty=(),
        )

    @property
    def cell_pattern(self) -> str:
        """The pattern of the whole cell, where it may be empty too."""
        return rf"(?:{self.pattern})?" if self.is_optional else self.pattern

    def value(self, text: str) -> object:
        """The value of a cell that fits the pattern.

        Raises:
            ValueError: the text has no value, such as the 31st of April.
        """
        if not text:
            return self.empty
        if self.is_list:
            return tuple(map(self.convert, split(text)))
        return self.convert(text)


def split(text: str) -> tuple[str, ...]:
    """The parts of a cell that holds several codes."""
    return tuple(part.strip() for part in text.split(SEPARATOR) if part.strip())


def one_of(codes: Iterable[str], convert: Callable[[str], object] = str) -> Kind:
    """The kind of a cell that holds one of a closed set."""
    listed = list(codes)
    return Kind("|".join(listed), f"one of {', '.join(listed)}", convert)


def member_of(codes: type[StrEnum]) -> Kind:
    """The kind of a cell that holds a member of a closed set of the code."""
    return one_of([code.value for code in codes], codes)


def key_of(table: str, column: str = "key", what: str = "key") -> Kind:
    """The kind of a cell that refers to a row of another table."""
    return Kind(PART, f"the {what} of a row of {table}.csv", target=Target(table, column))


def listed(list_key: str) -> Kind:
    """The kind of a cell that holds a code of one list of codes.csv."""
    target = Target("codes", "code", list_key)
    return Kind(PART, f"a code of list {list_key} in codes.csv", target=target)


PART = rf"[^\s{SEPARATOR}](?:[^{SEPARATOR}]*[^\s{SEPARATOR}])?"

TEXT = Kind(r"(?s:\S(?:.*\S)?)", "a text")
KEY = Kind(r"[a-z][a-z0-9_]*", "a key of lower-case letters, digits and _")
WHOLE = Kind(r"[0-9]+", "a whole number such as 3", int)
YEAR = Kind(r"[0-9]{4}", "a year such as 2021", int)
DAY = Kind(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "a day that exists, such as 2021-08-31", date.fromisoformat
)
DAY_TEXT = replace(DAY, convert=lambda text: date.fromisoformat(text).isoformat())
TRUTH = one_of(("true", "false"), lambda text: text == "true")
ISO3 = Kind(r"[A-Z]{3}", "three capital letters of ISO 3166-1")
BASIS = member_of(Basis)
ASKED_BY = replace(
    one_of(("document", "optional")),
    expected="document where Annex 2 or the workshop asks for it, else optional",
)
STATE = key_of("member_states", "code", "ISO3 code")
INDICATOR = key_of("indicators")
AREA = key_of("key_result_areas")
MEASURES_OF = key_of("measures", "indicator", "indicator")
SURVEY_QUESTION = one_of([field.value for field in SOURCE_FIELDS], Field)
EFFECT = member_of(Effect)
THEME = key_of("support_themes")
NAMED = {"key": TEXT, "name": TEXT}
