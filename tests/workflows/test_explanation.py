"""Explain a number: the page, and the job of the web UI run in this process."""

import pytest

from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.workflows.lineage.explanation import explain
from tests.builders.pipelines import consolidated, decided
from tests.builders.submissions import child_labour


@pytest.fixture
def pipeline(pipeline):
    """A pipeline with one vintage."""
    child_labour("1000").stored(pipeline)
    consolidated(pipeline)
    return pipeline


def test_the_page_shows_the_number(pipeline):
    found = explain(pipeline, "A2", "Cambodia", "baseline", measure="children")

    page = found.path.read_text("utf-8")
    assert "1,000 children" in page
    assert "<script" not in page
    assert "http" not in page
    assert "**1,000 children**" in found.markdown


def test_what_a_sender_typed_is_not_interpreted_as_markup(pipeline):
    typed = child_labour(None, sender="LAO", source="<b>Survey</b> | [x](y)")
    typed.type_value("child_labour_5_17", "children", "7")
    typed.stored(pipeline, day=1)
    consolidated(pipeline, day=11)

    found = explain(pipeline, "A2", "LAO", "baseline", measure="children")

    page = found.path.read_text("utf-8")
    assert "&lt;b&gt;Survey" in page
    assert "<b>" not in page
    assert "<b>" not in found.markdown
    assert "&#124; &#91;x&#93;" in found.markdown


def test_a_number_that_is_not_there_gets_a_page_too(pipeline):
    sent = child_labour("9", sender="LAO").stored(pipeline, day=1)
    decided(pipeline, DecisionKind.WITHDRAW, sent.submission_id, day=2)

    found = explain(pipeline, "A2", "LAO", "baseline", measure="children")

    assert not found.is_there
    assert sent.submission_id in found.path.read_text("utf-8")
