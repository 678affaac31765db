"""Answers made ready: joined from the store and the archive, addressed, worded, not yet written.

Input: submissions to answer; output: one ``PreparedFeedback`` each, in order. Guarantee: files are
opened by reading children alone; an answer is for a Member State only where that is beyond doubt.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from cl_pipeline.disclosure.feedback import make_feedback
from cl_pipeline.intake.drive import OUTGOING
from cl_pipeline.model.feedback import FeedbackReport, TypedCell
from cl_pipeline.model.form import FormDescription
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import Digest, SenderCode
from cl_pipeline.model.submission import Submission
from cl_pipeline.publication.feedback.delivery import (
    copy_of_form,
    draft_mail,
    file_stem,
    is_mail_address,
    pages_and_sheet,
)
from cl_pipeline.publication.feedback.sentences import Language, languages_for
from cl_pipeline.reading.recognise import recognise
from cl_pipeline.reading.xlsx.pool import ReaderPool, ReadFailure
from cl_pipeline.store import FeedbackDue, FocalPoint
from cl_pipeline.workflows.a_list_collection.addressing import (
    feedback_recipient,
    focal_points_of,
    folder_name,
)
from cl_pipeline.workflows.a_list_collection.confirmed_figures import still_asked
from cl_pipeline.workflows.a_list_collection.submissions import list_submissions
from cl_pipeline.workflows.a_list_collection.typed_cells import typed_cells
from cl_pipeline.workflows.pipeline import Pipeline

WITHOUT_COUNTRY = "answers_without_a_country"
"""The officer's folder for answers whose sender is not beyond doubt."""

Recognised = tuple[FormDescription | None, tuple[TypedCell, ...]]


@dataclass(frozen=True, slots=True)
class PreparedFeedback:
    """One answer with everything that decides where it goes and how it is worded."""

    to_answer: FeedbackDue
    answer: FeedbackReport
    sender: SenderCode | None
    focal_points: tuple[FocalPoint, ...]
    mail_from: str | None

    @property
    def languages(self) -> tuple[Language, ...]:
        """English and the focal points' languages as far as there are translations."""
        return languages_for(focal_point.language for focal_point in self.focal_points)

    @property
    def place(self) -> str:
        """The folder of the answer, as people are told it."""
        name = folder_name(self.answer.submission)
        if self.sender is None:
            return f"{WITHOUT_COUNTRY}/{name}"
        return f"{OUTGOING}/{self.sender}/answers/{name}"

    @property
    def is_to_be_mailed(self) -> bool:
        """True where a mail can go: set up, addressed, and not about the sample."""
        is_real = not self.answer.submission.is_sample
        return bool(self.mail_from and self.focal_points and is_real)

    def files(self) -> dict[str, bytes]:
        """Every file of the pack by name, the draft of the mail with them."""
        shared = pages_and_sheet(self.answer, self.languages)
        name = f"{file_stem(self.answer)}_draft_mail.eml"
        copy = copy_of_form(self.answer, self.languages)
        return {**shared, **copy, name: self._draft(shared).as_bytes()}

    def draft(self) -> EmailMessage:
        """The mail with page and sheet."""
        return self._draft(pages_and_sheet(self.answer, self.languages))

    def _draft(self, attachments: Mapping[str, bytes]) -> EmailMessage:
        return draft_mail(
            self.answer,
            self.languages,
            sender=self.mail_from,
            recipients=[focal_point.address for focal_point in self.focal_points],
            place=self.place if self.sender else None,
            attachments=attachments,
        )


def prepare_feedback(
    pipeline: Pipeline, chosen: Sequence[FeedbackDue]
) -> Iterator[PreparedFeedback]:
    """The answers to those submissions, one after the other.

    Raises:
        ArchiveDamaged: archived bytes differ from their digest.
    """
    if not chosen:
        return
    framework, mail = pipeline.framework_in_force(), pipeline.settings.mail
    registered = pipeline.store.registers.focal_points()
    known = {
        list_submission.submission_id: list_submission
        for list_submission in list_submissions(pipeline)
    }
    submissions = [known[one.submission_id] for one in chosen]
    for one, submission, recognised in zip(
        chosen, submissions, _read(pipeline, framework, submissions), strict=True
    ):
        answer = _answer(pipeline, framework, submission, recognised)
        codes = {point.finding.code for point in answer.points}
        sender = feedback_recipient(submission, codes, framework)
        to_whom = _focal_points(answer, sender, registered) if sender else ()
        yield PreparedFeedback(one, answer, sender, to_whom, mail.sender if mail else None)


def _read(
    pipeline: Pipeline, framework: Framework, submissions: Sequence[Submission]
) -> Iterator[Recognised]:
    """The form of every file and its cells as typed; nothing where it is not recognised."""
    files: Iterable[tuple[Digest, Path]] = (
        (submission.digest, pipeline.archive.path_of(submission.digest))
        for submission in submissions
    )
    with ReaderPool() as pool:
        for _, raw in pool.read(files):
            if isinstance(raw, ReadFailure):
                yield None, ()
                continue
            description = recognise(raw, framework).description
            yield description, tuple(typed_cells(description, raw)) if description else ()


def _answer(
    pipeline: Pipeline, framework: Framework, submission: Submission, recognised: Recognised
) -> FeedbackReport:
    description, typed = recognised
    key = submission.submission_id
    stored = pipeline.store.submissions.findings(submission_id=key)
    findings = [found for _, found in still_asked(pipeline, stored)]
    observations = pipeline.store.observations.of_submission(key)
    return make_feedback(submission, findings, observations, description, typed, framework)


def _focal_points(
    answer: FeedbackReport, sender: SenderCode, registered: Sequence[FocalPoint]
) -> tuple[FocalPoint, ...]:
    sheets = dict(answer.description.indicator_sheets) if answer.description else {}
    covered = {sheets[name] for name in answer.submission.sheets if name in sheets}
    found = focal_points_of(answer.submission, sender, registered, covered)
    return tuple(finding for finding in found if is_mail_address(finding.address))
