"""The activities of Annex 1: tentative frames, reports, choices; nothing is ever overdue."""

from cl_pipeline.context.plans import TENTATIVE, activity_rows, activity_years
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.codes import Field, FormKey
from cl_pipeline.model.context_tables import ActivityYear
from cl_pipeline.model.form import FormRow
from tests.builders.form_rows import form_row

ROADMAP = load_framework()
INSPECTION = "labour_inspection_1"


def row(form: FormKey, sender: str, round_year: int = 2021, **cells: str) -> FormRow:
    """What one sender says of the first activity; words in capitals are codes."""
    about = {"name": INSPECTION, "entry": None, "round_year": round_year}
    return form_row(form, sender, Field.ACTIVITY, cells, **about)


def status(sender: str, round_year: int = 2021, **cells: str) -> FormRow:
    return row(FormKey.ACTIVITY_STATUS, sender, round_year, **cells)


def test_every_activity_has_its_tentative_frame_where_nothing_is_reported():
    """41 activities; for each body of Annex 1 and each year one cell, and all are tentative."""
    rows = activity_rows(ROADMAP, (), ())

    cells = activity_years(rows)

    assert len(rows) == 41
    assert {cell.state for cell in cells} == {TENTATIVE}
    expected = sum(
        len(row.area.bodies) * (row.area.years_to - row.area.years_from + 1) for row in rows
    )
    assert len(cells) == expected


def test_a_report_takes_the_place_of_the_tentative_frame_of_its_body_alone():
    """SLOM reports two years; the labour inspectorates keep their frame of Annex 1."""
    rows = activity_rows(ROADMAP, [status("SLOM", state="UNDER_WAY", **{"from": "2021"},
                                           to="2022")], ())  # fmt: skip

    cells = [cell for cell in activity_years(rows) if cell.activity == INSPECTION]

    slom = [cell for cell in cells if cell.body == "SLOM"]
    assert slom == [ActivityYear(INSPECTION, "SLOM", year, "UNDER_WAY") for year in (2021, 2022)]
    others = [cell for cell in cells if cell.body == "ALI"]
    assert {cell.state for cell in others} == {TENTATIVE}
    assert [cell.year for cell in others] == list(range(2020, 2026))


def test_a_body_that_annex_1_does_not_name_may_report_too():
    rows = activity_rows(ROADMAP, [status("ACWC", state="PLANNED")], ())

    cells = activity_years(rows)

    assert ("ACWC", "PLANNED") in {
        (cell.body, cell.state) for cell in cells if cell.activity == INSPECTION
    }


def test_the_newest_report_of_a_body_is_current():
    rows = activity_rows(
        ROADMAP,
        [status("SLOM", 2021, state="PLANNED"), status("SLOM", 2022, state="CARRIED_OUT")],
        (),
    )

    (found,) = [row for row in rows if row.activity.key == INSPECTION]
    assert [report.code("state") for report in found.reports] == ["CARRIED_OUT"]


def test_only_those_that_carry_it_out_are_counted_so():
    choices = [
        row(FormKey.ACTIVITY_CHOICE, sender, choice=choice)
        for sender, choice in (("KHM", "CARRY_OUT"), ("LAO", "NOT_NOW"), ("VNM", "OPEN"))
    ]

    (found,) = [
        row for row in activity_rows(ROADMAP, (), choices) if row.activity.key == INSPECTION
    ]

    assert found.taken_up_by == ("KHM",)
    assert len(found.choices) == 3
