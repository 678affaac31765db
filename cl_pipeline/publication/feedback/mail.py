"""The draft of the mail that goes with an answer."""

from collections.abc import Iterator, Mapping, Sequence
from email.errors import MessageError
from email.headerregistry import Address as MailAddress
from email.message import EmailMessage
from email.policy import SMTP

from cl_pipeline.model.feedback import FeedbackPoint, FeedbackReport
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.publication.feedback.page import count_rows, steps
from cl_pipeline.publication.feedback.sentences import (
    SEVERITY_LABELS,
    Language,
)
from cl_pipeline.publication.feedback.wording import (
    place_label,
    state_label,
    subtitle_of,
    title_of,
)

SHOWN_PLACES = 60
"""Lines of places in a mail; the attached page has all of them."""

MEDIA_TYPES = {
    ".html": ("text", "html"),
    ".xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}

RULE = "\n\n" + "-" * 40 + "\n\n"


def is_mail_address(text: str) -> bool:
    """True where a mail can be addressed so.

    >>> is_mail_address("labour@example.org"), is_mail_address("Ministry of Labour")
    (True, False)
    """
    try:
        address = MailAddress(addr_spec=text)
    except (ValueError, IndexError, MessageError):
        return False
    return bool(address.username and address.domain) and text.isascii() and text.isprintable()


def draft_mail(
    answer: FeedbackReport,
    languages: Sequence[Language],
    *,
    sender: str | None,
    recipients: Sequence[str],
    place: str | None,
    attachments: Mapping[str, bytes],
) -> EmailMessage:
    """The mail, without a date: that is given when it is sent.

    ``place`` is the folder of the shared drive in which the whole answer lies. The same input
    gives the same bytes.
    ``sender`` and ``recipients`` are mail addresses.
    """
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = _subject(answer, languages[0])
    if sender:
        mail["From"] = MailAddress(addr_spec=sender)
    if recipients:
        mail["To"] = [MailAddress(addr_spec=recipient) for recipient in recipients]
    # Mail programs open a file marked so as a draft that can be changed and sent.
    mail["X-Unsent"] = "1"
    parts = ["\n".join(_lines(answer, language, place)) for language in languages]
    mail.set_content(RULE.join(parts) + "\n", cte="quoted-printable")
    for name, content in attachments.items():
        kind, subkind = MEDIA_TYPES[name[name.rindex(".") :]]
        mail.add_attachment(content, maintype=kind, subtype=subkind, filename=name)
    # Drawn at random otherwise. "=_" cannot stand in an encoded part.
    mail.set_boundary(f"=_answer_{answer.submission.digest[:24]}_")
    return mail


def _subject(answer: FeedbackReport, language: Language) -> str:
    one = answer.submission
    if not one.form or answer.country is None:
        return language.say("Your file on the shared drive: {number}", number=one.submission_id)
    return language.say(
        "Your return for the round of {year}, {country}: {number}",
        year=one.round,
        country=answer.country.name,
        number=one.submission_id,
    )


def _lines(answer: FeedbackReport, language: Language, place: str | None) -> Iterator[str]:
    say = language.say
    yield say("Dear colleagues,")
    yield ""
    yield say("thank you for the file that you saved on the shared drive.")
    yield state_label(answer, language)
    if answer.submission.is_sample:
        yield SAMPLE_NOTICE
    yield ""
    yield title_of(answer, language)
    if subtitle := subtitle_of(answer, language):
        yield subtitle
    yield f"SHA-256: {answer.submission.digest}"
    yield ""
    if answer.points:
        yield from _points(answer, language)
    yield say("The attached page and sheet say the same in full.")
    if place:
        yield say("The whole answer lies on the shared drive in the folder {place}.", place=place)
    yield ""
    yield say("With kind regards")
    yield say("ASEAN Secretariat, monitoring of the Roadmap")


def _points(answer: FeedbackReport, language: Language) -> Iterator[str]:
    yield language.say("Points to look at: {number}", number=len(answer.points))
    for count_row in count_rows(answer, language):
        yield f"  {count_row.number}  {count_row.kind}"
    yield ""
    for point in answer.points[:SHOWN_PLACES]:
        yield _place_line(point, language)
    more = len(answer.points) - SHOWN_PLACES
    if more > 0:
        yield "  " + language.say("and {number} more, on the attached page", number=more)
    yield ""
    for number, step in enumerate(steps(answer, language), start=1):
        yield f"{number}. {step}"
    yield ""


def _place_line(point: FeedbackPoint, language: Language) -> str:
    kind = language.say(SEVERITY_LABELS[point.finding.severity])
    return f"  {point.number}. {place_label(point, language)}: {kind}"
