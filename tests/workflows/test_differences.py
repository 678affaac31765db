"""Two returns or vintages side by side, with what follows; returns that came again."""

from pathlib import Path

import pytest

from cl_pipeline.errors import UsageError
from cl_pipeline.lineage.difference_report import difference_document, difference_text
from cl_pipeline.model.codes import DecisionKind, Field
from cl_pipeline.workflows.a_list_collection.resubmissions import changes_since_last, changes_text
from cl_pipeline.workflows.lineage.differences import difference
from cl_pipeline.workflows.pipeline import Pipeline
from tests.builders.pipelines import consolidated, decided, pipeline_in, store_draft
from tests.builders.submissions import CHILD_LABOUR, child_labour


@pytest.fixture
def pipeline(tmp_path: Path) -> Pipeline:
    """A pipeline over an empty folder of this test."""
    return pipeline_in(tmp_path)


def test_a_return_sent_again_is_compared_with_the_one_before(pipeline: Pipeline) -> None:
    """The first has nothing before it; the second says what it says differently."""
    first = child_labour("1000").stored(pipeline)
    second = child_labour("1200").stored(pipeline, day=1, name="corrected")

    ((submission, found),) = changes_since_last(pipeline, [first, second])

    assert submission.submission_id == second.submission_id
    assert [change.by for change in found.changes] == [200]
    assert f"against {first.submission_id}, which came before it: 1 changed" in changes_text(
        submission, found
    )


def test_a_return_that_says_the_same_again_is_recognised(pipeline: Pipeline) -> None:
    """Saved anew, with other bytes and the same content."""
    first = child_labour().stored(pipeline)
    again = child_labour()
    again.type_entry(Field.AVAILABLE, CHILD_LABOUR, "yes", "yes")
    draft = again.draft()
    again.entries.clear()
    saved_anew = type(draft)(draft.digest, *[getattr(again.draft(), name) for name in (
        "identity", "institution", "contact_name", "contact_address", "filled_on", "sheets",
        "observations", "entries", "findings")])  # fmt: skip
    second = store_draft(pipeline, saved_anew, day=1, name="again")

    ((submission, found),) = changes_since_last(pipeline, [second])

    assert found.is_equal
    assert changes_text(submission, found).endswith(
        f"says the same as {first.submission_id}, which came before it"
    )


def test_the_effect_of_a_correction_goes_as_far_as_the_rule(pipeline: Pipeline) -> None:
    """A number that is taken back changes the value, the rate, the coverage and the outcome."""
    first = child_labour("1000").stored(pipeline)
    consolidated(pipeline)
    decided(pipeline, DecisionKind.CLOSE_ROUND, "2021", day=12)
    second = child_labour("m").stored(pipeline, day=11)

    found = difference(pipeline, first.submission_id, second.submission_id)

    assert {value.figure.key.measure for value in found.effect.values} == {"children", "pct"}
    assert [one.after.state.value for one in found.effect.coverage if one.after] == ["unexplained"]
    (outcome,) = found.effect.outcomes
    assert outcome.before and outcome.after
    assert (outcome.before.count, outcome.after.count) == (1, 0)
    assert [decision.kind for decision in found.effect.decisions] == [DecisionKind.CLOSE_ROUND]
    assert "1000 (2020) -> gap code m" in difference_text(found)


def test_the_effect_of_a_return_that_does_not_count_says_so(pipeline: Pipeline) -> None:
    """A late return: the effect is what it would be."""
    first = child_labour("1000").stored(pipeline)
    decided(pipeline, DecisionKind.CLOSE_ROUND, "2021", day=2)
    second = child_labour("2000").stored(pipeline, day=3)

    found = difference(pipeline, first.submission_id, second.submission_id)

    assert found.note.startswith(f"{second.submission_id} does not count now: it was received")
    assert [
        value.by for value in found.effect.values if value.figure.key.measure == "children"
    ] == [1000]


def test_two_vintages_differ_in_values_coverage_and_outcomes(pipeline: Pipeline) -> None:
    """A second return of another Member State comes between them."""
    child_labour("1000").stored(pipeline)
    before = consolidated(pipeline)
    child_labour("300", sender="LAO").stored(pipeline, day=11)
    after = consolidated(pipeline, day=12)

    found = difference(pipeline, before.vintage_id, after.vintage_id)

    assert {change.figure.sender for change in found.changes} == {"LAO"}
    document = difference_document(found)
    effect = document["effect"]
    assert isinstance(effect, dict)
    assert [one["after"] for one in effect["outcomes"]] == [["KHM", "LAO"]]


def test_a_vintage_is_not_compared_with_a_return(pipeline: Pipeline) -> None:
    """Both sides are of one kind."""
    sent = child_labour().stored(pipeline)
    consolidated(pipeline)

    with pytest.raises(UsageError, match="give two vintages"):
        difference(pipeline, "2021", sent.submission_id)


def revised(pipeline: Pipeline, *, reason: str) -> None:
    """Round 2022 revises the baseline."""
    child_labour("1000").stored(pipeline)
    later = child_labour(None, round=2022)
    later.type_value(CHILD_LABOUR, "children", "1100", column="baseline")
    if reason:
        later.type_entry(Field.REVISION_REASON, CHILD_LABOUR, reason, column="baseline")
    later.stored(pipeline, day=400)


def test_a_revision_of_an_earlier_year_is_asked_for_its_reason(pipeline: Pipeline) -> None:
    """The question says what stands and what the earlier return said."""
    revised(pipeline, reason="")

    asked = [one for one in consolidated(pipeline, 2022, day=410).questions
             if one.code == "REVISION_WITHOUT_REASON"]  # fmt: skip

    (question,) = asked
    assert question.found == "1100 (2020); an earlier round's return said 1000 (2020)"


def test_a_revision_with_a_reason_is_not_asked_about(pipeline: Pipeline) -> None:
    """The sentence stands in the same column of the form."""
    revised(pipeline, reason="The survey was weighted anew.")

    codes = {question.code for question in consolidated(pipeline, 2022, day=410).questions}

    assert "REVISION_WITHOUT_REASON" not in codes
