"""Accepted entries of a form -> the rows of its tables.

Input: entries the gate lets through; output: one row per filled row of a form. Guarantee: a cell
means what the description of its own form version says, and only sheets that speak are here.
"""

from collections.abc import Collection

from cl_pipeline.forms.description import describe
from cl_pipeline.model.codes import Field, FormKey
from cl_pipeline.model.form import FormCell, FormRow, TableCell
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear, SubmissionId
from cl_pipeline.model.review import AcceptedEntry
from cl_pipeline.model.submission import Submission
from cl_pipeline.workflows.a_list_collection.submissions import list_submissions
from cl_pipeline.workflows.pipeline import Pipeline

Cells = dict[tuple[str, str], FormCell]


def form_rows(
    pipeline: Pipeline, form: FormKey, fields: Collection[Field], round_year: RoundYear | None
) -> tuple[FormRow, ...]:
    """The rows of those fields up to and including a round, or of all rounds.

    Grain: one row of one submission, in the order of sender, round and cell.
    """
    framework = pipeline.framework_in_force()
    until = round_year or max(framework.rounds)
    submissions = {
        list_submission.submission_id: list_submission
        for list_submission in list_submissions(pipeline)
    }
    cells_of: dict[SubmissionId, Cells] = {}
    groups: dict[tuple[str, ...], list[tuple[AcceptedEntry, FormCell]]] = {}
    for entry in pipeline.store.observations.entries(until, form=form, fields=fields):
        if entry.submission_id not in cells_of:
            cells_of[entry.submission_id] = _cells(framework, submissions[entry.submission_id])
        cell = cells_of[entry.submission_id].get((entry.entry.sheet, entry.entry.cell))
        if cell is not None:
            name = (cell.attribute or "").rpartition(".")[0]
            row = name or str(entry.entry.entry or cell.attribute)
            key = (entry.submission_id, entry.entry.sheet, entry.entry.field.value, row)
            groups.setdefault(key, []).append((entry, cell))
    return tuple(_row(form, submissions[entries[0][0].submission_id], entries)
                 for entries in groups.values())  # fmt: skip


def _cells(framework: Framework, submission: Submission) -> Cells:
    assert submission.form and submission.version and submission.round  # entries were read from it
    form = describe(framework, FormKey(submission.form), submission.version, submission.round)
    return {(cell.sheet, cell.cell): cell for cell in form.cells}


def _row(
    form: FormKey, submission: Submission, entries: list[tuple[AcceptedEntry, FormCell]]
) -> FormRow:
    first, cell = entries[0]
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
        cells=tuple(_table_cell(one, asked) for one, asked in entries),
    )


def _table_cell(accepted_entry: AcceptedEntry, asked: FormCell) -> TableCell:
    column = (asked.attribute or "").rpartition(".")[2]
    # Where words were asked for, reading keeps the column's name as code.
    code = accepted_entry.entry.code if asked.choices else None
    return TableCell(column, accepted_entry.entry.text, code, accepted_entry.entry.cell)
