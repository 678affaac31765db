"""Hand drafts to the configured mail server, one connection for all of them.

An address that is refused stops no other message.
"""

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from cl_pipeline.errors import MailUnavailable
from cl_pipeline.settings import MailSettings
from cl_pipeline.store.records import FeedbackWritten

TIMEOUT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class SentMail:
    """The result for one mail; both reasons are the server's, None if there is none.

    ``refused``: nobody receives it. ``not_taken``: some of its addresses do not receive it.
    """

    feedback: FeedbackWritten
    refused: str | None = None
    not_taken: str | None = None


def send_mails(
    settings: MailSettings, drafts: Sequence[tuple[FeedbackWritten, EmailMessage]], now: datetime
) -> Iterator[SentMail]:
    """Send the drafts in order, encrypted unless the settings say otherwise; the result for each.

    Raises:
        MailUnavailable: the server cannot be reached, broke off, or offers no encryption.
    """
    with _connected(settings) as server:
        if server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
        elif not settings.may_be_in_clear:
            raise MailUnavailable(
                f"the mail server {settings.host}:{settings.port} offers no encryption (STARTTLS), "
                "so no figures were sent; use another server, or set CL_MAIL_IN_CLEAR=yes if "
                "nobody else can read on the way"
            )
        for feedback, draft in drafts:
            yield _send(server, feedback, _complete(draft, feedback, settings, now))


def offers_encryption(settings: MailSettings) -> bool:
    """Whether mails to that server are encrypted.

    Raises:
        MailUnavailable: the server cannot be reached.
    """
    with _connected(settings) as server:
        return server.has_extn("starttls")


@contextmanager
def _connected(settings: MailSettings) -> Iterator[smtplib.SMTP]:
    try:
        with smtplib.SMTP(settings.host, settings.port, timeout=TIMEOUT_SECONDS) as server:
            server.ehlo()
            yield server
    except (OSError, smtplib.SMTPException) as failure:
        raise MailUnavailable(
            f"the mail server {settings.host}:{settings.port} failed ({failure}); check "
            "CL_MAIL_HOST and CL_MAIL_PORT; `cl-pipeline answer` then sends what is not sent yet"
        ) from failure


def _send(server: smtplib.SMTP, feedback: FeedbackWritten, message: EmailMessage) -> SentMail:
    try:
        not_taken = server.send_message(message)
    except smtplib.SMTPRecipientsRefused as refusal:
        return SentMail(feedback, refused=_reasons(refusal.recipients))
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refusal:
        return SentMail(feedback, refused=f"{refusal.smtp_code} {_text(refusal.smtp_error)}")
    # At least one address took it: another try would send it there twice.
    return SentMail(feedback, not_taken=_reasons(not_taken) if not_taken else None)


def _reasons(refused: dict[str, tuple[int, bytes]]) -> str:
    return "; ".join(
        f"{address}: {code} {_text(reason)}" for address, (code, reason) in sorted(refused.items())
    )


def _text(reason: bytes | str) -> str:
    return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason


def _complete(
    draft: EmailMessage, feedback: FeedbackWritten, settings: MailSettings, now: datetime
) -> EmailMessage:
    """The draft with its date and an id by which a mail sent twice is recognised."""
    del draft["X-Unsent"]
    draft["Date"] = format_datetime(now)
    domain = settings.sender.rpartition("@")[2]
    written_at = f"{feedback.written_at:%Y%m%d%H%M%S%f}"
    message_id = f"{feedback.submission_id}.{feedback.version[:16]}.{written_at}"
    draft["Message-ID"] = f"<{message_id}@{domain}>"
    return draft
