"""Proposals -> how many Member States stand behind each. Pure.

Input: the proposals of the documents and those that came since; output: one ``Tally`` per subject.
Guarantee: a Member State counts once, with what it said last; what is not attributed counts
nowhere, because neither whose it is nor how many it were is known.

Source: 00-README Cambodian report of 17 March 2021: an indicator leaves the list if five Member
States agree. The rule is told, not applied: people decide.
"""

from collections import defaultdict
from collections.abc import Sequence

from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import SenderCode
from cl_pipeline.model.proposal import LEAVING, Proposal, ProposalKind, Tally

LEAVE = "leave the list"


def tally(proposals: Sequence[Proposal], framework: Framework) -> tuple[Tally, ...]:
    """One row per subject: indicators in list order, then what is not on a list."""
    groups: dict[tuple[str, str], list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        groups[(proposal.subject, _counted_as(proposal.kind))].append(proposal)
    order = {
        str(indicator.key): (str(indicator.letter), indicator.number)
        for indicator in framework.indicators
    }
    rows = [
        _tally(subject, kind, found, framework)
        for (subject, kind), found in groups.items()
        if any(finding.kind != ProposalKind.KEEP for finding in found)
    ]
    return tuple(
        sorted(rows, key=lambda row: (*order.get(row.subject, ("~", 0)), row.kind, row.subject))
    )


def _counted_as(kind: ProposalKind) -> str:
    """Moving and removing are one question: does it leave? ``keep`` answers the same question."""
    return LEAVE if kind in LEAVING or kind == ProposalKind.KEEP else str(kind)


def _tally(subject: str, kind: str, found: Sequence[Proposal], framework: Framework) -> Tally:
    last: dict[SenderCode, Proposal] = {}
    for finding in found:
        if finding.sender is not None:
            last[finding.sender] = finding
    named = [sender for sender, one in last.items() if one.kind != ProposalKind.KEEP]
    return Tally(
        subject,
        kind,
        tuple(sorted(named)),
        sum(finding.sender is None for finding in found),
        framework.rules.removal_agreement if kind == LEAVE else None,
        tuple(dict.fromkeys(finding.text for finding in found)),
    )
