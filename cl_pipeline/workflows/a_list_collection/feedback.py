"""Answers to senders: what was found in each return goes back to whom it came from.

Input: submissions not answered yet; output: a pack of files for each, in its sender's folder on
the drive, and a mail where mail is set up. Guarantee: each content of each file is answered once;
a call that was killed is finished by the next; no answer lies in another country's folder.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from cl_pipeline.errors import DriveUnavailable, NotFound
from cl_pipeline.intake.drive import OUTGOING, Drive
from cl_pipeline.model.identity import RoundYear, SubmissionId
from cl_pipeline.model.submission import Submission
from cl_pipeline.store import FeedbackDue, FeedbackWritten
from cl_pipeline.workflows.a_list_collection.prepared_feedback import (
    PreparedFeedback,
    prepare_feedback,
)
from cl_pipeline.workflows.files import replace_bytes
from cl_pipeline.workflows.mail import Posted, send_mails
from cl_pipeline.workflows.pipeline import Pipeline


@dataclass(frozen=True, slots=True)
class WrittenFeedback:
    """One answer that was written; key ``submission``.

    ``place`` is its folder: below ``outgoing`` on the drive, or the officer's own by its whole
    path, where the Member State is not beyond doubt. ``files`` are
    the names in it, ``recipient_count`` how many focal points its mail is addressed to.
    """

    submission: Submission
    place: str
    files: tuple[str, ...]
    languages: tuple[str, ...]
    recipient_count: int


@dataclass(frozen=True, slots=True)
class Answered:
    """What one call did.

    ``refused`` are mails no address of which the server took, and why; the next call sends them
    again. ``not_taken`` are mails that some of their addresses did not take, and which.
    """

    written: tuple[WrittenFeedback, ...]
    mailed: tuple[SubmissionId, ...]
    refused: tuple[tuple[SubmissionId, str], ...]
    not_taken: tuple[tuple[SubmissionId, str], ...]


def write_feedback(
    pipeline: Pipeline,
    *,
    submission_id: SubmissionId | None = None,
    round_year: RoundYear | None = None,
) -> Answered:
    """Answers every submission that was not answered yet, and mails what is to be mailed.

    With a submission or a round those are written again, also where they were answered before; a
    mail that was taken is not sent again.

    Raises:
        NotFound: there is no such submission.
        DriveUnavailable: an answer could not be put on the drive; all others are written, and
            the mails sent.
        MailUnavailable: the mail server did not answer; all answers are written.
        ArchiveDamaged: archived bytes differ from their digest.
    """
    is_asked = submission_id is not None or round_year is not None
    answers = pipeline.store.feedback_reports
    chosen = answers.of(submission_id, round_year) if is_asked else answers.waiting()
    if submission_id is not None and not chosen:
        raise NotFound(f"there is no submission {submission_id!r}; see `cl-pipeline submissions`")
    written, error_texts = _write_all(pipeline, chosen)
    posted = _mail_all(pipeline)
    if error_texts:
        raise DriveUnavailable(
            f"{len(error_texts)} answers could not be written, all others are: {'; '.join(error_texts)}"
        )
    return Answered(
        written,
        tuple(one.answer.submission_id for one in posted if one.refused is None),
        tuple((one.answer.submission_id, one.refused) for one in posted if one.refused),
        tuple((one.answer.submission_id, one.not_taken) for one in posted if one.not_taken),
    )


def _write_all(
    pipeline: Pipeline, chosen: Sequence[FeedbackDue]
) -> tuple[tuple[WrittenFeedback, ...], tuple[str, ...]]:
    """What was written, and why others could not be while the drive was there."""
    drive, written, error_texts = pipeline.drive, [], []
    for prepared in prepare_feedback(pipeline, chosen):
        try:
            written.append(_write(pipeline, drive, prepared))
        except DriveUnavailable as error_text:
            drive.check()
            # The drive is there: one folder that cannot be written to must not silence the others.
            error_texts.append(str(error_text))
            continue
        pipeline.store.feedback_reports.record(
            prepared.to_answer,
            folder=prepared.place,
            is_to_be_mailed=prepared.is_to_be_mailed,
            at=pipeline.now(),
            run_id=pipeline.run_id,
        )
    return tuple(written), tuple(error_texts)


def _write(pipeline: Pipeline, drive: Drive, prepared: PreparedFeedback) -> WrittenFeedback:
    files, place = prepared.files(), prepared.place
    if prepared.sender is None:
        # Not on the drive: only the whole path says where the officer finds it.
        place = str(pipeline.settings.output_dir / place)
    for name, content in files.items():
        if prepared.sender is None:
            replace_bytes(Path(place) / name, content)
        else:
            drive.write_outgoing(f"{place.removeprefix(f'{OUTGOING}/')}/{name}", content)
    return WrittenFeedback(
        prepared.answer.submission,
        place,
        tuple(files),
        tuple(language.code for language in prepared.languages),
        len(prepared.focal_points),
    )


def _mail_all(pipeline: Pipeline) -> tuple[Posted, ...]:
    waiting = pipeline.store.feedback_reports.to_mail() if pipeline.settings.mail else ()
    if not waiting or pipeline.settings.mail is None:
        return ()
    posted = []
    # Made before the server is called: trouble of ours is not to be told as the server's.
    drafts = tuple(_drafts(pipeline, waiting))
    for send_mail in send_mails(pipeline.settings.mail, drafts, pipeline.now()):
        if send_mail.refused is None:
            pipeline.store.feedback_reports.record_mailed(send_mail.answer, at=pipeline.now())
        posted.append(send_mail)
    return tuple(posted)


def _drafts(
    pipeline: Pipeline, waiting: Sequence[FeedbackWritten]
) -> Iterator[tuple[FeedbackWritten, EmailMessage]]:
    chosen = [FeedbackDue(one.submission_id, one.content_digest) for one in waiting]
    for one, prepared in zip(waiting, prepare_feedback(pipeline, chosen), strict=True):
        if prepared.focal_points:
            yield one, prepared.draft()
