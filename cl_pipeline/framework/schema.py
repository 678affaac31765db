"""The framework's tables, declared in ``schema.toml`` for loading, checks and documentation."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cl_pipeline.framework.kinds import Kind, kind_of


@dataclass(frozen=True, slots=True)
class TableSchema:
    """One table: its columns in order, its unique keys, and its running number.

    ``unique``: groups of columns of which no two rows have the same cells, whatever their case;
    the first is the key. ``numbered``: a column that counts from 1 without gaps, and the columns
    within whose cells it does so.
    """

    columns: Mapping[str, Kind]
    unique: tuple[tuple[str, ...], ...]
    numbered: tuple[str, ...]


def _tables() -> dict[str, TableSchema]:
    declared = tomllib.loads(Path(__file__).with_name("schema.toml").read_text("utf-8"))
    tables = {}
    for name, row in declared.items():
        unique = tuple(tuple(key.split()) for key in row.pop("unique"))
        numbered = tuple(row.pop("numbered", "").split())
        columns = {column: kind_of(kind) for column, kind in {**row, "source": "text"}.items()}
        tables[name] = TableSchema(columns, unique, numbered)
    return tables


TABLES: Mapping[str, TableSchema] = _tables()
"""Every table by the name of its file."""
