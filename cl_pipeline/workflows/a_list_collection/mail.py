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
from typing import Generic, Protocol, TypeVar

from cl_pipeline.errors import MailUnavailable
from cl_pipeline.settings import MailSettings

TIMEOUT_SECONDS = 30.0


class Mailed(Protocol):
    """What a mail is about; ``mail_id`` is the same for the same one sent twice."""

    @property
    def mail_id(self) -> str: ...


About = TypeVar("About", bound=Mailed)


@dataclass(frozen=True, slots=True)
class SentMail(Generic[About]):
    """The result for one mail; both reasons are the server's, None if there is none.

    ``refused``: nobody receives it. ``not_taken``: some of its addresses do not receive it.
    """

    about: About
    refused: str | None = None
    not_taken: str | None = None


def send_mails(
    settings: MailSettings, drafts: Sequence[tuple[About, EmailMessage]], now: datetime
) -> Iterator[SentMail[About]]:
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
        for about, draft in drafts:
            yield _send(server, about, _complete(draft, about, settings, now))


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


def _send(server: smtplib.SMTP, about: About, message: EmailMessage) -> SentMail[About]:
    try:
        not_taken = server.send_message(message)
    except smtplib.SMTPRecipientsRefused as refusal:
        return SentMail(about, refused=_reasons(refusal.recipients))
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refusal:
        return SentMail(about, refused=f"{refusal.smtp_code} {_text(refusal.smtp_error)}")
    # At least one address took it: another try would send it there twice.
    return SentMail(about, not_taken=_reasons(not_taken) if not_taken else None)


def _reasons(refused: dict[str, tuple[int, bytes]]) -> str:
    return "; ".join(
        f"{address}: {code} {_text(reason)}" for address, (code, reason) in sorted(refused.items())
    )


def _text(reason: bytes | str) -> str:
    return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason


def _complete(
    draft: EmailMessage, about: Mailed, settings: MailSettings, now: datetime
) -> EmailMessage:
    """The draft with its date and an id by which a mail sent twice is recognised."""
    del draft["X-Unsent"]
    draft["Date"] = format_datetime(now)
    draft["Message-ID"] = f"<{about.mail_id}@{settings.sender.rpartition('@')[2]}>"
    return draft
