"""One sentence about something that was sent and does not stand."""

from cl_pipeline.model.decision import Decision
from cl_pipeline.model.difference import ComparedValue
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.trace import ExclusionReason, UnusedValue
from cl_pipeline.model.vintage import ConsolidatedValue


def unused_value_sentence(held: UnusedValue) -> str:
    """Who sent what where and why it does not stand, in one sentence without a full stop."""
    sent = held.submission
    who = f"{sent.path} ({sent.submission_id}, received {sent.received_at:%d %B %Y})"
    return f"{who} {_says(held)}, {_but(held)}"


def because(held: UnusedValue) -> str:
    """Why it does not stand, as a phrase."""
    found = held.finding.found if held.finding else ""
    return {
        ExclusionReason.UNREADABLE: f"the return could not be read: {found}",
        ExclusionReason.OMITTED: f"the cell was left out: {found}",
        ExclusionReason.NOT_COVERED: f"its cover does not declare sheet {held.sheet}",
        ExclusionReason.WITHDRAWN: f"the return was withdrawn{_decided(held.decision)}",
        ExclusionReason.AFTER_CLOSING: (
            f"it came after round {held.submission.round} was closed{_decided(held.decision)}; "
            "a decision can let it count"
        ),
        ExclusionReason.SUPERSEDED: (
            f"the newer return {held.newer or ''} speaks for sheet {held.sheet}".replace("  ", " ")
        ),
        ExclusionReason.LATER_ROUND: _later(held.current),
        ExclusionReason.OTHER_ROUND: f"it is of round {held.submission.round}, after this vintage's",
        ExclusionReason.NOT_CONSOLIDATED: (
            "this vintage was made without it; the next consolidation of the round takes it in"
        ),
    }[held.why]


def said(seen: Observation | ConsolidatedValue | ComparedValue) -> str:
    """A number, or the code of a gap, with the year it is about."""
    what = f"gap code {seen.gap_code}" if seen.value is None else f"{seen.value:f}"
    return what if seen.reference_year is None else f"{what} ({seen.reference_year})"


def _says(held: UnusedValue) -> str:
    if held.observation is not None:
        return f"says {said(held.observation)} in sheet {held.sheet}, cell {held.cell}"
    if held.cell is not None:
        return f"has something in sheet {held.sheet}, cell {held.cell}, that gave no value"
    if held.sheet is not None:
        return f"has entries on sheet {held.sheet}"
    return "may hold it"


def _but(held: UnusedValue) -> str:
    joint = "and" if held.why == ExclusionReason.LATER_ROUND else "but it does not count:"
    return f"{joint} {because(held)}"


def _later(spoken: ConsolidatedValue | None) -> str:
    if spoken is None:
        return "a later round's return says otherwise"
    return (
        f"the return of round {spoken.from_round} ({spoken.submission_id}) says {said(spoken)} "
        "instead"
    )


def _decided(decision: Decision | None) -> str:
    if decision is None:
        return ""
    return f" on {decision.decided_at:%d %B %Y} by {decision.decided_by} ({decision.reason})"
