"""The activities of Annex 1: who takes part when, as planned and as reported.

Source: 03-roadmap-2025 lines 149 and 158 to 162; line 141: the ASEAN Secretariat consolidates
updates from ASEAN bodies. Time frames are tentative, so no activity is ever late.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

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
    return tuple(
        ActivityRow(
            activity=activity.key,
            name=activity.name,
            area=areas[activity.key_result_area].name,
            years_from=areas[activity.key_result_area].years_from,
            years_to=areas[activity.key_result_area].years_to,
            bodies=areas[activity.key_result_area].bodies,
            reports=tuple(_report(row) for row in reports.get(activity.key, ())),
            choices=tuple(_choice(row) for row in chosen.get(activity.key, ())),
        )
        for activity in framework.activities
    )


def activity_years(rows: Iterable[ActivityRow]) -> tuple[ActivityYear, ...]:
    """One row per activity, body and year: as reported, else as Annex 1 names it."""
    return tuple(cell for row in rows for cell in _years(row))


def activities_report(
    framework: Framework, round_year: RoundYear, rows: Sequence[ActivityRow], *, is_sample: bool
) -> ContextReport:
    """The consolidated update for SLOM, with the reports and choices it is made from."""
    names, years = state_names(framework), activity_years(rows)
    activities = {row.activity: row.name for row in rows}
    title = f"Activities of the Roadmap (Annex 1), as of {round_year}"
    notes = (
        "Time frames are those of the key result areas in Annex 1 and are tentative; nothing is "
        "overdue. "
        "Each Member State decides which activities it carries out.",
    )
    update = [
        (
            row.area, row.name, f"{row.years_from} to {row.years_to}", ", ".join(row.bodies),
            "\n".join(f"{report.body}: {names[report.state]}" for report in row.reports),
            ", ".join(row.carried_out_in),
        )
        for row in rows
    ]  # fmt: skip
    reports = [
        (
            row.name, report.body, names[report.state], report.first_year, report.last_year,
            report.member_states, report.partners, report.evidence, report.address,
        )
        for row in rows
        for report in row.reports
    ]  # fmt: skip
    choices = [
        (
            row.name, choice.sender, names[choice.choice], choice.first_year, choice.last_year,
            choice.institution, choice.partners, choice.address,
        )
        for row in rows
        for choice in row.choices
    ]  # fmt: skip
    by_year = [
        (activities[year.activity], year.body, year.year, names[year.state]) for year in years
    ]
    return ContextReport(
        title=title,
        round=round_year,
        tables={
            "Update": Table(title, UPDATE_COLUMNS, tuple(update), notes),
            "Reports": Table("What ASEAN bodies report", REPORT_COLUMNS, tuple(reports)),
            "Choices": Table("What Member States decided", CHOICE_COLUMNS, tuple(choices)),
            "Years": Table("Activities by bodies and years", YEAR_COLUMNS, tuple(by_year)),
        },
        shown=("Update",),
        records={
            "activities": [asdict(row) for row in rows],
            "years": [asdict(year) for year in years],
        },
        is_sample=is_sample,
    )


def state_names(framework: Framework) -> dict[str, str]:
    """The wording of every state and choice of an activity, by code; empty code: not stated."""
    names = framework.code_names("activity_state") | framework.code_names("activity_choice")
    return names | {TENTATIVE: "Tentative time frame", "": NOT_STATED}


def _years(row: ActivityRow) -> Iterator[ActivityYear]:
    reported = {report.body: report for report in row.reports if report.state}
    for body in dict.fromkeys((*row.bodies, *reported)):
        report = reported.get(body)
        first = (report.first_year if report else None) or row.years_from
        last = (report.last_year if report else None) or max(first, row.years_to)
        for year in range(first, last + 1):
            yield ActivityYear(row.activity, body, year, report.state if report else TENTATIVE)


def _by_activity(rows: Sequence[FormRow]) -> dict[str, list[FormRow]]:
    groups: dict[str, list[FormRow]] = {}
    for row in sorted(newest(tuple(rows)), key=lambda row: row.sender):
        if row.field == Field.ACTIVITY:
            groups.setdefault(row.name, []).append(row)
    return groups


def _report(row: FormRow) -> BodyReport:
    return BodyReport(
        body=row.sender,
        state=row.code("state"),
        first_year=row.year("from"),
        last_year=row.year("to"),
        member_states=row.text("member_states"),
        partners=row.text("partners"),
        evidence=row.text("evidence"),
        address=row.address,
        is_sample=row.is_sample,
    )


def _choice(row: FormRow) -> MemberChoice:
    return MemberChoice(
        sender=row.sender,
        choice=row.code("choice"),
        first_year=row.year("from"),
        last_year=row.year("to"),
        institution=row.text("institution"),
        partners=row.text("partners"),
        address=row.address,
        is_sample=row.is_sample,
    )
