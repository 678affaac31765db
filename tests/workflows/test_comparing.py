"""Figures compared over rounds: the signed baseline is kept, withheld figures are left out."""

import pytest

from cl_pipeline.model.codes import DecisionKind, Field
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.review.evaluation import progress_row
from cl_pipeline.workflows.round_facts import load_facts
from cl_pipeline.workflows.slom_review.comparisons import asean_rows, compared_with_baseline
from cl_pipeline.workflows.slom_review.decisions import decide
from tests.builders.pipelines import consolidated, on_day
from tests.builders.submissions import CHILD_LABOUR, child_labour


@pytest.fixture
def pipeline(pipeline):
    """A baseline of 1000 in 2020, signed; in 2022 it is restated to 1200 and 900 comes for 2021."""
    child_labour("1000").stored(pipeline, day=1)
    consolidated(pipeline, 2021, day=2)
    decide(
        on_day(pipeline, 3), DecisionKind.SIGN_OFF, "2021", decided_by="SLOM", reason="as agreed"
    )
    second = child_labour("900", round=2022, reference_year=2021)
    second.type_value(CHILD_LABOUR, "children", "1200", column="baseline", year=2017)
    second.type_entry(Field.REVISION_REASON, CHILD_LABOUR, "A new survey.", column="baseline")
    second.stored(pipeline, day=4, name="second")
    return pipeline


def facts_of(pipeline, round_year, day):
    """What is known about the round once it was consolidated on that day."""
    consolidated(pipeline, round_year, day=day)
    return load_facts(pipeline, RoundYear(round_year))


def test_change_is_taken_from_the_signed_baseline(pipeline):
    found = compared_with_baseline(facts_of(pipeline, 2022, day=5))

    (row,) = found.rows
    assert found.is_baseline_signed
    assert (progress_row(row)["change"], progress_row(row)["percent"]) == ("-100", "-10.0 %")
    assert [(proposal["in force"], proposal["proposed"]) for proposal in found.proposals] == [
        ("1000 (2020)", "1200 (2017)")
    ]


def test_until_a_baseline_is_signed_the_present_one_is_used(pipeline):
    decide(pipeline, DecisionKind.REVOKE, "1", decided_by="SLOM", reason="too early")

    found = compared_with_baseline(facts_of(pipeline, 2022, day=5))

    assert not found.is_baseline_signed
    assert [str(row.baseline.value) for row in found.rows] == ["1200"]
    assert found.proposals == ()


def test_a_withheld_figure_is_in_no_range(pipeline):
    child_labour("c", sender="LAO").stored(pipeline, day=6, name="withheld")

    rows = asean_rows(facts_of(pipeline, 2021, day=7))

    children = next(row for row in rows if row.indicator == CHILD_LABOUR)
    assert (children.reporting, children.highest) == (("KHM",), 1000)
