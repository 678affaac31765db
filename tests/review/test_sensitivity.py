"""The rule of five counted otherwise, alternative by alternative."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.codes import LateSubmissionPolicy, ObservationStatus
from cl_pipeline.review.rule_of_five import (
    rule_of_five,
    rule_sentences,
    sensitivity,
    sensitivity_rows,
)
from tests.builders.vintages import reported, small_framework, submission_name, vintage_of

ALTERNATIVES = load_framework().counting_alternatives
FRAMEWORK = small_framework(counting_alternatives=ALTERNATIVES)
MEMBERS = ("BRN", "IDN", "KHM", "LAO", "PHL", "VNM")


def four(**more):
    return [reported(sender, 5, **more) for sender in MEMBERS[:4]]


def sensitivities(*accepted, late_policy=(), not_by_decision=None, round_year=2021):
    """The sensitivity of each indicator; ``late_policy`` came after the round was closed."""

    def vintage(rows):
        return vintage_of(*rows, framework=FRAMEWORK, round_year=round_year)

    strict = accepted if not_by_decision is None else not_by_decision
    return sensitivity(
        {
            LateSubmissionPolicy.BY_DECISION: vintage(accepted),
            LateSubmissionPolicy.ALL: vintage([*accepted, *late_policy]),
            LateSubmissionPolicy.NONE: vintage(strict),
        },
        FRAMEWORK,
    )


def child_labour(*accepted, **more):
    return next(found for found in sensitivities(*accepted, **more) if found.position == "A2")


def counts(found):
    return {row.alternative: row.count for row in found.alternatives if row.changes_outcome}


def test_with_five_plain_figures_every_alternative_says_the_same():
    found = child_labour(*four(), reported("VNM", 5))

    assert found.is_robust
    needed = {submission_name(sender, 2021) for sender in (*MEMBERS[:4], "VNM")}
    assert set(found.rests_on) == needed


@pytest.mark.parametrize(
    ("fifth", "now", "other"),
    [
        (reported("VNM", 5, obs_status=ObservationStatus.ESTIMATED), 5, {"without_estimates": 4}),
        (reported("VNM", "c"), 5, {"withheld_not_counted": 4}),
        (reported("VNM", 5, conf_status="N"), 5, {"withheld_not_counted": 4}),
        (reported("VNM", "x"), 4, {"elsewhere_counted": 5}),
        (reported("VNM", 5, column="other_1"), 4, {"any_year": 5}),
        (reported("TLS", 5), 4, {"every_member_state": 5}),
        (reported("VNM", "m"), 4, {}),
        (reported("VNM", "nc"), 4, {}),
    ],
    ids=[
        "estimate", "withheld", "not to be shown", "elsewhere", "another year", "later member",
        "missing", "gap",
    ],
)  # fmt: skip
def test_the_fifth_decides_under_one_reading_only(fifth, now, other):
    found = child_labour(*four(), fifth)

    assert (found.count, counts(found)) == (now, other)


def test_in_a_later_round_its_own_column_alone_gives_another_count():
    carried = [reported(sender, 5) for sender in MEMBERS]
    due = [reported(sender, 5, column="2022", round_year=2022) for sender in MEMBERS[:2]]

    found = child_labour(*carried, *due, round_year=2022)

    assert (found.count, counts(found)) == (6, {"own_column_only": 2})


def test_a_submission_after_closing_is_counted_and_not_counted():
    """Not let in, it would make five; let in by decision, without it there would be four."""
    late = reported("VNM", 5)
    outside = child_labour(*four(), late_policy=[late])
    let_in = child_labour(*four(), late, not_by_decision=four())

    assert (outside.count, counts(outside)) == (4, {"after_closing_counted": 5})
    assert (let_in.count, counts(let_in)) == (5, {"after_closing_not_counted": 4})


@pytest.mark.parametrize(("reporting", "hangs"), [(3, False), (4, True), (5, True), (6, False)])
def test_an_outcome_depends_on_one_submission_at_four_and_five(reporting, hangs):
    """One more would make five of four, one less would make four of five."""
    found = child_labour(*[reported(sender, 5) for sender in MEMBERS[:reporting]])

    assert bool(found.rests_on or found.is_one_short) is hangs


def test_rows_mark_another_outcome_and_name_what_it_depends_on():
    found = sensitivities(*four(), reported("VNM", "c"))

    row = sensitivity_rows(found, FRAMEWORK)[1]

    assert row == {
        "indicator": "A2 Children 5–17 in child labour", "now": "5",
        "a": "5", "b": "5", "c": "5", "d": "5", "e": "4*", "f": "5", "g": "5", "h": "5", "i": "5",
        "depends on": "each of 5 submissions",
    }  # fmt: skip


def test_both_rules_are_named_with_their_source():
    first, second = rule_sentences(load_framework())

    assert "proposed strategy of the workshop" in first
    assert "the report of one Member State" in second
    assert all("document: 0" in row for row in (first, second))


def test_a_missing_vintage_is_named():
    """Whoever asks about returns after closing must have looked for them."""
    with pytest.raises(BrokenInvariant, match="needs the vintage"):
        sensitivity({LateSubmissionPolicy.BY_DECISION: vintage_of()}, FRAMEWORK)


GIVEN = st.sampled_from(["0", "7", "m", "nc", "c", "x", "n", "a"])
COLUMN = st.sampled_from(["baseline", "other_1"])
SENT = st.dictionaries(st.tuples(st.sampled_from((*MEMBERS, "TLS")), COLUMN), GIVEN)


def rows_of(sent):
    return [reported(sender, value, column=column) for (sender, column), value in sent.items()]


@given(SENT, st.randoms())
def test_the_count_in_force_is_that_of_the_rule_whatever_the_order(sent, chance):
    rows = rows_of(sent)
    shuffled = [*rows]
    chance.shuffle(shuffled)

    found = sensitivities(*rows)

    rule = rule_of_five(vintage_of(*rows, framework=FRAMEWORK), FRAMEWORK)
    assert [finding.reporting for finding in found] == [row.reporting for row in rule]
    assert sensitivities(*shuffled) == found


@given(SENT, st.sampled_from(MEMBERS), COLUMN)
def test_adding_a_valid_return_lowers_no_count(sent, sender, column):
    before = child_labour(*rows_of(sent))
    after = child_labour(*rows_of({**sent, (sender, column): "7"}))

    pairs = zip(after.alternatives, before.alternatives, strict=True)
    assert after.count >= before.count
    assert all(new.count >= old.count for new, old in pairs)


def test_without_alternatives_only_the_count_in_force_is_given():
    bare = replace(FRAMEWORK, counting_alternatives=())

    vintages = {LateSubmissionPolicy.BY_DECISION: vintage_of(*four(), framework=bare)}
    found = sensitivity(vintages, bare)

    assert found[1].alternatives == ()
