"""What counts: which submissions, which sheet of which submission is current, and why not.

A submission *counts* if its findings allow it, it is not withdrawn, and it was received before its
round was closed; one received later counts by decision. After closing, only files received before
decide which sheet is newest. A round that was re-opened is open until it is closed again, and what
was received in between counts.

A sheet that the cover of a counting submission declares is *current* if no newer submission of the
same round, sender and form declares it. The newest is the one whose file was received last: by time
of receipt, then by number of the received file.
"""

from collections.abc import Iterable, Mapping
from unicodedata import normalize

import sqlalchemy as sa

from cl_pipeline.model.codes import (
    ACCEPTED_STATES,
    ANSWERED_BY_SEVERAL,
    DecisionKind,
    ExclusionReason,
    FormKey,
    LateSubmissionPolicy,
    SubmissionState,
)
from cl_pipeline.model.decision import OPPOSITE
from cl_pipeline.model.submission import Submission
from cl_pipeline.store.engine import Condition, Scope
from cl_pipeline.store.records import SUBMISSION, CurrentSheet, SubmissionStatus
from cl_pipeline.store.tables import (
    decision,
    observation,
    received_file,
    submission,
    submission_sheet,
)

CLOSED_WITH_ITS_ROUND = FormKey.A_LIST.value
"""Other forms have times of their own: list B over two years, the rest whenever it is ready."""


def counting_submissions(
    scope: Scope,
    *conditions: Condition,
    late_policy: LateSubmissionPolicy = LateSubmissionPolicy.BY_DECISION,
) -> sa.CTE:
    """One row per submission that counts, with the received file that decides how new it is.

    ``conditions`` must keep all that compete for a sheet together: all of one round and sender.
    ``late_policy`` other than by decision answers what would count then.
    """
    files = _files_that_count(scope, late_policy, *conditions)
    return sa.select(files).where(files.c.rank == 1).cte("counting_submission")


def _files_that_count(
    scope: Scope, late_policy: LateSubmissionPolicy, *conditions: Condition
) -> sa.CTE:
    """One row per received file that makes its submission count; ``rank`` 1 is the newest."""
    closed = _closed_rounds(scope)
    allowed = {
        LateSubmissionPolicy.BY_DECISION: has_decision(scope, DecisionKind.ACCEPT_LATE),
        LateSubmissionPolicy.ALL: sa.true(),
        LateSubmissionPolicy.NONE: sa.false(),
    }[late_policy]
    in_time = sa.or_(
        submission.c.form != CLOSED_WITH_ITS_ROUND,
        closed.c.closed_at.is_(None),
        received_file.c.received_at <= closed.c.closed_at,
        allowed,
    )
    same = submission.c.submission_id
    newest_first = (received_file.c.received_at.desc(), received_file.c.received_file_id.desc())
    return (
        sa.select(
            submission.c.submission_id,
            submission.c.round,
            submission.c.sender,
            submission.c.form,
            submission.c.institution,
            submission.c.is_sample,
            sa.func.min(received_file.c.received_at).over(partition_by=same).label("received_at"),
            received_file.c.received_at.label("newest_received_at"),
            received_file.c.received_file_id.label("newest_received_file_id"),
            sa.func.row_number().over(partition_by=same, order_by=newest_first).label("rank"),
        )
        .join(received_file, is_file_of_submission(scope))
        .outerjoin(closed, closed.c.round == submission.c.round)
        .where(*is_acceptable(scope), in_time, *conditions)
        .cte("counting_file")
    )


def is_acceptable(scope: Scope) -> tuple[Condition, ...]:
    """Submissions that could be read, name their sender and are not withdrawn."""
    return (
        scope.includes(submission),
        submission.c.read_state.in_([state.value for state in ACCEPTED_STATES]),
        submission.c.sender.is_not(None),
        ~has_decision(scope, DecisionKind.WITHDRAW),
    )


def is_file_of_submission(scope: Scope) -> Condition:
    """Received files that hold the bytes of the submission and were registered to be read."""
    return sa.and_(
        scope.includes(received_file),
        received_file.c.digest == submission.c.digest,
        received_file.c.outcome == SUBMISSION,
    )


def has_decision(scope: Scope, kind: DecisionKind) -> Condition:
    return sa.exists().where(
        scope.includes(decision),
        decision.c.kind == kind.value,
        decision.c.subject == submission.c.submission_id,
        is_in_force(scope),
    )


def is_in_force(scope: Scope) -> Condition:
    """True for decisions that are not revoked and have no later opposite.

    A revocation is a decision in the register, and never in force itself.
    """
    later = decision.alias("later_decision")
    opposite = sa.case(
        *((decision.c.kind == kind.value, other.value) for kind, other in OPPOSITE.items())
    )
    is_reversed = sa.exists().where(
        scope.includes(later),
        later.c.kind == opposite,
        later.c.subject == decision.c.subject,
        later.c.decision_id > decision.c.decision_id,
        ~_is_revoked(scope, later),
    )
    is_revocation = decision.c.kind == DecisionKind.REVOKE.value
    return sa.and_(~is_revocation, ~_is_revoked(scope, decision), ~is_reversed)


def _is_revoked(scope: Scope, taken: sa.FromClause) -> Condition:
    revocation = decision.alias("revocation")
    return sa.exists().where(
        scope.includes(revocation),
        revocation.c.kind == DecisionKind.REVOKE.value,
        revocation.c.subject == sa.cast(taken.c.decision_id, sa.Text),
    )


def _closed_rounds(scope: Scope) -> sa.Subquery:
    """One row per closed round, with the instant of the first closing in force."""
    return (
        sa.select(decision.c.round, sa.func.min(decision.c.decided_at).label("closed_at"))
        .where(
            scope.includes(decision),
            decision.c.kind == DecisionKind.CLOSE_ROUND.value,
            is_in_force(scope),
        )
        .group_by(decision.c.round)
        .subquery("closed_round")
    )


def respondent(counting: sa.CTE) -> sa.ColumnElement[str]:
    """The institution where each one answers a form itself, else the same text for a sender."""
    answers_itself = counting.c.form.in_(sorted(form.value for form in ANSWERED_BY_SEVERAL))
    return sa.case((answers_itself, sa.func.coalesce(counting.c.institution, "")), else_="")


def ranked_sheets(scope: Scope, counting: sa.CTE, *conditions: Condition) -> sa.CTE:
    """One row per declared sheet of a counting submission; those with ``rank`` 1 are current."""
    same_sheet = (
        counting.c.round,
        counting.c.sender,
        counting.c.form,
        respondent(counting),
        submission_sheet.c.sheet,
    )
    newest_first = (counting.c.newest_received_at.desc(), counting.c.newest_received_file_id.desc())
    return (
        sa.select(
            counting.c.submission_id,
            counting.c.round,
            counting.c.sender,
            counting.c.form,
            counting.c.institution,
            counting.c.is_sample,
            counting.c.received_at,
            submission_sheet.c.sheet,
            sa.func.row_number().over(partition_by=same_sheet, order_by=newest_first).label("rank"),
        )
        .join(
            submission_sheet,
            sa.and_(
                scope.includes(submission_sheet),
                submission_sheet.c.submission_id == counting.c.submission_id,
            ),
        )
        .where(*conditions)
        .cte("ranked_sheet")
    )


def conflicting_reports(newest_first: Iterable[CurrentSheet]) -> tuple[CurrentSheet, ...]:
    """Of each sheet the current one and the newest of every other institution, in fixed order.

    An institution that is not named on either submission may be the same one; it is left out.
    """
    seen: dict[tuple[str, ...], set[str]] = {}
    kept = []
    for report in newest_first:
        sheet = (report.sender, report.form, report.sheet)
        institution = _comparable_name(report.institution)
        if report.is_current:
            seen[sheet] = {institution}
        elif "" in seen[sheet] or institution in seen[sheet] | {""}:
            continue
        seen[sheet].add(institution)
        kept.append(report)
    return tuple(sorted(kept, key=_report_order))


def _comparable_name(institution: str | None) -> str:
    return " ".join(normalize("NFKC", institution or "").casefold().split())


def _report_order(report: CurrentSheet) -> tuple[object, ...]:
    return (
        report.sender, report.form, report.sheet, not report.is_current, report.submission_id,
    )  # fmt: skip


OUTRIGHT = {
    SubmissionState.WITHDRAWN: SubmissionStatus(
        ExclusionReason.WITHDRAWN, "it was withdrawn by a decision"
    ),
    SubmissionState.REJECTED: SubmissionStatus(
        ExclusionReason.UNREADABLE,
        "it could not be read as a submission; its findings say what to send again",
    ),
}
AFTER_CLOSING = SubmissionStatus(
    ExclusionReason.AFTER_CLOSING,
    "it was received after its round was closed; a decision can let it count",
)


def status_of(connection: sa.Connection, scope: Scope, found: Submission) -> SubmissionStatus:
    """Whether any sheet of that submission counts, and if not, why."""
    if found.state in OUTRIGHT:
        return OUTRIGHT[found.state]
    counting = counting_submissions(
        scope, submission.c.round == found.round, submission.c.sender == found.sender
    )
    if found.submission_id not in set(connection.scalars(sa.select(counting.c.submission_id))):
        return AFTER_CLOSING
    ranked = ranked_sheets(scope, counting)
    query = sa.select(ranked.c.sheet, ranked.c.submission_id).where(
        ranked.c.rank == 1, ranked.c.form == found.form
    )
    if found.form in ANSWERED_BY_SEVERAL:
        query = query.where(sa.func.coalesce(ranked.c.institution, "") == (found.institution or ""))
    holders = dict(connection.execute(query).all())
    replaced: dict[str, list[str]] = {}
    for sheet in found.sheets:
        replaced.setdefault(holders[sheet], []).append(sheet)
    if found.submission_id in replaced:
        return SubmissionStatus(None, "")
    reason = ExclusionReason.SUPERSEDED if replaced else ExclusionReason.NOT_COVERED
    return SubmissionStatus(reason, _sentence(replaced, _undeclared(connection, scope, found)))


def _undeclared(connection: sa.Connection, scope: Scope, found: Submission) -> list[str]:
    query = (
        sa.select(observation.c.sheet)
        .where(scope.includes(observation), observation.c.submission_id == found.submission_id)
        .distinct()
    )
    return sorted(set(connection.scalars(query)) - set(found.sheets))


def _sentence(replaced: Mapping[str, list[str]], undeclared: list[str]) -> str:
    parts = [
        f"{newer} is newer and replaces it for {', '.join(sheets)}"
        for newer, sheets in sorted(replaced.items())
    ]
    if undeclared:
        parts.append(f"it has values on {', '.join(undeclared)}, which its cover does not declare")
    return "; ".join(parts) or "its cover declares no sheet"
