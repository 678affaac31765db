"""The register of questions: asked, answered, settled; open ones are in the review."""

import pytest

from cl_pipeline.errors import NotAllowed, NotFound, UsageError
from cl_pipeline.model.codes import Severity
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.question import QuestionStep
from cl_pipeline.workflows.a_list_collection.submissions import list_findings
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.slom_review.questions import ask, say_to
from tests.builders.pipelines import consolidated
from tests.builders.submissions import EDUCATION, child_labour

KEY = "child_labour_5_17|KHM|baseline|children|total"


@pytest.fixture
def pipeline(pipeline):
    """A pipeline with one vintage."""
    child_labour("1000").stored(pipeline)
    consolidated(pipeline)
    return pipeline


def shown(pipeline: Pipeline) -> list[str]:
    found = consolidated(pipeline, day=11).questions
    return [finding.found for finding in found if finding.code == "ASKED_ABOUT"]


def test_a_question_is_open_until_the_focal_point_confirms(pipeline):
    ask(pipeline, KEY, stated_by="A delegation", words="Is that so?")
    asked = shown(pipeline)
    say_to(pipeline, 1, QuestionStep.ANSWERED, stated_by="Secretariat", words="As typed.")
    answered = shown(pipeline)
    say_to(pipeline, 1, QuestionStep.CONFIRMED, stated_by="Ministry of Labour", words="Yes.")

    assert asked == ["question 1 by A delegation: Is that so?"]
    assert answered == [f"{asked[0]}; answered by Secretariat: As typed."]
    assert shown(pipeline) == []
    (question,) = pipeline.store.question_events.questions()
    assert [event.words for event in question.events] == ["Is that so?", "As typed.", "Yes."]


def test_two_institutions_on_one_indicator_are_asked_which_counts(pipeline):
    child_labour("1200", institution=EDUCATION).stored(pipeline, day=5, name="education")

    found = consolidated(pipeline, day=11).questions

    about = ("TWO_INSTITUTIONS", "KHM", "child_labour_5_17")
    assert about in [(row.code, row.sender, row.indicator) for row in found]


def test_each_question_has_its_own_number(pipeline):
    numbers = [ask(pipeline, KEY, stated_by="Somebody", words="Why?").number for _ in range(2)]

    assert numbers == [1, 2]


def test_a_settled_question_takes_no_more_steps(pipeline):
    ask(pipeline, KEY, stated_by="A delegation", words="Is that so?")
    say_to(pipeline, 1, QuestionStep.CORRECTED, stated_by="Ministry", words="A return follows.")

    with pytest.raises(NotAllowed, match="question 1 is corrected"):
        say_to(pipeline, 1, QuestionStep.ANSWERED, stated_by="Secretariat", words="Late.")


def test_a_confirmed_figure_is_not_asked_about_again(pipeline):
    ask(pipeline, KEY, stated_by="A delegation", words="So many?")
    say_to(pipeline, 1, QuestionStep.CONFIRMED, stated_by="Ministry of Labour", words="Yes.")

    for day, children in ((3, "1000"), (4, "1001")):
        typed = child_labour(children)
        at = typed.observations[0]
        words = ("much more than before", "a figure like the others", "please confirm it")
        unusual = Finding(
            "RATE_DIFFERS", Severity.QUESTION, at.sheet, at.cell, *words, at.key.indicator
        )
        sent = typed.stored(pipeline, unusual, day=day, name=f"again_{children}")
        open_now = list_findings(pipeline, only_current=True)
        is_asked = any(item.code == "RATE_DIFFERS" for _, item in open_now)
        assert is_asked == (children == "1001")
        stored = pipeline.store.submissions.findings(submission_id=sent.submission_id)
        assert [item.code for _, item in stored] == ["RATE_DIFFERS"]


def test_only_numbers_and_questions_that_are_there(pipeline):
    with pytest.raises(NotFound, match="holds no number"):
        ask(pipeline, "nothing|such", stated_by="Somebody", words="What?")
    with pytest.raises(NotFound, match="there is no question 7"):
        say_to(pipeline, 7, QuestionStep.ANSWERED, stated_by="Secretariat", words="?")
    with pytest.raises(UsageError, match="a body or role"):
        ask(pipeline, KEY, stated_by=" ", words="What?")
