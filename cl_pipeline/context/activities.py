"""The activities of Annex 1: who takes part when, as planned and as reported.

Source: 03-roadmap-2025 lines 149 and 158 to 162; line 141: the ASEAN Secretariat consolidates
updates from ASEAN bodies. Time frames are tentative, so no activity is ever late.
"""

from collections.abc import Iterable, Sequence

from cl_pipeline.model.codes import Field
from cl_pipeline.model.context_tables import (
    ActivityRow,
    ActivityYear,
    BodyReport,
    ContextReport,
    MemberChoice,
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
