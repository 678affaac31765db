"""What was sent about a number and does not stand: each piece with the reason.

Input: a question for a number and the vintage it is asked of; output: ``UnusedValue`` in order of
receipt, and the submissions they came in. Guarantee: the reasons are drawn from the same gate that
decides what counts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cl_pipeline.model.codes import DecisionKind, Severity, SubmissionState
from cl_pipeline.model.decision import Decision
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.identity import BASELINE, OTHER_PREFIX, RoundYear, SubmissionId
from cl_pipeline.model.keys import CellRef
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.submission import Submission
from cl_pipeline.model.trace import ExclusionReason, UnusedValue, ValueQuery
from cl_pipeline.model.vintage import ConsolidatedValue, Vintage
from cl_pipeline.workflows.lineage.unread_cells import unread_cells
from cl_pipeline.workflows.pipeline import Pipeline

NOT_COVERED = "SHEET_NOT_COVERED"

OUTRIGHT = {
    SubmissionState.REJECTED: ExclusionReason.UNREADABLE,
    SubmissionState.WITHDRAWN: ExclusionReason.WITHDRAWN,
}

Sent = tuple[tuple[SubmissionId, Observation], ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One question with everything that is needed to answer it."""

    pipeline: Pipeline
    asked: ValueQuery
    vintage: Vintage
    stands: ConsolidatedValue | None
    sent: Sent
    submissions: Mapping[SubmissionId, Submission]
    """All that are named: those the standing value rests on too."""
    findings: Mapping[SubmissionId, tuple[Finding, ...]]
    current_submissions: Mapping[tuple[SubmissionId, str], SubmissionId]
    """Of each standing submission and sheet, the one that speaks for it."""


def held_values(case: Case) -> tuple[UnusedValue, ...]:
    """What was sent about the number beside the value that stands, or instead of one."""
    found = list(_read(case))
    if case.stands is None or case.stands.value is None:
        found += _unread(
            case, {(finding.submission.submission_id, finding.cell) for finding in found}
        )
    return tuple(sorted(found, key=_order))


def case_of(
    pipeline: Pipeline, asked: ValueQuery, vintage: Vintage, stands: ConsolidatedValue | None
) -> Case:
    """Everything about the question; ``stands`` is the value that answers, or None."""
    history, sender = pipeline.store.history, asked.state.code
    own = {stands.address, *stands.inputs} if stands else set()
    measures = asked.measures if stands is None else (stands.key.measure,)
    column_or_year = asked.year if stands is None else _column_or_year(stands)
    sent = tuple(
        (one, seen)
        for one, seen in history.observations(
            sender, asked.indicator.key, asked.breakdown, measures, column_or_year
        )
        if str(CellRef(one, seen.sheet, seen.cell)) not in own and _is_about(asked, stands, seen)
    )
    if stands is None or stands.value is None:
        listed = history.submissions(sender, pipeline.deadlines_in_force())
    else:
        named = {one for one, _ in sent} | {SubmissionId(at.split("!", 1)[0]) for at in own}
        listed = history.submissions_named(named, pipeline.deadlines_in_force())
    submissions = {one.submission_id: one for one in listed}
    findings: dict[SubmissionId, tuple[Finding, ...]] = {}
    for submission, finding in history.findings(submissions, (NOT_COVERED,)):
        findings[submission] = (*findings.get(submission, ()), finding)
    sheets = {seen.sheet for _, seen in sent}
    sheets |= {one.sheet for found in findings.values() for one in found if one.sheet}
    rounds = {one.round for one in listed if one.round is not None}
    current_submissions = {
        (one, sheet): current_submission
        for one, sheet, current_submission in (
            history.current_submissions(sender, sheets, rounds) if sheets else ()
        )
    }
    return Case(pipeline, asked, vintage, stands, sent, submissions, findings, current_submissions)


def _read(case: Case) -> Iterator[UnusedValue]:
    """Values and gaps that were read, other than those the standing value rests on."""
    for submission_id, seen in case.sent:
        if submission_id in case.submissions:
            yield _held(case, case.submissions[submission_id], seen)


def _column_or_year(stands: ConsolidatedValue) -> str:
    """Where the same is asked for again: columns for other years go by their year."""
    column, year = stands.key.column, stands.reference_year
    return str(year) if column.startswith(OTHER_PREFIX) and year is not None else column


def _is_about(asked: ValueQuery, stands: ConsolidatedValue | None, seen: Observation) -> bool:
    key = seen.key
    if stands is None:
        named = (key.column, str(seen.reference_year or ""))
        return key.measure in asked.measures and asked.year in named
    if key.measure != stands.key.measure:
        return False
    if stands.key.column.startswith(OTHER_PREFIX):
        is_other = key.column.startswith(OTHER_PREFIX)
        return is_other and seen.reference_year == stands.reference_year
    return key.column == stands.key.column


def _held(case: Case, submission: Submission, seen: Observation) -> UnusedValue:
    spoken = case.stands or _spoken(case, seen)
    why = _why(case, submission, seen.sheet)
    if why is None:
        is_later = spoken is not None and spoken.from_round > (submission.round or 0)
        why = ExclusionReason.LATER_ROUND if is_later else ExclusionReason.NOT_CONSOLIDATED
    return UnusedValue(
        submission, seen.sheet, seen.cell, seen, why,
        finding=_refusal(case, submission),
        decision=_decision(case, submission, why),
        newer=_newer(case, submission, seen.sheet),
        current=spoken,
    )  # fmt: skip


def _why(case: Case, submission: Submission, sheet: str) -> ExclusionReason | None:
    """Why the sheet does not speak in the vintage's round, or None where it does."""
    if submission.state in OUTRIGHT:
        return OUTRIGHT[submission.state]
    if sheet not in submission.sheets:
        return ExclusionReason.NOT_COVERED
    if (submission.submission_id, sheet) not in case.current_submissions:
        return ExclusionReason.AFTER_CLOSING
    if _newer(case, submission, sheet) is not None:
        return ExclusionReason.SUPERSEDED
    if submission.round is not None and submission.round > case.vintage.round:
        return ExclusionReason.OTHER_ROUND
    return None


def _refusal(case: Case, submission: Submission) -> Finding | None:
    found = case.findings.get(submission.submission_id, ())
    return next((finding for finding in found if finding.severity == Severity.REJECT), None)


def _spoken(case: Case, seen: Observation) -> ConsolidatedValue | None:
    """What the vintage holds at the same place of the form."""
    for value in case.vintage.values:
        if value.sender == case.asked.state.code and value.key == seen.key:
            return value
    return None


def _decision(case: Case, submission: Submission, why: ExclusionReason) -> Decision | None:
    wanted = {
        ExclusionReason.WITHDRAWN: (DecisionKind.WITHDRAW, str(submission.submission_id)),
        ExclusionReason.AFTER_CLOSING: (DecisionKind.CLOSE_ROUND, str(submission.round)),
    }.get(why)
    taken = case.pipeline.store.decisions.in_force() if wanted else ()
    return next((one for one in taken if (one.kind, one.subject) == wanted), None)


def _newer(case: Case, submission: Submission, sheet: str | None) -> SubmissionId | None:
    """The submission that speaks for the sheet instead, or None."""
    if sheet is None:
        return None
    current_submission = case.current_submissions.get((submission.submission_id, sheet))
    return None if current_submission == submission.submission_id else current_submission


def _unread(case: Case, known: set[tuple[SubmissionId, str | None]]) -> Iterator[UnusedValue]:
    """Cells, sheets and whole files about the number that gave nothing."""
    asked_round = _round_of(case)
    for submission_id, submission in sorted(case.submissions.items()):
        if asked_round is not None and submission.round not in (asked_round, None):
            continue
        refusal = _refusal(case, submission)
        if refusal is not None and not any(one == submission_id for one, _ in known):
            yield UnusedValue(
                submission, None, None, None, ExclusionReason.UNREADABLE, finding=refusal
            )
            continue
        for cell, finding in unread_cells(
            case.pipeline.framework_in_force(),
            submission,
            case.asked,
            case.findings.get(submission_id, ()),
        ):
            if (submission_id, cell) not in known:
                yield _unread_value(case, submission, cell, finding)


def _unread_value(
    case: Case, submission: Submission, cell: str | None, finding: Finding
) -> UnusedValue:
    stopped = ExclusionReason.OMITTED
    if finding.sheet is not None:
        stopped = _why(case, submission, finding.sheet) or ExclusionReason.OMITTED
    why = ExclusionReason.NOT_COVERED if finding.code == NOT_COVERED else stopped
    return UnusedValue(
        submission, finding.sheet, cell, None, why,
        finding=finding,
        decision=_decision(case, submission, why),
        newer=_newer(case, submission, finding.sheet),
    )  # fmt: skip


def _round_of(case: Case) -> RoundYear | None:
    """The round whose form asks for the column that was named, or None where it is no column."""
    rounds = case.pipeline.base_framework.rounds
    if case.asked.year == BASELINE:
        return min(rounds)
    return next((one for one in rounds if str(one) == case.asked.year), None)


def _order(unused_value: UnusedValue) -> tuple[object, ...]:
    """Numbers before gaps and gaps before what gave nothing; each in order of receipt."""
    submission, seen = unused_value.submission, unused_value.observation
    kind = 2 if seen is None else int(seen.value is None)
    return (
        kind,
        submission.received_at,
        submission.submission_id,
        unused_value.sheet or "",
        unused_value.cell or "",
    )
