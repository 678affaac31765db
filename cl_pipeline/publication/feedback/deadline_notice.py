"""A short notice to a Member State that has sent nothing yet: the deadline of a form has changed.

It names no other Member State and no reason, which may name one.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from email.headerregistry import Address as MailAddress
from email.message import EmailMessage
from email.policy import SMTP

from cl_pipeline.model.codes import FormKey
from cl_pipeline.model.framework import MemberState
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.labels import FORM_LABELS
from cl_pipeline.model.number_format import format_day
from cl_pipeline.publication.feedback.delivery import RULE
from cl_pipeline.publication.feedback.sentences import ENGLISH, Language


def notice_text(
    form: FormKey,
    round_year: RoundYear,
    state: MemberState,
    due_at: datetime,
    languages: Sequence[Language],
) -> str:
    """The notice in each of these languages, one below the other."""
    parts = ("\n".join(_lines(form, round_year, state, due_at, language)) for language in languages)
    return RULE.join(parts) + "\n"


def notice_mail(
    text: str,
    form: FormKey,
    round_year: RoundYear,
    *,
    sender: str,
    recipients: Sequence[str],
) -> EmailMessage:
    """The notice as a mail, without a date, which it gets when it is sent."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = _subject(form, round_year, ENGLISH)
    mail["From"] = MailAddress(addr_spec=sender)
    mail["To"] = [MailAddress(addr_spec=recipient) for recipient in recipients]
    mail.set_content(text, cte="quoted-printable")
    return mail


def _subject(form: FormKey, round_year: RoundYear, language: Language) -> str:
    return language.translate(
        "New deadline: {form}, round of {year}",
        form=FORM_LABELS[form],
        year=round_year,
    )


def _lines(
    form: FormKey, round_year: RoundYear, state: MemberState, due_at: datetime, language: Language
) -> Iterator[str]:
    translate, folder = language.translate, f"{round_year}/{state.code}"
    yield _subject(form, round_year, language)
    yield ""
    yield translate("Dear colleagues,")
    yield ""
    yield translate(
        "The deadline has changed. Please send your return by {day}, 23:59 in Jakarta. The form "
        "that you have may name another day; you do not need a new form.",
        day=format_day(due_at),
    )
    yield translate(
        "Please save the filled form in the folder {folder} on the shared drive.",
        folder=folder,
    )
    yield ""
    yield translate("With kind regards")
    yield translate("ASEAN Secretariat, monitoring of the Roadmap")
