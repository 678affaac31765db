"""The ALM Work Programme: projects with their progress, outputs by kind, reviews.

Input: projects of the work plans and rows of the scorecard forms; output: tables. Guarantee: a
project nobody reports on stands there with its time frame, and nothing is overdue.

Source: 05-alm-work-programme-2016-2020 lines 217 to 222.
"""

from collections.abc import Sequence

from cl_pipeline.model.codes import Field
from cl_pipeline.model.context import Project
from cl_pipeline.model.context_tables import OutputRow, ProjectRow, ReviewRow
from cl_pipeline.model.form import FormRow, newest
from cl_pipeline.model.framework import Framework

ADDED = "added by the body"


def project_rows(framework: Framework, rows: Sequence[FormRow]) -> tuple[ProjectRow, ...]:
    """Every project of the plans, then those a body added, each with the newest report."""
    reported = {
        (row.sender.upper(), _squeezed(row.text("name"))): row
        for row in newest(tuple(rows))
        if row.field == Field.PROJECT
    }
    known = [
        _row(project, reported.pop((project.body, _squeezed(project.name)), None))
        for project in framework.context.projects
    ]
    return (*known, *(_row(_added(row), row) for row in reported.values()))


def output_rows(rows: Sequence[FormRow]) -> tuple[OutputRow, ...]:
    """The outputs of all checklists, by body and kind."""
    found = [
        OutputRow(
            row.sender,
            row.text("name"),
            row.code("kind"),
            row.text("project"),
            row.year("year"),
            row.code("state"),
            row.text("evidence"),
            row.address,
        )
        for row in newest(tuple(rows))
        if row.field == Field.OUTPUT
    ]
    return tuple(sorted(found, key=lambda finding: (finding.body, finding.kind, finding.name)))


def review_rows(rows: Sequence[FormRow]) -> tuple[ReviewRow, ...]:
    """What the bodies say in the mid-term and final reviews."""
    return tuple(
        ReviewRow(
            row.sender,
            row.name,
            row.year("year"),
            row.text("text"),
            row.text("evidence"),
            row.address,
        )
        for row in newest(tuple(rows))
        if row.field == Field.PROGRESS_REVIEW
    )


def _row(project: Project, row: FormRow | None) -> ProjectRow:
    if row is None:
        return ProjectRow(project, "", None, "", "")
    return ProjectRow(project, row.code("state"), row.year("year"), row.text("text"), row.address)


def _added(row: FormRow) -> Project:
    name = row.text("name")
    return Project(
        row.address, row.sender, row.entry or 0, ADDED, name, None, None, "", (), (), row.address
    )


def _squeezed(text: str) -> str:
    return " ".join(text.split()).casefold()
