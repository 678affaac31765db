"""Mail: answers handed to a real server on loopback."""

import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from cl_pipeline.errors import DriveUnavailable, MailUnavailable, SettingsError
from cl_pipeline.settings import MailSettings, read_settings
from cl_pipeline.workflows.a_list_collection.feedback import write_feedback
from cl_pipeline.workflows.a_list_collection.prepared_feedback import PreparedFeedback
from tests.builders.office import Office, open_office, perfect, value

ADDRESS = "labour@example.org"


class Postbox:
    """What the server took; recipients in ``refuses`` are turned away."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refuses: set[str] = set()

    async def handle_RCPT(  # noqa: N802 - the server's own name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.refuses:
            return "550 no such postbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, int]]:
    """A mail server on loopback, and its port."""
    box, port = Postbox(), free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box, port
    server.stop()


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office with a focal point and a return with something to ask."""
    office = open_office(tmp_path)
    office.register("KHM", ADDRESS)
    girls = value("children", sex="F")
    office.save("2021/KHM/a.xlsx", perfect().file((girls, "about 98765")))
    office.take_in()
    return office


def test_an_answer_goes_to_the_focal_point(office: Office, postbox: tuple[Postbox, int]) -> None:
    """From the Secretariat, dated, with page and sheet, without a figure in its text."""
    box, port = postbox

    answered = write_feedback(office.with_mail(port).pipeline)

    (mail,) = box.mails
    body = mail.get_body()
    assert answered.mailed == tuple(one.submission.submission_id for one in answered.written)
    assert (mail["From"], mail["To"]) == ("roadmap@example.org", ADDRESS)
    assert mail["Date"] == "Thu, 15 Jul 2021 02:00:00 +0000"
    assert mail["X-Unsent"] is None
    assert body is not None
    assert "left out until it is clear" in body.get_content()
    assert "98765" not in body.get_content()
    assert [part.get_filename() for part in mail.iter_attachments()] == [
        "KHM_2021_a_list_answer.html",
        "KHM_2021_a_list_answer.xlsx",
    ]


def test_a_mail_that_was_taken_is_not_sent_again(
    office: Office, postbox: tuple[Postbox, int]
) -> None:
    """Neither by the next call nor where the answer is asked for by name."""
    box, port = postbox
    pipeline = office.with_mail(port).pipeline
    (written,) = write_feedback(pipeline).written

    write_feedback(pipeline)
    write_feedback(pipeline, submission_id=written.submission.submission_id)

    assert len(box.mails) == 1


def test_without_a_mail_server_nothing_is_sent_later_either(
    office: Office, postbox: tuple[Postbox, int]
) -> None:
    """Setting mail up does not send the answers of the years before."""
    box, port = postbox
    write_feedback(office.pipeline)

    write_feedback(office.with_mail(port).pipeline)

    assert box.mails == []


def test_the_sample_is_never_mailed(tmp_path: Path, postbox: tuple[Postbox, int]) -> None:
    """An illustration must not reach a ministry as an answer."""
    box, port = postbox
    office = open_office(tmp_path)
    office.register("KHM", ADDRESS)
    office.save("2021/KHM/a.xlsx", perfect(is_sample=True).file())
    office.take_in()

    answered = write_feedback(office.with_mail(port).pipeline)

    assert len(answered.written) == 1
    assert box.mails == []


def test_a_refused_address_stops_no_other_and_is_tried_again(
    office: Office, postbox: tuple[Postbox, int]
) -> None:
    """The reason is told; when the address is mended the next call sends it."""
    box, port = postbox
    pipeline = office.with_mail(port).pipeline
    office.register("LAO", "lao@example.org")
    office.save("2021/LAO/a.xlsx", perfect("LAO").file())
    office.take_in()
    box.refuses = {ADDRESS}

    first = write_feedback(pipeline)
    box.refuses = set()
    second = write_feedback(pipeline)

    ((refused, why),) = first.refused
    assert (len(first.mailed), why) == (1, f"{ADDRESS}: 550 no such postbox")
    assert second.mailed == (refused,)
    assert [mail["To"] for mail in box.mails] == ["lao@example.org", ADDRESS]


def test_an_address_that_is_refused_beside_another_is_told(
    office: Office, postbox: tuple[Postbox, int]
) -> None:
    """The mail went out and is not sent again; which address did not take it is said once."""
    box, port = postbox
    office.register("KHM", "statistics@example.org")
    box.refuses = {ADDRESS}
    pipeline = office.with_mail(port).pipeline

    first = write_feedback(pipeline)
    second = write_feedback(pipeline)

    assert [why for _, why in first.not_taken] == [f"{ADDRESS}: 550 no such postbox"]
    assert (len(first.mailed), first.refused) == (1, ())
    assert (second.mailed, second.not_taken) == ((), ())


def test_trouble_of_ours_is_not_told_as_the_mail_servers(
    office: Office, postbox: tuple[Postbox, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mail that cannot be made is no reason to check the address of the server."""
    _, port = postbox

    def disk_fails(_: object) -> None:
        raise OSError("the disk fails")

    monkeypatch.setattr(PreparedFeedback, "draft", disk_fails)

    with pytest.raises(OSError, match="the disk fails"):
        write_feedback(office.with_mail(port).pipeline)


def test_a_folder_that_cannot_be_written_to_stops_no_mail(
    office: Office, postbox: tuple[Postbox, int]
) -> None:
    """What concerns one Member State keeps no mail from the others."""
    box, port = postbox
    office.register("LAO", "lao@example.org")
    office.save("2021/LAO/a.xlsx", perfect("LAO").file())
    office.take_in()
    (office.drive / "outgoing").mkdir()
    (office.drive / "outgoing" / "KHM").write_bytes(b"a file where a folder should be")

    with pytest.raises(DriveUnavailable, match="1 answers could not be written"):
        write_feedback(office.with_mail(port).pipeline)

    assert [mail["To"] for mail in box.mails] == ["lao@example.org"]


def test_a_server_that_does_not_answer_stops_no_answer(office: Office) -> None:
    """The files are written, the register waits, and the message says what to check."""
    pipeline = office.with_mail(free_port()).pipeline

    with pytest.raises(MailUnavailable, match="CL_MAIL_HOST"):
        write_feedback(pipeline)

    assert len(office.answers("KHM")) == 4
    (waiting,) = pipeline.store.feedback_reports.to_mail()
    assert waiting.mailed_at is None


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param({}, None, id="not-set-up"),
        pytest.param(
            {"CL_MAIL_HOST": "mail", "CL_MAIL_FROM": "a@example.org"},
            MailSettings("mail", 25, "a@example.org"),
            id="usual-port",
        ),
        pytest.param(
            {"CL_MAIL_HOST": "mail", "CL_MAIL_FROM": "a@example.org", "CL_MAIL_PORT": "2525"},
            MailSettings("mail", 2525, "a@example.org"),
            id="own-port",
        ),
    ],
)
def test_mail_is_set_up_by_the_environment(
    given: dict[str, str], expected: MailSettings | None
) -> None:
    """Host and sender together, or none of them."""
    assert read_settings(given).mail == expected


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"CL_MAIL_HOST": "mail"}, id="no-sender"),
        pytest.param({"CL_MAIL_FROM": "a@example.org"}, id="no-host"),
        pytest.param(
            {"CL_MAIL_HOST": "m", "CL_MAIL_FROM": "a@example.org", "CL_MAIL_PORT": "smtp"},
            id="no-port",
        ),
        pytest.param({"CL_MAIL_HOST": "m", "CL_MAIL_FROM": "Secretariat"}, id="no-address"),
    ],
)
def test_mail_set_up_by_half_is_refused(given: dict[str, str]) -> None:
    """Better at once than when the first answer is due."""
    with pytest.raises(SettingsError, match="CL_MAIL"):
        read_settings(given)
