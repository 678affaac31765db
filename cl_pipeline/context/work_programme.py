"""The ALM Work Programme: projects with their progress, outputs by kind, reviews, ratifications.

Source: 05-alm-work-programme-2016-2020 lines 217 to 222. Time frames may move, so no project is
ever late.
"""

from collections.abc import Sequence

from cl_pipeline.context.activities import state_names
from cl_pipeline.model.codes import Field
from cl_pipeline.model.context import Project
from cl_pipeline.model.context_tables import ContextReport, OutputRow, ProjectRow, ReviewRow
from cl_pipeline.model.form import FormRow, newest
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.labels import NOT_STATED
from cl_pipeline.model.table import Table, text_columns

ADDED = "added by the body"

REVIEWS = {"mid_term": "Mid-term review", "final": "Final review"}

PROJECT_COLUMNS = text_columns(
    {"Body": 14, "Thematic area": 28, "Project": 46, "Timeline": 24, "Coordinators": 18,
     "Partners": 32, "Reported": 16, "What was done": 34, "Source": 36}
)  # fmt: skip
OUTPUT_COLUMNS = text_columns(
    {"Body": 14, "Kind": 26, "Output": 46, "Project": 40, "Year": 8, "State": 16, "Where": 36,
     "Address": 36}
)  # fmt: skip
REVIEW_COLUMNS = text_columns(
    {"Body": 14, "Review": 20, "Year": 8, "What was reached": 80, "Where": 36, "Address": 36}
)
RATIFICATION_COLUMNS = text_columns(
    {"Member State": 14, "Convention": 14, "Ratified": 16, "As of": 14, "Source": 60}
)


def project_rows(framework: Framework, rows: Sequence[FormRow]) -> tuple[ProjectRow, ...]:
    """Every project of the plans, then those that bodies added, each with its newest report."""
    reported = {
        (row.sender.upper(), _normalised(row.text("name"))): row
        for row in newest(tuple(rows))
        if row.field == Field.PROJECT
    }
    known = [
        _row(project, reported.pop((project.body, _normalised(project.name)), None))
        for project in framework.context.projects
    ]
    return (*known, *(_row(_added(row), row) for row in reported.values()))


def output_rows(rows: Sequence[FormRow]) -> tuple[OutputRow, ...]:
    """The outputs of all checklists, by body and kind."""
    found = [
        OutputRow(
            row.sender, row.text("name"), row.code("kind"), row.text("project"), row.year("year"),
            row.code("state"), row.text("evidence"), row.address,
        )
        for row in newest(tuple(rows))
        if row.field == Field.OUTPUT
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda output: (output.body, output.kind, output.name)))


def review_rows(rows: Sequence[FormRow]) -> tuple[ReviewRow, ...]:
    """What each body says in its mid-term and final review."""
    return tuple(
        ReviewRow(
            row.sender, row.name, row.year("year"), row.text("text"), row.text("evidence"),
            row.address,
        )
        for row in newest(tuple(rows))
        if row.field == Field.PROGRESS_REVIEW
    )  # fmt: skip


def work_programme_report(
    framework: Framework, round_year: RoundYear, rows: Sequence[FormRow], *, is_sample: bool
) -> ContextReport:
    """Projects, scorecard, reviews and ratifications as tables.

    ``rows``: of the scorecard form. Each ratification says as of which day it was printed.
    """
    projects, outputs, reviews = project_rows(framework, rows), output_rows(rows), review_rows(rows)
    ratifications = framework.ratifications
    title = f"ALM Work Programme 2016-2020, as of {round_year}"
    kinds, states = framework.code_names("output_kind"), state_names(framework)
    reported = {**states, "": "no report yet"}
    project_cells = tuple(
        (
            row.project.body, row.project.thematic_area, row.project.name, row.project.timeline,
            ", ".join(row.project.coordinators), ", ".join(row.project.partners),
            reported[row.state], row.words, row.project.source,
        )
        for row in projects
    )  # fmt: skip
    output_cells = tuple(
        (
            row.body, kinds.get(row.kind, NOT_STATED), row.name, row.project, row.year,
            states[row.state], row.evidence, row.address,
        )
        for row in outputs
    )  # fmt: skip
    review_cells = tuple(
        (row.body, REVIEWS.get(row.review, row.review), row.year, row.words, row.evidence,
         row.address)
        for row in reviews
    )  # fmt: skip
    ratification_cells = tuple(
        (row.sender, row.convention, row.ratified or "not shown", row.as_of, row.source)
        for row in ratifications
    )
    return ContextReport(
        title,
        tables={
            "Projects": Table(
                title, PROJECT_COLUMNS, project_cells,
                ("Time frames are those of the work plans; a project may be moved. Nothing is "
                 "overdue.",),
            ),
            "Scorecard": Table("Output-level checklist (scorecard)", OUTPUT_COLUMNS, output_cells),
            "Reviews": Table("Mid-term and final review", REVIEW_COLUMNS, review_cells),
            "Ratifications": Table(
                "Ratification of ILO conventions, as printed", RATIFICATION_COLUMNS,
                ratification_cells,
                ("Each row says as of which day it was printed; later ratifications are missing.",),
            ),
        },
        shown=("Projects", "Scorecard"),
        records={
            "projects": projects, "outputs": outputs, "reviews": reviews,
            "ratifications": ratifications,
        },
        is_sample=is_sample,
    )  # fmt: skip


def _row(project: Project, row: FormRow | None) -> ProjectRow:
    if row is None:
        return ProjectRow(project, "", None, "", "")
    return ProjectRow(project, row.code("state"), row.year("year"), row.text("text"), row.address)


def _added(row: FormRow) -> Project:
    name = row.text("name")
    return Project(
        row.address, row.sender, row.entry or 0, ADDED, name, None, None, "", (), (), row.address
    )


def _normalised(text: str) -> str:
    return " ".join(text.split()).casefold()
