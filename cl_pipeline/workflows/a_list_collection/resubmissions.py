"""A return that came again: what it says differently from the one before.

Input: a submission; output: the difference to its predecessor, or None where it is the first.
Guarantee: worked out from what is stored, so it is there for every return at any time.
"""

from collections.abc import Iterable, Sequence

from cl_pipeline.lineage.difference_report import summary
from cl_pipeline.model.codes import ANSWERED_BY_SEVERAL, SubmissionState
from cl_pipeline.model.difference import DifferenceReport
from cl_pipeline.model.submission import Submission
from cl_pipeline.workflows.a_list_collection.submissions import list_submissions
from cl_pipeline.workflows.lineage.differences import between_submissions
from cl_pipeline.workflows.pipeline import Pipeline


def changes_since_last(
    pipeline: Pipeline, submissions: Iterable[Submission]
) -> tuple[tuple[Submission, DifferenceReport], ...]:
    """Each of those that came after another of its kind, with what differs; effects are left out.

    Of its kind is a return of the same Member State, round and form that shares a sheet with it.
    """
    everything = list_submissions(pipeline)
    found = []
    for submission in submissions:
        before = _predecessor(submission, everything)
        if before is not None:
            found.append(
                (submission, between_submissions(pipeline, before, submission, with_effect=False))
            )
    return tuple(found)


def changes_text(submission: Submission, found: DifferenceReport) -> str:
    """One line: what was sent again, and how much of it differs."""
    if found.is_equal:
        return f"{submission.path} is the same as {found.before}, which was received before it"
    return (
        f"{submission.path} differs from the earlier {found.before}: {summary(found)}; see "
        f"`cl-pipeline diff {found.before} {found.after}` for the effect"
    )


def _answers_for_another(submission: Submission, other: Submission) -> bool:
    """True where institutions answer for themselves and these are two of them."""
    return submission.form in ANSWERED_BY_SEVERAL and submission.institution != other.institution


def _predecessor(submission: Submission, everything: Sequence[Submission]) -> Submission | None:
    if submission.state == SubmissionState.REJECTED:
        return None
    place = [other.submission_id for other in everything].index(submission.submission_id)
    earlier = [
        other
        for other in everything[:place]
        if (other.sender, other.round, other.form)
        == (submission.sender, submission.round, submission.form)
        and other.state != SubmissionState.REJECTED
        and set(other.sheets) & set(submission.sheets)
        and not _answers_for_another(submission, other)
    ]
    return earlier[-1] if earlier else None
