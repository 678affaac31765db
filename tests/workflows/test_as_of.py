"""The past can be had again: every query as of a date or a vintage."""

import pytest

from cl_pipeline.errors import NotFound, UsageError
from cl_pipeline.model.codes import DecisionKind, SubmissionState
from cl_pipeline.workflows.a_list_collection.submissions import list_submissions
from cl_pipeline.workflows.pipeline import pipeline_as_of
from cl_pipeline.workflows.round_facts import newest_vintage
from tests.builders.pipelines import consolidated, decided, traced
from tests.builders.submissions import child_labour


@pytest.fixture
def pipeline(pipeline):
    """A return on 1 July, a vintage on the 11th, a correction on the 21st, another vintage."""
    first = child_labour("1000").stored(pipeline)
    consolidated(pipeline, day=10)
    child_labour("1200").stored(pipeline, day=20, name="corrected")
    decided(pipeline, DecisionKind.WITHDRAW, first.submission_id, day=25)
    consolidated(pipeline, day=30)
    return pipeline


@pytest.mark.parametrize(
    ("when", "states"),
    [
        ("2021-06-30", []),
        ("2021-07-01", ["accepted"]),
        ("2021-07-21", ["superseded", "accepted"]),
        ("2021-07-26", ["withdrawn", "accepted"]),
        ("2021-07-26T00:30:00+07:00", ["superseded", "accepted"]),
    ],
)
def test_submissions_have_the_state_of_that_time(pipeline, when, states):
    found = list_submissions(pipeline_as_of(pipeline, when))

    assert [SubmissionState(state) for state in states] == [finding.state for finding in found]


def test_a_number_is_traced_as_of_a_date_and_as_of_a_vintage(pipeline):
    first = newest_vintage(pipeline_as_of(pipeline, "2021-07-15")).vintage_id

    numbers = [
        traced(pipeline_as_of(pipeline, when), "children").value.value
        for when in ("2021-07-15", first, "2021-08-01")
    ]

    assert numbers == [1000, 1000, 1200]


def test_before_the_first_vintage_there_is_none(pipeline):
    """The message says since when, for consolidating now would not change the past."""
    with pytest.raises(NotFound, match=r"2021 has not been consolidated yet; .* is of 2021-07-11"):
        newest_vintage(pipeline_as_of(pipeline, "2021-07-05"), pipeline.round(2021))
    with pytest.raises(NotFound, match="run `cl-pipeline consolidate --round 2022`"):
        newest_vintage(pipeline_as_of(pipeline, "2021-07-05"), pipeline.round(2022))


@pytest.mark.parametrize("when", ["soon", "2021-13-01", "2021-07-15T09:00:00", "V-2021-none"])
def test_an_invalid_time_is_refused(pipeline, when):
    with pytest.raises((UsageError, NotFound), match=r"use e\.g\.|there is no vintage"):
        pipeline_as_of(pipeline, when)
