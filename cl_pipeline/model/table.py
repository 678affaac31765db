"""A table as people read it: columns with label and type, rows, notes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

Row = TypeVar("Row")


class ColumnType(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    YEAR = "year"
    MARK = "mark"
    """A sign or a code, shown in the middle of its cell."""


@dataclass(frozen=True, slots=True)
class Linked:
    """A cell that leads to an anchor, where the output has it; ``trace_key`` is its value's."""

    shown: str | int | Decimal
    target: str
    trace_key: str = ""


Cell = str | int | float | Decimal | date | Linked | None


def shown_in(cell: Cell) -> str | int | float | Decimal | date | None:
    """What a cell shows, wherever it leads to."""
    return cell.shown if isinstance(cell, Linked) else cell


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``key`` names it in JSON, ``label`` is its heading.

    ``width`` is in characters of the default font.
    """

    key: str
    label: str
    type: ColumnType = ColumnType.TEXT
    width: float = 16.0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells in the order of ``columns``; renderers live in ``publication``.

    ``empty`` is shown where it has no rows; ``anchors`` name the rows that links lead to.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    empty: str = "There are none."
    anchors: tuple[str, ...] = ()

    def records(self) -> list[dict[str, Cell]]:
        keys = [column.key for column in self.columns]
        return [dict(zip(keys, row, strict=True)) for row in self.rows]

    def without(self, key: str) -> "Table":
        return self.select(*(column.key for column in self.columns if column.key != key))

    def select(self, *keys: str) -> "Table":
        """The table with these columns only, in this order; KeyError for no such column."""
        places = {column.key: place for place, column in enumerate(self.columns)}
        chosen = [places[key] for key in keys]
        columns = tuple(self.columns[place] for place in chosen)
        rows = tuple(tuple(row[place] for place in chosen) for row in self.rows)
        return replace(self, columns=columns, rows=rows)


def text_columns(widths: Mapping[str, float]) -> tuple[Column, ...]:
    """Columns from label and width; the key is the label in snake case.

    >>> [column.key for column in text_columns({"Member State": 9, "Differs by %": 10})]
    ['member_state', 'differs_by_pct']
    """
    return tuple(
        Column("_".join(label.replace("%", "pct").lower().split()), label, width=width)
        for label, width in widths.items()
    )


def table_of(title: str, columns: Sequence[Column], records: Iterable[Mapping[str, Cell]]) -> Table:
    """A table from one mapping per row; KeyError if a record lacks a column."""
    rows = tuple(tuple(record[column.key] for column in columns) for record in records)
    return Table(title, tuple(columns), rows)


def text_table(
    title: str,
    rows: Iterable[Row],
    columns: Mapping[str, tuple[float, Callable[[Row], Cell]]],
    *notes: str,
) -> Table:
    """A table of ``text_columns``: of each label its width, and the cell of a row.

    >>> text_table("Squares", [1, 2], {"Number": (9, lambda row: row ** 2)}).rows
    ((1,), (4,))
    """
    headings = text_columns({label: width for label, (width, _) in columns.items()})
    cells = tuple(tuple(cell(row) for _, cell in columns.values()) for row in rows)
    return Table(title, headings, cells, notes)
