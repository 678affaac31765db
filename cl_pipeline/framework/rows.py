"""The rows of the framework's tables with typed values, checked against ``schema``."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache, partial
from typing import Any, TypeVar

from cl_pipeline.framework.kinds import Kind, Target
from cl_pipeline.framework.schema import TABLES
from cl_pipeline.framework.tables import Mistakes, read_tables

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of one table: ``cells`` as text, ``values`` converted, both by column."""

    table: str
    line: int
    cells: Mapping[str, str]
    values: dict[str, object]
    mistakes: Mistakes

    def note(self, column: str, remedy: str) -> None:
        """Note that the cell in ``column`` cannot stay as it is."""
        found = f"column {column} holds {self.cells[column]!r}"
        self.mistakes.note(f"{self.table}.csv", self.line, found, remedy)

    def build(self, record: Callable[..., Record], **more: object) -> Record:
        """A dataclass with the row's values by field name, and ``more`` for its other fields."""
        names = _field_names(record)
        return record(**{key: value for key, value in self.values.items() if key in names} | more)


@cache
def _field_names(record: Any) -> frozenset[str]:
    return frozenset(field.name for field in fields(record))


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables of a folder; every cell fits its kind."""

    rows: Mapping[str, tuple[Row, ...]]
    """The rows of each table in file order."""

    def records(self, table: str, record: Callable[..., Record]) -> tuple[Record, ...]:
        """The rows of a table as dataclasses whose fields are named as its columns."""
        return tuple(row.build(record) for row in self.rows[table])

    def column(self, table: str, column: str) -> tuple[str, ...]:
        """The cells of a column in file order."""
        return tuple(row.cells[column] for row in self.rows[table])

    def grouped(self, table: str, by: str, column: str) -> defaultdict[str, tuple[str, ...]]:
        """The cells of a column by the text in another, in file order."""
        groups: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
        for row in self.rows[table]:
            groups[row.cells[by]] += (row.cells[column],)
        return groups


def open_tables(mistakes: Mistakes) -> Tables:
    """The tables of the folder that ``mistakes`` is about.

    Raises:
        FrameworkError: a file cannot be read, or a cell, key or number is not as declared.
    """
    cells = read_tables(mistakes)
    mistakes.raise_any()
    targets = _targets(cells)
    tables = Tables(
        {table: _rows(table, raw_rows, targets, mistakes) for table, raw_rows in cells.items()}
    )
    for table, schema in TABLES.items():
        for key in schema.unique:
            note_repeats(tables.rows[table], *key)
        if schema.numbered:
            _note_gaps(tables.rows[table], *schema.numbered)
    mistakes.raise_any()
    return tables


def note_repeats(rows: Iterable[Row], *columns: str) -> None:
    """Note every row whose cells in ``columns`` an earlier row has too, whatever their case."""
    first: dict[tuple[str, ...], Row] = {}
    for row in rows:
        earlier = first.setdefault(tuple(row.cells[name].casefold() for name in columns), row)
        if earlier is not row:
            remedy = f"{earlier.table}.csv line {earlier.line} has it already: keep one of the two"
            row.note(columns[-1], remedy)


def _note_gaps(rows: Iterable[Row], column: str, *within: str) -> None:
    last: dict[tuple[str, ...], int] = {}
    for row in rows:
        group = tuple(row.cells[name] for name in within)
        expected = last.get(group, 0) + 1
        if row.values[column] != expected:
            row.note(column, f"number the rows without gaps: here {expected}")
        last[group] = expected


def _targets(cells: Mapping[str, list[dict[str, str]]]) -> dict[Target | None, frozenset[str]]:
    """The texts that each reference of the schema may hold."""
    wanted = {kind.target for schema in TABLES.values() for kind in schema.columns.values()}
    return {
        target: frozenset(
            row[target.column]
            for row in cells[target.table]
            if not target.list_key or row["list_key"] == target.list_key
        )
        for target in wanted
        if target is not None
    }


def _rows(
    table: str,
    raw_rows: Iterable[dict[str, str]],
    targets: Mapping[Target | None, Collection[str]],
    mistakes: Mistakes,
) -> tuple[Row, ...]:
    rows = tuple(Row(table, int(cells["line"]), cells, {}, mistakes) for cells in raw_rows)
    for column, kind in TABLES[table].columns.items():
        # A column has many cells and few texts: each text is read once.
        read = cache(partial(_read, kind=kind, known=targets.get(kind.target)))
        for row in rows:
            row.values[column], remedy = read(row.cells[column])
            if remedy:
                row.note(column, remedy)
    return rows


def _read(text: str, kind: Kind, known: Collection[str] | None) -> tuple[object, str]:
    """The value of a cell, and what to do where it has none."""
    if text != text.strip():
        return None, "take away the blanks at its ends"
    if not text and not kind.is_optional:
        return None, f"fill it in with {kind.expected}"
    remedy = f"write {kind.expected}"
    if not re.fullmatch(kind.cell_pattern, text):
        return None, remedy
    try:
        value = kind.value(text)
    except ValueError:
        return None, remedy
    named = value if isinstance(value, tuple) else (value,)
    is_known = not text or known is None or all(name in known for name in named)
    return (value, "") if is_known else (None, remedy)
