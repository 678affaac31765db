"""The feedback on one submission before it is written: its files and its mail.

They are made in the bounded process: what is in one file never stops the feedback on the others.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from email.message import EmailMessage
from typing import TypeVar

from cl_pipeline.catalogue import finding
from cl_pipeline.intake.drive import FEEDBACK, OUTGOING
from cl_pipeline.model.feedback import FeedbackPoint, FeedbackReport
from cl_pipeline.model.framework import Framework
from cl_pipeline.publication.feedback.delivery import (
    copy_of_form,
    draft_mail,
    file_stem,
    pages_and_sheet,
)
from cl_pipeline.publication.feedback.sentences import Language, languages_for
from cl_pipeline.store.records import FeedbackDue, FocalPoint
from cl_pipeline.workflows.a_list_collection.submissions import folder_name
from cl_pipeline.workflows.bounded import bounded

WITHOUT_COUNTRY = "answers_without_a_country"
"""The officer's folder for feedback whose recipient is not certain."""

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class PreparedFeedback:
    """The feedback on one submission with its recipients, not yet written.

    ``due.recipient``: a Member State, empty if it is not certain which. ``has_copy``: it may be
    given a copy of what is in the file.
    """

    due: FeedbackDue
    report: FeedbackReport
    has_copy: bool
    focal_points: tuple[FocalPoint, ...]
    mail_from: str | None

    @property
    def languages(self) -> tuple[Language, ...]:
        """English and the focal points' languages for which there are translations."""
        return languages_for(focal_point.language for focal_point in self.focal_points)

    @property
    def place(self) -> str:
        """The folder of the feedback, as shown to people."""
        name, recipient = folder_name(self.report.submission), self.due.recipient
        return (
            f"{OUTGOING}/{recipient}/{FEEDBACK}/{name}"
            if recipient
            else (f"{WITHOUT_COUNTRY}/{name}")
        )

    @property
    def is_to_be_mailed(self) -> bool:
        """True if a mail can be sent: configured, addressed, and not about the sample."""
        is_real = not self.report.submission.is_sample
        return bool(self.mail_from and self.focal_points and is_real)

    def files(self) -> dict[str, bytes]:
        shared = pages_and_sheet(self.report, self.languages)
        name = f"{file_stem(self.report)}_draft_mail.eml"
        # Nothing that is in a file which may be another Member State's goes anywhere.
        copy = copy_of_form(self.report, self.languages) if self.has_copy else {}
        return {**shared, **copy, name: self._draft(shared).as_bytes()}

    def with_our_failure(self) -> "PreparedFeedback":
        """The same with nothing of the file but that our program failed on it."""
        found = "our program stopped when it wrote the feedback"
        failed = finding("OUR_FAILURE", found=found)
        point = FeedbackPoint(1, failed, None, None, None, is_hidden=False)
        report = replace(self.report, points=(point,), typed=(), replaced=None)
        return replace(self, report=report, has_copy=False)

    def draft(self) -> EmailMessage:
        """The mail with page and sheet."""
        return self._draft(pages_and_sheet(self.report, self.languages))

    def _draft(self, attachments: Mapping[str, bytes]) -> EmailMessage:
        return draft_mail(
            self.report,
            self.languages,
            sender=self.mail_from,
            recipients=[focal_point.address for focal_point in self.focal_points],
            place=self.place if self.due.recipient else None,
            attachments=attachments,
        )


def rendered(make: Callable[[Framework, PreparedFeedback], Made], about: PreparedFeedback) -> Made:
    """What is made of the feedback in the bounded process.

    Raises:
        OutOfBounds: it took too long or too much memory.
        Exception: what ``make`` raises.
    """
    return bounded(make, about.report.framework, about)


def feedback_files(_: Framework, prepared: PreparedFeedback) -> dict[str, bytes]:
    """The files of the feedback, by name."""
    return prepared.files()


def feedback_mail(_: Framework, prepared: PreparedFeedback) -> EmailMessage:
    """The mail with page and sheet."""
    return prepared.draft()
