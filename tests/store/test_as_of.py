"""The store as it stood at a moment, the register of questions and what a vintage rests on."""

import pytest

from cl_pipeline.errors import NotAllowed
from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.model.identity import RoundYear, submission_id
from cl_pipeline.model.question import QuestionStep
from cl_pipeline.store import Store
from tests.builders.drafts import arrive, day, digest_of, draft, save


@pytest.fixture
def corrected(store: Store) -> Store:
    """A return on the first day, a correction on the third, closed on the fifth."""
    arrive(store, "first", at=0)
    save(store, draft("first"))
    arrive(store, "second", at=2)
    save(store, draft("second"), at=2)
    store.decisions.add(
        DecisionKind.CLOSE_ROUND, RoundYear(2021), "2021",
        decided_by="SLOM", decided_at=day(4), reason="over",
    )  # fmt: skip
    return store


@pytest.mark.parametrize(
    ("at", "states", "decisions"),
    [(-1, [], 0), (0, ["accepted"], 0), (3, ["superseded", "accepted"], 0),
     (4, ["superseded", "accepted"], 1)],
)  # fmt: skip
def test_what_came_later_is_hidden(corrected, store_url, at, states, decisions):
    """Submissions, the state of each, what counts, and decisions."""
    with corrected.as_of(day(at)) as past:
        assert [submission.state.value for submission in past.submissions.list()] == states
        assert len(past.decisions.list()) == decisions
        speaking = {
            observation.submission_id for observation in past.observations.accepted(RoundYear(2021))
        }

    newest = [submission_id(digest_of(name)) for name in ("first", "second")][: len(states)]
    assert speaking == set(newest[-1:])


def test_the_present_is_not_touched(corrected, store_url):
    """A past that was looked at leaves everything where it is."""
    with corrected.as_of(day(0)) as past:
        past.submissions.list()

    assert len(corrected.submissions.list()) == 2


def test_the_past_takes_no_rows(corrected, store_url):
    """Nothing is written to what is over."""
    with (
        corrected.as_of(day(0)) as past,
        pytest.raises(NotAllowed),
    ):
        arrive(past, "third")


def test_who_speaks_for_a_sheet_is_told_for_every_standing_submission(corrected):
    """Both stand; the newer speaks."""
    first, second = (submission_id(digest_of(name)) for name in ("first", "second"))

    found = corrected.history.current_submissions("KHM", ["A2"], [2021])

    assert set(found) == {(first, "A2", second), (second, "A2", second)}


def test_a_question_keeps_its_number_and_everything_said(store):
    """The number is that of its first row."""
    said = {"stated_by": "SLOM", "stated_at": day(0)}
    first = store.asked_questions.add(QuestionStep.ASKED, "a|KHM|x", words="?", **said)
    store.asked_questions.add(QuestionStep.ASKED, "b|KHM|x", words="?", **said)
    store.asked_questions.add(
        QuestionStep.ANSWERED, "a|KHM|x", words="!", number=first.number, **said
    )

    found = store.asked_questions.list()

    assert [(finding.number, finding.state.value, len(finding.events)) for finding in found] == [
        (1, "answered", 2),
        (2, "asked", 1),
    ]
