"""What was sent and what became of it: submissions, their findings, what changed when sent again.

Output: lists from what is stored; nothing is written.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from cl_pipeline.lineage.difference_report import summary
from cl_pipeline.model.codes import ANSWERED_BY_SEVERAL, SubmissionState
from cl_pipeline.model.difference import DifferenceReport
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear, SenderCode, SubmissionId
from cl_pipeline.model.keys import CellRef, TraceKey
from cl_pipeline.model.labels import state_label
from cl_pipeline.model.question import QuestionStep
from cl_pipeline.model.submission import Submission
from cl_pipeline.model.table import Table, text_columns
from cl_pipeline.publication.feedback.sentences import SEVERITY_LABELS
from cl_pipeline.review.confirmed_figures import confirmed_cells, without_confirmed
from cl_pipeline.workflows.a_list_collection.recipients import feedback_recipient, folder_round
from cl_pipeline.workflows.lineage.differences import between_submissions
from cl_pipeline.workflows.pipeline import Pipeline

REPLACES_NOTHING = {SubmissionState.REJECTED, SubmissionState.WITHDRAWN}
"""States of a file that replaces no other."""


def list_submissions(pipeline: Pipeline, round_year: int | None = None) -> tuple[Submission, ...]:
    """The submissions of a round, or of all, oldest first.

    Raises:
        NotFound: the calendar has no such round.
    """
    chosen = pipeline.round(round_year) if round_year else None
    waiting = pipeline.store.submissions.received_after_closing()
    return tuple(
        replace(submission, waits_for_decision=submission.submission_id in waiting)
        for submission in pipeline.store.submissions.list(
            chosen, deadlines=pipeline.deadlines_in_force()
        )
    )


def list_findings(
    pipeline: Pipeline, round_year: int | None = None, *, only_current: bool = False
) -> tuple[tuple[Submission, Finding], ...]:
    """Stored findings with their submissions.

    ``only_current`` leaves out those of replaced submissions and those about confirmed figures. A
    rejected file is replaced by a later one that was read from the same path. A file of another
    name replaces nothing by itself, because several institutions send files of their own;
    withdrawing the rejected one closes it.

    Raises:
        NotFound: the calendar has no such round.
    """
    chosen = pipeline.round(round_year) if round_year else None
    submissions = list_submissions(pipeline, round_year)
    by_id = {submission.submission_id: submission for submission in submissions}
    findings = pipeline.store.submissions.findings(chosen)
    replaced: set[SubmissionId] = set()
    if only_current:
        replaced = _replaced(submissions)
        findings = without_confirmed(findings, load_confirmed(pipeline))
    return tuple((by_id[key], finding) for key, finding in findings if key not in replaced)


def open_findings(
    pipeline: Pipeline, sender: SenderCode | None = None, round_year: RoundYear | None = None
) -> list[tuple[Submission, Finding]]:
    """The current findings of one Member State and round, or of all; newest files first.

    Files of which no round is known come before all others.
    """
    found = list_findings(pipeline, round_year, only_current=True)
    return sorted(
        (pair for pair in found if sender in {None, sent_for(pair[0], pipeline.base_framework)[0]}),
        key=lambda pair: (
            pair[0].round is not None,
            -(pair[0].round or 0),
            -pair[0].received_at.timestamp(),
        ),
    )


def load_confirmed(pipeline: Pipeline) -> frozenset[CellRef]:
    """The cells with figures that a focal point has confirmed."""
    history = pipeline.store.history
    confirmed: set[CellRef] = set()
    for question in pipeline.store.question_events.questions():
        if question.state != QuestionStep.CONFIRMED:
            continue
        key = TraceKey.parse(question.trace_key)
        sent = history.observations(
            key.sender, key.indicator, key.breakdown, [key.measure], key.column
        )
        named = history.submissions_named({submission_id for submission_id, _ in sent}, {})
        received = {submission.submission_id: submission.received_at for submission in named}
        confirmed.update(confirmed_cells(question.events[-1].stated_at, sent, received))
    return frozenset(confirmed)


def sent_for(
    submission: Submission, framework: Framework
) -> tuple[SenderCode | None, RoundYear | None]:
    """The Member State and round of a submission: as it states or, if it does not, by its folder.

    A file that could not be read states neither; the folder ``<round>/<ISO3>/`` gives both.
    """
    sender = submission.sender or feedback_recipient(submission, (), framework)
    by_folder = folder_round(submission)
    return sender, submission.round or (by_folder if by_folder in framework.rounds else None)


def sender_label(submission: Submission, framework: Framework) -> str:
    """The sender of a submission in a list, and whether it is known by the folder only."""
    sender, _ = sent_for(submission, framework)
    by_folder = "" if submission.sender else ", by its folder"
    return f"{sender}{by_folder}" if sender else "not recognised"


def changes_since_last(
    pipeline: Pipeline, submissions: Iterable[Submission]
) -> tuple[tuple[Submission, DifferenceReport], ...]:
    """Those that were sent again, with the difference to the one before, without its effect.

    The one before is of the same Member State, round and form, and has a sheet in common.
    """
    everything = list_submissions(pipeline)
    pairs = ((submission, _predecessor(submission, everything)) for submission in submissions)
    return tuple(
        (submission, between_submissions(pipeline, before, submission, with_effect=False))
        for submission, before in pairs
        if before is not None
    )


def changes_text(submission: Submission, found: DifferenceReport) -> str:
    """One line: what was sent again, and how much of it differs."""
    if found.is_equal:
        return f"{submission.path} is the same as {found.before}, which was received before it"
    return (
        f"{submission.path} differs from the earlier {found.before}: {summary(found)}; see "
        f"`cl-pipeline diff {found.before} {found.after}` for the effect"
    )


def _replaced(submissions: Sequence[Submission]) -> set[SubmissionId]:
    last_read = {
        submission.path: submission.received_at
        for submission in submissions
        if submission.state not in REPLACES_NOTHING
    }
    return {
        submission.submission_id
        for submission in submissions
        if submission.state in {SubmissionState.SUPERSEDED, SubmissionState.WITHDRAWN}
        or (
            submission.state == SubmissionState.REJECTED
            and submission.path in last_read
            and submission.received_at < last_read[submission.path]
        )
    }


def _predecessor(submission: Submission, everything: Sequence[Submission]) -> Submission | None:
    if submission.state == SubmissionState.REJECTED:
        return None
    place = [other.submission_id for other in everything].index(submission.submission_id)
    earlier = (other for other in reversed(everything[:place]) if _is_before(other, submission))
    return next(earlier, None)


def _is_before(other: Submission, submission: Submission) -> bool:
    """True if the one is an earlier version of the other, where institutions report apart."""
    about = (submission.sender, submission.round, submission.form)
    is_apart = submission.form in ANSWERED_BY_SEVERAL
    return (
        (other.sender, other.round, other.form) == about
        and other.state != SubmissionState.REJECTED
        and bool(set(other.sheets) & set(submission.sheets))
        and not (is_apart and other.institution != submission.institution)
    )


SUBMISSION_COLUMNS = text_columns(
    {
        "Submission": 18,
        "Round": 8,
        "Sender": 24,
        "Institution": 24,
        "Form": 12,
        "State": 24,
        "Findings": 10,
        "Path": 40,
    }
)


def submission_table(submissions: Iterable[Submission], framework: Framework) -> Table:
    """Grain: one submission; key ``submission``, by which a decision names it."""
    rows = [
        (
            submission.submission_id,
            sent_for(submission, framework)[1] or "?",
            sender_label(submission, framework),
            submission.institution or "",
            f"{submission.form} {submission.version}" if submission.form else "?",
            state_label(submission),
            submission.finding_count,
            submission.path,
        )
        for submission in submissions
    ]
    return Table("Submissions", SUBMISSION_COLUMNS, tuple(rows), empty="nothing so far")


FINDING_COLUMNS = text_columns(
    {
        "Sender": 12,
        "Round": 8,
        "Cell": 12,
        "Severity": 20,
        "Code": 24,
        "Found": 40,
        "Please": 40,
        "Path": 40,
    }
)


def finding_table(findings: Iterable[tuple[Submission, Finding]], framework: Framework) -> Table:
    """Grain: one finding of one submission, in the words of its feedback report."""
    rows = []
    for submission, finding in findings:
        sender, round_year = sent_for(submission, framework)
        rows.append(
            (
                sender or "?",
                round_year or "?",
                finding.place,
                SEVERITY_LABELS[finding.severity],
                finding.code,
                finding.found,
                finding.remedy,
                submission.path,
            )
        )
    return Table("Findings", FINDING_COLUMNS, tuple(rows), empty="nothing so far")
