"""What was sent and what became of it: lists of submissions and of their findings.

Belongs here: queries that need nothing but the store. Does not belong here: taking returns in
(``stages.collection``).
"""

from cl_pipeline.model.codes import SubmissionState
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.submission import Submission
from cl_pipeline.stages.pipeline import Pipeline


def list_submissions(pipeline: Pipeline, round_year: int | None = None) -> tuple[Submission, ...]:
    """What was sent and what became of it, oldest first.

    Raises:
        NotFound: the calendar has no such round.
    """
    chosen = pipeline.round(round_year) if round_year else None
    return pipeline.store.submissions.list(chosen, deadlines=pipeline.deadlines)


def list_findings(
    pipeline: Pipeline, round_year: int | None = None, *, only_speaking: bool = False
) -> tuple[tuple[Submission, Finding], ...]:
    """Stored findings with their submissions; ``only_speaking`` leaves replaced ones out.

    Raises:
        NotFound: the calendar has no such round.
    """
    chosen = pipeline.round(round_year) if round_year else None
    silent = {SubmissionState.SUPERSEDED, SubmissionState.WITHDRAWN} if only_speaking else set()
    by_id = {one.submission_id: one for one in list_submissions(pipeline, round_year)}
    rows = ((by_id[key], found) for key, found in pipeline.store.submissions.findings(chosen))
    return tuple((one, found) for one, found in rows if one.state not in silent)
