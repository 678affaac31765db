"""The register of feedback reports."""

from dataclasses import astuple

import pytest

from cl_pipeline.model.codes import Severity
from cl_pipeline.store import Store
from cl_pipeline.store.records import FeedbackDue, FeedbackWritten
from tests.builders.drafts import day, draft, note, receive, save, send

ASKS_BACK = draft("a", findings=(note(Severity.QUESTION),))


def written(due: FeedbackDue, *, to_mail: bool = False, at: int) -> FeedbackWritten:
    return FeedbackWritten(*astuple(due)[:4], "outgoing/KHM", to_mail, day(at), f"run-{at}")


def write_feedback(store: Store, *, to_mail: bool = False, at: int = 1) -> None:
    for due in store.feedback_reports.waiting():
        store.feedback_reports.record(written(due, to_mail=to_mail, at=at))


def waiting(store: Store) -> list[str]:
    return [due.submission_id for due in store.feedback_reports.waiting()]


def test_a_submission_with_feedback_waits_no_longer(store):
    send(store, draft("b"), at=0)
    send(store, draft("a"), at=1)
    before = waiting(store)

    write_feedback(store)

    assert before == [draft("b").submission_id, draft("a").submission_id]
    assert waiting(store) == []


def test_a_file_read_with_another_result_gets_feedback_again(store):
    send(store, draft("a"))
    write_feedback(store)
    save(store, draft("a"), at=2)
    receive(store, "a", path="2021/KHM/copy.xlsx", at=2)
    unchanged = waiting(store)

    save(store, ASKS_BACK, at=3)

    assert unchanged == []
    assert waiting(store) == [ASKS_BACK.submission_id]


def test_a_path_that_goes_back_to_a_file_gets_feedback_again(store):
    for at, name in enumerate("ab"):
        receive(store, name, path="2021/KHM/form.xlsx", at=at)
    save(store, draft("a"), draft("b"))
    write_feedback(store)

    receive(store, "a", path="2021/KHM/form.xlsx", at=2)

    assert waiting(store) == [draft("a").submission_id]


def test_feedback_recorded_twice_is_one_row(store):
    send(store, draft("a"))
    (due,) = store.feedback_reports.waiting()

    for at in (1, 2):
        store.feedback_reports.record(written(due, at=at))

    assert store.feedback_reports.list() == (written(due, at=1),)


@pytest.mark.parametrize("to_mail", [True, False])
def test_only_what_is_to_be_mailed_waits_for_the_mail(store, to_mail):
    send(store, draft("a"))
    write_feedback(store, to_mail=to_mail)

    to_send = store.feedback_reports.to_mail()
    for report in to_send:
        store.feedback_reports.record_mailed(report, at=day(2))

    assert len(to_send) == int(to_mail)
    assert store.feedback_reports.to_mail() == ()
    assert [report.mailed_at for report in store.feedback_reports.list()] == [
        day(2) if to_mail else None
    ]


def test_outdated_feedback_is_not_mailed(store):
    send(store, draft("a"))
    write_feedback(store, to_mail=True)
    save(store, ASKS_BACK, at=2)

    outdated = store.feedback_reports.to_mail()
    write_feedback(store, to_mail=True, at=3)

    assert outdated == ()
    assert [report.written_at for report in store.feedback_reports.to_mail()] == [day(3)]


def test_submissions_are_chosen_by_round_or_by_id(store):
    send(store, draft("a"), draft("b", round_year=2022))
    write_feedback(store)

    of_round = store.feedback_reports.of(round_year=2022)
    of_id = store.feedback_reports.of(draft("a").submission_id)

    assert [due.submission_id for due in of_round] == [draft("b").submission_id]
    assert [due.submission_id for due in of_id] == [draft("a").submission_id]
