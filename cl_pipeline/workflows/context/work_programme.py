"""The ALM Work Programme: work plans and scorecards -> projects, outputs, reviews, ratifications.

Input: facts of the framework and accepted scorecard forms; output: tables and a workbook.
Guarantee: every row names its line or its cell; ratifications say as of when they were printed.
"""

from dataclasses import dataclass
from pathlib import Path

from cl_pipeline.context.work_programme import output_rows, project_rows, review_rows
from cl_pipeline.model.codes import PLAN_FIELDS, FormKey
from cl_pipeline.model.context_tables import OutputRow, ProjectRow, ReviewRow
from cl_pipeline.model.framework import Framework, Ratification
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.publication.tables_workbook import SheetOfRows, context_workbook
from cl_pipeline.workflows.context.activities import state_names
from cl_pipeline.workflows.context.form_rows import form_rows
from cl_pipeline.workflows.files import replace_bytes
from cl_pipeline.workflows.pipeline import Pipeline

TITLE = "ALM Work Programme 2016-2020"

REVIEWS = {"mid_term": "Mid-term review", "final": "Final review"}


@dataclass(frozen=True, slots=True)
class WorkProgramme:
    """The work programme as of a round."""

    round: RoundYear
    projects: tuple[ProjectRow, ...]
    outputs: tuple[OutputRow, ...]
    reviews: tuple[ReviewRow, ...]
    ratifications: tuple[Ratification, ...]
    is_sample: bool


def show_work_programme(pipeline: Pipeline, round_year: RoundYear) -> WorkProgramme:
    """Projects, outputs and reviews with the newest that each body says."""
    rows = form_rows(pipeline, FormKey.SCORECARD, PLAN_FIELDS, round_year)
    return WorkProgramme(
        round=round_year,
        projects=project_rows(pipeline.framework_in_force(), rows),
        outputs=output_rows(rows),
        reviews=review_rows(rows),
        ratifications=pipeline.framework_in_force().ratifications,
        is_sample=any(row.is_sample for row in rows),
    )


def write_work_programme(pipeline: Pipeline, found: WorkProgramme) -> Path:
    """The tables as a workbook in the output folder of the round."""
    path = pipeline.settings.output_dir / str(found.round) / "work_programme.xlsx"
    title = f"{TITLE}, as of {found.round}"
    framework = pipeline.framework_in_force()
    sheets = [
        _project_sheet(found, framework, title),
        _output_sheet(found, framework),
        _review_sheet(found),
        _ratification_sheet(found),
    ]
    replace_bytes(path, context_workbook(title, sheets, is_sample=found.is_sample))
    return path


def kind_names(framework: Framework) -> dict[str, str]:
    """The wording of the two kinds of outputs."""
    names = {code.code: code.name for code in framework.codes if code.list_key == "output_kind"}
    return {**names, "": "not stated"}


def _project_sheet(found: WorkProgramme, framework: Framework, title: str) -> SheetOfRows:
    states = {**state_names(framework), "": "no report yet"}
    return SheetOfRows(
        "Projects",
        title,
        ("Time frames are those of the work plans; a project may be moved. Nothing is overdue.",),
        ("Body", "Thematic area", "Project", "Timeline", "Coordinators", "Partners", "Reported",
         "What was done", "Source"),
        (14, 28, 46, 24, 18, 32, 16, 34, 36),
        [
            (
                project.project.body, project.project.thematic_area, project.project.name,
                project.project.timeline, ", ".join(project.project.coordinators),
                ", ".join(project.project.partners), states[project.state], project.words,
                project.project.source,
            )
            for project in found.projects
        ],
    )  # fmt: skip


def _output_sheet(found: WorkProgramme, framework: Framework) -> SheetOfRows:
    kinds, states = kind_names(framework), state_names(framework)
    return SheetOfRows(
        "Scorecard",
        "Output-level checklist (scorecard)",
        (),
        ("Body", "Kind", "Output", "Project", "Year", "State", "Where", "Address"),
        (14, 26, 46, 40, 8, 16, 36, 36),
        [
            (output.body, kinds[output.kind], output.name, output.project, output.year or "", states[output.state],
             output.evidence, output.address)
            for output in found.outputs
        ],
    )  # fmt: skip


def _review_sheet(found: WorkProgramme) -> SheetOfRows:
    return SheetOfRows(
        "Reviews",
        "Mid-term and final review",
        (),
        ("Body", "Review", "Year", "What was reached", "Where", "Address"),
        (14, 20, 8, 80, 36, 36),
        [
            (review.body, REVIEWS.get(review.review, review.review), review.year or "", review.words,
             review.evidence, review.address)
            for review in found.reviews
        ],
    )  # fmt: skip


def _ratification_sheet(found: WorkProgramme) -> SheetOfRows:
    return SheetOfRows(
        "Ratifications",
        "Ratification of ILO conventions, as printed",
        ("Each row says as of which day it was printed; later ratifications are not in it.",),
        ("Member State", "Convention", "Ratified", "As of", "Source"),
        (14, 14, 16, 14, 60),
        [
            (
                ratification.sender,
                ratification.convention,
                ratification.ratified or "not shown",
                ratification.as_of,
                ratification.source,
            )
            for ratification in found.ratifications
        ],
    )
