"""What was sent and what became of it: lists of submissions and of their findings."""

from collections.abc import Sequence
from dataclasses import replace

from cl_pipeline.model.codes import SubmissionState
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear, SenderCode, SubmissionId
from cl_pipeline.model.submission import Submission
from cl_pipeline.workflows.a_list_collection.addressing import feedback_recipient, folder_round
from cl_pipeline.workflows.a_list_collection.confirmed_figures import still_asked
from cl_pipeline.workflows.pipeline import Pipeline

NOT_IN_FORCE = {SubmissionState.REJECTED, SubmissionState.WITHDRAWN}
"""States of a file that takes the place of no other."""


def list_submissions(pipeline: Pipeline, round_year: int | None = None) -> tuple[Submission, ...]:
    """What was sent and what became of it, oldest first.

    Raises:
        NotFound: the calendar has no such round.
    """
    chosen = pipeline.round(round_year) if round_year else None
    waiting = pipeline.store.submissions.received_after_closing()
    return tuple(
        replace(one, waits_for_decision=one.submission_id in waiting)
        for one in pipeline.store.submissions.list(chosen, deadlines=pipeline.deadlines_in_force())
    )


def sent_for(
    submission: Submission, framework: Framework
) -> tuple[SenderCode | None, RoundYear | None]:
    """Whose return of which round it is: by its own word, or, where it has none, by its folder.

    A file that could not be read names nobody; in ``<round>/<ISO3>/`` it is known whose it is.
    """
    sender = submission.sender or feedback_recipient(submission, (), framework)
    lay_in = folder_round(submission)
    return sender, submission.round or (lay_in if lay_in in framework.rounds else None)


def sender_label(submission: Submission, framework: Framework) -> str:
    """The sender of a return in a list, and how it is known where the return does not say."""
    sender, _ = sent_for(submission, framework)
    by_folder = "" if submission.sender else ", by its folder"
    return f"{sender}{by_folder}" if sender else "not recognised"


def list_findings(
    pipeline: Pipeline, round_year: int | None = None, *, only_current: bool = False
) -> tuple[tuple[Submission, Finding], ...]:
    """Stored findings with their submissions; ``only_current`` leaves replaced ones out.

    A rejected file is replaced by a later one that was read and lies at the same path. A file of
    another name replaces nothing by itself, because several institutions send files of their own;
    withdrawing the rejected one closes it.

    Raises:
        NotFound: the calendar has no such round.
    """
    chosen = pipeline.round(round_year) if round_year else None
    listed = list_submissions(pipeline, round_year)
    by_id = {one.submission_id: one for one in listed}
    silent = _replaced(listed) if only_current else set()
    rows = pipeline.store.submissions.findings(chosen)
    if only_current:
        rows = still_asked(pipeline, rows)
    return tuple((by_id[key], found) for key, found in rows if key not in silent)


def _replaced(listed: Sequence[Submission]) -> set[SubmissionId]:
    last_read = {one.path: one.received_at for one in listed if one.state not in NOT_IN_FORCE}
    return {
        one.submission_id
        for one in listed
        if one.state in {SubmissionState.SUPERSEDED, SubmissionState.WITHDRAWN}
        or (
            one.state == SubmissionState.REJECTED
            and one.path in last_read
            and one.received_at < last_read[one.path]
        )
    }
