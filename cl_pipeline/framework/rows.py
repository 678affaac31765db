"""A framework's CSV files as rows of typed values, and the mistakes found in them."""

import csv
import hashlib
import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar

from cl_pipeline.errors import FrameworkError
from cl_pipeline.framework.schema import TABLES, Kind, Target


@dataclass(frozen=True, slots=True)
class Mistakes:
    """All mistakes met while one folder is read: file, line (from 1), what was found, remedy."""

    folder: Path
    found: set[tuple[str, int, str, str]] = field(default_factory=set)

    def note(self, file: str, line: int, found: str, remedy: str) -> None:
        """Keep one mistake; reading goes on, so that the message can name all of them."""
        self.found.add((file, line, found, remedy))

    def raise_any(self) -> None:
        """Raise a ``FrameworkError`` with one line per mistake, in file order, if there is any."""
        if not self.found:
            return
        lines = [
            f"  {file} line {line}: {found}; {remedy}"
            for file, line, found, remedy in sorted(self.found)
        ]
        count = "1 mistake" if len(lines) == 1 else f"{len(lines)} mistakes"
        raise FrameworkError("\n".join([f"framework {self.folder.name} has {count}:", *lines]))


FOLDER = Path(__file__).parent / "roadmap_2025"
"""The framework that is used where no other is named."""


def raw_tables(folder: Path | None = None) -> dict[str, list[dict[str, str]]]:
    """Every table by name, its rows as text with their line in the file.

    Grain: one row of one file. Keys of a row: the table's columns and ``line`` (from 1, the header
    being 1). Cells are passed through as written; nothing is trimmed.

    Raises:
        FrameworkError: a file is missing, unknown, not UTF-8, or has other columns than declared.
    """
    mistakes = Mistakes(folder or FOLDER)
    tables = read_tables(mistakes)
    mistakes.raise_any()
    return tables


def read_tables(mistakes: Mistakes) -> dict[str, list[dict[str, str]]]:
    """The tables of the folder that ``mistakes`` is about, noting there what cannot be read."""
    known = {f"{name}.csv" for name in TABLES}
    for path in _files(mistakes.folder):
        if path.name not in known:
            remedy = "rename it to one of the framework's tables or move it out of the folder"
            mistakes.note(path.name, 1, "no table of a framework has this name", remedy)
    return {name: list(_read_table(name, mistakes)) for name in TABLES}


def framework_digest(folder: Path) -> str:
    """SHA-256 over names and bytes of the framework's files; changes with any byte of them."""
    digest = hashlib.sha256()
    for path in _files(folder):
        content = path.read_bytes()
        digest.update(f"{path.name}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.csv"))


def _read_table(name: str, mistakes: Mistakes) -> Iterator[dict[str, str]]:
    """The rows of a table with the line each begins on; a quoted cell can run over several."""
    file, columns = f"{name}.csv", tuple(TABLES[name].columns)
    text = _text_of(file, mistakes)
    if text == "":
        mistakes.note(file, 1, "the file is empty", "add its header line")
    if not text:
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if line == 1 and tuple(cells) != columns:
                found = f"the columns are {','.join(cells) or 'missing'}"
                mistakes.note(file, 1, found, f"write them as {','.join(columns)}")
                return
            if len(cells) != len(columns):
                found = f"{len(cells)} cells instead of {len(columns)}"
                remedy = "give every column a cell and quote cells that hold a comma"
                mistakes.note(file, line, found, remedy)
            elif line > 1:
                yield {**dict(zip(columns, cells, strict=True)), "line": str(line)}
            line = reader.line_num + 1
    except csv.Error as wrong:
        remedy = "close the quotes, and double those inside a quoted cell"
        mistakes.note(file, line, f"the row that begins here cannot be read ({wrong})", remedy)


def _text_of(file: str, mistakes: Mistakes) -> str | None:
    try:
        # A spreadsheet program may put a byte order mark before the header.
        return (mistakes.folder / file).read_text("utf-8-sig")
    except FileNotFoundError:
        remedy = "add it, with its header line even if it has no rows"
        mistakes.note(file, 1, "the file is missing", remedy)
    except UnicodeDecodeError as wrong:
        line = wrong.object[: wrong.start].count(b"\n") + 1
        mistakes.note(file, line, "the text is not UTF-8", "save the file as UTF-8")
    return None


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
    mistakes: Mistakes

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
        {table: _rows(table, raw_rows, targets, mistakes) for table, raw_rows in cells.items()},
        mistakes,
    )
    for table, schema in TABLES.items():
        for key in schema.unique:
            note_repeats(tables.rows[table], *key)
        for first, last in schema.ordered:
            for row in tables.rows[table]:
                start, end = row.cells[first], row.cells[last]
                if start and end and end < start:
                    row.note(last, f"write one that is not before {first} ({start})")
        if schema.numbered:
            _note_gaps(tables.rows[table], *schema.numbered)
    mistakes.raise_any()
    return tables


def note_repeats(rows: Iterable[Row], *columns: str) -> None:
    """Note every row whose cells in ``columns`` an earlier row has too, whatever their case."""
    first: dict[str, Row] = {}
    key_of = itemgetter(*columns)
    for row in rows:
        earlier = first.setdefault(str(key_of(row.cells)).casefold(), row)
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
    targets: Mapping[Target | None, frozenset[str]],
    mistakes: Mistakes,
) -> tuple[Row, ...]:
    rows = tuple([Row(table, int(cells["line"]), cells, {}, mistakes) for cells in raw_rows])
    for column, kind in TABLES[table].columns.items():
        # A column has many cells and few texts: each text is read once.
        read = _values({row.cells[column] for row in rows}, kind, targets.get(kind.target))
        for row in rows:
            row.values[column], remedy = read[row.cells[column]]
            if remedy:
                row.note(column, remedy)
    return rows


def _values(
    texts: Iterable[str], kind: Kind, known: frozenset[str] | None
) -> dict[str, tuple[object, str]]:
    """The value of each text, and what to do where it has none."""
    found: dict[str, tuple[object, str]] = {}
    pattern, remedy = re.compile(kind.cell_pattern), f"write {kind.expected}"
    for text in texts:
        found[text] = (None, remedy)
        if text != text.strip():
            found[text] = (None, "take away the blanks at its ends")
        elif not text and not kind.is_optional:
            found[text] = (None, f"fill it in with {kind.expected}")
        elif pattern.fullmatch(text):
            with suppress(ValueError):
                value = kind.value(text)
                named = value if isinstance(value, tuple) else (value,)
                if not text or known is None or known.issuperset(named):
                    found[text] = (value, "")
    return found
