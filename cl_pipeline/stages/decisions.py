"""Decisions: what people decided is recorded, and the walk obeys.

Input: what was decided, by whom and why; output: one row that is never changed. Guarantee: a
decision about something that does not exist is refused, and the same decision twice is one.
"""

from cl_pipeline.errors import NotAllowed, NotFound, UsageError
from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.model.decision import Decision
from cl_pipeline.model.identity import RoundYear, SubmissionId
from cl_pipeline.stages.pipeline import Pipeline


def decide(
    pipeline: Pipeline,
    kind: DecisionKind,
    subject: str,
    *,
    decided_by: str,
    reason: str,
    goes_out_in: int | None = None,
) -> Decision:
    """Records one decision.

    ``subject``: a form and version (``a_list 1.2``) for final_form, a round for close_round, a
    submission id for accept_late and withdraw. ``goes_out_in``: the round a form that was made
    final is sent out in, where its row in the framework names none.

    Raises:
        UsageError: who or why is missing.
        NotFound: the subject does not exist.
        NotAllowed: the same decision was taken for another round.
    """
    if not decided_by.strip() or not reason.strip():
        raise UsageError("a decision needs who decided it (a body or role) and why")
    round_year = _round_of(pipeline, kind, subject)
    if kind == DecisionKind.FINAL_FORM and goes_out_in is not None:
        round_year = pipeline.round(goes_out_in)
    decision = pipeline.store.decisions.add(
        kind,
        round_year,
        subject,
        decided_by=decided_by.strip(),
        decided_at=pipeline.now(),
        reason=reason.strip(),
    )
    if decision.round != round_year:
        raise NotAllowed(_taken_otherwise(decision))
    return decision


def _taken_otherwise(decision: Decision) -> str:
    """One decision per kind and subject is in force; another round would be lost in silence."""
    before = f"for round {decision.round}" if decision.round else "without naming a round"
    return (
        f"decision {decision.decision_id} ({decision.kind} {decision.subject}) was taken {before} "
        "and stands; name further rounds in form_versions.csv, or make a new version"
    )


def _round_of(pipeline: Pipeline, kind: DecisionKind, subject: str) -> RoundYear | None:
    if kind == DecisionKind.CLOSE_ROUND:
        if not subject.isdigit():
            raise NotFound(f"{subject!r} is no round; give its year, e.g. 2021")
        return pipeline.round(int(subject))
    if kind == DecisionKind.FINAL_FORM:
        _check_form(pipeline, subject)
        return None
    return pipeline.store.submissions.get(SubmissionId(subject)).round


def _check_form(pipeline: Pipeline, subject: str) -> None:
    versions = [f"{one.form} {one.version}" for one in pipeline.base_framework.form_versions]
    if subject not in versions:
        raise NotFound(f"there is no form version {subject!r}; there are {', '.join(versions)}")
