"""The one mapper between rows and dataclasses.

A row is flat: the fields of a nested dataclass or named tuple (``key``, ``breakdown``) are columns
next to the others. A field and its column have the same name, but for those in ``COLUMN_NAMES``.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from operator import attrgetter, itemgetter
from typing import Any, TypeAlias, TypeVar, get_args, get_origin, get_type_hints

import sqlalchemy as sa
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, override

from cl_pipeline.model.observation import Entry
from cl_pipeline.model.reference import ReferenceSeries
from cl_pipeline.model.review import RuleOutcome

Record = TypeVar("Record")
Row: TypeAlias = dict[str, Any]
"""Values by column, with the types that the tables declare."""

Structure: TypeAlias = Callable[[Any, Any], Any]

COLUMN_NAMES: Mapping[type, Mapping[str, str]] = {
    Entry: {"entry": "entry_number"},
    ReferenceSeries: {"key": "series"},
    RuleOutcome: {"position": "list_position"},
}
RESERVED = {"column": "reporting_column"}
"""Field names of any dataclass that are reserved words in SQL, and their columns."""


def column_name(kind: type, field: str) -> str:
    return COLUMN_NAMES.get(kind, {}).get(field) or RESERVED.get(field, field)


@cache
def columns(kind: type) -> tuple[str, ...]:
    """The columns of a dataclass, those of nested ones included, in the order of ``values``."""
    return tuple(_paths(kind))


def field_types(kind: type) -> dict[str, Any]:
    """The type of the field that each column holds, in the order of ``columns``."""
    return {name: hint for name, (_, hint) in _paths(kind).items()}


@cache
def values(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    """A function that takes the values of ``columns(kind)`` out of a record; enums as texts."""
    getter: Callable[[Any], tuple[Any, ...]] = attrgetter(
        *(f"{path}.value" if _is_enum(hint) else path for path, hint in _paths(kind).values())
    )
    return getter


def to_row(record: object) -> Row:
    kind: type = type(record)
    return dict(zip(columns(kind), values(kind)(record), strict=True))


def from_row(kind: type[Record], row: Row) -> Record:
    """The record of a row; columns that are no field of it are left out."""
    return _CONVERTER.structure(row, kind)


def from_result(kind: type[Record], result: sa.Result[Any]) -> tuple[Record, ...]:
    structure, names = _CONVERTER.get_structure_hook(kind), tuple(result.keys())
    return tuple(structure(dict(zip(names, row, strict=True)), kind) for row in result)


def _nested_fields(kind: type) -> dict[str, type]:
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)] if is_dataclass(kind) else _names(kind)
    return {name: hints[name] for name in names}


def _names(kind: type) -> tuple[str, ...]:
    return tuple(getattr(kind, "_fields", ()))


def _is_flattened(kind: object) -> bool:
    return is_dataclass(kind) or bool(getattr(kind, "_fields", ()))


def _is_enum(hint: object) -> bool:
    return isinstance(hint, type) and issubclass(hint, StrEnum)


def _paths(kind: type) -> dict[str, tuple[str, Any]]:
    """The attribute that holds the value of each column, with dots where nested; and its type."""
    paths: dict[str, tuple[str, Any]] = {}
    for name, hint in _nested_fields(kind).items():
        if _is_flattened(hint):
            for column, (path, nested) in _paths(hint).items():
                paths[column] = (f"{name}.{path}", nested)
        else:
            paths[column_name(kind, name)] = (name, hint)
    return paths


def _as_it_is(value: object, _kind: object) -> object:
    return value


def _record_hook(kind: type) -> Structure:
    """Builds a dataclass from a row; a nested one is built from the same row."""
    hints = _nested_fields(kind)
    nested = [name for name, hint in hints.items() if _is_flattened(hint)]
    renamed = {
        name: override(rename=column_name(kind, name)) for name in hints if name not in nested
    }
    build: Structure = make_dict_structure_fn(
        kind,
        _CONVERTER,
        _cattrs_detailed_validation=False,
        **renamed,  # type: ignore[arg-type]
    )
    if not nested:
        return build
    return lambda row, _kind: build({**row, **dict.fromkeys(nested, row)}, kind)


def _named_tuple_hook(kind: Any) -> Structure:
    pick = itemgetter(*kind._fields)
    return lambda row, _kind: kind._make(pick(row))


def _is_plain_tuple(kind: Any) -> bool:
    """True for tuples whose items need no building: ``tuple[str, ...]`` and tuples of them."""
    if get_origin(kind) is not tuple:
        return False
    return not any(is_dataclass(item) for item in get_args(kind))


_CONVERTER = Converter(detailed_validation=False)
for _type in (Decimal, datetime, date):
    _CONVERTER.register_structure_hook(_type, _as_it_is)
_CONVERTER.register_structure_hook_func(_is_plain_tuple, _as_it_is)
_CONVERTER.register_structure_hook_factory(is_dataclass, _record_hook)
_CONVERTER.register_structure_hook_factory(lambda kind: bool(_names(kind)), _named_tuple_hook)
