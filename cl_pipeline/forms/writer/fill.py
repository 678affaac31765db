"""Filling a form: texts and numbers into its open cells, and rows as high as their texts need."""

import re
from collections.abc import Container, Iterable, Sequence
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.worksheet.worksheet import Worksheet

from cl_pipeline.errors import ValuesError
from cl_pipeline.forms.text_metrics import wrapped
from cl_pipeline.forms.writer.package import open_workbook, workbook_bytes
from cl_pipeline.model.codes import Field
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.keys import column_letters

NUMBER_FIELDS = frozenset({Field.VALUE, Field.REFERENCE_YEAR, Field.SOURCE_YEAR})
"""Fields in which a plain decimal is written as a number; elsewhere it stays text."""

_PLAIN_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")

EXACT_DIGITS = 15
"""Digits a spreadsheet program keeps of a number. Source: IEEE 754 double precision."""

LONGEST_TEXT = 32_767
"""Characters a cell holds; openpyxl would cut off the rest in silence. Source: Excel's limits."""

STORED_AS = {"text": "s", "error": "e"}
"""How a workbook types an entry, by the word for it."""

TALLEST = 400.0
"""Points that a row may take; what is longer can still be read in its cell. Source: Excel, 409."""

LINE_HEIGHT = 1.3
"""Height of a line of text, in sizes of its letters."""

MARGIN_POINTS = 4.0


def fill_form(
    form: bytes, entries: Sequence[tuple[FormCell, str]], as_text: Container[FormCell] = ()
) -> bytes:
    """The form with the entries written into their cells; nothing else but row heights changes.

    Plain decimals in fields that take numbers become numbers, everything else stays text exactly
    as given, also where it begins with ``=`` and in the cells of ``as_text``.

    Raises:
        ValuesError: an entry's cell is not there or is locked, or its text cannot be stored in a
            workbook; the message names every such cell.
    """
    workbook = open_workbook(form)
    enter(workbook, entries, as_text)
    return workbook_bytes(workbook)


def enter(
    workbook: Workbook,
    entries: Sequence[tuple[FormCell, str]],
    as_text: Container[FormCell] = (),
) -> None:
    """Write the entries into an open workbook of ours; rows grow with long texts.

    Raises:
        ValuesError: as ``fill_form``.
    """
    reasons = []
    for cell, text in entries:
        reason = _write(workbook, cell, text, is_text=cell in as_text)
        if reason:
            reasons.append(f"{cell.sheet}!{cell.cell}: {reason}")
    if reasons:
        raise ValuesError("\n".join(reasons))
    _fit_row_heights(workbook[cell.sheet][cell.cell] for cell, _ in entries)


def store_as(content: bytes, entries: Iterable[tuple[FormCell, str, str]]) -> bytes:
    """The workbook with each text in its cell, stored as the type of that name.

    Programs of senders leave such cells behind: a number stored as text, an error.
    """
    workbook = open_workbook(content)
    for cell, text, kind in entries:
        target = workbook[cell.sheet][cell.cell]
        target.value, target.data_type = text, STORED_AS[kind]
    return workbook_bytes(workbook)


def _write(workbook: Workbook, cell: FormCell, text: str, *, is_text: bool) -> str:
    """Write one entry; gives the reason where it cannot be written, else an empty text."""
    if cell.sheet not in workbook.sheetnames:
        return "this form has no such sheet; use the map written with the form"
    if len(text) > LONGEST_TEXT:
        return f"the text has {len(text)} characters and a cell holds {LONGEST_TEXT}; shorten it"
    target = workbook[cell.sheet][cell.cell]
    if target.protection.locked or not isinstance(target, Cell):
        return "this cell is locked; use the map written with the form"
    try:
        target.value = text if is_text else _content(cell, text)
    except IllegalCharacterError:
        return f"{text!r} holds a control character that a workbook cannot store; remove it"
    if isinstance(target.value, str):
        target.data_type = "s"
    return ""


def _content(cell: FormCell, text: str) -> str | int | Decimal:
    is_number = cell.field in NUMBER_FIELDS and _PLAIN_DECIMAL.fullmatch(text.strip())
    if not is_number or sum(character.isdigit() for character in text) > EXACT_DIGITS:
        return text
    return Decimal(text.strip()) if "." in text else int(text)


def _fit_row_heights(cells: Iterable[Cell]) -> None:
    """Raise each cell's row as far as its text needs, and never lower one."""
    last_columns: dict[str, dict[tuple[int, int], int]] = {}
    for cell in cells:
        sheet, size = cell.parent, cell.font.sz or 10
        is_text = isinstance(cell.value, str) and cell.alignment.wrap_text
        if not is_text or not isinstance(sheet, Worksheet):
            continue
        if sheet.title not in last_columns:
            areas = sheet.merged_cells.ranges
            last_columns[sheet.title] = {
                (area.min_row, area.min_col): area.max_col for area in areas
            }
        last = last_columns[sheet.title].get((cell.row, cell.column), cell.column)
        columns = map(column_letters, range(cell.column, last + 1))
        width = sum(sheet.column_dimensions[letters].width for letters in columns)
        lines = len(wrapped(str(cell.value), width, size))
        needed = lines * size * LINE_HEIGHT + MARGIN_POINTS
        row = sheet.row_dimensions[cell.row]
        if row.height is not None and row.height < needed:
            row.height = min(needed, TALLEST)
