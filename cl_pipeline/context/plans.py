"""What ASEAN bodies carry out: the activities of Annex 1 and the ALM Work Programme.

Sources: 03-roadmap-2025 lines 149 and 158 to 162; line 141: the ASEAN Secretariat consolidates
updates from ASEAN bodies. 05-alm-work-programme-2016-2020 lines 217 to 222. Time frames are
tentative and may move, so no activity and no project is ever late.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cl_pipeline.model.codes import Field
from cl_pipeline.model.context import Project
from cl_pipeline.model.context_tables import ActivityRow, ActivityYear, ContextReport
from cl_pipeline.model.form import FormRow, newest
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.labels import NOT_STATED
from cl_pipeline.model.table import Table, text_table

TENTATIVE = "TENTATIVE"
"""State of a year that Annex 1 names for a body that has not reported."""

ADDED = "added by the body"

REVIEWS = {"mid_term": "Mid-term review", "final": "Final review"}


class ReportedProject(NamedTuple):
    """One project with the newest report of its body; key ``project.key``."""

    project: Project
    report: FormRow | None = None


def activity_rows(
    framework: Framework, statuses: Iterable[FormRow], choices: Iterable[FormRow]
) -> tuple[ActivityRow, ...]:
    """One row per activity in the order of Annex 1, also without a report."""
    areas = {area.key: area for area in framework.key_result_areas}
    reports, chosen = _by_activity(statuses), _by_activity(choices)
    return tuple(
        ActivityRow(
            activity,
            areas[activity.key_result_area],
            tuple(reports[activity.key]),
            tuple(chosen[activity.key]),
        )
        for activity in framework.activities
    )


def _by_activity(rows: Iterable[FormRow]) -> defaultdict[str, list[FormRow]]:
    groups: defaultdict[str, list[FormRow]] = defaultdict(list)
    for row in sorted(newest(rows), key=lambda row: row.sender):
        if row.field == Field.ACTIVITY:
            groups[row.name].append(row)
    return groups


def activity_years(rows: Iterable[ActivityRow]) -> tuple[ActivityYear, ...]:
    """One row per activity, body and year: as reported, else as Annex 1 names it."""
    cells = []
    for row in rows:
        reported: dict[str, FormRow] = {
            report.sender: report for report in row.reports if report.code("state")
        }
        for body in dict.fromkeys((*row.area.bodies, *reported)):
            report = reported.get(body)
            first = (report.year("from") if report else None) or row.area.years_from
            last = (report.year("to") if report else None) or max(first, row.area.years_to)
            state = report.code("state") if report else TENTATIVE
            cells += [
                ActivityYear(row.activity.key, body, year, state) for year in range(first, last + 1)
            ]
    return tuple(cells)


def activities_report(
    framework: Framework, round_year: RoundYear, rows: Sequence[ActivityRow], *, is_sample: bool
) -> ContextReport:
    """The consolidated update for SLOM, with the reports and choices it is made from."""
    names = state_names(framework)
    activities = {activity.key: activity.name for activity in framework.activities}
    title = f"Activities of the Roadmap (Annex 1), as of {round_year}"

    def reported(row: ActivityRow) -> str:
        return "\n".join(
            f"{report.sender}: {names[report.code('state')]}" for report in row.reports
        )

    update = text_table(
        title,
        rows,
        {
            "Key result area": (26, lambda row: row.area.name),
            "Activity": (60, lambda row: row.activity.name),
            "Time frame": (12, lambda row: f"{row.area.years_from} to {row.area.years_to}"),
            "Bodies of Annex 1": (26, lambda row: ", ".join(row.area.bodies)),
            "Reported": (44, reported),
            "Carried out or to be carried out in": (20, lambda row: ", ".join(row.taken_up_by)),
        },
        "Time frames are those of the key result areas in Annex 1 and are tentative; nothing is "
        "overdue. Each Member State decides which activities it carries out.",
    )
    choices = text_table(
        "What Member States decided",
        [choice for row in rows for choice in row.choices],
        {
            "Activity": (50, lambda choice: activities[choice.name]),
            "Member State": (10, lambda choice: choice.sender),
            "Choice": (28, lambda choice: names[choice.code("choice")]),
            "From": (8, lambda choice: choice.year("from")),
            "To": (8, lambda choice: choice.year("to")),
            "Institution": (32, lambda choice: choice.text("institution")),
            "Partners": (32, lambda choice: choice.text("partners")),
            "Address": (30, lambda choice: choice.address),
        },
    )
    years = text_table(
        "Activities by bodies and years",
        activity_years(rows),
        {
            "Activity": (90, lambda cell: activities[cell.activity]),
            "Body": (14, lambda cell: cell.body),
            "Year": (10, lambda cell: cell.year),
            "State": (24, lambda cell: names[cell.state]),
        },
    )
    tables = {
        "Update": update,
        "Reports": _reports_table(rows, framework),
        "Choices": choices,
        "Years": years,
    }
    return ContextReport(title, tables, ("Update",), is_sample)


def _reports_table(rows: Sequence[ActivityRow], framework: Framework) -> Table:
    names = state_names(framework)
    activities = {activity.key: activity.name for activity in framework.activities}
    return text_table(
        "What ASEAN bodies report",
        [report for row in rows for report in row.reports],
        {
            "Activity": (50, lambda report: activities[report.name]),
            "Body": (12, lambda report: report.sender),
            "State": (18, lambda report: names[report.code("state")]),
            "From": (8, lambda report: report.year("from")),
            "To": (8, lambda report: report.year("to")),
            "Member States": (24, lambda report: report.text("member_states")),
            "Partners": (26, lambda report: report.text("partners")),
            "Evidence": (36, lambda report: report.text("evidence")),
            "Address": (30, lambda report: report.address),
        },
    )


def state_names(framework: Framework) -> dict[str, str]:
    """The wording of every state and choice of an activity, by code; empty code: not stated."""
    names = framework.code_names("activity_state") | framework.code_names("activity_choice")
    return names | {TENTATIVE: "Tentative time frame", "": NOT_STATED}


def reported_projects(framework: Framework, rows: Iterable[FormRow]) -> tuple[ReportedProject, ...]:
    """Every project of the plans, then those that bodies added, each with its newest report.

    A project that a body added has the address of its row as key and ``source``.
    """
    reported = {
        (row.sender.upper(), _normalised(row.text("name"))): row
        for row in newest(rows)
        if row.field == Field.PROJECT
    }
    known = [
        ReportedProject(project, reported.pop((project.body, _normalised(project.name)), None))
        for project in framework.context.projects
    ]
    return (*known, *(ReportedProject(_added(row), row) for row in reported.values()))


def _normalised(text: str) -> str:
    return " ".join(text.split()).casefold()


def _added(row: FormRow) -> Project:
    address, name = row.address, row.text("name")
    return Project(address, row.sender, row.entry or 0, ADDED, name, "", (), (), address)


def work_programme_report(
    framework: Framework, round_year: RoundYear, rows: Sequence[FormRow], *, is_sample: bool
) -> ContextReport:
    """Projects, scorecard, reviews and ratifications as tables.

    ``rows``: of the scorecard form. Each ratification says as of which day it was printed.
    """
    title = f"ALM Work Programme 2016-2020, as of {round_year}"
    kinds, states = framework.code_names("output_kind"), state_names(framework)

    outputs = text_table(
        "Output-level checklist (scorecard)",
        sorted(
            (row for row in newest(rows) if row.field == Field.OUTPUT),
            key=lambda row: (row.sender, row.code("kind"), row.text("name")),
        ),
        {
            "Body": (14, lambda row: row.sender),
            "Kind": (26, lambda row: kinds.get(row.code("kind"), NOT_STATED)),
            "Output": (46, lambda row: row.text("name")),
            "Project": (40, lambda row: row.text("project")),
            "Year": (8, lambda row: row.year("year")),
            "State": (16, lambda row: states[row.code("state")]),
            "Where": (36, lambda row: row.text("evidence")),
            "Address": (36, lambda row: row.address),
        },
    )
    reviews = text_table(
        "Mid-term and final review",
        [row for row in newest(rows) if row.field == Field.PROGRESS_REVIEW],
        {
            "Body": (14, lambda row: row.sender),
            "Review": (20, lambda row: REVIEWS.get(row.name, row.name)),
            "Year": (8, lambda row: row.year("year")),
            "What was reached": (80, lambda row: row.text("text")),
            "Where": (36, lambda row: row.text("evidence")),
            "Address": (36, lambda row: row.address),
        },
    )
    ratifications = text_table(
        "Ratification of ILO conventions, as printed",
        framework.ratifications,
        {
            "Member State": (14, lambda row: row.sender),
            "Convention": (14, lambda row: row.convention),
            "Ratified": (16, lambda row: row.ratified or "not shown"),
            "As of": (14, lambda row: row.as_of),
            "Source": (60, lambda row: row.source),
        },
        "Each row says as of which day it was printed; later ratifications are missing.",
    )
    tables = {
        "Projects": _projects_table(title, framework, rows),
        "Scorecard": outputs,
        "Reviews": reviews,
        "Ratifications": ratifications,
    }
    return ContextReport(title, tables, ("Projects", "Scorecard"), is_sample)


def _projects_table(title: str, framework: Framework, rows: Sequence[FormRow]) -> Table:
    states = state_names(framework)

    def project_state(row: ReportedProject) -> str:
        state = row.report.code("state") if row.report else ""
        return states[state] if state else "no report yet"

    return text_table(
        title,
        reported_projects(framework, rows),
        {
            "Body": (14, lambda row: row.project.body),
            "Thematic area": (28, lambda row: row.project.thematic_area),
            "Project": (46, lambda row: row.project.name),
            "Timeline": (24, lambda row: row.project.timeline),
            "Coordinators": (18, lambda row: ", ".join(row.project.coordinators)),
            "Partners": (32, lambda row: ", ".join(row.project.partners)),
            "Reported": (16, project_state),
            "What was done": (34, lambda row: row.report.text("text") if row.report else ""),
            "Source": (36, lambda row: row.project.source),
        },
        "Time frames are those of the work plans; a project may be moved. Nothing is overdue.",
    )
