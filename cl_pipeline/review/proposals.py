"""Proposals to keep, move or remove an indicator, counted by Member State.

Source: 00-README Cambodian report of 17 March 2021: an indicator leaves the list if five Member
States agree. The rule is shown, not applied: people decide.
"""

from collections import defaultdict
from collections.abc import Sequence

from cl_pipeline.model.framework import Framework
from cl_pipeline.model.proposal import LEAVING, Proposal, ProposalKind, Tally

LEAVE = "leave the list"


def tally(proposals: Sequence[Proposal], framework: Framework) -> tuple[Tally, ...]:
    """One row per subject: indicators in list order, then other subjects.

    A Member State counts once, with its last proposal. A proposal without a named Member State
    counts nowhere.
    """
    groups: dict[tuple[str, str], list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        # Moving, removing and keeping answer one question: does the indicator leave the list?
        is_about_leaving = proposal.kind in {*LEAVING, ProposalKind.KEEP}
        kind = LEAVE if is_about_leaving else str(proposal.kind)
        groups[proposal.subject, kind].append(proposal)
    order = {
        str(indicator.key): (str(indicator.letter), indicator.number)
        for indicator in framework.indicators
    }
    rows = [
        _tally(subject, kind, found, framework)
        for (subject, kind), found in groups.items()
        if any(proposal.kind != ProposalKind.KEEP for proposal in found)
    ]
    return tuple(
        sorted(rows, key=lambda row: (*order.get(row.subject, ("~", 0)), row.kind, row.subject))
    )


def _tally(subject: str, kind: str, found: Sequence[Proposal], framework: Framework) -> Tally:
    last = {proposal.sender: proposal for proposal in found if proposal.sender is not None}
    named = [sender for sender, proposal in last.items() if proposal.kind != ProposalKind.KEEP]
    return Tally(
        subject,
        kind,
        tuple(sorted(named)),
        sum(proposal.sender is None for proposal in found),
        framework.rules.removal_agreement if kind == LEAVE else None,
        tuple(dict.fromkeys(proposal.text for proposal in found)),
    )


def tally_row(tally: Tally) -> dict[str, str]:
    """A tally as people read it."""
    needed = "" if tally.needed is None else f", {tally.needed} needed"
    return {
        "about": tally.subject,
        "proposed": tally.kind,
        "named": " ".join(tally.named) or "nobody",
        "count": f"{len(tally.named)}{needed}",
        "not attributed": "number unknown" if tally.unattributed else "",
        "words": "; ".join(tally.texts),
    }
