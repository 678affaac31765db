"""What counts: which submissions, which sheet of which submission is current, and why not.

A submission *counts* if its findings allow it, it is not withdrawn, it is not *held* (its folder
names another sender or round, and nobody confirmed its sender), and it was received before its
round was closed; one received later counts by decision. After closing, only files received before
decide which sheet is newest, so the state at closing does not change. A round that was re-opened is
open until it is closed again, and what was received in between counts.

A sheet that the cover of a counting submission declares is *current* if no newer submission of the
same round, sender, form and institution declares it. Where several institutions report one sheet,
that of one of them is current: of the institution the officer chose, else the supplier that the
framework names, else the one chosen in an earlier round, else the one that reported the sheet in an
earlier round, else the one that was first; never simply the later one. A submission that names no
institution may be from any. The newest is the one that arrived last, by the number of its received
file and not by any clock. Within one call these numbers follow the files' own times of change
(``received_files``).
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache

import sqlalchemy as sa

from cl_pipeline.model.codes import (
    ACCEPTED_STATES,
    ANSWERED_BY_SEVERAL,
    EXCLUDED_STATES,
    DecisionKind,
    ExclusionReason,
    FormKey,
    LateSubmissionPolicy,
)
from cl_pipeline.model.decision import OPPOSITE
from cl_pipeline.model.identity import SubmissionId
from cl_pipeline.model.submission import Submission, institution_key
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

KEPT = 32
"""Parts of queries that are kept: building and compiling one takes longer than running it."""


@lru_cache(maxsize=KEPT)
def counting_submissions(
    scope: Scope,
    *senders: Condition,
    late_policy: LateSubmissionPolicy = LateSubmissionPolicy.BY_DECISION,
) -> sa.CTE:
    """One row per submission that counts, with the received file that decides how new it is.

    ``senders`` narrow the query to some Member States. ``late_policy`` other than by decision
    answers what would count then.
    """
    acceptable = _acceptable_submissions(scope, late_policy, *senders)
    return sa.select(acceptable).where(acceptable.c.counts).cte("counting_submission")


def received_after_closing(scope: Scope) -> sa.Select[tuple[SubmissionId]]:
    """The submissions that would count if they had been received before their round was closed."""
    acceptable = _acceptable_submissions(scope, LateSubmissionPolicy.BY_DECISION).c
    return sa.select(acceptable.submission_id).where(~acceptable.counts)


@lru_cache(maxsize=KEPT)
def _acceptable_submissions(
    scope: Scope, late_policy: LateSubmissionPolicy, *senders: Condition
) -> sa.CTE:
    """One row per acceptable submission; ``counts`` is the one place that says whether it counts.

    ``arrived_by`` is its first received file; ``first_file``, ``received_file_id`` and
    ``received_at`` are the first, the last and the first instant among those that make it count.
    """
    closed = _closed_rounds(scope)
    allowed = {
        LateSubmissionPolicy.BY_DECISION: has_decision(scope, DecisionKind.ACCEPT_LATE),
        LateSubmissionPolicy.ALL: sa.true(),
        LateSubmissionPolicy.NONE: sa.false(),
    }[late_policy]
    may_count = sa.or_(
        submission.c.form != CLOSED_WITH_ITS_ROUND,
        closed.c.closed_at.is_(None),
        received_file.c.received_at <= closed.c.closed_at,
        allowed,
    )
    number, received_at = received_file.c.received_file_id, received_file.c.received_at
    return (
        sa.select(
            submission.c.submission_id,
            submission.c.round,
            submission.c.sender,
            submission.c.form,
            submission.c.institution,
            submission.c.is_sample,
            sa.func.min(number).label("arrived_by"),
            sa.func.max(sa.case((may_count, number))).is_not(None).label("counts"),
            sa.func.min(sa.case((may_count, number))).label("first_file"),
            sa.func.max(sa.case((may_count, number))).label("received_file_id"),
            sa.func.min(sa.case((may_count, received_at))).label("received_at"),
        )
        .join(received_file, has_arrived_by(scope))
        .outerjoin(closed, closed.c.round == submission.c.round)
        .where(*is_acceptable(scope), *senders)
        .group_by(*submission.primary_key)
        .cte("acceptable_submission")
    )


@lru_cache(maxsize=KEPT)
def is_acceptable(scope: Scope) -> tuple[Condition, ...]:
    """Submissions that could be read, name their sender, and are neither withdrawn nor held."""
    return (
        scope.includes(submission),
        submission.c.read_state.in_([state.value for state in ACCEPTED_STATES]),
        submission.c.sender.is_not(None),
        ~has_decision(scope, DecisionKind.WITHDRAW),
        ~is_held(scope),
    )


@lru_cache(maxsize=KEPT)
def is_held(scope: Scope) -> Condition:
    """Submissions in a folder of another sender or round, whose sender nobody confirmed."""
    return sa.and_(submission.c.folder != "", ~has_decision(scope, DecisionKind.CONFIRM_SENDER))


@lru_cache(maxsize=KEPT)
def has_arrived_by(scope: Scope) -> Condition:
    """Received files by which the submission arrived."""
    return sa.and_(
        scope.includes(received_file),
        received_file.c.submission_id == submission.c.submission_id,
        received_file.c.outcome == SUBMISSION,
    )


@lru_cache(maxsize=KEPT)
def has_decision(scope: Scope, kind: DecisionKind) -> Condition:
    return sa.exists().where(
        scope.includes(decision),
        decision.c.kind == kind.value,
        decision.c.subject == submission.c.submission_id,
        is_in_force(scope),
    )


@lru_cache(maxsize=KEPT)
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


@lru_cache(maxsize=KEPT)
def _closed_rounds(scope: Scope) -> sa.Subquery:
    """One row per closed round, with the instant of the first closing that is in force."""
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


@lru_cache(maxsize=KEPT)
def ranked_sheets(
    scope: Scope,
    *senders: Condition,
    late_policy: LateSubmissionPolicy = LateSubmissionPolicy.BY_DECISION,
) -> sa.CTE:
    """One row per declared sheet of a counting submission; those with ``rank`` 1 are current.

    ``current_id`` and ``current_institution`` are those of the current sheet in its place.
    ``respondent`` is the institution where each one answers a form itself, else the same text for a
    sender. ``is_chosen``: the sheet is from the institution whose sheet is shown, or names none.
    A submission counts as in ``counting_submissions``: both read the same column.
    """
    sheet = _sheets_with_history(scope, _acceptable_submissions(scope, late_policy, *senders)).c
    same_sheet = (sheet.round, sheet.sender, sheet.form, sheet.respondent, sheet.sheet)
    own = sheet.institution_key
    shown = sa.func.first_value(own).over(
        partition_by=same_sheet,
        order_by=(
            sheet.choice.desc(),
            sheet.is_supplier.desc(),
            sa.func.coalesce(sheet.earlier_choice, 0).desc(),
            sheet.earlier_file.is_(None),
            sheet.earlier_file,
            own == "",
            sheet.first_file,
        ),
    )
    declared = (
        sa.select(*sheet, sa.or_(own == "", own == shown).label("is_chosen"))
        .where(sheet.counts)
        .cte("declared_sheet")
    )
    rank, current_id, current_institution = (
        found.over(
            partition_by=[declared.c[column.name] for column in same_sheet],
            order_by=(declared.c.is_chosen.desc(), declared.c.received_file_id.desc()),
        )
        for found in (
            sa.func.row_number(),
            sa.func.first_value(declared.c.submission_id),
            sa.func.first_value(declared.c.institution),
        )
    )
    return sa.select(
        declared,
        rank.label("rank"),
        current_id.label("current_id"),
        current_institution.label("current_institution"),
    ).cte("ranked_sheet")


def _sheets_with_history(scope: Scope, acceptable: sa.CTE) -> sa.CTE:
    """One row per declared sheet of an acceptable submission.

    ``choice`` is the number of the last decision in force that chose this sheet, or 0. Of the same
    institution in earlier rounds, ``earlier_choice`` is the last choice and ``earlier_file`` the
    first file that reported the sheet; None where it is not named or had none. They are worked out
    for all sheets at once: a look back from each sheet took half a minute for 24,000.
    """
    choice = sa.select(sa.func.coalesce(sa.func.max(decision.c.decision_id), 0)).where(
        scope.includes(decision),
        decision.c.kind == DecisionKind.CHOOSE_SUPPLIER.value,
        decision.c.subject == submission_sheet.c.submission_id,
        decision.c.details == submission_sheet.c.sheet,
        is_in_force(scope),
    )
    answers_itself = acceptable.c.form.in_(sorted(form.value for form in ANSWERED_BY_SEVERAL))
    institution = sa.func.coalesce(acceptable.c.institution, "")
    sheet = (
        sa.select(
            *(column for column in acceptable.c if column.name != "institution"),
            submission_sheet.c.sheet,
            submission_sheet.c.institution,
            submission_sheet.c.institution_key,
            submission_sheet.c.is_supplier,
            sa.case((answers_itself, institution), else_="").label("respondent"),
            choice.scalar_subquery().label("choice"),
        )
        .join(submission_sheet, submission_sheet.c.submission_id == acceptable.c.submission_id)
        .where(scope.includes(submission_sheet))
        .subquery("sheet")
    ).c
    is_named = sheet.institution_key != ""
    earlier_choice, earlier_file = (
        found.over(
            partition_by=(sheet.sender, sheet.form, sheet.sheet, sheet.institution_key),
            order_by=sheet.round,
            range_=(None, -1),
        )
        for found in (
            sa.func.max(sa.case((is_named, sheet.choice))),
            sa.func.min(sa.case((is_named, sheet.arrived_by))),
        )
    )
    return sa.select(
        *sheet, earlier_choice.label("earlier_choice"), earlier_file.label("earlier_file")
    ).cte("sheet_with_history")


def conflicting_reports(newest_first: Iterable[CurrentSheet]) -> tuple[CurrentSheet, ...]:
    """Of each sheet the current one and the newest of every other institution, in fixed order.

    An institution that is not named on either submission may be the same one; it is left out.
    """
    seen: dict[tuple[str, ...], set[str]] = {}
    kept = []
    for report in newest_first:
        sheet = (report.sender, report.form, report.sheet)
        institution = institution_key(report.institution)
        if report.is_current:
            seen[sheet] = {institution}
        elif "" in seen[sheet] or institution in seen[sheet] | {""}:
            continue
        seen[sheet].add(institution)
        kept.append(report)
    return tuple(sorted(kept, key=_report_order))


def _report_order(report: CurrentSheet) -> tuple[object, ...]:
    return (
        report.sender, report.form, report.sheet, not report.is_current, report.submission_id,
    )  # fmt: skip


NOT_USED = {
    ExclusionReason.HELD: (
        "its folder names another sender or round; a decision can confirm its sender"
    ),
    ExclusionReason.WITHDRAWN: "it was withdrawn by a decision",
    ExclusionReason.UNREADABLE: (
        "it could not be read as a submission; its findings say what to send again"
    ),
    ExclusionReason.AFTER_CLOSING: (
        "it was received after its round was closed; a decision can let it count"
    ),
}
"""Why nothing of a submission is used, in a sentence."""


def status_of(connection: sa.Connection, scope: Scope, found: Submission) -> SubmissionStatus:
    """Whether any sheet of that submission counts, and if not, why."""
    excluded = EXCLUDED_STATES.get(found.state)
    of_sender = submission.c.sender == found.sender
    counting = counting_submissions(scope, of_sender)
    counts = sa.select(counting.c.submission_id == found.submission_id)
    if excluded is None and not any(connection.scalars(counts)):
        excluded = ExclusionReason.AFTER_CLOSING
    if excluded is not None:
        return SubmissionStatus(excluded, NOT_USED[excluded])
    ranked = ranked_sheets(scope, of_sender)
    query = sa.select(ranked).where(ranked.c.submission_id == found.submission_id)
    own = connection.execute(query.order_by(ranked.c.sheet)).all()
    if any(row.rank == 1 for row in own):
        return SubmissionStatus(None, "")
    reason = ExclusionReason.SUPERSEDED if own else ExclusionReason.NOT_COVERED
    if any(not row.is_chosen for row in own):
        reason = ExclusionReason.OTHER_INSTITUTION
    replaced: dict[tuple[str, str], list[str]] = {}
    for row in own:
        of_other = f"of {row.current_institution} is shown"
        why = "is newer and replaces it" if row.is_chosen else of_other
        replaced.setdefault((row.current_id, why), []).append(row.sheet)
    return SubmissionStatus(reason, _sentence(replaced, _undeclared(connection, scope, found)))


def _undeclared(connection: sa.Connection, scope: Scope, found: Submission) -> list[str]:
    query = (
        sa.select(observation.c.sheet)
        .where(scope.includes(observation), observation.c.submission_id == found.submission_id)
        .distinct()
    )
    return sorted(set(connection.scalars(query)) - set(found.sheets))


def _sentence(replaced: Mapping[tuple[str, str], list[str]], undeclared: list[str]) -> str:
    parts = [
        f"{newer} {why} for {', '.join(sheets)}"
        for (newer, why), sheets in sorted(replaced.items())
    ]
    if undeclared:
        parts.append(f"it has values on {', '.join(undeclared)}, which its cover does not declare")
    return "; ".join(parts) or "its cover declares no sheet"
