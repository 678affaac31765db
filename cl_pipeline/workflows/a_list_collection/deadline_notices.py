"""Notices of changed deadlines to Member States that are asked and have sent nothing yet.

Whoever has reported reads the deadline in its feedback. A notice is due where the deadline in
force is not the one that the form, or the notice after it, names; so a killed call is finished by
the next one, and nothing is sent twice. Nothing is sent about the sample.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from cl_pipeline.errors import DriveUnavailable, PipelineError
from cl_pipeline.framework.in_force import with_decisions
from cl_pipeline.intake.drive import OUTGOING
from cl_pipeline.model.codes import COLLECTED_IN, DecisionKind, FormKey, SubmissionState
from cl_pipeline.model.identity import RoundYear, SenderCode
from cl_pipeline.model.number_format import JAKARTA
from cl_pipeline.model.submission import Deadlines, Submission
from cl_pipeline.publication.feedback.deadline_notice import notice_mail, notice_text
from cl_pipeline.publication.feedback.delivery import is_mail_address
from cl_pipeline.publication.feedback.sentences import languages_for
from cl_pipeline.review.reminders import deadlines_in_force
from cl_pipeline.store.records import DeadlineNotice, FocalPoint
from cl_pipeline.workflows.a_list_collection.mail import SentMail, send_mails
from cl_pipeline.workflows.a_list_collection.submissions import list_submissions
from cl_pipeline.workflows.outgoing import OutgoingFiles
from cl_pipeline.workflows.pipeline import Pipeline

NOT_SENT = {SubmissionState.SUPERSEDED, SubmissionState.WITHDRAWN}
"""States of submissions whose feedback asks for nothing by a day."""

BEFORE_ALL = datetime.min.replace(tzinfo=UTC)

Notified = tuple[FormKey, RoundYear, SenderCode]


def send_deadline_notices(pipeline: Pipeline) -> tuple[SentMail[DeadlineNotice], ...]:
    """Write every notice that is due and mail what was not mailed yet; the result for each mail.

    Raises:
        DriveUnavailable: a notice could not be put on the drive.
        MailUnavailable: the mail server did not answer; all notices are written.
    """
    failures: list[PipelineError] = []
    write_deadline_notices(pipeline, failures)
    if failures:
        raise failures[0]
    return mail_deadline_notices(pipeline)


def write_deadline_notices(
    pipeline: Pipeline, failures: list[PipelineError]
) -> tuple[DeadlineNotice, ...]:
    """Write every notice that is due into the outgoing folder of its Member State.

    ``failures`` gets why one could not be written.
    """
    submissions = list_submissions(pipeline)
    if any(submission.is_sample for submission in submissions):
        return ()
    due = tuple(_due(pipeline, submissions))
    if not due:
        return ()
    written = []
    try:
        pipeline.drive.check()
        outgoing = OutgoingFiles(pipeline)
    except DriveUnavailable as failure:
        failures.append(failure)
        return ()
    for (form, round_year, sender), due_at in due:
        points = _focal_points(pipeline, sender)
        text = _text(pipeline, (form, round_year, sender), due_at, points)
        name = f"{sender}_{round_year}_{form}_deadline.txt"
        try:
            path = outgoing.write(f"{OUTGOING}/{sender}/{name}", text.encode("utf-8"))
        except DriveUnavailable as failure:
            failures.append(failure)
            continue
        notice = DeadlineNotice(
            form, round_year, sender, due_at, path,
            bool(points and pipeline.settings.mail), pipeline.now(), pipeline.run_id,
        )  # fmt: skip
        written.append(pipeline.store.deadline_notices.add(notice))
    return tuple(written)


def mail_deadline_notices(pipeline: Pipeline) -> tuple[SentMail[DeadlineNotice], ...]:
    """Mail the newest notices that no mail server has taken yet, if a mail server is set up."""
    settings, notices = pipeline.settings.mail, pipeline.store.deadline_notices
    if settings is None:
        return ()
    drafts = []
    for notice in notices.current():
        points = _focal_points(pipeline, notice.sender)
        if notice.is_to_be_mailed and notice.mailed_at is None and points:
            about = (notice.form, notice.round, notice.sender)
            text = _text(pipeline, about, notice.due_at, points)
            recipients = [point.address for point in points]
            draft = notice_mail(
                text, notice.form, notice.round, sender=settings.sender, recipients=recipients
            )
            drafts.append((notice, draft))
    sent = tuple(send_mails(settings, drafts, pipeline.now())) if drafts else ()
    for mail in sent:
        if mail.refused is None:
            notices.record_mailed(mail.about, at=pipeline.now())
    return sent


def _text(
    pipeline: Pipeline, about: Notified, due_at: datetime, points: Sequence[FocalPoint]
) -> str:
    form, round_year, sender = about
    state = pipeline.base_framework.member_state(sender)
    languages = languages_for(point.language for point in points)
    return notice_text(form, round_year, state, due_at, languages)


def _due(
    pipeline: Pipeline, submissions: tuple[Submission, ...]
) -> Iterator[tuple[Notified, datetime]]:
    """Who is to be notified of which deadline."""
    changed = pipeline.store.decisions.list(kind=DecisionKind.EXTEND_DEADLINE)
    rounds = {decision.round for decision in changed}
    if not rounds:
        return
    deadlines = pipeline.deadlines_in_force()
    reported = {
        (submission.form, submission.round, submission.sender)
        for submission in submissions
        if submission.state not in NOT_SENT
    }
    named: dict[Notified, tuple[datetime, datetime | None]] = {}
    for sent in pipeline.store.forms_sent.list():
        about = (sent.form, sent.round, sent.sender)
        if sent.form in COLLECTED_IN and sent.round in rounds and about not in reported:
            named[about] = (sent.sent_at, None)
    # A form that was handed over otherwise names the day of the files.
    for about, of_files in _asked(pipeline, rounds):
        if about not in reported:
            named.setdefault(about, (BEFORE_ALL, of_files))
    for notice in pipeline.store.deadline_notices.current():
        about = (notice.form, notice.round, notice.sender)
        if about in named and named[about][0] <= notice.written_at:
            named[about] = (notice.written_at, notice.due_at)
    for about, (at, last) in named.items():
        key = (str(about[0]), about[1])
        known = last or _deadlines_before(pipeline, at).get(key)
        if key in deadlines and deadlines[key] != known:
            yield about, deadlines[key]


def _asked(
    pipeline: Pipeline, rounds: Collection[RoundYear | None]
) -> Iterator[tuple[Notified, datetime]]:
    """The members of rounds whose collection has begun, with the deadline of the files."""
    framework, today = pipeline.base_framework, pipeline.now().astimezone(JAKARTA).date()
    for form, phase in COLLECTED_IN.items():
        for entry in framework.calendar:
            is_asked = entry.phase == phase and entry.round in rounds and entry.starts_on <= today
            if is_asked and any(
                version.form == form and entry.round in version.rounds
                for version in framework.form_versions
            ):
                for state in framework.counted_states(entry.round):
                    yield (form, entry.round, state.code), entry.ends_at


def _deadlines_before(pipeline: Pipeline, instant: datetime) -> Deadlines:
    """Those of the decisions that were taken before that instant."""
    earlier = pipeline.store.as_of(instant - timedelta(microseconds=1))
    return deadlines_in_force(with_decisions(pipeline.base_framework, earlier.decisions.in_force()))


def _focal_points(pipeline: Pipeline, sender: SenderCode) -> tuple[FocalPoint, ...]:
    return tuple(
        point
        for point in pipeline.store.focal_points.in_force()
        if point.sender == sender and is_mail_address(point.address)
    )
