"""The register of feedback reports."""

import pytest

from cl_pipeline.store import Store
from cl_pipeline.store.records import FeedbackDue, FeedbackWritten
from tests.builders.drafts import day, draft, send

SENT = draft("a")


@pytest.fixture
def store(store: Store) -> Store:
    """A store with one submission."""
    send(store, SENT)
    return store


def due(version: str = "1", *, occasion: str = "sent", recipient: str = "KHM") -> FeedbackDue:
    return FeedbackDue(SENT.submission_id, recipient, version, occasion)


def write(store: Store, *wanted: FeedbackDue, to_mail: bool = True, at: int = 1) -> None:
    for each in store.feedback_reports.outdated(wanted):
        key = (each.submission_id, each.recipient, each.version, each.occasion)
        written = FeedbackWritten(*key, "outgoing/KHM", to_mail, day(at), f"run-{at}")
        store.feedback_reports.record(written)


def mail(store: Store, *present: FeedbackDue) -> list[tuple[str, str]]:
    """Send every mail that waits; recipient and version of each."""
    waiting = store.feedback_reports.to_mail(present)
    for report in waiting:
        store.feedback_reports.record_mailed(report, at=day(9))
    return [(report.recipient, report.version) for report in waiting]


def test_what_was_written_is_due_again_when_it_would_say_something_else(store):
    write(store, due("1"))

    assert store.feedback_reports.outdated([due("1")]) == ()
    assert store.feedback_reports.outdated([due("2")]) == (due("2"),)
    assert store.feedback_reports.outdated([due("1", recipient="LAO")]) != ()


def test_what_was_said_before_last_is_due_again(store):
    """A decision and its revocation: the drive has what was written last."""
    for version in ("1", "2"):
        write(store, due(version))

    assert store.feedback_reports.outdated([due("1")]) == (due("1"),)


def test_feedback_recorded_twice_is_one_row(store):
    write(store, due())
    (written,) = store.feedback_reports.list()

    store.feedback_reports.record(written)

    assert store.feedback_reports.list() == (written,)


@pytest.mark.parametrize("to_mail", [True, False])
def test_only_what_is_to_be_mailed_waits_for_the_mail(store, to_mail):
    write(store, due(), to_mail=to_mail)

    assert mail(store, due()) == ([("KHM", "1")] if to_mail else [])
    assert mail(store, due()) == []


def test_outdated_feedback_is_not_mailed(store):
    write(store, due("1"))

    assert mail(store, due("2")) == []
    write(store, due("2"))
    assert mail(store, due("2")) == [("KHM", "2")]


def test_each_recipient_gets_a_mail(store):
    both = (due(), due(recipient="LAO"))
    write(store, *both)

    assert mail(store, *both) == [("KHM", "1"), ("LAO", "1")]


def test_only_a_new_occasion_is_mailed_again(store):
    """A newer file that replaces this one is answered by itself."""
    write(store, due("1"))
    mail(store, due("1"))
    write(store, due("2"))
    same = mail(store, due("2"))
    write(store, due("3", occasion="withdrawn"))

    assert same == []
    assert mail(store, due("3", occasion="withdrawn")) == [("KHM", "3")]
