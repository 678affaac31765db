"""Erasing a file from the archive by decision, where it holds what may not be kept.

Input: a decision of the kind ``erase``; output: a tombstone in the place of the bytes. Guarantee:
the digest, the arrivals and what was read stay; the bytes and the person named on the cover go, and
the same bytes are not kept again.
"""

from cl_pipeline.model.decision import Decision
from cl_pipeline.model.identity import SubmissionId
from cl_pipeline.model.submission import Submission
from cl_pipeline.store.copy_submission import copy_submission, delete_contact
from cl_pipeline.workflows.pipeline import Pipeline


def erase(pipeline: Pipeline, decision: Decision) -> None:
    """The bytes of the return the decision is about are gone; done twice, it is done once.

    Raises:
        NotFound: there is no such return.
        ArchiveUnavailable: the archive may not be written to.
    """
    submission = pipeline.store.submissions.get(SubmissionId(decision.subject))
    words = f"by {decision.decided_by} on {decision.decided_at:%d %B %Y}: {decision.reason}"
    pipeline.archive.erase(submission.digest, words)
    delete_contact(submission.submission_id, pipeline.store)


def erased_submissions(pipeline: Pipeline) -> tuple[Submission, ...]:
    """The returns of which only the tombstone is in the archive."""
    return tuple(
        submission
        for submission in pipeline.store.submissions.list()
        if pipeline.archive.tombstone(submission.digest) is not None
    )


def stand_in(past: Pipeline, again: Pipeline) -> tuple[str, ...]:
    """What was read from erased returns is taken over, and a sentence says so for each."""
    found = []
    for erased_submission in erased_submissions(past):
        copy_submission(erased_submission.submission_id, past.store, again.store)
        found.append(
            f"{erased_submission.path} ({erased_submission.submission_id}) was erased from the archive "
            f"{past.archive.tombstone(erased_submission.digest)}; what was read from it then stands in"
        )
    return tuple(found)
