"""The activities of Annex 1: choices of Member States and reports of ASEAN bodies -> one update.

Input: accepted returns of both forms; output: a table, a Gantt picture and the consolidated update
for SLOM. Guarantee: an activity nobody speaks of stands there with its tentative time frame.

Source: 03-roadmap-2025 line 141: the ASEAN Secretariat consolidates updates from ASEAN bodies.
"""

from dataclasses import dataclass
from pathlib import Path

from cl_pipeline.context.activities import activity_table, activity_years
from cl_pipeline.model.codes import Field, FormKey
from cl_pipeline.model.context_tables import ActivityRow, ActivityYear
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.publication.gantt_picture import gantt_picture
from cl_pipeline.publication.tables_workbook import SheetOfRows, context_workbook
from cl_pipeline.workflows.context.form_rows import form_rows
from cl_pipeline.workflows.files import replace_bytes
from cl_pipeline.workflows.pipeline import Pipeline

TITLE = "Activities of the Roadmap (Annex 1)"


@dataclass(frozen=True, slots=True)
class Activities:
    """What is said about the activities as of a round."""

    round: RoundYear
    rows: tuple[ActivityRow, ...]
    years: tuple[ActivityYear, ...]
    is_sample: bool


def show_activities(pipeline: Pipeline, round_year: RoundYear) -> Activities:
    """All activities with the newest that each body and Member State says."""
    statuses = form_rows(pipeline, FormKey.ACTIVITY_STATUS, [Field.ACTIVITY], round_year)
    choices = form_rows(pipeline, FormKey.ACTIVITY_CHOICE, [Field.ACTIVITY], round_year)
    rows = activity_table(pipeline.framework_in_force(), statuses, choices)
    is_sample = any(row.is_sample for row in (*statuses, *choices))
    return Activities(round_year, rows, activity_years(rows), is_sample)


def write_activities(pipeline: Pipeline, found: Activities) -> tuple[Path, Path]:
    """The consolidated update for SLOM as a workbook, and the Gantt picture."""
    folder = pipeline.settings.output_dir / str(found.round)
    workbook, picture = folder / "activities.xlsx", folder / "activities.png"
    title = f"{TITLE}, as of {found.round}"
    sheets = _sheets(found, pipeline.framework_in_force(), title)
    replace_bytes(workbook, context_workbook(title, sheets, is_sample=found.is_sample))
    drawn = gantt_picture(found.rows, found.years, title, is_sample=found.is_sample)
    replace_bytes(picture, drawn)
    return workbook, picture


def state_names(framework: Framework) -> dict[str, str]:
    """The wording of every state and choice."""
    lists = ("activity_state", "activity_choice")
    names = {code.code: code.name for code in framework.codes if code.list_key in lists}
    return {**names, "TENTATIVE": "Tentative time frame", "": "not stated"}


def _sheets(found: Activities, framework: Framework, title: str) -> list[SheetOfRows]:
    names = state_names(framework)
    return [
        SheetOfRows(
            "Update",
            title,
            ("Time frames stand per key result area in Annex 1 and are tentative; nothing is "
             "overdue. Each Member State decides which activities it carries out.",),
            ("Key result area", "Activity", "Time frame", "Bodies of Annex 1", "Reported",
             "Carried out in"),
            (26, 60, 12, 26, 44, 20),
            [
                (row.area, row.name, f"{row.years_from} to {row.years_to}",
                 ", ".join(row.bodies), _reported(row, names), ", ".join(row.carried_out_in))
                for row in found.rows
            ],
        ),
        SheetOfRows(
            "Reports",
            "What ASEAN bodies report",
            (),
            ("Activity", "Body", "State", "From", "To", "Member States", "Partners", "Evidence",
             "Address"),
            (50, 12, 18, 8, 8, 24, 26, 36, 30),
            [
                (row.name, report.body, names[report.state], report.first_year or "", report.last_year or "",
                 report.member_states, report.partners, report.evidence, report.address)
                for row in found.rows for report in row.reports
            ],
        ),
        SheetOfRows(
            "Choices",
            "What Member States decided",
            (),
            ("Activity", "Member State", "Choice", "From", "To", "Institution", "Partners",
             "Address"),
            (50, 10, 28, 8, 8, 32, 32, 30),
            [
                (row.name, choice.sender, names[choice.choice], choice.first_year or "",
                 choice.last_year or "", choice.institution, choice.partners, choice.address)
                for row in found.rows for choice in row.choices
            ],
        ),
        SheetOfRows(
            "Years",
            "Activities by bodies and years",
            (),
            ("Activity", "Body", "Year", "State"),
            (90, 14, 10, 24),
            [(_name(found, year.activity), year.body, year.year, names[year.state])
             for year in found.years],
        ),
    ]  # fmt: skip


def _reported(row: ActivityRow, names: dict[str, str]) -> str:
    return "\n".join(f"{report.body}: {names[report.state]}" for report in row.reports)


def _name(found: Activities, activity: str) -> str:
    return next(row.name for row in found.rows if row.activity == activity)
