"""Labels that read the same in a finding, a trace, a workbook and a list of submissions."""

from cl_pipeline.model.breakdown import DIMENSIONS, LABEL_PREFIX, Breakdown
from cl_pipeline.model.codes import SubmissionState
from cl_pipeline.model.framework import FIRST_LEVEL_UNIT, Framework
from cl_pipeline.model.submission import Submission


def breakdown_label(breakdown: Breakdown, framework: Framework) -> str:
    """The printed names of a breakdown's codes, a row's own name as typed; empty for a total.

    A first-level unit has its name from the list of its Member State.
    """
    names = {
        (one.list_key.partition(":")[0], one.code): one.name
        for one in framework.codes
        if one.list_key in DIMENSIONS or one.list_key.startswith(FIRST_LEVEL_UNIT)
    }
    return ", ".join(
        names.get((dimension, code))
        or names.get((FIRST_LEVEL_UNIT, code))
        or code.removeprefix(LABEL_PREFIX)
        for dimension, code in breakdown.given()
    )


SAMPLE_NOTICE = (
    "Illustration from published sources; not submitted or endorsed by any Member State; "
    "not a decision of SLOM."
)
"""Stands on every sheet, page and picture built from published figures. Source: DESIGN 5.12."""

STATE_LABELS = {
    SubmissionState.RECEIVED: "received, not read yet",
    SubmissionState.ACCEPTED: "complete, thank you",
    SubmissionState.ACCEPTED_WITH_FINDINGS: "accepted, with questions",
    SubmissionState.PARTLY_ACCEPTED: "accepted, some cells could not be read",
    SubmissionState.REJECTED: "could not be read, please send again",
    SubmissionState.SUPERSEDED: "replaced by a newer return",
    SubmissionState.WITHDRAWN: "withdrawn",
}
"""What became of a return, to its sender and to the Secretariat in the same words."""

WAITS_FOR_DECISION = "read, but the round was closed: counts once that is decided"


def state_label(submission: Submission) -> str:
    """What became of a return in a phrase, with what its date has to do with it."""
    if submission.waits_for_decision:
        return WAITS_FOR_DECISION
    return STATE_LABELS[submission.state] + (", late" if submission.is_late else "")
