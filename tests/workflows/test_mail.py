"""Mail: feedback handed to a real server on loopback."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from cl_pipeline.errors import BrokenInvariant, MailUnavailable, SettingsError
from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.settings import MailSettings, read_settings
from cl_pipeline.workflows.a_list_collection import prepared_feedback
from cl_pipeline.workflows.a_list_collection.feedback import write_feedback
from cl_pipeline.workflows.a_list_collection.submissions import list_submissions
from cl_pipeline.workflows.doctor import examine
from cl_pipeline.workflows.slom_review.decisions import decide
from tests.builders.office import perfect, value
from tests.builders.samba import free_port

ADDRESS = "labour@example.org"


class Mailbox:
    """What the server took; recipients in ``refuses`` are refused."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refuses: set[str] = set()

    async def handle_RCPT(  # noqa: N802 - the server's own name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.refuses:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    """A mail server on loopback, and its port."""
    box, port = Mailbox(), free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box, port
    server.stop()


@pytest.fixture
def office(office):
    """An office with a focal point and a submission with an unclear cell."""
    office.register("KHM", ADDRESS)
    office.send("KHM", content=perfect().file((value("children", sex="F"), "about 98765")))
    return office


def examined_mail(office, port):
    """What the doctor reports of the mail server at that port."""
    settings = office.with_mail(port).pipeline.settings
    (mail,) = (row for row in examine(settings) if row.name == "mail")
    return mail


def test_no_figure_goes_to_a_server_without_encryption(office, mailbox):
    """Anyone on the way can read it, and can hide that the server offers encryption."""
    box, port = mailbox

    with pytest.raises(MailUnavailable, match="offers no encryption"):
        write_feedback(office.with_mail(port, may_be_in_clear=False).pipeline)

    assert box.mails == []
    write_feedback(office.with_mail(port).pipeline)
    assert len(box.mails) == 1


def test_the_doctor_says_that_mails_to_a_server_without_starttls_are_not_encrypted(office, mailbox):
    _, port = mailbox

    mail = examined_mail(office, port)

    assert not mail.ok and "CL_MAIL_IN_CLEAR" in mail.do
    assert f"127.0.0.1:{port}" in mail.found
    assert "not encrypted" in mail.found


def test_the_doctor_says_that_the_mail_server_cannot_be_reached(office):
    port = free_port()

    mail = examined_mail(office, port)

    assert not mail.ok
    assert f"127.0.0.1:{port}" in mail.found


def test_feedback_is_mailed_to_the_focal_point(office, mailbox):
    box, port = mailbox

    answered = write_feedback(office.with_mail(port).pipeline)

    (mail,) = box.mails
    body = mail.get_body()
    assert answered.mailed == tuple(
        feedback.submission.submission_id for feedback in answered.written
    )
    assert (mail["From"], mail["To"]) == ("roadmap@example.org", ADDRESS)
    assert mail["Date"] == "Thu, 15 Jul 2021 02:00:00 +0000"
    assert mail["X-Unsent"] is None
    assert body is not None
    assert "98765" not in body.get_content()
    assert [part.get_filename() for part in mail.iter_attachments()] == [
        "KHM_2021_a_list_feedback.html",
        "KHM_2021_a_list_feedback.xlsx",
    ]


def test_a_mail_that_was_taken_is_not_sent_again(office, mailbox):
    box, port = mailbox
    pipeline = office.with_mail(port).pipeline
    (written,) = write_feedback(pipeline).written

    write_feedback(pipeline)
    write_feedback(pipeline, submission_id=written.submission.submission_id)

    assert len(box.mails) == 1


def test_both_member_states_get_a_mail_about_a_held_file(office, mailbox):
    """Each in a mail of its own, so that neither sees the other's addresses."""
    box, port = mailbox
    office.register("LAO", "lao@example.org")
    office.save("2021/LAO/held.xlsx", perfect().file((value("children", sex="F"), "54321")))
    office.take_in()

    write_feedback(office.with_mail(port).pipeline)

    held = [mail for mail in box.mails if "lies in the folder of another" in str(mail.get_body())]
    assert sorted(mail["To"] for mail in held) == [ADDRESS, "lao@example.org"]
    assert not any("54321" in str(mail) for mail in held)


def test_a_decision_is_mailed_and_a_newer_file_is_not_mailed_twice(office, mailbox):
    box, port = mailbox
    mailing = office.with_mail(port)
    write_feedback(mailing.pipeline)
    mailing.send("KHM")
    write_feedback(mailing.pipeline)
    (_, newest) = list_submissions(mailing.pipeline)
    sent = len(box.mails)

    decide(
        mailing.pipeline, DecisionKind.WITHDRAW, newest.submission_id, decided_by="SLOM",
        reason="By mistake.",
    )  # fmt: skip
    write_feedback(mailing.pipeline)

    assert (sent, len(box.mails)) == (2, 3)
    assert "was withdrawn by a decision" in str(box.mails[-1].get_body())


def test_the_sample_is_never_mailed(office, mailbox):
    """An illustration must not reach a ministry as feedback."""
    box, port = mailbox
    office.register("LAO", "lao@example.org")
    office.send("LAO", content=perfect("LAO", is_sample=True).file())

    answered = write_feedback(office.with_mail(port).pipeline)

    assert len(answered.written) == 2
    assert [mail["To"] for mail in box.mails] == [ADDRESS]


def test_a_refused_address_stops_no_other_and_is_tried_again(office, mailbox):
    box, port = mailbox
    pipeline = office.with_mail(port).pipeline
    office.register("LAO", "lao@example.org")
    office.send("LAO")
    box.refuses = {ADDRESS}

    first = write_feedback(pipeline)
    box.refuses = set()
    second = write_feedback(pipeline)

    ((refused, why),) = first.refused
    assert (len(first.mailed), why) == (1, f"{ADDRESS}: 550 no such mailbox")
    assert second.mailed == (refused,)
    assert [mail["To"] for mail in box.mails] == ["lao@example.org", ADDRESS]


def test_a_mail_refused_for_one_of_two_addresses_is_reported(office, mailbox):
    box, port = mailbox
    office.register("KHM", "statistics@example.org")
    box.refuses = {ADDRESS}
    pipeline = office.with_mail(port).pipeline

    first = write_feedback(pipeline)
    second = write_feedback(pipeline)

    assert [why for _, why in first.not_taken] == [f"{ADDRESS}: 550 no such mailbox"]
    assert (len(first.mailed), first.refused) == (1, ())
    assert (second.mailed, second.not_taken) == ((), ())


def test_a_failure_of_ours_is_not_reported_as_the_mail_servers(office, mailbox, monkeypatch):
    """If a mail cannot be made, the address of the server need not be checked."""
    _, port = mailbox

    def disk_fails(make, framework, prepared):
        if make is prepared_feedback.feedback_mail:
            raise OSError("the disk fails")
        return make(framework, prepared)

    monkeypatch.setattr(prepared_feedback, "bounded", disk_fails)

    with pytest.raises(BrokenInvariant, match="OSError"):
        write_feedback(office.with_mail(port).pipeline)


def test_without_an_answer_of_the_server_the_feedback_is_still_written(office):
    pipeline = office.with_mail(free_port()).pipeline

    with pytest.raises(MailUnavailable, match="CL_MAIL_HOST"):
        write_feedback(pipeline)

    assert len(office.answers("KHM")) == 4
    (written,) = pipeline.store.feedback_reports.list()
    assert pipeline.store.feedback_reports.to_mail([written]) == (written,)


HOST, SENDER = {"CL_MAIL_HOST": "mail"}, {"CL_MAIL_FROM": "a@example.org"}


@pytest.mark.parametrize(
    ("given", "port"),
    [({}, None), (HOST | SENDER, 25), (HOST | SENDER | {"CL_MAIL_PORT": "2525"}, 2525)],
    ids=["not configured", "usual port", "own port"],
)
def test_mail_is_configured_by_the_environment(given, port):
    expected = MailSettings("mail", port, "a@example.org") if port else None

    assert read_settings(given).mail == expected


@pytest.mark.parametrize(
    "given",
    [
        HOST,
        SENDER,
        HOST | SENDER | {"CL_MAIL_PORT": "smtp"},
        HOST | SENDER | {"CL_MAIL_IN_CLEAR": "maybe"},
        HOST | {"CL_MAIL_FROM": "Secretariat"},
    ],
    ids=["no sender", "no host", "no port", "maybe in clear", "no address"],
)
def test_an_incomplete_mail_configuration_is_refused(given):
    with pytest.raises(SettingsError, match="CL_MAIL"):
        read_settings(given)
