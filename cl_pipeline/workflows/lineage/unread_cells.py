"""Cells of a return about one number that gave no value: found through the form they stand in."""

from collections.abc import Iterable, Iterator

from cl_pipeline.forms.description import describe
from cl_pipeline.model.codes import Field, FormKey
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.form import FormCell, FormDescription
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.submission import Submission
from cl_pipeline.model.trace import ValueQuery


def unread_cells(
    framework: Framework, submission: Submission, asked: ValueQuery, findings: Iterable[Finding]
) -> Iterator[tuple[str | None, Finding]]:
    """Each finding on a cell that asks for the number, or on the whole sheet of its indicator."""
    if submission.form is None or submission.version is None or submission.round is None:
        return
    held = [finding for finding in findings if finding.sheet is not None]
    if not held:
        return
    form = describe(framework, FormKey(submission.form), submission.version, submission.round)
    sheets = {sheet for sheet, key in form.indicator_sheets if key == asked.indicator.key}
    cells = _cells(form, asked)
    for one in held:
        if one.cell is None and one.sheet in sheets:
            yield None, one
        elif (one.sheet, one.cell) in cells:
            yield one.cell, one


def _cells(form: FormDescription, asked: ValueQuery) -> set[tuple[str, str]]:
    return {(cell.sheet, cell.cell) for cell in form.cells if _asks(cell, asked)}


def _asks(cell: FormCell, asked: ValueQuery) -> bool:
    return (
        cell.field == Field.VALUE
        and cell.indicator == asked.indicator.key
        and cell.measure in asked.measures
        and cell.column == asked.year
        and cell.breakdown == asked.breakdown
    )
