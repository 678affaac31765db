"""The gate: which submissions stand, and which sheet of which submission speaks.

A submission *stands* if its findings let it, nobody withdrew it, and it was received before its
round was closed; what came later stands by a decision. After closing, only what was received before
decides which sheet is newest, so the picture at closing keeps standing. A round that was re-opened
counts as open until it is closed again, and what came in between counts.

A sheet that a standing submission's cover declares *speaks* if no newer one of the same round,
sender, form and name stands. Newest is what arrived last: by time of receipt, then by number of
arrival. Within one call these numbers follow the files' own times of change (``received_files``); between
calls they outweigh them, because who puts an old file back gives it no new time.
"""

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Subquery,
    Text,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    or_,
    select,
    true,
)

from cl_pipeline.model.codes import (
    ACCEPTED_STATES,
    ANSWERED_BY_SEVERAL,
    DecisionKind,
    FormKey,
    LateSubmissionPolicy,
)
from cl_pipeline.store.records import SUBMISSION
from cl_pipeline.store.tables import decision, received_file, submission, submission_sheet

Condition = ColumnElement[bool]


def is_decided(kind: DecisionKind) -> Condition:
    """True for submissions about which such a decision was taken."""
    return exists().where(
        decision.c.framework == submission.c.framework,
        decision.c.kind == kind.value,
        decision.c.subject == submission.c.submission_id,
        ~_is_revoked(decision),
    )


def _is_revoked(taken: FromClause) -> Condition:
    """True for decisions that a later one revokes. The same rule: ``model.decision.standing``."""
    later = decision.alias("revocation")
    return exists().where(
        later.c.framework == taken.c.framework,
        later.c.kind == DecisionKind.REVOKE.value,
        later.c.subject == cast(taken.c.decision_id, Text),
    )


def _is_reopened() -> Condition:
    """True for closings that were followed by a re-opening of their round."""
    later = decision.alias("reopening")
    return exists().where(
        later.c.framework == decision.c.framework,
        later.c.kind == DecisionKind.REOPEN_ROUND.value,
        later.c.subject == decision.c.subject,
        later.c.decision_id > decision.c.decision_id,
        ~_is_revoked(later),
    )


CLOSED_WITH_ITS_ROUND = FormKey.A_LIST.value
"""Other forms come in their own time: list B over two years, the rest whenever it is ready."""


def standing(
    framework: str,
    *of_submissions: Condition,
    late_policy: LateSubmissionPolicy = LateSubmissionPolicy.BY_DECISION,
) -> CTE:
    """One row per submission that stands, with the arrival that decides how new it is.

    ``late_policy`` other than by decision is for asking what would be, never for what counts.
    ``of_submissions`` narrows the query to some submissions; whoever narrows must keep all that
    compete for a sheet together, which is all of one round and sender.
    """
    moments = _moments(framework, late_policy, *of_submissions)
    return select(moments).where(moments.c.place == 1).cte("standing")


def _moments(framework: str, late_policy: LateSubmissionPolicy, *of_submissions: Condition) -> CTE:
    """One row per arrival that lets its submission stand; ``place`` 1 is the newest of each."""
    closed = _closed(framework)
    let_in = {
        LateSubmissionPolicy.BY_DECISION: is_decided(DecisionKind.ACCEPT_LATE),
        LateSubmissionPolicy.ALL: true(),
        LateSubmissionPolicy.NONE: false(),
    }[late_policy]
    in_time = or_(
        submission.c.form != CLOSED_WITH_ITS_ROUND,
        closed.c.closed_at.is_(None),
        received_file.c.received_at <= closed.c.closed_at,
        let_in,
    )
    of_one = submission.c.submission_id
    newest_first = (received_file.c.received_at.desc(), received_file.c.received_file_id.desc())
    return (
        select(
            submission.c.submission_id,
            submission.c.round,
            submission.c.sender,
            submission.c.form,
            submission.c.institution,
            submission.c.is_sample,
            func.min(received_file.c.received_at).over(partition_by=of_one).label("received_at"),
            received_file.c.received_at.label("newest_received_at"),
            received_file.c.received_file_id.label("newest_received_file_id"),
            func.row_number().over(partition_by=of_one, order_by=newest_first).label("place"),
        )
        .join(received_file, brought_by())
        .outerjoin(closed, closed.c.round == submission.c.round)
        .where(
            submission.c.framework == framework,
            submission.c.read_state.in_([state.value for state in ACCEPTED_STATES]),
            submission.c.sender.is_not(None),
            ~is_decided(DecisionKind.WITHDRAW),
            in_time,
            *of_submissions,
        )
        .cte("moments")
    )


def _closed(framework: str) -> Subquery:
    """One row per closed round, with the moment of the first closing that still holds."""
    return (
        select(decision.c.round, func.min(decision.c.decided_at).label("closed_at"))
        .where(
            decision.c.framework == framework,
            decision.c.kind == DecisionKind.CLOSE_ROUND.value,
            ~_is_revoked(decision),
            ~_is_reopened(),
        )
        .group_by(decision.c.round)
        .subquery("closed")
    )


def brought_by() -> Condition:
    """An arrival that brought the submission's bytes to be read."""
    return and_(
        received_file.c.framework == submission.c.framework,
        received_file.c.digest == submission.c.digest,
        received_file.c.outcome == SUBMISSION,
    )


def respondent(stands: CTE) -> ColumnElement[str]:
    """The institution where each answers for itself, else the same for all of a sender."""
    by_itself = stands.c.form.in_(sorted(form.value for form in ANSWERED_BY_SEVERAL))
    return case((by_itself, func.coalesce(stands.c.institution, "")), else_="")


def sheets(framework: str, stands: CTE, *of_sheets: Condition) -> CTE:
    """One row per declared sheet of a standing submission; those with ``place`` 1 speak.

    ``of_sheets`` narrows the query to some sheets by name.
    """
    same_sheet = (
        stands.c.round,
        stands.c.sender,
        stands.c.form,
        respondent(stands),
        submission_sheet.c.sheet,
    )
    newest_first = (stands.c.newest_received_at.desc(), stands.c.newest_received_file_id.desc())
    return (
        select(
            stands.c.submission_id,
            stands.c.round,
            stands.c.sender,
            stands.c.form,
            stands.c.institution,
            stands.c.is_sample,
            stands.c.received_at,
            submission_sheet.c.sheet,
            func.row_number().over(partition_by=same_sheet, order_by=newest_first).label("place"),
        )
        .join(
            submission_sheet,
            and_(
                submission_sheet.c.framework == framework,
                submission_sheet.c.submission_id == stands.c.submission_id,
            ),
        )
        .where(*of_sheets)
        .cte("sheets")
    )
