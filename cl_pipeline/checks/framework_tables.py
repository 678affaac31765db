"""Pandera schemas of the framework's own tables, made from their declaration.

The loader stops at such mistakes; this list shows them as a check of their own, so that an officer
sees that the tables were checked.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import pandera.pandas as pa

from cl_pipeline.checks.schemas.contract import first_failures, named_check
from cl_pipeline.framework.schema import TABLES

RawTables = Mapping[str, Sequence[Mapping[str, str]]]

LINE = "line"
"""Column of a raw table that holds the line of the row in its file."""

REPEATED = "row_is_unique"


@dataclass(frozen=True, slots=True, order=True)
class TableFailure:
    """One cell of one framework table that is not as declared; key table, line, column."""

    table: str
    line: int
    column: str
    found: str
    expected: str


def check_framework_tables(raw_tables: RawTables) -> list[TableFailure]:
    """Every cell that is not as declared, by table and line; an empty list where all are.

    Raises:
        BrokenInvariant: a schema failed without naming a row.
    """
    failures = [
        failure for table, rows in raw_tables.items() for failure in _failures(table, list(rows))
    ]
    return sorted(failures)


def _failures(table: str, rows: list[Mapping[str, str]]) -> Iterator[TableFailure]:
    if not rows:
        return
    declared = TABLES[table]
    # Text stays text, and an empty cell stays empty: nothing may turn into a missing value.
    frame = pd.DataFrame({name: [row[name] for row in rows] for name in rows[0]}, dtype="str")
    for column, kind in declared.columns.items():
        check = named_check(column, _matches(kind.cell_pattern))
        schema = pa.DataFrameSchema({column: pa.Column("str", check)})
        for index in first_failures(schema, frame, [column], table):
            found = str(frame.at[index, column])
            yield TableFailure(table, _line(frame, index), column, found, kind.expected)
    for key in map(list, declared.unique):
        schema = pa.DataFrameSchema(checks=[named_check(REPEATED, _is_first(key))])
        for index in first_failures(schema, frame, [REPEATED], table):
            found = ", ".join(str(frame.at[index, column]) for column in key)
            expected = "a unique row; an earlier row has the same key"
            yield TableFailure(table, _line(frame, index), ", ".join(key), found, expected)


def _matches(pattern: str) -> "Callable[[pd.Series[str]], pd.Series[bool]]":
    return lambda cells: cells.str.fullmatch(pattern)


def _is_first(key: list[str]) -> "Callable[[pd.DataFrame], pd.Series[bool]]":
    return lambda rows: ~rows.duplicated(subset=key)


def _line(frame: pd.DataFrame, index: int) -> int:
    return int(str(frame.at[index, LINE]))
