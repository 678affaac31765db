"""Findings about rows that a sender inserted, deleted, moved or copied."""

from collections.abc import Iterator, Sequence
from itertools import islice

from cl_pipeline.catalogue import finding
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.keys import cell_order
from cl_pipeline.model.workbook import CellKind, RawCell, RawSheet, RawWorkbook
from cl_pipeline.reading.form_index import FormIndex, SheetIndex, is_filled
from cl_pipeline.reading.moved_rows import PlacedRows
from cl_pipeline.reading.xlsx.addresses import place_of

ROWS_NAMED = 20
"""Rows of a sheet that have a finding each; the cells of the others are in one more."""

IDENTITY_PREFIX = "CL-FORM|"
"""How the identity begins that is printed on every sheet."""

Rows = dict[int, list[RawCell]]


def read_row_changes(raw: RawWorkbook, form: FormIndex) -> Iterator[Finding]:
    """What was changed in the rows of each sheet, and the rows that are not read for it.

    Rows and cells are named as in the file that was sent.
    """
    names = form.names_in(raw)
    for known in form.sheets:
        sheet = raw.sheet(names.get(known.name, known.name))
        placed = known.moved(sheet) if sheet else None
        if sheet and placed:
            yield from _changes(known, placed)
            yield from _copies(known, placed, _entries(sheet, known))
            yield from _unread(sheet, known, placed)


def _changes(known: SheetIndex, placed: PlacedRows) -> Iterator[Finding]:
    labels = {row: _label(known, row) for row in known.rows.labelled}
    moved = [row for row in labels if row in placed.rows and placed.rows[row] != row]
    missing = [row for row in labels if row not in placed.rows]
    parts = [] if moved or missing else ["the unit of a row that the sender names"]
    if moved:
        row, more = moved[0], _more(len(moved) - 1)
        parts.append(f"{labels[row]} is in row {placed.rows[row]}, in the form in row {row}{more}")
    if missing:
        row, more = missing[0], _more(len(missing) - 1)
        parts.append(f"{labels[row]} (row {row} of the form) was not found{more}")
    yield finding("ROWS_CHANGED", found="; ".join(parts), sheet=known.name)


def _copies(known: SheetIndex, placed: PlacedRows, entries: Rows) -> Iterator[Finding]:
    for copies in placed.copies:
        listed = "; ".join(
            f"row {number}: {_typed(entries[number]) if number in entries else 'nothing'}"
            for number in copies[:ROWS_NAMED]
        )
        yield finding("ROW_TWICE", found=listed, sheet=known.name)


def _unread(sheet: RawSheet, known: SheetIndex, placed: PlacedRows) -> Iterator[Finding]:
    """The rows with entries that are not placed, and other text that was put into such rows."""
    is_read = {*placed.rows.values(), *placed.repeats, *(n for rows in placed.copies for n in rows)}
    entries = _entries(sheet, known)
    rows = iter([number for number in sorted(entries) if number not in is_read])
    for number in islice(rows, ROWS_NAMED):
        found = f"row {number} of the file: {_typed(entries[number])}"
        yield finding("ROW_NOT_READ", found=found, sheet=known.name)
    others = [cell.cell for number in rows for cell in entries[number]]
    if others:
        found = f"more rows of the file: {', '.join(others)}"
        yield finding("ROW_NOT_READ", found=found, sheet=known.name)


def _entries(sheet: RawSheet, known: SheetIndex) -> Rows:
    """The filled cells of each row but for printed texts, in the order of the columns."""
    printed = {
        (place_of(address)[1], text)
        for texts in (known.fixed, known.printed)
        for address, text in texts.items()
        if place_of(address)[0] not in known.rows.headers
    }
    words = {(column, *text.split()) for column, text in printed}
    rows: Rows = {}
    for address, cell in sorted(sheet.cells.items(), key=lambda item: cell_order(item[0])):
        row, column = place_of(address)
        is_printed = (column, *cell.text.split()) in words
        if is_filled(cell) and not is_printed and not cell.text.startswith(IDENTITY_PREFIX):
            rows.setdefault(row, []).append(cell)
    return rows


def _label(known: SheetIndex, row: int) -> str:
    words = next(iter(known.rows.labelled[row].values()))
    return f'"{" ".join(words)[:60]}"'


def _typed(cells: Sequence[RawCell]) -> str:
    """The cells with their numbers; words could be anything, also personal data."""
    numbers = {
        cell.cell: f'"{cell.text[:30]}" in ' for cell in cells if cell.kind is CellKind.NUMBER
    }
    return ", ".join(f"{numbers.get(cell.cell, '')}{cell.cell}" for cell in cells)


def _more(count: int) -> str:
    return f", and {count} more" if count else ""
