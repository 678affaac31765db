"""What ASEAN bodies carry out: the activities of Annex 1 and the ALM Work Programme.

Sources: 03-roadmap-2025 lines 149 and 158 to 162; line 141: the ASEAN Secretariat consolidates
updates from ASEAN bodies. 05-alm-work-programme-2016-2020 lines 217 to 222. Time frames are
tentative and may move, so no activity and no project is ever late.
"""

from collections.abc import Iterable, Sequence

from cl_pipeline.model.codes import Field
from cl_pipeline.model.context import Project
from cl_pipeline.model.context_tables import (
    ActivityRow,
    ActivityYear,
    BodyReport,
    ContextReport,
    MemberChoice,
    OutputRow,
    ProjectRow,
    ReviewRow,
)
from cl_pipeline.model.form import FormRow, newest
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.labels import NOT_STATED
from cl_pipeline.model.table import Table, text_columns

TENTATIVE = "TENTATIVE"
"""State of a year that Annex 1 names for a body that has not reported."""

UPDATE_COLUMNS = text_columns(
    {"Key result area": 26, "Activity": 60, "Time frame": 12, "Bodies of Annex 1": 26,
     "Reported": 44, "Carried out in": 20}
)  # fmt: skip
REPORT_COLUMNS = text_columns(
    {"Activity": 50, "Body": 12, "State": 18, "From": 8, "To": 8, "Member States": 24,
     "Partners": 26, "Evidence": 36, "Address": 30}
)  # fmt: skip
CHOICE_COLUMNS = text_columns(
    {"Activity": 50, "Member State": 10, "Choice": 28, "From": 8, "To": 8, "Institution": 32,
     "Partners": 32, "Address": 30}
)  # fmt: skip
YEAR_COLUMNS = text_columns({"Activity": 90, "Body": 14, "Year": 10, "State": 24})
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


def activity_table(
    framework: Framework, statuses: Sequence[FormRow], choices: Sequence[FormRow]
) -> tuple[ActivityRow, ...]:
    """One row per activity in the order of Annex 1, also without a report."""
    areas = {area.key: area for area in framework.key_result_areas}
    reports, chosen = _by_activity(statuses), _by_activity(choices)
    rows = []
    for activity in framework.activities:
        area = areas[activity.key_result_area]
        rows.append(
            ActivityRow(
                activity.key, activity.name, area.name, area.years_from, area.years_to, area.bodies,
                reports=tuple(map(_report, reports.get(activity.key, ()))),
                choices=tuple(map(_choice, chosen.get(activity.key, ()))),
            )
        )  # fmt: skip
    return tuple(rows)


def activity_years(rows: Iterable[ActivityRow]) -> tuple[ActivityYear, ...]:
    """One row per activity, body and year: as reported, else as Annex 1 names it."""
    cells = []
    for row in rows:
        reported = {report.body: report for report in row.reports if report.state}
        for body in dict.fromkeys((*row.bodies, *reported)):
            report = reported.get(body)
            first = (report.first_year if report else None) or row.years_from
            last = (report.last_year if report else None) or max(first, row.years_to)
            state = report.state if report else TENTATIVE
            cells += [
                ActivityYear(row.activity, body, year, state) for year in range(first, last + 1)
            ]
    return tuple(cells)


def activities_report(
    framework: Framework, round_year: RoundYear, rows: Sequence[ActivityRow], *, is_sample: bool
) -> ContextReport:
    """The consolidated update for SLOM, with the reports and choices it is made from."""
    names, years = state_names(framework), activity_years(rows)
    activities = {row.activity: row.name for row in rows}
    title = f"Activities of the Roadmap (Annex 1), as of {round_year}"
    update = tuple(
        (
            row.area, row.name, f"{row.years_from} to {row.years_to}", ", ".join(row.bodies),
            "\n".join(f"{report.body}: {names[report.state]}" for report in row.reports),
            ", ".join(row.carried_out_in),
        )
        for row in rows
    )  # fmt: skip
    reports = tuple(
        (
            row.name, report.body, names[report.state], report.first_year, report.last_year,
            report.member_states, report.partners, report.evidence, report.address,
        )
        for row in rows
        for report in row.reports
    )  # fmt: skip
    choices = tuple(
        (
            row.name, choice.sender, names[choice.choice], choice.first_year, choice.last_year,
            choice.institution, choice.partners, choice.address,
        )
        for row in rows
        for choice in row.choices
    )  # fmt: skip
    by_year = tuple(
        (activities[year.activity], year.body, year.year, names[year.state]) for year in years
    )
    return ContextReport(
        title,
        tables={
            "Update": Table(
                title, UPDATE_COLUMNS, update,
                ("Time frames are those of the key result areas in Annex 1 and are tentative; "
                 "nothing is overdue. Each Member State decides which activities it carries out.",),
            ),
            "Reports": Table("What ASEAN bodies report", REPORT_COLUMNS, reports),
            "Choices": Table("What Member States decided", CHOICE_COLUMNS, choices),
            "Years": Table("Activities by bodies and years", YEAR_COLUMNS, by_year),
        },
        shown=("Update",),
        records={"activities": rows, "years": years},
        is_sample=is_sample,
    )  # fmt: skip


def state_names(framework: Framework) -> dict[str, str]:
    """The wording of every state and choice of an activity, by code; empty code: not stated."""
    names = framework.code_names("activity_state") | framework.code_names("activity_choice")
    return names | {TENTATIVE: "Tentative time frame", "": NOT_STATED}


def _by_activity(rows: Sequence[FormRow]) -> dict[str, list[FormRow]]:
    groups: dict[str, list[FormRow]] = {}
    for row in sorted(newest(tuple(rows)), key=lambda row: row.sender):
        if row.field == Field.ACTIVITY:
            groups.setdefault(row.name, []).append(row)
    return groups


def _report(row: FormRow) -> BodyReport:
    return BodyReport(
        row.sender, row.code("state"), row.year("from"), row.year("to"), row.text("member_states"),
        row.text("partners"), row.text("evidence"), row.address, row.is_sample,
    )  # fmt: skip


def _choice(row: FormRow) -> MemberChoice:
    return MemberChoice(
        row.sender, row.code("choice"), row.year("from"), row.year("to"), row.text("institution"),
        row.text("partners"), row.address, row.is_sample,
    )  # fmt: skip


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
