"""Entries stored in a type that people's programs leave behind: a number as text, an error."""

import io
from collections.abc import Iterable

from openpyxl import load_workbook

from cl_pipeline.forms.writer.package import workbook_bytes
from cl_pipeline.model.form import FormCell

STORED_AS = {"text": "s", "error": "e"}
"""How a workbook types an entry, by the word for it."""


def store_as(content: bytes, entries: Iterable[tuple[FormCell, str, str]]) -> bytes:
    """The workbook with each text in its cell, stored as the type of that name."""
    workbook = load_workbook(io.BytesIO(content))
    for cell, text, kind in entries:
        target = workbook[cell.sheet][cell.cell]
        target.value, target.data_type = text, STORED_AS[kind]
    return workbook_bytes(workbook)
