"""Feedback to senders: what was found in each submission, written into its sender's folder.

Feedback is written again whenever it would say something else (``feedback_due``), and is mailed if
a mail server is configured; a call that was killed is finished by the next. Feedback is in a Member
State's folder only if it is certain that the file is theirs.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
from cl_pipeline.model.codes import FormKey
from cl_pipeline.model.feedback import Closed, FeedbackReport, Replaced, TypedCell
from cl_pipeline.model.form import FormDescription, FormIdentity
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear, SenderCode, SubmissionId
from cl_pipeline.model.submission import Submission
from cl_pipeline.publication.feedback.delivery import is_mail_address
from cl_pipeline.reading.form_index import index_for
from cl_pipeline.reading.xlsx.pool import ReaderPool, ReadFailure
from cl_pipeline.store.records import DeadlineNotice, FeedbackDue, FeedbackWritten, FocalPoint
from cl_pipeline.workflows.a_list_collection.collection import is_intact
from cl_pipeline.workflows.a_list_collection.deadline_notices import (
    mail_deadline_notices,
    write_deadline_notices,
)
from cl_pipeline.workflows.a_list_collection.feedback_due import (
    FeedbackFacts,
    due_of,
    feedback_facts,
    outdated,
)
from cl_pipeline.workflows.a_list_collection.mail import SentMail, send_mails
from cl_pipeline.workflows.a_list_collection.prepared_feedback import (
    PreparedFeedback,
    feedback_files,
    feedback_mail,
    rendered,
)
from cl_pipeline.workflows.a_list_collection.reading import isolated
from cl_pipeline.workflows.a_list_collection.submissions import focal_points_of
from cl_pipeline.workflows.a_list_collection.understanding import filled
from cl_pipeline.workflows.bounded import bounded
from cl_pipeline.workflows.files import replace_bytes
from cl_pipeline.workflows.lineage.differences import between_submissions
from cl_pipeline.workflows.outgoing import OutgoingFiles
from cl_pipeline.workflows.pipeline import Pipeline

NOT_MAILED = {Closed.REPLACED, Closed.REMOVED}
"""Feedback that asks for nothing any more, also where its deadline changes."""

Recognised = tuple[FormDescription | None, tuple[TypedCell, ...]]

Facts = Mapping[SubmissionId, FeedbackFacts]


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
    ``notices`` are those of a changed deadline; ``refused_notices``: who could not be mailed one.
    """

    written: tuple[WrittenFeedback, ...]
    mailed: tuple[SubmissionId, ...]
    refused: tuple[tuple[SubmissionId, str], ...]
    not_taken: tuple[tuple[SubmissionId, str], ...]
    notices: tuple[DeadlineNotice, ...]
    refused_notices: tuple[tuple[SenderCode, str], ...]


def write_feedback(
    pipeline: Pipeline,
    *,
    submission_id: SubmissionId | None = None,
    round_year: RoundYear | None = None,
) -> FeedbackResult:
    """Write all feedback that would say something else than what is written, and mail it.

    With a submission or a round, their feedback is written again; a mail that was sent is not sent
    again. Without, also the notices of a changed deadline that are due.

    Raises:
        NotFound: there is no such submission.
        DriveUnavailable: feedback could not be put on the drive; all other is written, and the
            mails are sent.
        MailUnavailable: the mail server did not answer; all feedback is written.
        BrokenInvariant: our program failed on a file, or its archived bytes are damaged; the
            feedback on all other is written, and the mails are sent.
    """
    facts, framework = feedback_facts(pipeline), pipeline.base_framework
    is_chosen = submission_id is not None or round_year is not None
    due = (
        due_of(facts, framework, submission_id, round_year)
        if is_chosen
        else outdated(pipeline, facts)
    )
    if submission_id is not None and not due:
        raise NotFound(f"there is no submission {submission_id!r}; see `cl-pipeline submissions`")
    written, failures = _write_all(pipeline, facts, due)
    notices = () if is_chosen else write_deadline_notices(pipeline, failures)
    mails = _mail_all(pipeline, facts, failures)
    notice_mails = () if is_chosen else mail_deadline_notices(pipeline)
    if failures:
        is_drive = all(isinstance(failure, DriveUnavailable) for failure in failures)
        raise (DriveUnavailable if is_drive else BrokenInvariant)(
            f"feedback could not be written for {len(failures)} submissions, all other is: "
            f"{'; '.join(map(str, failures))}"
        )
    return FeedbackResult(
        written,
        tuple(mail.about.submission_id for mail in mails if mail.refused is None),
        tuple((mail.about.submission_id, mail.refused) for mail in mails if mail.refused),
        tuple((mail.about.submission_id, mail.not_taken) for mail in mails if mail.not_taken),
        notices,
        tuple((mail.about.sender, mail.refused) for mail in notice_mails if mail.refused),
    )


def _write_all(
    pipeline: Pipeline, facts: Facts, due: Sequence[FeedbackDue]
) -> tuple[tuple[WrittenFeedback, ...], list[PipelineError]]:
    """What was written, and why other feedback could not be although the drive was there."""
    outgoing, written = OutgoingFiles(pipeline), []
    failures: list[PipelineError] = []
    for prepared in _prepare(pipeline, facts, due, failures):
        failed = partial(_failure, prepared.report.submission)
        files, about = isolated(partial(rendered, feedback_files, prepared), failed), prepared
        if isinstance(files, PipelineError):
            # Its sender learns that the fault is ours, the officer learns it from this call.
            failures.append(files)
            about = prepared.with_our_failure()
            files = about.files()
        try:
            result = isolated(partial(_write, pipeline, outgoing, about, files), failed)
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
                prepared.due.recipient,
                prepared.due.version,
                prepared.due.occasion,
                prepared.place,
                prepared.is_to_be_mailed,
                pipeline.now(),
                pipeline.run_id,
            )
        )
    return tuple(written), failures


def _failure(submission: Submission, failure: Exception) -> PipelineError:
    return BrokenInvariant(f"{submission.path}: {type(failure).__name__}; please report")


def _write(
    pipeline: Pipeline,
    outgoing: OutgoingFiles,
    prepared: PreparedFeedback,
    files: Mapping[str, bytes],
) -> WrittenFeedback:
    place = prepared.place
    if not prepared.due.recipient:
        # Not on the drive: the officer finds it by the whole path only.
        place = str(pipeline.settings.output_dir / place)
    for name, content in files.items():
        if prepared.due.recipient:
            outgoing.write(f"{place}/{name}", content)
        else:
            replace_bytes(Path(place) / name, content)
    return WrittenFeedback(
        prepared.report.submission,
        place,
        tuple(files),
        tuple(language.code for language in prepared.languages),
        len(prepared.focal_points),
    )


def _mail_all(
    pipeline: Pipeline, facts: Facts, failures: list[PipelineError]
) -> tuple[SentMail[FeedbackWritten], ...]:
    settings, reports = pipeline.settings.mail, pipeline.store.feedback_reports
    if settings is None:
        return ()
    due = due_of(facts, pipeline.base_framework)
    waiting = reports.to_mail(
        entry for entry in due if facts[entry.submission_id].closed not in NOT_MAILED
    )
    # Made before the server is called: a failure of ours must not be reported as the server's.
    written, drafts = {(due.submission_id, due.recipient): due for due in waiting}, []
    for prepared in _prepare(pipeline, facts, waiting, failures):
        if prepared.focal_points:
            draft = isolated(
                partial(rendered, feedback_mail, prepared),
                partial(_failure, prepared.report.submission),
            )
            if isinstance(draft, PipelineError):
                failures.append(draft)
            else:
                about = (prepared.due.submission_id, prepared.due.recipient)
                drafts.append((written[about], draft))
    if not drafts:
        return ()
    mails = []
    for mail in send_mails(settings, drafts, pipeline.now()):
        if mail.refused is None:
            reports.record_mailed(mail.about, at=pipeline.now())
        mails.append(mail)
    return tuple(mails)


def _prepare(
    pipeline: Pipeline, facts: Facts, due: Sequence[FeedbackDue], failures: list[PipelineError]
) -> Iterator[PreparedFeedback]:
    """The feedback that is due; why there is none on some submissions is a failure."""
    if not due:
        return
    framework, mail = pipeline.framework_in_force(), pipeline.settings.mail
    registered = pipeline.store.focal_points.in_force()

    def prepared(entry: FeedbackDue, read: Recognised) -> PreparedFeedback:
        about, recipient = facts[entry.submission_id], entry.recipient
        description, typed = read
        closed, is_shown = about.closed_for(recipient), about.shows_content(recipient)
        observations = pipeline.store.observations.of_submission(entry.submission_id)
        report = make_feedback(
            about.submission, () if closed else about.points, observations if is_shown else (),
            description, typed if is_shown else (), framework,
            _replaced(pipeline, about) if is_shown else None,
        )  # fmt: skip
        report = replace(report, shown_from_another=about.elsewhere, closed=closed)
        focal_points = _focal_points(report, SenderCode(recipient), registered)
        return PreparedFeedback(
            entry, report, is_shown, focal_points, mail.sender if mail else None
        )

    by_submission: dict[SubmissionId, list[FeedbackDue]] = defaultdict(list)
    for entry in due:
        by_submission[entry.submission_id].append(entry)
    kept = []
    for key in by_submission:
        submission = facts[key].submission
        if facts[key].closed is Closed.ERASED or is_intact(pipeline, submission.digest):
            kept.append(submission)
        else:
            failures.append(ArchiveDamaged(f"{submission.path}: damaged in the archive"))
    for submission, recognised in _read(pipeline, framework, facts, kept):
        for entry in by_submission[submission.submission_id]:
            result = isolated(partial(prepared, entry, recognised), partial(_failure, submission))
            if isinstance(result, PipelineError):
                failures.append(result)
            else:
                yield result


def _replaced(pipeline: Pipeline, about: FeedbackFacts) -> Replaced | None:
    """What the submission replaced when it was received last, if its figures are used now."""
    if about.before is None:
        return None
    found = between_submissions(pipeline, about.before, about.submission, with_effect=False)
    return Replaced(about.before, found.changes, about.is_back)


def _read(
    pipeline: Pipeline, framework: Framework, facts: Facts, submissions: Sequence[Submission]
) -> Iterator[tuple[Submission, Recognised]]:
    """The form of every file and its cells as typed; nothing if it is not recognised.

    Of an erased file the form alone, as its cover named it.
    """
    there = []
    for submission in submissions:
        if facts[submission.submission_id].closed is Closed.ERASED:
            yield submission, (_form_of(framework, _identity_of(submission)), ())
        else:
            there.append(submission)
    with ReaderPool() as pool:
        read = pool.read([(sent.digest, pipeline.archive.path_of(sent.digest)) for sent in there])
        for submission, (_, raw) in zip(there, read, strict=True):
            if isinstance(raw, ReadFailure):
                yield submission, (None, ())
                continue
            identity, typed = isolated(
                partial(bounded, filled, framework, raw), lambda _: (None, ())
            )
            yield submission, (_form_of(framework, identity), typed)


def _identity_of(submission: Submission) -> FormIdentity | None:
    if not (submission.form and submission.version and submission.round and submission.sender):
        return None
    return FormIdentity(
        FormKey(submission.form), submission.version, submission.round, submission.sender
    )


def _form_of(framework: Framework, identity: FormIdentity | None) -> FormDescription | None:
    return index_for(framework, identity).description if identity else None


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
