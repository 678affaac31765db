"""Proposals are counted by Member State; each sees only what could help it."""

from dataclasses import replace
from datetime import UTC, datetime

from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.identity import SenderCode
from cl_pipeline.model.proposal import Proposal, ProposalKind
from cl_pipeline.review.proposals import tally
from cl_pipeline.review.rule_of_five import could_supply, rule_of_five
from tests.builders.vintages import reported, vintage_of

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
    rows = {row.sender: row for row in could_supply(outcomes(4), ROADMAP)}

    assert set(rows) == {"KHM", "IDN", "MMR", "PHL", "SGP", "THA", "VNM"} - {"SGP"}
    assert "Cambodia Labour Force and Child Labour Survey (2012)" in rows["KHM"].sources
    assert not any(offer.startswith("KHM:") for offer in rows["KHM"].offers)
    assert any(offer.startswith("KHM:") for offer in rows["VNM"].offers)


def test_without_a_survey_the_rows_are_there_and_name_nothing():
    bare = replace(ROADMAP, context=replace(ROADMAP.context, data_sources=(), support_offers=()))

    rows = could_supply(outcomes(3), bare)

    assert {(row.sources, row.offers) for row in rows} == {((), ())}
