"""The boundary of the rule of five through the store: with four current, the fifth decides."""

import pytest

from cl_pipeline.catalogue import finding
from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.round_facts import load_facts
from cl_pipeline.workflows.slom_review.vintages import current_vintage, outcomes_of
from tests.builders.pipelines import decided
from tests.builders.submissions import child_labour

FOUR = ("BRN", "IDN", "KHM", "LAO")


@pytest.fixture
def pipeline(pipeline):
    """Four Member States have reported A2."""
    for day, sender in enumerate(FOUR):
        child_labour(sender=sender).stored(pipeline, day=day)
    return pipeline


def count_of(pipeline: Pipeline, round_year: int = 2021) -> int:
    """How many count on A2 now."""
    vintage = current_vintage(load_facts(pipeline, RoundYear(round_year)))
    return next(row.count for row in outcomes_of(pipeline, vintage) if row.position == "A2")


@pytest.mark.parametrize(
    ("children", "sender", "count"),
    [("1000", "VNM", 5), ("0", "VNM", 5), (None, "VNM", 4), ("m", "VNM", 4), ("1000", "TLS", 4)],
    ids=["plain", "zero", "only a denominator", "missing", "not yet a member"],
)
def test_what_the_fifth_reports_decides(pipeline, children, sender, count):
    """A number counts, also zero; a gap, or a state that joins later, does not."""
    child_labour(children, sender=sender).stored(pipeline, day=5)

    assert count_of(pipeline) == count


def test_another_institution_of_one_of_the_four_is_no_fifth(pipeline):
    second = child_labour("1100", sender="KHM", institution="Ministry of Planning")
    second.stored(pipeline, day=5, name="second")

    assert count_of(pipeline) == 4


@pytest.mark.parametrize("code", ["CORRUPT", "NUMBER_UNCLEAR"])
def test_a_fifth_that_is_rejected_or_left_out_does_not_count(pipeline, code):
    fifth = child_labour(sender="VNM")
    headline = fifth.observations[0]
    place = {"sheet": headline.sheet, "cell": headline.cell} if code == "NUMBER_UNCLEAR" else {}
    fifth.stored(pipeline, finding(code, found="1.234", **place), day=5)

    assert count_of(pipeline) == 4


@pytest.mark.parametrize(
    ("closed", "kind", "count"),
    [
        (True, None, 4),
        (True, DecisionKind.ACCEPT_LATE, 5),
        (False, DecisionKind.WITHDRAW, 4),
    ],
    ids=["after closing", "accepted late", "withdrawn"],
)
def test_decisions_say_whether_the_fifth_counts(pipeline, closed, kind, count):
    if closed:
        decided(pipeline, DecisionKind.CLOSE_ROUND, "2021", day=4)
    sent = child_labour(sender="VNM").stored(pipeline, day=5)
    if kind:
        decided(pipeline, kind, sent.submission_id, day=6)

    assert count_of(pipeline) == count


def test_a_carried_value_does_not_count_in_the_next_round(pipeline):
    child_labour(sender="VNM", round=2022).stored(pipeline, day=400)

    assert (count_of(pipeline), count_of(pipeline, 2022)) == (4, 1)
