"""Figures that a focal point has confirmed: findings that ask about them are not shown again.

A confirmation is about one figure: the same figure in a later submission is covered by it, a
different figure in the same place is not. Findings remain stored as they were.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from cl_pipeline.model.codes import Severity
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.identity import SubmissionId
from cl_pipeline.model.keys import CellRef
from cl_pipeline.model.observation import Observation

ASKS = frozenset({Severity.WARNING, Severity.QUESTION})
"""Severities that keep a figure in use and ask about it."""


def without_confirmed(
    findings: Iterable[tuple[SubmissionId, Finding]], confirmed: Collection[CellRef]
) -> tuple[tuple[SubmissionId, Finding], ...]:
    """The findings without those that ask about a confirmed cell."""
    return tuple(
        (submission_id, finding)
        for submission_id, finding in findings
        if finding.severity not in ASKS
        or CellRef(submission_id, finding.sheet or "", finding.cell or "") not in confirmed
    )


def confirmed_cells(
    confirmed_at: datetime,
    sent: Sequence[tuple[SubmissionId, Observation]],
    received: Mapping[SubmissionId, datetime],
) -> Iterator[CellRef]:
    """Every cell with the figure that was the newest when the number was confirmed.

    ``sent``: everything ever reported for the number; ``received``: when each submission was
    received, UTC.
    """
    then = [pair for pair in sent if received[pair[0]] <= confirmed_at]
    if not then:
        return
    _, confirmed = max(then, key=lambda pair: received[pair[0]])
    for submission_id, observation in sent:
        is_same_year = observation.reference_year == confirmed.reference_year
        if is_same_year and observation.value == confirmed.value:
            yield CellRef(submission_id, observation.sheet, observation.cell)
