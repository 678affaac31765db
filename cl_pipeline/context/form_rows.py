"""Accepted entries of a form -> the rows of its tables, read by the form version of each."""

from collections.abc import Iterable, Mapping

from cl_pipeline.forms.description import describe
from cl_pipeline.model.codes import FormKey
from cl_pipeline.model.form import FormCell, FormRow, TableCell
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import SubmissionId
from cl_pipeline.model.review import AcceptedEntry
from cl_pipeline.model.submission import Submission

Cells = Mapping[tuple[str, str], FormCell]


def form_rows(
    form: FormKey,
    entries: Iterable[AcceptedEntry],
    submissions: Mapping[SubmissionId, Submission],
    framework: Framework,
) -> tuple[FormRow, ...]:
    """One row per filled table row of each submission, in the order of ``entries``.

    ``framework``: before ``in_round``, because each submission is described in its own round.
    """
    cells_of: dict[SubmissionId, Cells] = {}
    groups: dict[tuple[str, ...], list[tuple[AcceptedEntry, FormCell]]] = {}
    for accepted in entries:
        entry, submission_id = accepted.entry, accepted.submission_id
        if submission_id not in cells_of:
            cells_of[submission_id] = _cells(framework, submissions[submission_id])
        cell = cells_of[submission_id].get((entry.sheet, entry.cell))
        if cell is not None:
            name = (cell.attribute or "").rpartition(".")[0]
            row = name or str(entry.entry or cell.attribute)
            key = (submission_id, entry.sheet, entry.field.value, row)
            groups.setdefault(key, []).append((accepted, cell))
    return tuple(
        _row(form, submissions[filled[0][0].submission_id], filled) for filled in groups.values()
    )


def _cells(framework: Framework, submission: Submission) -> Cells:
    assert submission.form and submission.version and submission.round  # entries were read from it
    form = describe(framework, FormKey(submission.form), submission.version, submission.round)
    return {(cell.sheet, cell.cell): cell for cell in form.cells}


def _row(
    form: FormKey, submission: Submission, filled: list[tuple[AcceptedEntry, FormCell]]
) -> FormRow:
    first, cell = filled[0]
    return FormRow(
        form=form,
        sender=first.sender,
        institution=submission.institution or "",
        round=first.round,
        submission_id=first.submission_id,
        is_sample=first.is_sample,
        sheet=first.entry.sheet,
        field=first.entry.field,
        name=(cell.attribute or "").rpartition(".")[0],
        entry=first.entry.entry,
        cells=tuple(_table_cell(accepted, cell) for accepted, cell in filled),
    )


def _table_cell(accepted: AcceptedEntry, cell: FormCell) -> TableCell:
    column = (cell.attribute or "").rpartition(".")[2]
    # For free text, the reader stores the name of the column as the code.
    code = accepted.entry.code if cell.choices else None
    return TableCell(column, accepted.entry.text, code, accepted.entry.cell)
