"""The framework's tables, declared in ``schema.toml``, and what their cells can hold.

A kind of cell has a pattern, a description, a value and perhaps a reference.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from cl_pipeline.model.codes import (
    SOURCE_FIELDS,
    Basis,
    ConfidentialityStatus,
    Field,
    FormKey,
    FormStatus,
    ListLetter,
    MeasureRole,
    ObservationStatus,
    Phase,
)
from cl_pipeline.model.comparability import Effect
from cl_pipeline.model.proposal import ProposalKind
from cl_pipeline.model.rules import RULES, Aspect

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

    def several(self, *, is_optional: bool) -> "Kind":
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
        """The value of a cell; a ``ValueError`` for a text such as the 31st of April."""
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

DAY = Kind(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "a day that exists, such as 2021-08-31", date.fromisoformat
)
INDICATOR = key_of("indicators")

KINDS: Mapping[str, Kind] = {
    "text": Kind(r"(?s:\S(?:.*\S)?)", "a text"),
    "names": Kind(PART, "names"),
    "key": Kind(r"[a-z][a-z0-9_]*", "a key of lower-case letters, digits and _"),
    "number": Kind(r"[0-9]+(\.[0-9]+)?", "a number such as 5 or 0.5", Decimal),
    "whole number": Kind(r"[0-9]+", "a whole number such as 3", int),
    "year": Kind(r"[0-9]{4}", "a year such as 2021", int),
    "day": DAY,
    "day as text": replace(DAY, convert=lambda text: date.fromisoformat(text).isoformat()),
    "truth": one_of(("true", "false"), lambda text: text == "true"),
    "ISO2 code": Kind(r"[A-Z]{2}", "two capital letters of ISO 3166-1"),
    "ISO3 code": Kind(r"[A-Z]{3}", "three capital letters of ISO 3166-1"),
    "M49 code": Kind(r"[0-9]{3}", "three digits of M49"),
    "locale": Kind(r"[a-z]{2,3}_[A-Z]{2}", "a locale such as km_KH"),
    "version": Kind(r"[0-9]+\.[0-9]+", "a version such as 1.0"),
    "dimensions": Kind(r"[a-z]+(\*[a-z]+)?", "a dimension, or two crossed such as sex*age"),
    "asked by": replace(
        one_of(("document", "optional")),
        expected="document where Annex 2 or the workshop asks for it, else optional",
    ),
    "survey question": one_of([field.value for field in SOURCE_FIELDS], Field),
    "aspect": member_of(Aspect),
    "basis": member_of(Basis),
    "confidentiality": member_of(ConfidentialityStatus),
    "effect": member_of(Effect),
    "form": member_of(FormKey),
    "form status": member_of(FormStatus),
    "list letter": member_of(ListLetter),
    "measure role": member_of(MeasureRole),
    "observation status": member_of(ObservationStatus),
    "phase": member_of(Phase),
    "proposal kind": member_of(ProposalKind),
    "rule": one_of(RULES),
    "state": key_of("member_states", "code", "ISO3 code"),
    "indicator": INDICATOR,
    "indicator with measures": replace(
        key_of("measures", "indicator"),
        expected=f"{INDICATOR.expected} that has measures in measures.csv",
    ),
    "area": key_of("key_result_areas"),
    "theme": key_of("support_themes"),
    "unit": key_of("first_level_units", "code", "code"),
    "gap code": key_of("gap_codes", "code", "code"),
    "comparability attribute": key_of(
        "comparability", "comparability_attribute", "comparability_attribute"
    ),
}
"""The kinds that ``schema.toml`` names."""


def kind_of(name: str) -> Kind:
    """The kind of that name in ``schema.toml``.

    Besides ``KINDS`` there are ``one of …, …``, ``code of LIST`` and ``key of TABLE``. ``list of``
    before it means several parts, ``or none`` and ``or empty`` after it a cell that may be empty:
    its value is then None (of a list no parts) or the empty text.
    """
    is_list, single = name.startswith("list of "), name.removeprefix("list of ")
    single, _, empty = single.partition(" or ")
    start, _, what = single.partition(" of ")
    if start == "one":
        kind = one_of(what.split(", "))
    elif start == "code":
        kind = listed(what)
    else:
        kind = key_of(what) if start == "key" and what else KINDS[single]
    if is_list:
        return kind.several(is_optional=bool(empty))
    return kind.or_empty("" if empty == "empty" else None) if empty else kind


@dataclass(frozen=True, slots=True)
class TableSchema:
    """One table: its columns in order, its unique keys, columns in order, and running number.

    ``unique``: groups of columns of which no two rows have the same cells, whatever their case;
    the first is the key. ``ordered``: pairs of columns of which the second is never before the
    first, where both are given. ``numbered``: a column that counts from 1 without gaps, and the
    columns within whose cells it does so.
    """

    columns: Mapping[str, Kind]
    unique: tuple[tuple[str, ...], ...]
    ordered: tuple[tuple[str, ...], ...]
    numbered: tuple[str, ...]


def _tables() -> dict[str, TableSchema]:
    declared = tomllib.loads(Path(__file__).with_name("schema.toml").read_text("utf-8"))
    tables = {}
    for name, row in declared.items():
        unique, ordered = (
            tuple(tuple(columns.split()) for columns in row.pop(rule, ()))
            for rule in ("unique", "ordered")
        )
        numbered = tuple(row.pop("numbered", "").split())
        columns = {column: kind_of(kind) for column, kind in {**row, "source": "text"}.items()}
        tables[name] = TableSchema(columns, unique, ordered, numbered)
    return tables


TABLES: Mapping[str, TableSchema] = _tables()
"""Every table by the name of its file."""
