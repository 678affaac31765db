"""Filling a form from a table, for ministries that hold their figures in a database.

Input: a form of ours and a table whose columns are the map's keys and ``value``; output: the
filled form. Guarantee: a row that fits no cell, or two, is refused with its line number, and then
nothing is written.
"""

from pathlib import Path

from cl_pipeline.errors import UsageError
from cl_pipeline.forms.values import match_values, read_values
from cl_pipeline.forms.writer import fill_form
from cl_pipeline.model.framework import Framework
from cl_pipeline.reading.recognise import recognise
from cl_pipeline.reading.xlsx.pool import ReaderPool, ReadFailure
from cl_pipeline.workflows.files import digest_of, replace_bytes, separator_of, text_of


def fill_from_table(framework: Framework, form: Path, values: Path, out: Path) -> int:
    """Writes the filled form and returns how many cells were filled.

    Raises:
        NotFound: the form or the table is not there.
        UsageError: the workbook is not one of our forms, the table is not UTF-8, or ``out`` is the
            form itself.
        ValuesError: rows of the table fit no cell, or two; the message names their lines.
    """
    if out.resolve() == form.resolve():
        raise UsageError(f"{out} is the empty form itself; give the filled one another name")
    text = text_of(values)
    with ReaderPool(workers=1) as pool:
        _, raw = next(iter(pool.read([(digest_of(form), form.absolute())])))
    if isinstance(raw, ReadFailure):
        raise UsageError(f"{form} could not be read as a form: {raw.found}")
    recognition = recognise(raw, framework)
    if recognition.description is None:
        found = "; ".join(finding.found for finding in recognition.findings)
        raise UsageError(f"{form} is not a form written by `cl-pipeline forms`: {found}")
    entries = match_values(recognition.description, read_values(text, separator_of(text)))
    replace_bytes(out, fill_form(form.read_bytes(), entries))
    return len(entries)
