"""A form version: draft, sent, commented on, final by decision."""

import pytest

from cl_pipeline.errors import NotAllowed, NotFound, UsageError
from cl_pipeline.forms.description import describe, version_differences
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.codes import DecisionKind, FormKey
from cl_pipeline.model.proposal import ConsultationKind
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.slom_review.decisions import decide
from cl_pipeline.workflows.template_finalisation.consultation import (
    changes_between,
    consult,
    step_row,
    version_states,
)

SENT, COMMENT, ANSWER = ConsultationKind


def status(pipeline: Pipeline) -> str:
    states = version_states(pipeline)
    return next(str(state.status) for state in states if state.version == "1.2")


def test_a_draft_is_consulted_once_sent_and_final_by_decision(pipeline):
    found = [status(pipeline)]
    consult(pipeline, "a_list", "1.2", SENT, body="SLOM", text="")
    consult(pipeline, "a_list", "1.2", COMMENT, body="SOMSWD", text="Please ask for the scheme.")
    found.append(status(pipeline))
    state = consult(pipeline, "a_list", "1.2", ANSWER, body="ASEC", text="Asked for in A12.")
    decide(pipeline, DecisionKind.FINAL_FORM, "a_list 1.2", decided_by="SLOM", reason="consulted")

    assert [*found, status(pipeline)] == ["draft", "consulted", "final"]
    assert [step_row(step)["step"] for step in state.steps] == [
        "sent to SLOM", "comment of SOMSWD", "answer of ASEC",
    ]  # fmt: skip
    assert state.steps[1].words == "Please ask for the scheme."


@pytest.mark.parametrize(
    ("version", "kind", "body", "text", "error"),
    [
        ("9.9", SENT, "SLOM", "", NotFound),
        ("1.2", SENT, " ", "", UsageError),
        ("1.2", COMMENT, "SLOM", " ", UsageError),
        ("1.2", COMMENT, "SLOM", "early", NotAllowed),
        ("1.1", SENT, "SLOM", "", NotAllowed),
    ],
    ids=["unknown", "to nobody", "without words", "not sent yet", "final already"],
)
def test_a_step_that_does_not_fit_the_status_is_refused(pipeline, version, kind, body, text, error):
    with pytest.raises(error):
        consult(pipeline, "a_list", version, kind, body=body, text=text)

    assert pipeline.store.consultation_steps.list() == ()


def test_what_a_newer_version_asks_is_listed_sheet_by_sheet(pipeline):
    more = changes_between(pipeline, "a_list", "1.0", "1.1")
    less = changes_between(pipeline, "a_list", "1.1", "1.0")

    asked = {change.sheet: change for change in more if change.what == "asked now"}
    assert any("progress" in detail for detail in asked["A2"].details)
    gone = {change.sheet: change.count for change in less if change.what == "no longer asked"}
    assert gone == {sheet: change.count for sheet, change in asked.items()}


def test_a_version_does_not_differ_from_itself():
    form = describe(load_framework(), FormKey.A_LIST, "1.1", 2022)

    assert version_differences(form, form) == ()
