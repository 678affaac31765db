"""The register of answers, on each database."""

import pytest

from cl_pipeline.model.codes import Severity
from cl_pipeline.store import Store
from tests.builders.drafts import arrive, day, draft, note, save, send


def answered(store: Store, *, to_mail: bool = False, at: int = 1) -> None:
    """Everything that waits is answered on that day."""
    for one in store.feedback_reports.waiting():
        store.feedback_reports.record(
            one, folder="outgoing/KHM", is_to_be_mailed=to_mail, at=day(at), run_id=f"run-{at}"
        )


def test_what_was_answered_waits_no_longer(store: Store) -> None:
    """In order of receipt before, none after."""
    send(store, draft("b"), at=0)
    send(store, draft("a"), at=1)
    before = [one.submission_id for one in store.feedback_reports.waiting()]

    answered(store)

    assert before == [draft("b").submission_id, draft("a").submission_id]
    assert store.feedback_reports.waiting() == ()


def test_a_file_read_with_another_result_is_answered_again(store: Store) -> None:
    """The same result again is not."""
    send(store, draft("a"))
    answered(store)
    save(store, draft("a"), at=2)
    same = store.feedback_reports.waiting()

    save(store, draft("a", findings=(note(Severity.QUESTION),)), at=3)

    assert same == ()
    assert [one.submission_id for one in store.feedback_reports.waiting()] == [
        draft("a").submission_id
    ]


def test_the_same_file_at_another_place_is_not_answered_again(store: Store) -> None:
    """An answer is about what was read."""
    send(store, draft("a"))
    answered(store)

    arrive(store, "a", path="2021/KHM/copy.xlsx", at=2)

    assert store.feedback_reports.waiting() == ()


def test_an_answer_recorded_twice_is_one(store: Store) -> None:
    """As after a call that was killed."""
    send(store, draft("a"))
    (one,) = store.feedback_reports.waiting()

    for at in (1, 2):
        store.feedback_reports.record(
            one, folder="p", is_to_be_mailed=False, at=day(at), run_id=f"run-{at}"
        )

    (written,) = store.feedback_reports.list()
    assert (written.written_at, written.run_id) == (day(1), "run-1")


@pytest.mark.parametrize("to_mail", [True, False])
def test_only_what_is_to_be_mailed_waits_for_the_mail(store: Store, to_mail: bool) -> None:
    """Until a server took it."""
    send(store, draft("a"))
    answered(store, to_mail=to_mail)

    waiting = store.feedback_reports.to_mail()
    for one in waiting:
        store.feedback_reports.record_mailed(one, at=day(2))

    assert len(waiting) == int(to_mail)
    assert store.feedback_reports.to_mail() == ()
    assert [answer.mailed_at for answer in store.feedback_reports.list()] == [
        day(2) if to_mail else None
    ]


def test_an_answer_overtaken_by_another_read_is_not_mailed(store: Store) -> None:
    """The newer one is."""
    send(store, draft("a"))
    answered(store, to_mail=True)
    save(store, draft("a", findings=(note(Severity.QUESTION),)), at=2)

    overtaken = store.feedback_reports.to_mail()
    answered(store, to_mail=True, at=3)

    assert overtaken == ()
    assert [one.written_at for one in store.feedback_reports.to_mail()] == [day(3)]


def test_answers_are_chosen_by_round_or_by_submission(store: Store) -> None:
    """Whether they were answered or not."""
    send(store, draft("a"), draft("b", round_year=2022))
    answered(store)

    of_round = store.feedback_reports.of(round_year=2022)
    of_one = store.feedback_reports.of(draft("a").submission_id)

    assert [one.submission_id for one in of_round] == [draft("b").submission_id]
    assert [one.submission_id for one in of_one] == [draft("a").submission_id]
