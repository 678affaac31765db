"""One sentence about something that was sent and does not stand.

Belongs here: the wording, courteous and complete, ready to be passed on. Does not belong here:
finding out why (``stages.held_values``).
"""

from cl_pipeline.model.decision import Decision
from cl_pipeline.model.difference import Figure
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.trace import HeldValue, WhyNot
from cl_pipeline.model.vintage import ConsolidatedValue


def held_sentence(held: HeldValue) -> str:
    """Who sent what where and why it does not stand, in one sentence without a full stop."""
    sent = held.submission
    who = f"{sent.path} ({sent.submission_id}, received {sent.received_at:%d %B %Y})"
    return f"{who} {_says(held)}, {_but(held)}"


def because(held: HeldValue) -> str:
    """Why it does not stand, as a phrase."""
    found = held.finding.found if held.finding else ""
    return {
        WhyNot.UNREADABLE: f"the return could not be read: {found}",
        WhyNot.OMITTED: f"the cell was left out: {found}",
        WhyNot.NOT_COVERED: f"its cover does not declare sheet {held.sheet}",
        WhyNot.WITHDRAWN: f"the return was withdrawn{_decided(held.decision)}",
        WhyNot.AFTER_CLOSING: (
            f"it came after round {held.submission.round} was closed{_decided(held.decision)}; "
            "a decision can let it count"
        ),
        WhyNot.SUPERSEDED: (
            f"the newer return {held.newer or ''} speaks for sheet {held.sheet}".replace("  ", " ")
        ),
        WhyNot.LATER_ROUND: _later(held.spoken),
        WhyNot.OTHER_ROUND: f"it is of round {held.submission.round}, after this vintage's",
        WhyNot.NOT_CONSOLIDATED: (
            "this vintage was made without it; the next consolidation of the round takes it in"
        ),
    }[held.why]


def said(seen: Observation | ConsolidatedValue | Figure) -> str:
    """A number, or the code of a gap, with the year it is about."""
    what = f"gap code {seen.gap_code}" if seen.value is None else f"{seen.value:f}"
    return what if seen.reference_year is None else f"{what} ({seen.reference_year})"


def _says(held: HeldValue) -> str:
    if held.observation is not None:
        return f"says {said(held.observation)} in sheet {held.sheet}, cell {held.cell}"
    if held.cell is not None:
        return f"has something in sheet {held.sheet}, cell {held.cell}, that gave no value"
    if held.sheet is not None:
        return f"has entries on sheet {held.sheet}"
    return "may hold it"


def _but(held: HeldValue) -> str:
    joint = "and" if held.why == WhyNot.LATER_ROUND else "but it does not count:"
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
