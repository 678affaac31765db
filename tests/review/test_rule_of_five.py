from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cl_pipeline.model.codes import ListLetter
from cl_pipeline.publication.coverage import coverage_table
from cl_pipeline.review.rule_of_five import rule_of_five
from tests.builders.vintages import COUNTRIES, FRAMEWORK, reported, vintage_of

ROUND = st.sampled_from([2021, 2022, 2023])
MEMBERS = ("BRN", "IDN", "KHM", "LAO", "PHL", "VNM")


def _outcome(*accepted, round_year=2021):
    vintage = vintage_of(*accepted, round_year=round_year)
    return next(row for row in rule_of_five(vintage, FRAMEWORK) if row.position == "A2")


def _four(**more):
    return [reported(sender, 5, **more) for sender in MEMBERS[:4]]


FIFTH = {
    "four": ([], False),
    "five": ([reported("VNM", 5)], True),
    "zero is a report": ([reported("VNM", 0)], True),
    "withheld is a report": ([reported("VNM", "c")], True),
    "missing is none": ([reported("VNM", "m")], False),
    "an explained gap is none": ([reported("VNM", "nc")], False),
    "only a denominator": ([reported("VNM", 5, measure="population")], False),
    "only another year": ([reported("VNM", 5, column="other_1")], False),
    "not yet a member": ([reported("TLS", 5)], False),
    "one country twice is one": ([reported("KHM", "4.2", measure="pct")], False),
}


@pytest.mark.parametrize(("fifth", "meets"), FIFTH.values(), ids=FIFTH)
def test_the_boundary_of_the_rule(fifth, meets):
    outcome = _outcome(*_four(), *fifth)

    assert outcome.meets_threshold is meets
    assert outcome.count == (5 if meets else 4)
    assert outcome.suggestion == ("keep" if meets else "assess_feasibility")


def test_the_reason_can_be_read_out():
    few, enough = _outcome(*_four()), _outcome(*_four(), reported("VNM", 5))

    assert few.reason == (
        "4 of 6 Member States reported, in the baseline or a yearly column; fewer than 5, so it is "
        "proposed to assess its feasibility for the B list, and otherwise to move it to the C "
        "list; SLOM decides."
    )
    assert enough.reason == (
        "5 of 6 Member States reported, in the baseline or a yearly column; 5 or more, so it is "
        "proposed to stay; SLOM decides."
    )
    other = reported("VNM", 5, indicator="young_workers")
    assert _outcome(other).reason.startswith("None of 6 Member States reported")


def test_nothing_is_proposed_for_what_nobody_could_report():
    """Nothing has come in at all, or no form of the round asks for the indicator."""
    vintage = vintage_of(reported("VNM", 5, indicator="young_workers"))
    without_form = replace(FRAMEWORK, form_versions=())

    empty, unasked = _outcome(), rule_of_five(vintage, without_form)[1]

    assert (empty.suggestion, unasked.suggestion) == ("nothing", "nothing")
    assert empty.reason == "Nothing has come in yet, so nothing is proposed."
    assert unasked.reason == "No form has asked for it yet, so nothing is proposed."


def test_one_outcome_per_indicator_in_list_order_with_evidence_per_state():
    outcomes = rule_of_five(vintage_of(round_year=2022), FRAMEWORK)

    assert [outcome.position for outcome in outcomes] == ["A1", "A2", "A3"]
    for outcome in outcomes:
        assert [entry.sender for entry in outcome.evidence] == sorted(COUNTRIES)


ANY_YEAR = st.sampled_from(["baseline", "2022", "2023", "2024", "other_1"])


@given(st.dictionaries(st.sampled_from(MEMBERS), st.tuples(ANY_YEAR, ROUND)))
def test_a_baseline_or_yearly_figure_up_to_the_round_counts_whichever_round_brought_it(sent):
    """Next to it the column of the round says who reported this year, and proposes nothing."""
    accepted = [
        reported(sender, 5, column=column, round_year=year)
        for sender, (column, year) in sent.items()
    ]

    outcome = _outcome(*accepted, round_year=2023)

    columns = {sender: column for sender, (column, _) in sent.items()}
    counting = {who for who, column in columns.items() if column in ("baseline", "2022", "2023")}
    assert set(outcome.reporting) == counting
    row = coverage_table(vintage_of(*accepted, round_year=2023), FRAMEWORK).records()[1]
    assert (row["count"], row["in_column"]) == (outcome.count, list(columns.values()).count("2023"))


def test_evidence_is_the_newest_report_else_a_reason():
    """A baseline and a later figure: the later; a reason and then silence: the reason."""
    accepted = [
        reported("KHM", 5),
        reported("KHM", 6, column="2022", round_year=2022),
        reported("LAO", "nc"),
    ]

    evidence = {row.sender: row for row in _outcome(*accepted, round_year=2023).evidence}

    assert (evidence["KHM"].column, evidence["KHM"].detail) == ("2022", "children 6 (2016)")
    assert (evidence["LAO"].column, evidence["LAO"].detail) == ("baseline", "Not collected")


@given(
    st.sets(st.sampled_from(MEMBERS)),
    st.sampled_from(MEMBERS),
    st.one_of(st.integers(0, 10**6), st.sampled_from(["m", "nc", "c"])),
)
def test_a_further_return_never_lowers_a_count(senders, added, value):
    before = [reported(sender, 5) for sender in sorted(senders)]
    after = [*before, reported(added, value, indicator="children_identified")]

    counts = [
        [row.count for row in rule_of_five(vintage_of(*accepted), FRAMEWORK)]
        for accepted in (before, after)
    ]

    assert all(new >= old for old, new in zip(*counts, strict=True))
    assert len(counts[0]) == len(FRAMEWORK.on_list(ListLetter.A))
