"""A declared correction applies while the submission reports the value it was declared for."""

import pytest

from cl_pipeline.catalogue import finding
from cl_pipeline.errors import NotAllowed, NotFound, UsageError
from cl_pipeline.lineage.documents import trace_document
from cl_pipeline.lineage.trace import trace_text
from cl_pipeline.workflows.a_list_collection.submissions import proposed_corrections
from cl_pipeline.workflows.lineage.differences import difference
from cl_pipeline.workflows.pipeline import Pipeline, pipeline_as_of
from cl_pipeline.workflows.slom_review.questions import declare_correction, take_correction_back
from tests.builders.pipelines import consolidated, on_day, traced
from tests.builders.submissions import child_labour

KEY = "child_labour_5_17|KHM|baseline|children|total"


@pytest.fixture
def pipeline(pipeline):
    """A return that says 1000 of 10000, and a vintage of it."""
    child_labour("1000").stored(pipeline)
    consolidated(pipeline)
    return pipeline


def declared(pipeline: Pipeline, **more: str) -> None:
    """The Secretariat declares 1100 for 1000, on the day after the vintage."""
    said = {
        "expected": "1000", "corrected": "1100", "declared_by": "the Secretariat",
        "reason": "a digit was lost", "evidence": "survey report, table 3",
    }  # fmt: skip
    declare_correction(on_day(pipeline, 11), KEY, **(said | more))


def codes(pipeline: Pipeline, *, day: int) -> dict[str, str]:
    return {question.code: question.found for question in consolidated(pipeline, day=day).questions}


def test_a_correction_is_in_the_next_vintage_and_what_was_typed_remains(pipeline):
    declared(pipeline)
    before = traced(pipeline, "children").value.value
    consolidated(pipeline, day=12)

    found = traced(pipeline, "children")

    text = trace_text(found, pipeline.framework_in_force())
    assert (before, found.value.value, found.observation.as_typed) == (1000, 1100, "1000")
    assert "corrected" in found.value.flags
    assert (
        "1000 corrected to 1100 by the Secretariat on 12 July 2021: a digit was lost "
        "(evidence: survey report, table 3)" in text
    )
    document = trace_document(found, pipeline.framework_in_force())["correction"]
    assert isinstance(document, dict)
    assert (document["expected"], document["corrected"]) == (1000, 1100)


def test_a_correction_is_read_like_a_figure_typed_into_the_form(pipeline):
    with pytest.raises(UsageError, match=r"1234 or 1\.234"):
        declared(pipeline, corrected="1.234")
    with pytest.raises(UsageError, match="unit of this row"):
        declared(pipeline, corrected="1100 households")
    declared(pipeline, corrected="1 100")
    consolidated(pipeline, day=12)

    assert traced(pipeline, "children").value.value == 1100


def test_a_rate_is_computed_from_the_corrected_count(pipeline):
    declared(pipeline)
    consolidated(pipeline, day=12)

    found = traced(pipeline, "pct")

    assert "100 × 1100 ÷ 10000, rounded to 11.00" in trace_text(
        found, pipeline.framework_in_force()
    )
    assert "corrected" in found.value.flags


def test_the_sender_is_asked_to_confirm_a_correction(pipeline):
    declared(pipeline)

    asked = codes(pipeline, day=12)

    assert asked["CORRECTED_BY_SECRETARIAT"].startswith("1000 corrected to 1100")


def test_a_changed_submission_stops_the_correction(pipeline):
    declared(pipeline)
    child_labour("1200").stored(pipeline, day=12, name="again")

    asked = codes(pipeline, day=13)

    assert traced(pipeline, "children").value.value == 1200
    assert "CORRECTED_BY_SECRETARIAT" not in asked
    assert asked["CORRECTION_STOPPED"].endswith("the submission reports 1200 now, and this is used")


def test_a_correction_taken_back_leaves_what_was_typed(pipeline):
    first = consolidated(pipeline, day=10)
    declared(pipeline)
    take_correction_back(
        on_day(pipeline, 12), KEY, declared_by="the Secretariat", reason="the report was wrong"
    )

    again = consolidated(pipeline, day=13)

    assert again.vintage_id == first.vintage_id
    assert [row.corrected for row in pipeline.store.corrections.list()] == [1100, None]


def test_a_correction_is_not_known_before_it_was_declared(pipeline):
    declared(pipeline)

    then = pipeline_as_of(pipeline, "2021-07-11").store.observations.accepted(2021)

    assert {row.correction_id for row in then} == {None}


def test_the_effect_of_a_new_return_is_reckoned_with_the_correction(pipeline):
    declared(pipeline)
    consolidated(pipeline, day=12)
    first, second = (
        *pipeline.store.submissions.list(),
        child_labour("1200").stored(pipeline, day=13, name="again"),
    )

    found = difference(pipeline, first.submission_id, second.submission_id)

    by = {value.row.key.measure: value.by for value in found.effect.values}
    assert by["children"] == 100


@pytest.mark.parametrize(
    ("given", "error_text", "words"),
    [
        ({"expected": "999"}, NotAllowed, "reports 1000, not 999"),
        ({"corrected": "many"}, UsageError, '"many" is not a number'),
        ({"corrected": "1000"}, UsageError, "1000 is already reported"),
        ({"evidence": " "}, UsageError, "where the evidence is"),
    ],
    ids=["another value reported", "no number", "nothing corrected", "no evidence"],
)
def test_a_correction_that_cannot_be_declared_says_why(pipeline, given, error_text, words):
    with pytest.raises(error_text, match=words):
        declared(pipeline, **given)

    assert pipeline.store.corrections.list() == ()


def test_only_reported_figures_are_corrected(pipeline):
    """Computed ones follow their inputs; what is not there cannot be corrected or taken back."""
    said = {"declared_by": "the Secretariat", "reason": "why"}
    rest = said | {"expected": "10", "corrected": "11", "evidence": "report"}

    with pytest.raises(NotAllowed, match="is computed; correct what it is computed from"):
        declare_correction(pipeline, KEY.replace("children", "pct"), **rest)
    with pytest.raises(NotFound, match="holds no number"):
        declare_correction(pipeline, "nothing|KHM|baseline|such|total", **rest)
    with pytest.raises(NotFound, match="no correction of"):
        take_correction_back(pipeline, KEY, **said)


def test_a_changed_figure_already_held_is_listed_as_a_proposal_while_its_form_is_current(pipeline):
    changed = finding(
        "KNOWN_FIGURE_CHANGED", found='"430000"', sheet="A2", cell="D29", shown="429,380 (2016)"
    )
    sent = child_labour(round=2022).stored(pipeline, changed, day=400)

    ((submission, proposed),) = proposed_corrections(pipeline)

    assert (submission.submission_id, proposed.place) == (sent.submission_id, "A2!D29")
    child_labour("7", round=2022).stored(pipeline, day=401, name="again")
    assert proposed_corrections(pipeline) == ()
