"""Why a submission counts or does not: one sentence an officer can pass on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import CTE, Connection, func, select

from cl_pipeline.model.codes import ANSWERED_BY_SEVERAL, SubmissionState
from cl_pipeline.model.identity import SubmissionId
from cl_pipeline.model.submission import Submission
from cl_pipeline.store.acceptance import Condition, sheets, standing
from cl_pipeline.store.records import StatusReason, SubmissionStatus
from cl_pipeline.store.tables import observation, submission

OUTRIGHT: Mapping[SubmissionState, tuple[StatusReason, str]] = {
    SubmissionState.WITHDRAWN: (StatusReason.WITHDRAWN, "it was withdrawn by a decision"),
    SubmissionState.REJECTED: (
        StatusReason.REJECTED,
        "it could not be read as a return; its findings say what to send again",
    ),
}
AFTER_CLOSING = "it was received after its round was closed; a decision can let it count"


@dataclass(frozen=True, slots=True)
class _Sheets:
    """The sheets of one submission, by what became of them."""

    current: tuple[str, ...]
    gave_way: Mapping[str, SubmissionId]
    """Sheets for which a newer submission speaks, and which."""
    undeclared: tuple[str, ...]
    """Sheets that hold values, but that the cover does not declare."""


def status_of(connection: Connection, framework: str, found: Submission) -> SubmissionStatus:
    """What the gate does with that submission."""
    if found.state in OUTRIGHT:
        reason, sentence = OUTRIGHT[found.state]
        return SubmissionStatus(found.submission_id, reason, sentence, (), ())
    rivals = (submission.c.round == found.round, submission.c.sender == found.sender)
    stands = standing(framework, *rivals)
    counting_ids = set(connection.scalars(select(stands.c.submission_id)))
    if found.submission_id not in counting_ids:
        return SubmissionStatus(
            found.submission_id, StatusReason.AFTER_CLOSING, AFTER_CLOSING, (), ()
        )
    its = _sheets(connection, framework, found)
    return SubmissionStatus(
        found.submission_id,
        _reason(its),
        _sentence(its),
        its.current,
        tuple(sorted(set(its.gave_way.values()))),
    )


def _sheets(connection: Connection, framework: str, found: Submission) -> _Sheets:
    rivals = (submission.c.round == found.round, submission.c.sender == found.sender)
    ranked = sheets(framework, standing(framework, *rivals))
    first = select(ranked.c.sheet, ranked.c.submission_id).where(
        ranked.c.place == 1, ranked.c.form == found.form, *_of_respondent(ranked, found)
    )
    current_submission = {sheet: SubmissionId(one) for sheet, one in connection.execute(first)}
    of_found = select(observation.c.sheet).where(
        observation.c.framework == framework,
        observation.c.submission_id == found.submission_id,
    )
    filled = set(connection.scalars(of_found.distinct()))
    own = [sheet for sheet in found.sheets if current_submission[sheet] == found.submission_id]
    return _Sheets(
        current=tuple(own),
        gave_way={one: current_submission[one] for one in found.sheets if one not in own},
        undeclared=tuple(sorted(filled - set(found.sheets))),
    )


def _of_respondent(ranked: CTE, found: Submission) -> tuple[Condition, ...]:
    """Only its own institution's, where each answers for itself."""
    if found.form not in ANSWERED_BY_SEVERAL:
        return ()
    return (func.coalesce(ranked.c.institution, "") == (found.institution or ""),)


def _reason(its: _Sheets) -> StatusReason:
    if its.current:
        return StatusReason.COUNTS
    return StatusReason.SUPERSEDED if its.gave_way else StatusReason.NOT_COVERED


def _sentence(its: _Sheets) -> str:
    parts = [f"it counts with {_listed(its.current)}"] if its.current else []
    for newer in sorted(set(its.gave_way.values())):
        gave_way = [sheet for sheet, by in its.gave_way.items() if by == newer]
        parts.append(f"the newer {newer} speaks for {_listed(gave_way)}")
    if its.undeclared:
        parts.append(f"values stand on {_listed(its.undeclared)}, which its cover does not declare")
    return "; ".join(parts) or "its cover declares no sheet"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)
