"""Feedback to senders: what was found in each submission, written into its sender's folder.

Each content of each file gets feedback once, and a mail if a mail server is configured; a call that
was killed is finished by the next. Feedback is in a Member State's folder only if it is certain
that the file is theirs.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from functools import partial
from pathlib import Path

from cl_pipeline.disclosure.feedback import make_feedback
from cl_pipeline.errors import (
    ArchiveDamaged,
    BrokenInvariant,
    DriveUnavailable,
    NotFound,
    PipelineError,
)
from cl_pipeline.intake.drive import FEEDBACK, OUTGOING
from cl_pipeline.model.codes import ACCEPTED_STATES
from cl_pipeline.model.feedback import FeedbackReport, Replaced, TypedCell
from cl_pipeline.model.form import FormDescription
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear, SenderCode, SubmissionId
from cl_pipeline.model.submission import Submission
from cl_pipeline.model.workbook import RawWorkbook
from cl_pipeline.publication.feedback.delivery import (
    copy_of_form,
    draft_mail,
    file_stem,
    is_mail_address,
    pages_and_sheet,
)
from cl_pipeline.publication.feedback.sentences import Language, languages_for
from cl_pipeline.reading.form_index import index_for
from cl_pipeline.reading.recognise import recognise
from cl_pipeline.reading.typed_cells import typed_cells
from cl_pipeline.reading.xlsx.pool import ReaderPool, ReadFailure
from cl_pipeline.review.confirmed_figures import without_confirmed
from cl_pipeline.store.records import FeedbackDue, FeedbackWritten, FocalPoint
from cl_pipeline.workflows.a_list_collection.collection import is_intact
from cl_pipeline.workflows.a_list_collection.mail import SentMail, send_mails
from cl_pipeline.workflows.a_list_collection.reading import isolated
from cl_pipeline.workflows.a_list_collection.submissions import (
    FOLDER_DIFFERS,
    feedback_recipients,
    focal_points_of,
    folder_name,
    list_submissions,
    load_confirmed,
    predecessor,
    receipts_of,
)
from cl_pipeline.workflows.files import replace_bytes
from cl_pipeline.workflows.lineage.differences import between_submissions
from cl_pipeline.workflows.outgoing import OutgoingFiles
from cl_pipeline.workflows.pipeline import Pipeline

WITHOUT_COUNTRY = "answers_without_a_country"
"""The officer's folder for feedback whose recipient is not certain."""

Recognised = tuple[FormDescription | None, tuple[TypedCell, ...]]


@dataclass(frozen=True, slots=True)
class WrittenFeedback:
    """The feedback on one submission as written; key ``submission``.

    ``place`` is its folder: below ``outgoing`` on the drive, or the whole path of the officer's
    own folder if the recipient is not certain. ``recipient_count`` is of its mail.
    """

    submission: Submission
    place: str
    files: tuple[str, ...]
    languages: tuple[str, ...]
    recipient_count: int


@dataclass(frozen=True, slots=True)
class FeedbackResult:
    """What one call did.

    ``refused`` are mails that the server refused for all addresses, with its reason; the next call
    sends them again. ``not_taken`` are mails that it refused for some addresses, and which.
    """

    written: tuple[WrittenFeedback, ...]
    mailed: tuple[SubmissionId, ...]
    refused: tuple[tuple[SubmissionId, str], ...]
    not_taken: tuple[tuple[SubmissionId, str], ...]


@dataclass(frozen=True, slots=True)
class PreparedFeedback:
    """The feedback on one submission with its recipients, not yet written.

    ``senders``: one Member State, none if it is not certain which, or those of folder and cover if
    they differ.
    """

    due: FeedbackDue
    report: FeedbackReport
    senders: tuple[SenderCode, ...]
    focal_points: tuple[FocalPoint, ...]
    mail_from: str | None

    @property
    def languages(self) -> tuple[Language, ...]:
        """English and the focal points' languages for which there are translations."""
        return languages_for(focal_point.language for focal_point in self.focal_points)

    @property
    def places(self) -> tuple[str, ...]:
        """The folders of the feedback, as shown to people."""
        name = folder_name(self.report.submission)
        if not self.senders:
            return (f"{WITHOUT_COUNTRY}/{name}",)
        return tuple(f"{OUTGOING}/{sender}/{FEEDBACK}/{name}" for sender in self.senders)

    @property
    def is_to_be_mailed(self) -> bool:
        """True if a mail can be sent: configured, addressed, and not about the sample."""
        is_real = not self.report.submission.is_sample
        return bool(self.mail_from and self.focal_points and is_real)

    def files(self) -> dict[str, bytes]:
        shared = pages_and_sheet(self.report, self.languages)
        name = f"{file_stem(self.report)}_draft_mail.eml"
        # A held file may be another Member State's: nothing that is in it goes anywhere.
        copy = {} if self.due.is_held else copy_of_form(self.report, self.languages)
        return {**shared, **copy, name: self._draft(shared).as_bytes()}

    def draft(self) -> EmailMessage:
        """The mail with page and sheet."""
        return self._draft(pages_and_sheet(self.report, self.languages))

    def _draft(self, attachments: Mapping[str, bytes]) -> EmailMessage:
        return draft_mail(
            self.report,
            self.languages,
            sender=self.mail_from,
            recipients=[focal_point.address for focal_point in self.focal_points],
            place=" and ".join(self.places) if self.senders else None,
            attachments=attachments,
        )


def write_feedback(
    pipeline: Pipeline,
    *,
    submission_id: SubmissionId | None = None,
    round_year: RoundYear | None = None,
) -> FeedbackResult:
    """Write the feedback on every submission that has none yet, and send the mails.

    With a submission or a round, their feedback is written again; a mail that was sent is not sent
    again.

    Raises:
        NotFound: there is no such submission.
        DriveUnavailable: feedback could not be put on the drive; all other is written, and the
            mails are sent.
        MailUnavailable: the mail server did not answer; all feedback is written.
        BrokenInvariant: our program failed on a file, or its archived bytes are damaged; the
            feedback on all other is written, and the mails are sent.
    """
    reports = pipeline.store.feedback_reports
    is_chosen = submission_id is not None or round_year is not None
    due = reports.of(submission_id, round_year) if is_chosen else reports.waiting()
    if submission_id is not None and not due:
        raise NotFound(f"there is no submission {submission_id!r}; see `cl-pipeline submissions`")
    written, failures = _write_all(pipeline, due)
    mails = _mail_all(pipeline, failures)
    if failures:
        is_drive = all(isinstance(failure, DriveUnavailable) for failure in failures)
        raise (DriveUnavailable if is_drive else BrokenInvariant)(
            f"feedback could not be written for {len(failures)} submissions, all other is: "
            f"{'; '.join(map(str, failures))}"
        )
    return FeedbackResult(
        written,
        tuple(mail.feedback.submission_id for mail in mails if mail.refused is None),
        tuple((mail.feedback.submission_id, mail.refused) for mail in mails if mail.refused),
        tuple((mail.feedback.submission_id, mail.not_taken) for mail in mails if mail.not_taken),
    )


def _write_all(
    pipeline: Pipeline, due: Sequence[FeedbackDue]
) -> tuple[tuple[WrittenFeedback, ...], list[PipelineError]]:
    """What was written, and why other feedback could not be although the drive was there."""
    outgoing, written = OutgoingFiles(pipeline), []
    failures: list[PipelineError] = []
    for prepared in _prepare(pipeline, due, failures):
        try:
            result = isolated(
                partial(_write, pipeline, outgoing, prepared),
                partial(_failure, prepared.report.submission),
            )
        except DriveUnavailable as failure:
            pipeline.drive.check()
            # The drive is there: a folder that cannot be written to must not stop the others.
            result = failure
        if isinstance(result, PipelineError):
            failures.append(result)
            continue
        written.append(result)
        pipeline.store.feedback_reports.record(
            FeedbackWritten(
                prepared.due.submission_id,
                prepared.due.content_digest,
                prepared.due.received_file_id,
                prepared.due.is_held,
                " and ".join(prepared.places),
                prepared.is_to_be_mailed,
                pipeline.now(),
                pipeline.run_id,
            )
        )
    return tuple(written), failures


def _failure(submission: Submission, failure: Exception) -> PipelineError:
    return BrokenInvariant(f"{submission.path}: {type(failure).__name__}; please report")


def _write(
    pipeline: Pipeline, outgoing: OutgoingFiles, prepared: PreparedFeedback
) -> WrittenFeedback:
    files, places = prepared.files(), prepared.places
    if not prepared.senders:
        # Not on the drive: the officer finds it by the whole path only.
        places = tuple(str(pipeline.settings.output_dir / place) for place in places)
    for place in places:
        for name, content in files.items():
            if prepared.senders:
                outgoing.write(f"{place}/{name}", content)
            else:
                replace_bytes(Path(place) / name, content)
    return WrittenFeedback(
        prepared.report.submission,
        " and ".join(places),
        tuple(files),
        tuple(language.code for language in prepared.languages),
        len(prepared.focal_points),
    )


def _mail_all(pipeline: Pipeline, failures: list[PipelineError]) -> tuple[SentMail, ...]:
    settings, reports = pipeline.settings.mail, pipeline.store.feedback_reports
    waiting = reports.to_mail() if settings else ()
    if not waiting or settings is None:
        return ()
    # Made before the server is called: a failure of ours must not be reported as the server's.
    written, drafts = {feedback.submission_id: feedback for feedback in waiting}, []
    for prepared in _prepare(pipeline, waiting, failures):
        if prepared.focal_points:
            draft = isolated(prepared.draft, partial(_failure, prepared.report.submission))
            if isinstance(draft, PipelineError):
                failures.append(draft)
            else:
                drafts.append((written[prepared.due.submission_id], draft))
    mails = []
    for mail in send_mails(settings, drafts, pipeline.now()):
        if mail.refused is None:
            reports.record_mailed(mail.feedback, at=pipeline.now())
        mails.append(mail)
    return tuple(mails)


def _prepare(
    pipeline: Pipeline, due: Sequence[FeedbackDue], failures: list[PipelineError]
) -> Iterator[PreparedFeedback]:
    """The feedback on those submissions, in order; why there is none on others is a failure."""
    if not due:
        return
    framework, mail = pipeline.framework_in_force(), pipeline.settings.mail
    registered = pipeline.store.focal_points.in_force()
    confirmed = load_confirmed(pipeline)
    by_id = {submission.submission_id: submission for submission in list_submissions(pipeline)}
    receipts = receipts_of(pipeline)

    def prepared(entry: FeedbackDue, submission: Submission, read: Recognised) -> PreparedFeedback:
        description, filled = read
        stored = pipeline.store.submissions.findings(submission_id=entry.submission_id)
        findings = [finding for _, finding in without_confirmed(stored, confirmed)]
        observations = pipeline.store.observations.of_submission(entry.submission_id)
        if entry.is_held:
            findings = [finding for finding in findings if finding.code == FOLDER_DIFFERS]
            observations = ()
        typed = () if entry.is_held else filled
        report = make_feedback(
            submission, findings, observations, description, typed, framework,
            _replaced(pipeline, submission, tuple(by_id.values()), receipts),
            _shown_from_another(pipeline, submission),
        )  # fmt: skip
        codes = {point.finding.code for point in report.points}
        senders = feedback_recipients(submission, codes, framework, is_held=entry.is_held)
        # Of a held file both Member States find a notice in their folder; it is mailed to neither.
        focal_points = _focal_points(report, senders[0], registered) if len(senders) == 1 else ()
        return PreparedFeedback(entry, report, senders, focal_points, mail.sender if mail else None)

    intact = []
    for entry in due:
        submission = by_id[entry.submission_id]
        if is_intact(pipeline, submission.digest):
            intact.append((entry, submission))
        else:
            failures.append(ArchiveDamaged(f"{submission.path}: damaged in the archive"))
    read = _read(pipeline, framework, [submission for _, submission in intact])
    for (entry, submission), recognised in zip(intact, read, strict=True):
        result = isolated(
            partial(prepared, entry, submission, recognised), partial(_failure, submission)
        )
        if isinstance(result, PipelineError):
            failures.append(result)
        else:
            yield result


def _replaced(
    pipeline: Pipeline,
    submission: Submission,
    everything: Sequence[Submission],
    receipts: Mapping[SubmissionId, Sequence[int]],
) -> Replaced | None:
    """What the submission replaced when it was received last, if its figures are used now."""
    if submission.state not in ACCEPTED_STATES or submission.waits_for_decision:
        return None
    before = predecessor(submission, everything, receipts)
    if before is None:
        return None
    found = between_submissions(pipeline, before, submission, with_effect=False)
    is_back = len(receipts[submission.submission_id]) > 1
    return Replaced(before, found.changes, is_back)


def _shown_from_another(pipeline: Pipeline, submission: Submission) -> tuple[str, ...]:
    """The sheets of the submission for which another institution's figures are shown."""
    if submission.round is None:
        return ()
    return tuple(
        sheet.sheet
        for sheet in pipeline.store.observations.current_sheets(submission.round)
        if sheet.submission_id == submission.submission_id and not sheet.is_current
    )


def _read(
    pipeline: Pipeline, framework: Framework, submissions: Sequence[Submission]
) -> Iterator[Recognised]:
    """The form of every file and its cells as typed; nothing if it is not recognised."""
    digests = [submission.digest for submission in submissions]
    with ReaderPool() as pool:
        for _, raw in pool.read([(digest, pipeline.archive.path_of(digest)) for digest in digests]):
            if isinstance(raw, ReadFailure):
                yield None, ()
                continue
            yield isolated(partial(_recognised, framework, raw), lambda _: (None, ()))


def _recognised(framework: Framework, raw: RawWorkbook) -> Recognised:
    recognition = recognise(raw, framework)
    if recognition.identity is None or recognition.description is None:
        return None, ()
    form = index_for(framework, recognition.identity)
    return form.description, tuple(typed_cells(form, raw))


def _focal_points(
    report: FeedbackReport, sender: SenderCode, registered: Sequence[FocalPoint]
) -> tuple[FocalPoint, ...]:
    sheets = dict(report.description.indicator_sheets) if report.description else {}
    covered = {sheets[name] for name in report.submission.sheets if name in sheets}
    found = focal_points_of(report.submission, sender, registered, covered)
    if report.shown_from_another:
        # Both institutions are notified, and who coordinates them.
        found = tuple(point for point in registered if point.sender == sender)
    return tuple(focal_point for focal_point in found if is_mail_address(focal_point.address))
