"""Differences of two submissions or vintages with their effect; repeated submissions."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cl_pipeline.errors import UsageError
from cl_pipeline.lineage.difference_report import difference_document, difference_text
from cl_pipeline.model.codes import DecisionKind, Field
from cl_pipeline.model.identity import Digest, submission_id
from cl_pipeline.model.vintage import Vintage
from cl_pipeline.workflows.a_list_collection.submissions import (
    changes_since_last,
    changes_text,
    versions_of_current,
)
from cl_pipeline.workflows.lineage.differences import difference
from cl_pipeline.workflows.slom_review.decisions import decide
from tests.builders.pipelines import consolidated, decided, store_draft
from tests.builders.submissions import CHILD_LABOUR, child_labour


def test_a_submission_sent_again_is_compared_with_the_one_before(pipeline):
    first = child_labour("1000").stored(pipeline)
    second = child_labour("1200").stored(pipeline, day=1, name="corrected")

    ((submission, found),) = changes_since_last(pipeline, [first, second])

    assert submission.submission_id == second.submission_id
    assert [change.by for change in found.changes] == [200]
    assert f"{first.submission_id}: 1 changed" in changes_text(submission, found)


def test_a_submission_with_the_same_content_is_recognised(pipeline):
    first = child_labour().stored(pipeline)
    digest = Digest("ab" * 32)
    saved_again = replace(
        child_labour().draft(), digest=digest, submission_id=submission_id(digest)
    )
    second = store_draft(pipeline, saved_again, day=1, name="again")

    ((submission, found),) = changes_since_last(pipeline, [second])

    assert found.is_equal
    assert first.submission_id in changes_text(submission, found)


def test_the_effect_of_a_correction_includes_the_rule_of_five(pipeline):
    first = child_labour("1000").stored(pipeline)
    consolidated(pipeline)
    decided(pipeline, DecisionKind.CLOSE_ROUND, "2021", day=12)
    second = child_labour("m").stored(pipeline, day=11)

    found = difference(pipeline, first.submission_id, second.submission_id)

    assert {change.row.key.measure for change in found.effect.values} == {"children", "pct"}
    assert [change.after.state.value for change in found.effect.coverage if change.after] == [
        "unexplained"
    ]
    (outcome,) = found.effect.outcomes
    assert outcome.before and outcome.after
    assert (outcome.before.count, outcome.after.count) == (1, 0)
    assert [decision.kind for decision in found.effect.decisions] == [DecisionKind.CLOSE_ROUND]
    assert "1000 (2020) -> gap code m" in difference_text(found)


def test_the_difference_to_a_submission_that_does_not_count_has_a_note(pipeline):
    """A late submission: the effect is what it would be."""
    first = child_labour("1000").stored(pipeline)
    decided(pipeline, DecisionKind.CLOSE_ROUND, "2021", day=2)
    second = child_labour("2000").stored(pipeline, day=3)

    found = difference(pipeline, first.submission_id, second.submission_id)

    assert found.note.startswith(second.submission_id)
    amounts = {change.row.key.measure: change.by for change in found.effect.values}
    assert amounts["children"] == 1000


def test_two_vintages_differ_in_values_coverage_and_outcomes(pipeline):
    child_labour("1000").stored(pipeline)
    before = consolidated(pipeline)
    child_labour("300", sender="LAO").stored(pipeline, day=11)
    after = consolidated(pipeline, day=12)

    found = difference(pipeline, before.vintage_id, after.vintage_id)

    assert {change.row.sender for change in found.changes} == {"LAO"}
    (outcome,) = difference_document(found)["effect"]["outcomes"]
    assert outcome["after"] == ["KHM", "LAO"]


def test_a_vintage_is_not_compared_with_a_submission(pipeline):
    sent = child_labour().stored(pipeline)
    consolidated(pipeline)

    with pytest.raises(UsageError, match="two vintages"):
        difference(pipeline, "2021", sent.submission_id)


@pytest.mark.parametrize("reason", ["", "The survey was weighted again."])
def test_a_revision_of_an_earlier_year_is_asked_for_its_reason(pipeline, reason):
    child_labour("1000").stored(pipeline)
    later = child_labour(None, round=2022)
    later.type_value(CHILD_LABOUR, "children", "1100", column="baseline")
    if reason:
        later.type_entry(Field.REVISION_REASON, CHILD_LABOUR, reason, column="baseline")
    later.stored(pipeline, day=400)

    vintage = consolidated(pipeline, 2022, day=410)

    found = [row.found for row in vintage.questions if row.code == "REVISION_WITHOUT_REASON"]
    place = later.observations[-1].cell
    assert found == ([] if reason else [
        f"1100 (2020) in 2022/KHM/a_list.xlsx, A2!{place}, received on 5 August 2022; we keep "
        f"1000 (2020) in 2021/KHM/a_list.xlsx, A2!{place}, received on 1 July 2021"
    ])  # fmt: skip
    assert children_in(vintage) == (1100 if reason else 1000)


def children_in(vintage: Vintage) -> Decimal | None:
    """The number of children in the baseline."""
    (found,) = (
        value.value
        for value in vintage.values
        if (value.key.measure, value.key.column) == ("children", "baseline")
    )
    return found


def test_the_officer_accepts_a_revision_and_takes_that_back(pipeline):
    child_labour("1000").stored(pipeline)
    later = child_labour(None, round=2022)
    later.type_value(CHILD_LABOUR, "children", "1100", column="baseline", year=2021)
    sent = later.stored(pipeline, day=400)
    kept = consolidated(pipeline, 2022, day=410)
    details = {"decided_by": "Ministry of Labour", "reason": "weighted again", "details": "A2"}
    versions = [versions_of_current(pipeline)]

    decide(pipeline, DecisionKind.ACCEPT_REVISION, sent.submission_id, **details)
    accepted = consolidated(pipeline, 2022, day=411)
    versions.append(versions_of_current(pipeline))
    decided(pipeline, DecisionKind.REVOKE, "1", day=412)
    taken_back = consolidated(pipeline, 2022, day=413)

    assert [children_in(vintage) for vintage in (kept, accepted, taken_back)] == [1000, 1100, 1000]
    assert [len(vintage.questions) for vintage in (kept, accepted, taken_back)] == [1, 0, 1]
    assert kept.vintage_id == taken_back.vintage_id != accepted.vintage_id
    assert versions[0] != versions[1]


def test_a_small_count_is_not_named_in_the_question_about_it(pipeline):
    child_labour("1000").stored(pipeline)
    later = child_labour(None, round=2022)
    later.type_value(CHILD_LABOUR, "children", "2", column="baseline")
    later.stored(pipeline, day=400)

    (question,) = consolidated(pipeline, 2022, day=410).questions

    assert question.found.startswith("a figure (not repeated here) in 2022/KHM")
    assert "1000" not in question.found
