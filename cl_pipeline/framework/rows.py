"""Cells of a framework's table as values of a type; what cannot be one is noted as a mistake.

After a mistake a stand-in value is returned so that reading can go on; it never leaves the
loader, which raises before anything is handed out.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from cl_pipeline.framework.mistakes import Mistakes
from cl_pipeline.framework.tables import read_tables

SEVERAL = ";"
"""Separates the parts of a cell that holds several codes."""

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of one table; its methods read one cell each."""

    table: str
    line: int
    cells: dict[str, str]
    mistakes: Mistakes

    def note(self, column: str, remedy: str) -> None:
        """Note that the cell in ``column`` cannot stay as it is."""
        found = f"column {column} holds {self.cells[column]!r}"
        self.mistakes.note(f"{self.table}.csv", self.line, found, remedy)

    def optional(self, column: str) -> str | None:
        """The text of a cell, None where it is empty."""
        text = self.cells[column]
        if text != text.strip():
            self.note(column, "take away the blanks at its ends")
        return text.strip() or None

    def text(self, column: str) -> str:
        """The text of a cell that must not be empty."""
        text = self.optional(column)
        if text is None:
            self.note(column, "fill it in")
        return text or ""

    def several(self, column: str) -> tuple[str, ...]:
        """The parts of a cell that holds several codes, in order; none where it is empty."""
        text = self.optional(column)
        return tuple(text.split(SEVERAL)) if text else ()

    def optional_whole(self, column: str) -> int | None:
        """The whole number of a cell, None where it is empty."""
        text = self.optional(column)
        if text is None:
            return None
        if text.isascii() and text.isdigit():
            return int(text)
        self.note(column, "write a whole number such as 3")
        return None

    def whole(self, column: str) -> int:
        """The whole number of a cell that must not be empty."""
        if self.optional(column) is None:
            self.note(column, "write a whole number such as 3")
        return self.optional_whole(column) or 0

    def optional_day(self, column: str) -> date | None:
        """The day of a cell, None where it is empty."""
        text = self.optional(column)
        if text is None:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.note(column, "write a day that exists, such as 2021-08-31")
            return None

    def day(self, column: str) -> date:
        """The day of a cell that must not be empty."""
        if self.optional(column) is None:
            self.note(column, "write a day such as 2021-08-31")
        return self.optional_day(column) or date.min

    def claim(self, column: str) -> bool:
        """The truth of a cell that holds ``true`` or ``false``."""
        return self.reference(column, ("true", "false"), "true or false") == "true"

    def choice(self, column: str, kind: type[Choice]) -> Choice:
        """The member of a closed set that a cell names."""
        allowed = [member.value for member in kind]
        text = self.reference(column, allowed, f"one of {', '.join(allowed)}")
        return kind(text) if text in allowed else next(iter(kind))

    def reference(self, column: str, allowed: Collection[str], expected: str) -> str:
        """The text of a cell that must be one of ``allowed``; ``expected`` says so in words."""
        text = self.text(column)
        if text and text not in allowed:
            self.note(column, f"write {expected}")
        return text

    def optional_reference(
        self, column: str, allowed: Collection[str], expected: str
    ) -> str | None:
        """The same, None where the cell is empty."""
        return self.reference(column, allowed, expected) if self.optional(column) else None


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables of a folder, ready to be read row by row."""

    mistakes: Mistakes
    cells: dict[str, list[dict[str, str]]]

    def rows(self, table: str) -> list[Row]:
        """The rows of a table in file order; that each names its source is seen to here."""
        rows = [Row(table, int(cells["line"]), cells, self.mistakes) for cells in self.cells[table]]
        for row in rows:
            row.text("source")
        return rows

    def column(self, table: str, column: str) -> dict[str, None]:
        """The filled cells of a column in file order, as something to look references up in."""
        return {cells[column]: None for cells in self.cells[table] if cells[column]}

    def grouped(self, table: str, column: str) -> dict[str, list[Row]]:
        """The rows of a table by the text in one column."""
        groups: dict[str, list[Row]] = {}
        for row in self.rows(table):
            groups.setdefault(row.cells[column], []).append(row)
        return groups


def open_tables(mistakes: Mistakes) -> Tables:
    """The tables of the folder that ``mistakes`` is about."""
    return Tables(mistakes, read_tables(mistakes))


def note_repeats(rows: Iterable[Row], *columns: str) -> None:
    """Note every row whose cells in ``columns`` stand in an earlier row already (case apart)."""
    first: dict[tuple[str, ...], Row] = {}
    for row in rows:
        earlier = first.setdefault(tuple(row.cells[name].casefold() for name in columns), row)
        if earlier is not row:
            remedy = f"{earlier.table}.csv line {earlier.line} has it already: keep one of the two"
            row.note(columns[-1], remedy)


def note_gaps(rows: Iterable[Row], column: str, *within: str) -> None:
    """Note every row whose number does not follow the one before, from 1, within its group."""
    last: dict[tuple[str, ...], int] = {}
    for row in rows:
        group = tuple(row.cells[name] for name in within)
        expected = last.get(group, 0) + 1
        if row.whole(column) != expected:
            row.note(column, f"number the rows without gaps: here {expected}")
        last[group] = expected
