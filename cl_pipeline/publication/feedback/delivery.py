"""A feedback report as it is delivered: its files by name, and the mail that carries them."""

from collections.abc import Iterator, Mapping, Sequence
from email.errors import MessageError
from email.headerregistry import Address as MailAddress
from email.message import EmailMessage
from email.policy import SMTP

from cl_pipeline.model.feedback import FeedbackReport
from cl_pipeline.model.printable import printable
from cl_pipeline.publication.feedback.files import feedback_page, feedback_workbook, marked_copy
from cl_pipeline.publication.feedback.sentences import Language
from cl_pipeline.publication.feedback.wording import FeedbackText, feedback_text

SHOWN_PLACES = 60
"""Lines of places in a mail; the attached page has all of them."""

MEDIA_TYPES = {
    ".html": ("text", "html"),
    ".xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}

RULE = "\n\n" + "-" * 40 + "\n\n"


def pages_and_sheet(report: FeedbackReport, languages: Sequence[Language]) -> dict[str, bytes]:
    """A page per language and the workbook, by file name; they also go with the mail."""
    stem, texts = file_stem(report), [feedback_text(report, language) for language in languages]
    files = {}
    for text in texts:
        ending = f"_{text.language.code}" if text.language.is_translation else ""
        files[f"{stem}_feedback{ending}.html"] = feedback_page(text)
    files[f"{stem}_feedback.xlsx"] = feedback_workbook(texts)
    return files


def copy_of_form(report: FeedbackReport, languages: Sequence[Language]) -> dict[str, bytes]:
    """The marked copy by file name; nothing where the file was not recognised as a form."""
    if report.description is None or report.country is None:
        return {}
    texts = [feedback_text(report, language) for language in languages]
    return {f"{file_stem(report)}_marked_copy.xlsx": marked_copy(report, texts)}


def file_stem(report: FeedbackReport) -> str:
    """How the name of every file begins: like the form, or with the digest's first characters."""
    submission = report.submission
    if not submission.form or report.country is None:
        return f"file_{submission.digest[:8]}"
    return f"{report.country.code}_{submission.round}_{submission.form}"


def is_mail_address(text: str) -> bool:
    """True for a text that a mail can be addressed to.

    >>> is_mail_address("labour@example.org"), is_mail_address("Ministry of Labour")
    (True, False)
    """
    try:
        address = MailAddress(addr_spec=text)
    except (ValueError, IndexError, MessageError):
        return False
    return bool(address.username and address.domain) and text.isascii() and text.isprintable()


def draft_mail(
    report: FeedbackReport,
    languages: Sequence[Language],
    *,
    sender: str | None,
    recipients: Sequence[str],
    place: str | None,
    attachments: Mapping[str, bytes],
) -> EmailMessage:
    """The mail, without a date, which it gets when it is sent; same input, same bytes.

    ``sender`` and ``recipients`` are mail addresses, ``place`` is the folder of the shared drive
    that has all files of the report.
    """
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = printable(_subject(report, languages[0]))
    if sender:
        mail["From"] = MailAddress(addr_spec=sender)
    if recipients:
        mail["To"] = [MailAddress(addr_spec=recipient) for recipient in recipients]
    # Mail programs open such a file as a draft that can be changed and sent.
    mail["X-Unsent"] = "1"
    texts = [feedback_text(report, language) for language in languages]
    parts = [printable("\n".join(_lines(text, place))) for text in texts]
    mail.set_content(RULE.join(parts) + "\n", cte="quoted-printable")
    for name, content in attachments.items():
        kind, subkind = MEDIA_TYPES[name[name.rindex(".") :]]
        mail.add_attachment(content, maintype=kind, subtype=subkind, filename=name)
    # Random otherwise. An encoded part never contains "=_".
    mail.set_boundary(f"=_feedback_{report.submission.digest[:24]}_")
    return mail


def _subject(report: FeedbackReport, language: Language) -> str:
    submission = report.submission
    number = submission.submission_id
    if not submission.form or report.country is None:
        return language.translate("Your file on the shared drive: {number}", number=number)
    return language.translate(
        "Your return for the round of {year}, {country}: {number}",
        year=submission.round,
        country=report.country.name,
        number=number,
    )


def _lines(text: FeedbackText, place: str | None) -> Iterator[str]:
    translate = text.language.translate
    yield translate("Dear colleagues,")
    yield ""
    yield translate("thank you for the file that you saved on the shared drive.")
    yield text.state
    if text.notice:
        yield text.notice
    yield ""
    yield text.title
    if text.subtitle:
        yield text.subtitle
    yield f"SHA-256: {text.digest}"
    yield ""
    if text.points:
        yield from _points(text)
    yield translate("The attached page and workbook have all the details.")
    if place:
        yield translate(
            "All files of this feedback are in the folder {place} on the shared drive.", place=place
        )
    yield ""
    yield translate("With kind regards")
    yield translate("ASEAN Secretariat, monitoring of the Roadmap")


def _points(text: FeedbackText) -> Iterator[str]:
    translate = text.language.translate
    yield translate("Points to look at: {number}", number=len(text.points))
    for _, kind, number, _ in text.counts:
        yield f"  {number}  {kind}"
    yield ""
    for point in text.points[:SHOWN_PLACES]:
        yield f"  {point.number}. {point.place}: {point.kind}"
    more = len(text.points) - SHOWN_PLACES
    if more > 0:
        yield "  " + translate("and {number} more, on the attached page", number=more)
    yield ""
    for number, step in enumerate(text.steps, start=1):
        yield f"{number}. {step}"
    yield ""
