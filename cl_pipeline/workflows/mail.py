"""Mail: handing drafts to the configured mail server, one connection for all of them.

Input: drafts with the answer each belongs to; output: which the server took and why it did not
take others. Guarantee: an address that is refused stops no other message.
"""

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from cl_pipeline.errors import MailUnavailable
from cl_pipeline.settings import MailSettings
from cl_pipeline.store import FeedbackWritten

TIMEOUT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of one mail; both reasons are the server's, None where there is none.

    ``refused``: nobody gets it. ``not_taken``: some of its addresses do not get it.
    """

    answer: FeedbackWritten
    refused: str | None = None
    not_taken: str | None = None


def send_mails(
    settings: MailSettings, drafts: Sequence[tuple[FeedbackWritten, EmailMessage]], now: datetime
) -> Iterator[Posted]:
    """Hands the drafts to the mail server, in order, and says what became of each.

    The connection is encrypted where the server offers it.

    Raises:
        MailUnavailable: the server cannot be reached, or broke off.
    """
    try:
        with smtplib.SMTP(settings.host, settings.port, timeout=TIMEOUT_SECONDS) as server:
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
            for answer, draft in drafts:
                message = _ready(draft, answer, settings, now)
                yield _post(server, answer, message)
    except (OSError, smtplib.SMTPException) as error_text:
        raise MailUnavailable(
            f"the mail server {settings.host}:{settings.port} did not answer as it should "
            f"({error_text}); check CL_MAIL_HOST and CL_MAIL_PORT, then run `cl-pipeline answer` again"
        ) from error_text


def _post(server: smtplib.SMTP, answer: FeedbackWritten, message: EmailMessage) -> Posted:
    try:
        not_taken = server.send_message(message)
    except smtplib.SMTPRecipientsRefused as all_refused:
        return Posted(answer, refused=_reasons(all_refused.recipients))
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as one_refused:
        return Posted(answer, refused=f"{one_refused.smtp_code} {_text(one_refused.smtp_error)}")
    # At least one address took it: another try would send it twice there.
    return Posted(answer, not_taken=_reasons(not_taken) if not_taken else None)


def _reasons(refused: dict[str, tuple[int, bytes]]) -> str:
    return "; ".join(
        f"{address}: {code} {_text(why)}" for address, (code, why) in sorted(refused.items())
    )


def _text(reason: bytes | str) -> str:
    return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason


def _ready(
    draft: EmailMessage, answer: FeedbackWritten, settings: MailSettings, now: datetime
) -> EmailMessage:
    """The draft with its date and a name by which a mail sent twice is known to be one."""
    del draft["X-Unsent"]
    draft["Date"] = format_datetime(now)
    domain = settings.sender.rpartition("@")[2]
    draft["Message-ID"] = f"<{answer.submission_id}.{answer.content_digest[:16]}@{domain}>"
    return draft
