"""The store as of an earlier instant."""

import pytest

from cl_pipeline.errors import NotAllowed
from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.model.identity import RoundYear, submission_id
from cl_pipeline.store import Store
from tests.builders.drafts import day, decide, digest_of, draft, receive, save

FIRST, SECOND = (submission_id(digest_of(name)) for name in ("first", "second"))


@pytest.fixture
def corrected(store) -> Store:
    """A submission on the first day, a corrected one on the third, closed on the fifth."""
    receive(store, "first", at=0)
    save(store, draft("first"))
    receive(store, "second", at=2)
    save(store, draft("second"), at=2)
    decide(store, DecisionKind.CLOSE_ROUND, "2021", at=4)
    return store


@pytest.mark.parametrize(
    ("at", "states", "current", "decisions"),
    [
        pytest.param(-1, [], set(), 0, id="before-everything"),
        pytest.param(0, ["accepted"], {FIRST}, 0, id="first"),
        pytest.param(3, ["superseded", "accepted"], {SECOND}, 0, id="second"),
        pytest.param(4, ["superseded", "accepted"], {SECOND}, 1, id="closed"),
    ],
)
def test_what_came_later_is_hidden(corrected, at, states, current, decisions):
    past = corrected.as_of(day(at))

    assert [submission.state.value for submission in past.submissions.list()] == states
    assert len(past.received_files.list()) == len(states)
    assert len(past.decisions.list()) == decisions
    accepted = past.observations.accepted(RoundYear(2021))
    assert {value.submission_id for value in accepted} == current


def test_the_present_is_not_changed(corrected):
    past = corrected.as_of(day(0))

    assert len(past.submissions.list()) == 1
    assert len(corrected.submissions.list()) == 2
    assert len(past.as_of(None).submissions.list()) == 2


def test_the_past_takes_no_rows(corrected):
    with pytest.raises(NotAllowed):
        receive(corrected.as_of(day(0)), "third")


def test_the_current_submission_of_a_sheet_is_named_for_all_that_count(corrected):
    found = corrected.history.current_submissions("KHM", ["A2"], [2021])

    assert set(found) == {(FIRST, "A2", SECOND), (SECOND, "A2", SECOND)}
