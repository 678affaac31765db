"""Pandera checks of the framework's own tables, made from their declaration.

The loader stops at such mistakes; this list shows them as a check of their own, so that an officer
sees that the tables were checked.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd

from cl_pipeline.checks.schemas import first_failures
from cl_pipeline.framework.schema import TABLES

RawTables = Mapping[str, Sequence[Mapping[str, str]]]


@dataclass(frozen=True, slots=True, order=True)
class TableFailure:
    """One cell of one framework table that is not as declared; key table, line, column."""

    table: str
    line: int
    column: str
    found: str
    expected: str


def check_framework_tables(raw_tables: RawTables) -> list[TableFailure]:
    """Every cell that is not as declared, by table and line; an empty list where all are."""
    return sorted(
        failure for table, rows in raw_tables.items() if rows for failure in _failures(table, rows)
    )


def _failures(table: str, rows: Sequence[Mapping[str, str]]) -> Iterator[TableFailure]:
    # Text stays text, and an empty cell stays empty: nothing may turn into a missing value.
    frame = pd.DataFrame({name: [row[name] for row in rows] for name in rows[0]}, dtype="str")
    for columns, holds, expected in _checks(table):
        for index in first_failures(frame, [holds], table):
            row = rows[index]
            found = ", ".join(row[column] for column in columns)
            line = int(row["line"])
            yield TableFailure(table, line, ", ".join(columns), found, expected)


def _checks(
    table: str,
) -> "Iterator[tuple[tuple[str, ...], Callable[[pd.DataFrame], pd.Series[bool]], str]]":
    """The columns that each check is about, the check, and what is expected."""
    for column, kind in TABLES[table].columns.items():
        yield (column,), partial(_fit, column=column, pattern=kind.cell_pattern), kind.expected
    for key in TABLES[table].unique:
        yield key, partial(_are_first, key=key), "a unique row; an earlier row has the same key"


def _fit(rows: pd.DataFrame, column: str, pattern: str) -> "pd.Series[bool]":
    return rows[column].str.fullmatch(pattern)


def _are_first(rows: pd.DataFrame, key: tuple[str, ...]) -> "pd.Series[bool]":
    return ~rows.duplicated(subset=list(key))
