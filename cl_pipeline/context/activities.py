"""The activities of Annex 1: who takes part when, as planned and as reported.

Input: the framework and rows of the choice sheets and status forms; output: a row per activity and
a cell per activity, body and year. Guarantee: nothing is ever overdue, because the Roadmap says
that its time frames are tentative.

Source: 03-roadmap-2025 lines 149 and 158 to 162.
"""

from collections.abc import Iterable, Iterator, Sequence

from cl_pipeline.model.codes import Field
from cl_pipeline.model.context_tables import (
    ActivityRow,
    ActivityYear,
    BodyReport,
    MemberChoice,
)
from cl_pipeline.model.form import FormRow, newest
from cl_pipeline.model.framework import Framework

TENTATIVE = "TENTATIVE"
"""Named by Annex 1 for the year, and nothing is reported."""


def activity_table(
    framework: Framework, statuses: Sequence[FormRow], choices: Sequence[FormRow]
) -> tuple[ActivityRow, ...]:
    """A row per activity in the order of Annex 1, said about or not."""
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
    """Activities by bodies by years: what is reported, else what Annex 1 names."""
    return tuple(cell for row in rows for cell in _years(row))


def _years(row: ActivityRow) -> Iterator[ActivityYear]:
    reported = {report.body: report for report in row.reports if report.state}
    for body in dict.fromkeys((*row.bodies, *reported)):
        one = reported.get(body)
        first = (one.first_year if one else None) or row.years_from
        last = (one.last_year if one else None) or max(first, row.years_to)
        for year in range(first, last + 1):
            yield ActivityYear(row.activity, body, year, one.state if one else TENTATIVE)


def _by_activity(rows: Sequence[FormRow]) -> dict[str, list[FormRow]]:
    groups: dict[str, list[FormRow]] = {}
    for row in sorted(newest(tuple(rows)), key=lambda one: one.sender):
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
