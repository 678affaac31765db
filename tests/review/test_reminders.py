"""What a Member State is reminded of: its own open cells, courteously."""

from datetime import UTC, datetime, timedelta

import pytest

from cl_pipeline.forms.description import describe
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.codes import FormKey
from cl_pipeline.review.reminders import open_items, reminder, timeliness
from tests.builders.vintages import reported, submission_of, vintage_of

ROADMAP = load_framework()
FORM = describe(ROADMAP, FormKey.A_LIST, "1.0", 2021)
DUE = datetime(2021, 8, 31, 16, 59, tzinfo=UTC)
KHM = ROADMAP.member_state("KHM")
NOT_SAID = ("overdue", "reject", "fail", "must", "Lao", "Viet Nam", "fewer than", "rule", "worst")


def items_of(*accepted, suppliers=None):
    vintage = vintage_of(*accepted, framework=ROADMAP)
    return open_items(vintage, "KHM", suppliers or {}, ROADMAP, FORM)


def test_open_is_what_has_neither_a_number_nor_a_reason():
    found = items_of(
        reported("KHM", 5, indicator="child_labour_5_17"),
        reported("KHM", 0, indicator="children_identified"),
        reported("KHM", "c", indicator="cases_courts", measure="cases"),
        reported("KHM", "nc", indicator="cases_online", measure="cases"),
        reported("KHM", "m", indicator="campaign_activities", measure="activities"),
    )

    open_now = {finding.sheet for finding in found}
    assert open_now == {f"A{n}" for n in range(1, 15)} - {"A1", "A2", "A8", "A9"}
    assert next(finding.current for finding in found if finding.sheet == "A10") == "Not available"


def test_an_item_names_the_cells_of_the_form_and_who_supplies_it():
    (item, *_) = items_of(suppliers={"children_identified": ["Ministry of Planning"]})

    about = ("A1", "children", "baseline")
    cells = {c.cell for c in FORM.cells if (c.sheet, c.measure, c.column) == about}
    ((_, cell),) = item.cells
    assert item.sheet == "A1"
    assert cell in cells
    assert item.institutions == ("Ministry of Planning",)


@pytest.mark.parametrize(
    ("days", "names_a_day"), [(-10, True), (10, False)], ids=["before", "after the deadline"]
)
def test_a_reminder_is_courteous_and_about_its_own_member_state(days, names_a_day):
    items = items_of(reported("LAO", 5), suppliers={"child_labour_5_17": ["Ministry of Planning"]})

    text = reminder(KHM, items, DUE, DUE + timedelta(days=days), ROADMAP, is_sample=False)

    assert text.startswith("To the focal point for the Roadmap in Cambodia")
    assert "Thank you" in text
    assert "supplied by: Ministry of Planning" in text
    assert ("31 August 2021" in text) is names_a_day
    assert [word for word in NOT_SAID if word in text] == []


def test_a_gap_without_a_reason_is_asked_for_its_reason():
    items = items_of(reported("KHM", "m", indicator="campaign_activities", measure="activities"))

    text = reminder(KHM, items, DUE, DUE, ROADMAP, is_sample=False)

    assert "we have: Not available. Please tell us the reason, if you know it." in text
    assert "nc (not collected)" in text
    assert "m (not available)" not in text


def test_where_nothing_is_open_the_text_is_thanks():
    text = reminder(KHM, (), DUE, DUE, ROADMAP, is_sample=True)

    assert text.startswith("Illustration from published sources")
    assert "Every indicator of list A has been answered" in text


def test_timeliness_counts_from_the_deadline_in_force():
    early = submission_of("KHM", received_at=DUE - timedelta(days=3))
    again = submission_of("KHM", received_at=DUE + timedelta(days=30))
    late = submission_of("LAO", received_at=DUE + timedelta(days=2))
    deadlines = {("a_list", 2021): DUE, ("a_list", 2022): DUE}

    rows = timeliness([again, early, late], deadlines, ROADMAP, 2021)

    found = {row.sender: row.days_after for row in rows}

    assert (found["KHM"], found["LAO"], found["VNM"]) == (-3, 2, None)
    assert len(found) == 10
