"""Unused values: what was sent about a number and is not its current value, with the reason."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from cl_pipeline.forms.description import describe
from cl_pipeline.model.codes import (
    EXCLUDED_STATES,
    DecisionKind,
    ExclusionReason,
    Field,
    FormKey,
    Severity,
)
from cl_pipeline.model.decision import Decision
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import BASELINE, OTHER_PREFIX, RoundYear, SubmissionId
from cl_pipeline.model.keys import CellRef
from cl_pipeline.model.labels import unit_of_amount
from cl_pipeline.model.number_format import format_day
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.submission import Submission
from cl_pipeline.model.trace import UnusedValue, ValueQuery
from cl_pipeline.model.vintage import ConsolidatedValue, Vintage

NOT_COVERED = "SHEET_NOT_COVERED"


@dataclass(frozen=True)
class NumberFacts:
    """What the store has about one requested number.

    ``sent`` has the observations other than those of ``current``. ``replacements`` gives for each
    submission that counts and each of its sheets the submission whose sheet is current; ``seconds``
    are those for which that is another institution's; ``asked`` the addresses of values that would
    change an earlier round's without a reason; ``institutions`` who reports which sheet.
    """

    framework: Framework
    request: ValueQuery
    vintage: Vintage
    current: ConsolidatedValue | None
    sent: tuple[tuple[SubmissionId, Observation], ...]
    submissions: Mapping[SubmissionId, Submission]
    findings: Mapping[SubmissionId, tuple[Finding, ...]] = field(default_factory=dict)
    replacements: Mapping[tuple[SubmissionId, str], SubmissionId] = field(default_factory=dict)
    seconds: frozenset[tuple[SubmissionId, str]] = frozenset()
    decisions: tuple[Decision, ...] = ()
    asked: frozenset[str] = frozenset()
    institutions: Mapping[tuple[SubmissionId, str], str] = field(default_factory=dict)

    @cached_property
    def by_key(self) -> Mapping[object, ConsolidatedValue]:
        sender = self.request.state.code
        return {value.key: value for value in self.vintage.values if value.sender == sender}

    def replaced_by(self, submission: Submission, sheet: str | None) -> SubmissionId | None:
        current = self.replacements.get((submission.submission_id, sheet or ""))
        return None if current == submission.submission_id else current

    def sent_by(self, submission: Submission, sheet: str | None) -> Submission:
        """The submission with the institution that reports the sheet."""
        found = self.institutions.get((submission.submission_id, sheet or ""))
        return replace(submission, institution=found) if found else submission

    def refusal(self, submission: Submission) -> Finding | None:
        found = self.findings.get(submission.submission_id, ())
        return next((finding for finding in found if finding.severity == Severity.REJECT), None)


def column_or_year(value: ConsolidatedValue) -> str:
    """The column of a value; for a column of another year its reference year."""
    column, year = value.key.column, value.reference_year
    return str(year) if column.startswith(OTHER_PREFIX) and year is not None else column


def is_about(
    request: ValueQuery, current: ConsolidatedValue | None, observation: Observation
) -> bool:
    """True if an observation reports the number that ``current`` is, or that was requested."""
    key, year = observation.key, observation.reference_year
    if current is None:
        return key.measure in request.measures and request.year in (key.column, str(year or ""))
    if key.measure != current.key.measure:
        return False
    if current.key.column.startswith(OTHER_PREFIX):
        return key.column.startswith(OTHER_PREFIX) and year == current.reference_year
    return key.column == current.key.column


def unused_values(facts: NumberFacts) -> tuple[UnusedValue, ...]:
    """What was sent about the number in addition to the current value: numbers, gaps, unread cells.

    Unread cells are listed only if no number is current.
    """
    found = [
        _read(facts, facts.submissions[submission_id], observation)
        for submission_id, observation in facts.sent
        if submission_id in facts.submissions
    ]
    if facts.current is None or facts.current.value is None:
        read = {(value.submission.submission_id, value.cell) for value in found}
        found += _unread(facts, read)
    return tuple(sorted(found, key=_order))


def _read(facts: NumberFacts, submission: Submission, observation: Observation) -> UnusedValue:
    current = facts.current or facts.by_key.get(observation.key)
    reason = _sheet_exclusion(facts, submission, observation.sheet)
    if reason is None:
        address = str(CellRef(submission.submission_id, observation.sheet, observation.cell))
        is_later = current is not None and current.from_round > (submission.round or 0)
        reason = ExclusionReason.LATER_ROUND if is_later else ExclusionReason.NOT_CONSOLIDATED
        reason = ExclusionReason.REVISION_ASKED if address in facts.asked else reason
    return UnusedValue(
        facts.sent_by(submission, observation.sheet), observation.sheet, observation.cell,
        observation, reason,
        finding=facts.refusal(submission),
        decision=_decision(facts, submission, reason),
        replaced_by=facts.replaced_by(submission, observation.sheet),
        current=current,
    )  # fmt: skip


def _sheet_exclusion(
    facts: NumberFacts, submission: Submission, sheet: str
) -> ExclusionReason | None:
    """Why the sheet is not current in the vintage's round, or None if it is."""
    key = (submission.submission_id, sheet)
    excluded = (
        (sheet not in submission.sheets, ExclusionReason.NOT_COVERED),
        (key not in facts.replacements, ExclusionReason.AFTER_CLOSING),
        (key in facts.seconds, ExclusionReason.OTHER_INSTITUTION),
        (facts.replaced_by(submission, sheet) is not None, ExclusionReason.SUPERSEDED),
        ((submission.round or 0) > facts.vintage.round, ExclusionReason.OTHER_ROUND),
    )
    by_sheet = next((reason for holds, reason in excluded if holds), None)
    return EXCLUDED_STATES.get(submission.state, by_sheet)


def _decision(
    facts: NumberFacts, submission: Submission, reason: ExclusionReason
) -> Decision | None:
    wanted = {
        ExclusionReason.WITHDRAWN: (DecisionKind.WITHDRAW, str(submission.submission_id)),
        ExclusionReason.AFTER_CLOSING: (DecisionKind.CLOSE_ROUND, str(submission.round)),
    }.get(reason)
    matching = (
        decision for decision in facts.decisions if (decision.kind, decision.subject) == wanted
    )
    return next(matching, None)


def _unread(
    facts: NumberFacts, read: set[tuple[SubmissionId, str | None]]
) -> Iterator[UnusedValue]:
    requested_round = _requested_round(facts)
    for submission_id, submission in sorted(facts.submissions.items()):
        if requested_round is not None and submission.round not in (requested_round, None):
            continue
        refusal = facts.refusal(submission)
        if refusal is not None and not any(known == submission_id for known, _ in read):
            yield UnusedValue(
                submission, None, None, None, ExclusionReason.UNREADABLE, finding=refusal
            )
            continue
        for cell, finding in _unread_cells(facts, submission):
            if (submission_id, cell) not in read:
                yield _unread_value(facts, submission, cell, finding)


def _unread_value(
    facts: NumberFacts, submission: Submission, cell: str | None, finding: Finding
) -> UnusedValue:
    reason = ExclusionReason.OMITTED
    if finding.code == NOT_COVERED:
        reason = ExclusionReason.NOT_COVERED
    elif finding.sheet is not None:
        reason = _sheet_exclusion(facts, submission, finding.sheet) or reason
    return UnusedValue(
        facts.sent_by(submission, finding.sheet), finding.sheet, cell, None, reason,
        finding=finding,
        decision=_decision(facts, submission, reason),
        replaced_by=facts.replaced_by(submission, finding.sheet),
    )  # fmt: skip


SHEET_CHANGED = "SHEET_CHANGED"
"""The finding at one printed cell for which a whole sheet is not read."""


def _unread_cells(
    facts: NumberFacts, submission: Submission
) -> Iterator[tuple[str | None, Finding]]:
    """Each finding on a cell that asks for the number, or on the whole sheet of its indicator."""
    findings = facts.findings.get(submission.submission_id, ())
    located = [finding for finding in findings if finding.sheet is not None]
    if not (located and submission.form and submission.version and submission.round):
        return
    form = describe(facts.framework, FormKey(submission.form), submission.version, submission.round)
    indicator = facts.request.indicator.key
    sheets = {sheet for sheet, key in form.indicator_sheets if key == indicator}
    cells = {(cell.sheet, cell.cell) for cell in form.cells if _asks_for(cell, facts.request)}
    for finding in located:
        is_refused = finding.cell is None or finding.code == SHEET_CHANGED
        is_whole_sheet = is_refused and finding.sheet in sheets
        if is_whole_sheet or (finding.sheet, finding.cell) in cells:
            yield finding.cell, finding


def _asks_for(cell: FormCell, request: ValueQuery) -> bool:
    return (
        cell.field == Field.VALUE
        and cell.indicator == request.indicator.key
        and cell.measure in request.measures
        and cell.column == request.year
        and cell.breakdown == request.breakdown
    )


def _requested_round(facts: NumberFacts) -> RoundYear | None:
    """The round whose form has the requested column, or None if the year is not a column."""
    rounds = facts.framework.rounds
    if facts.request.year == BASELINE:
        return min(rounds)
    return next((year for year in rounds if str(year) == facts.request.year), None)


def _order(unused: UnusedValue) -> tuple[object, ...]:
    """Numbers, then gaps, then what gave no value; each in order of receipt."""
    submission, observation = unused.submission, unused.observation
    kind = 2 if observation is None else int(observation.value is None)
    place = (unused.sheet or "", unused.cell or "")
    return (kind, submission.received_at, submission.submission_id, *place)


def unused_value_label(unused: UnusedValue) -> str:
    """Who sent what and why it is not used, in one sentence without a full stop."""
    submission, place = unused.submission, f"sheet {unused.sheet}, cell {unused.cell}"
    received = format_day(submission.received_at)
    institution = f"from {submission.institution}, " if submission.institution else ""
    if unused.observation is not None:
        content = f"reports {figure_label(unused.observation)} in {place}"
    elif unused.cell is not None:
        content = f"has an entry in {place} that gave no value"
    elif unused.sheet is not None:
        content = f"has entries on sheet {unused.sheet}"
    else:
        content = "may report it"
    joint = "and" if unused.reason == ExclusionReason.LATER_ROUND else "but it is not used:"
    return (
        f"{submission.path} ({submission.submission_id}, {institution}received {received}) "
        f"{content}, "
        f"{joint} {exclusion_label(unused)}"
    )


def exclusion_label(unused: UnusedValue) -> str:
    found = unused.finding.found if unused.finding else ""
    submission, decided = unused.submission, _decided_label(unused.decision)
    return {
        ExclusionReason.UNREADABLE: f"the submission could not be read: {found}",
        ExclusionReason.OMITTED: f"the cell was left out: {found}",
        ExclusionReason.NOT_COVERED: f"its cover does not declare sheet {unused.sheet}",
        ExclusionReason.HELD: (
            "its folder names another sender or round; it counts once its sender is confirmed"
        ),
        ExclusionReason.WITHDRAWN: f"the submission was withdrawn{decided}",
        ExclusionReason.AFTER_CLOSING: (
            f"it was received after round {submission.round} was closed{decided}; "
            "a decision can let it count"
        ),
        ExclusionReason.SUPERSEDED: (
            f"{unused.replaced_by or 'a newer submission'} is newer and replaces it for sheet "
            f"{unused.sheet}"
        ),
        ExclusionReason.OTHER_INSTITUTION: (
            f"for sheet {unused.sheet} {unused.replaced_by} of another institution is shown"
        ),
        ExclusionReason.REVISION_ASKED: (
            "it would change a figure of an earlier round; that one is kept until a reason is in "
            "the form or `accept_revision` is decided"
        ),
        ExclusionReason.LATER_ROUND: _later_label(unused.current),
        ExclusionReason.OTHER_ROUND: f"it is of round {submission.round}, after this vintage's",
        ExclusionReason.NOT_CONSOLIDATED: (
            "this vintage was made without it; the next consolidation of the round includes it"
        ),
    }[unused.reason]


def figure_label(figure: Observation | ConsolidatedValue) -> str:
    """A number, or the code of a gap, with its reference year, e.g. ``1000 (2020)``."""
    what = f"gap code {figure.gap_code}"
    if figure.value is not None:
        what = f"{figure.value:f}{unit_of_amount(figure)}"
    return what if figure.reference_year is None else f"{what} ({figure.reference_year})"


def _later_label(current: ConsolidatedValue | None) -> str:
    if current is None:
        return "a submission of a later round reports a different value"
    return (
        f"the submission of round {current.from_round} ({current.submission_id}) reports "
        f"{figure_label(current)} instead"
    )


def _decided_label(decision: Decision | None) -> str:
    if decision is None:
        return ""
    return f" on {format_day(decision.decided_at)} by {decision.decided_by} ({decision.reason})"
