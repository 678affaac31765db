"""Filling a form: texts and numbers into its open cells, everything else left as it is."""

import io
import re
from collections.abc import Sequence
from decimal import Decimal

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.utils.exceptions import IllegalCharacterError

from cl_pipeline.errors import ValuesError
from cl_pipeline.forms.writer.package import workbook_bytes
from cl_pipeline.forms.writer.row_heights import fit_row_heights
from cl_pipeline.model.codes import Field
from cl_pipeline.model.form import FormCell

NUMBER_FIELDS = frozenset({Field.VALUE, Field.REFERENCE_YEAR, Field.SOURCE_YEAR})
"""Fields in which a plain decimal is written as a number; elsewhere it stays text."""

_PLAIN_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")

EXACT_DIGITS = 15
"""Digits a spreadsheet program keeps of a number. Source: IEEE 754 double precision."""

LONGEST_TEXT = 32_767
"""Characters a cell holds; openpyxl would cut off the rest in silence. Source: Excel's limits."""


def fill_form(form: bytes, entries: Sequence[tuple[FormCell, str]]) -> bytes:
    """The form with the entries written into their cells; nothing else but row heights changes.

    Plain decimals in fields that take numbers become numbers, everything else stays text exactly
    as given, also where it begins with ``=``.

    Raises:
        ValuesError: an entry's cell is not there or is locked, or its text cannot stand in a
            workbook; the message names every such cell.
    """
    workbook = load_workbook(io.BytesIO(form))
    enter(workbook, entries)
    return workbook_bytes(workbook)


def enter(workbook: Workbook, entries: Sequence[tuple[FormCell, str]]) -> None:
    """Writes the entries into an open workbook of ours; rows grow with long texts.

    Raises:
        ValuesError: as ``fill_form``.
    """
    error_texts = []
    for cell, text in entries:
        error_text = _write(workbook, cell, text)
        if error_text:
            error_texts.append(f"{cell.sheet}!{cell.cell}: {error_text}")
    if error_texts:
        raise ValuesError("\n".join(error_texts))
    fit_row_heights(workbook[cell.sheet][cell.cell] for cell, _ in entries)


def _write(workbook: Workbook, cell: FormCell, text: str) -> str:
    if cell.sheet not in workbook.sheetnames:
        return "this form has no such sheet; use the map written beside the form"
    if len(text) > LONGEST_TEXT:
        return f"the text has {len(text)} characters and a cell holds {LONGEST_TEXT}; shorten it"
    target = workbook[cell.sheet][cell.cell]
    if target.protection.locked or not isinstance(target, Cell):
        return "this cell is locked; use the map written beside the form"
    try:
        target.value = _content(cell, text)
    except IllegalCharacterError:
        return f"{text!r} holds a control character that a workbook cannot store; take it out"
    if isinstance(target.value, str):
        target.data_type = "s"
    return ""


def _content(cell: FormCell, text: str) -> str | int | Decimal:
    is_number = cell.field in NUMBER_FIELDS and _PLAIN_DECIMAL.fullmatch(text.strip())
    if not is_number or sum(sign.isdigit() for sign in text) > EXACT_DIGITS:
        return text
    return Decimal(text.strip()) if "." in text else int(text)
