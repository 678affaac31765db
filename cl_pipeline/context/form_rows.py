"""Accepted entries of a form -> the rows of its tables, read by the form version of each."""

from collections.abc import Iterable, Mapping, Sequence

from cl_pipeline.forms.description import describe
from cl_pipeline.model.codes import FormKey
from cl_pipeline.model.form import FormCell, FormRow, TableCell
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import SubmissionId
from cl_pipeline.model.review import AcceptedEntry
from cl_pipeline.model.submission import Submission


def form_rows(
    form: FormKey,
    entries: Iterable[AcceptedEntry],
    submissions: Mapping[SubmissionId, Submission],
    framework: Framework,
) -> tuple[FormRow, ...]:
    """One row per filled table row of each submission, in the order of ``entries``.

    ``framework``: before ``in_round``, because each submission is described in its own round.
    """
    cells_of: dict[SubmissionId, Mapping[tuple[str, str], FormCell]] = {}
    groups: dict[tuple[str, ...], list[tuple[AcceptedEntry, FormCell]]] = {}
    for accepted in entries:
        entry, submission_id = accepted.entry, accepted.submission_id
        if submission_id not in cells_of:
            cells_of[submission_id] = _cells(framework, submissions[submission_id])
        cell = cells_of[submission_id].get((entry.sheet, entry.cell))
        if cell is not None:
            row = _row_name(cell) or str(entry.entry or cell.attribute)
            key = (submission_id, entry.sheet, entry.field.value, row)
            groups.setdefault(key, []).append((accepted, cell))
    return tuple(_row(form, submissions, filled) for filled in groups.values())


def _cells(framework: Framework, submission: Submission) -> Mapping[tuple[str, str], FormCell]:
    assert submission.form and submission.version and submission.round  # entries were read from it
    form = describe(framework, FormKey(submission.form), submission.version, submission.round)
    return {(cell.sheet, cell.cell): cell for cell in form.cells}


def _row_name(cell: FormCell) -> str:
    """What a printed row is about: an attribute is its name and that of the column."""
    return (cell.attribute or "").rpartition(".")[0]


def _row(
    form: FormKey,
    submissions: Mapping[SubmissionId, Submission],
    filled: Sequence[tuple[AcceptedEntry, FormCell]],
) -> FormRow:
    first, cell = filled[0]
    return FormRow(
        form=form,
        sender=first.sender,
        institution=submissions[first.submission_id].institution or "",
        round=first.round,
        submission_id=first.submission_id,
        is_sample=first.is_sample,
        sheet=first.entry.sheet,
        field=first.entry.field,
        name=_row_name(cell),
        entry=first.entry.entry,
        cells=tuple(
            TableCell(
                (cell.attribute or "").rpartition(".")[2],
                accepted.entry.text,
                # For free text, the reader stores the name of the column as the code.
                accepted.entry.code if cell.choices else None,
                accepted.entry.cell,
            )
            for accepted, cell in filled
        ),
    )
