"""Proposals are counted by Member State; each is reminded of its own open cells, courteously."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cl_pipeline.forms.description import describe
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.codes import FormKey, Phase
from cl_pipeline.model.framework import Supplier
from cl_pipeline.model.identity import RoundYear, SenderCode
from cl_pipeline.model.proposal import Proposal, ProposalKind
from cl_pipeline.review.proposals import tally
from cl_pipeline.review.reminders import open_items, reminder, timeliness
from cl_pipeline.review.rule_of_five import could_supply, rule_of_five
from tests.builders.vintages import reported, submission_of, vintage_of

ROADMAP = load_framework()
LATER = datetime(2021, 8, 1, tzinfo=UTC)


def proposal(sender, kind, subject="cases_online"):
    code = SenderCode(sender) if sender else None
    return Proposal(code, ProposalKind(kind), subject, "words", "a letter", LATER)


def tally_of(*proposals, subject="cases_online"):
    return {row.kind: row for row in tally(proposals, ROADMAP) if row.subject == subject}


def test_of_the_workshops_proposals_only_cambodias_are_attributed():
    named = {
        (row.subject, row.kind): row.named for row in tally(ROADMAP.proposals, ROADMAP) if row.named
    }

    assert set(named.values()) == {("KHM",)}
    assert {subject for subject, kind in named if kind == "leave the list"} == {
        "households_social_protection", "child_protection_expenditure", "online_resources_shared",
    }  # fmt: skip
    assert ("cases_courts", "concern") in named
    assert [kind for _, kind in named].count("add") == 1
    heard = tally_of(*ROADMAP.proposals)["leave the list"]
    assert (heard.named, heard.unattributed, heard.needed) == ((), 1, 5)


def test_a_member_state_counts_once_with_what_it_said_last():
    row = tally_of(
        proposal("KHM", "move"), proposal("KHM", "remove"), proposal("LAO", "remove"),
        proposal("VNM", "move"), proposal("VNM", "keep"), proposal(None, "move"),
    )["leave the list"]  # fmt: skip

    assert (row.named, row.unattributed) == (("KHM", "LAO"), 1)


def test_only_leaving_a_list_has_a_number_that_is_needed():
    rows = tally_of(proposal("KHM", "concern"), proposal("KHM", "move"))

    assert (rows["concern"].needed, rows["leave the list"].needed) == (None, 5)


def outcomes(count, indicator="child_labour_5_17"):
    senders = ("BRN", "LAO", "MYS", "SGP", "THA")[:count]
    accepted = [reported(sender, 5, indicator=indicator) for sender in senders]
    return rule_of_five(vintage_of(*accepted, framework=ROADMAP), ROADMAP)


def test_only_indicators_two_or_one_short_are_looked_at():
    looked_at = [bool(could_supply(outcomes(count), ROADMAP)) for count in (2, 3, 4, 5)]

    assert looked_at == [False, True, True, False]


def test_a_row_names_the_members_own_sources_and_what_others_offer():
    """Cambodia named its labour force survey for A2; its own offers are not offered to itself."""
    rows = {row["Member State"]: row for row in could_supply(outcomes(4), ROADMAP)}

    assert set(rows) == {"KHM", "IDN", "MMR", "PHL", "SGP", "THA", "VNM"} - {"SGP"}
    assert "Cambodia Labour Force and Child Labour Survey (2012)" in rows["KHM"]["could come from"]
    assert "KHM:" not in rows["KHM"]["practice offered"]
    assert "KHM:" in rows["VNM"]["practice offered"]


def test_without_a_survey_the_rows_are_there_and_name_nothing():
    bare = replace(ROADMAP, context=replace(ROADMAP.context, data_sources=(), support_offers=()))

    rows = could_supply(outcomes(3), bare)

    assert {row["could come from"] for row in rows} == {"no source named in the survey"}
    assert {row["practice offered"] for row in rows} == {""}


FORM = describe(ROADMAP, FormKey.A_LIST, "1.0", 2021)
DUE = datetime(2021, 8, 31, 16, 59, tzinfo=UTC)
DEADLINE = ROADMAP.entry(RoundYear(2021), Phase.A_LIST_COLLECTION)
KHM = ROADMAP.member_state("KHM")
PLANNING = Supplier("KHM", "Ministry of Planning", "children_identified", "test")
NOT_SAID = ("overdue", "reject", "fail", "must", "Lao", "Viet Nam", "fewer than", "rule", "worst")


def items_of(*accepted, suppliers=()):
    vintage = vintage_of(*accepted, framework=ROADMAP)
    return open_items(vintage, "KHM", suppliers, ROADMAP, FORM)


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
    (item, *_) = items_of(suppliers=[PLANNING, replace(PLANNING, sender="LAO")])

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
    items = items_of(reported("LAO", 5), suppliers=[PLANNING])

    text = reminder(KHM, items, DEADLINE, DUE + timedelta(days=days), ROADMAP, is_sample=False)

    assert text.startswith("To the focal point for the Roadmap in Cambodia")
    assert "Thank you" in text
    assert "supplied by: Ministry of Planning" in text
    assert ("31 August 2021" in text) is names_a_day
    assert [word for word in NOT_SAID if word in text] == []


def test_a_gap_without_a_reason_is_asked_for_its_reason():
    items = items_of(reported("KHM", "m", indicator="campaign_activities", measure="activities"))

    text = reminder(KHM, items, DEADLINE, DUE, ROADMAP, is_sample=False)

    assert "we have: Not available. Please tell us the reason, if you know it." in text
    assert "nc (not collected)" in text
    assert "m (not available)" not in text


def test_where_nothing_is_open_the_text_is_thanks():
    text = reminder(KHM, (), DEADLINE, DUE, ROADMAP, is_sample=True)

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
