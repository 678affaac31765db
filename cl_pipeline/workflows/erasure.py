"""Erase a file from the archive by decision, if it has content that may not be kept.

Input: a decision of the kind ``erase``; output: a tombstone in place of the bytes. Guarantee: the
digest, the received files and what was read remain; the bytes and the person named on the cover
are deleted, and the same bytes are not archived again.
"""

from cl_pipeline.model.decision import Decision
from cl_pipeline.model.identity import SubmissionId
from cl_pipeline.workflows.pipeline import Pipeline


def erase(pipeline: Pipeline, decision: Decision) -> None:
    """Delete the file of the submission that the decision is about; repeating it changes nothing.

    Raises:
        NotFound: there is no such submission.
        ArchiveUnavailable: the archive may not be written to.
    """
    submission = pipeline.store.submissions.get(SubmissionId(decision.subject))
    note = f"by {decision.decided_by} on {decision.decided_at:%d %B %Y}: {decision.reason}"
    pipeline.archive.erase(submission.digest, note)
    pipeline.store.delete_contact(submission.submission_id)


def copy_erased_submissions(past: Pipeline, again: Pipeline) -> tuple[str, ...]:
    """Copy what was read from files that were erased since; a sentence for each submission."""
    sentences = []
    for submission in past.store.submissions.list():
        tombstone = past.archive.tombstone(submission.digest)
        if tombstone is not None:
            past.store.copy_submission(submission.submission_id, again.store)
            sentences.append(
                f"{submission.path} ({submission.submission_id}) was erased from the archive "
                f"{tombstone}; the replay used what had been read from it"
            )
    return tuple(sentences)
