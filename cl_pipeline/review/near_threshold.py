"""Two more Member States: where an indicator nearly reaches the threshold, what could help whom.

Pure. Input: the outcomes of a round, the data source survey, what Member States offer; output: one
row per indicator and Member State that does not report it yet. Guarantee: the rows of one Member
State hold nothing of another but what that one offers to all. The count itself is for the
Secretariat's eyes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cl_pipeline.model.context import DataSource, SupportOffer
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import IndicatorKey, SenderCode
from cl_pipeline.model.review import RuleOutcome

WITHIN = 2
"""How many Member States may be missing. Source: issue 5, indicators at three or four of five."""

OFFER = "offer"


@dataclass(frozen=True, slots=True)
class CouldSupply:
    """One indicator and one Member State that does not report it yet; key both.

    ``sources`` are those it named in the data source survey for this indicator, ``offers`` the good
    practice others offer, each with who offers it.
    """

    indicator: IndicatorKey
    position: str
    count: int
    sender: SenderCode
    sources: tuple[str, ...]
    offers: tuple[str, ...]


def could_supply(outcomes: Sequence[RuleOutcome], framework: Framework) -> tuple[CouldSupply, ...]:
    """The rows, in order of list and Member State; those who named no source have one as well."""
    near = [outcome for outcome in outcomes if 0 < outcome.threshold - outcome.count <= WITHIN]
    return tuple(
        CouldSupply(
            one.indicator,
            one.position,
            one.count,
            state.code,
            _sources(framework.context.data_sources, one.indicator, state.code),
            _offers(framework.context.support_offers, state.code),
        )
        for one in near
        for state in framework.counted_states(one.round)
        if state.code not in one.reporting
    )


def _sources(
    sources: Sequence[DataSource], indicator: IndicatorKey, sender: SenderCode
) -> tuple[str, ...]:
    found = [
        source for source in sources if source.sender == sender and indicator in source.indicators
    ]
    return tuple(f"{finding.title} ({finding.year or 'year not stated'})" for finding in found)


def _offers(offers: Sequence[SupportOffer], sender: SenderCode) -> tuple[str, ...]:
    found = [offer for offer in offers if offer.kind == OFFER and offer.sender != sender]
    return tuple(f"{finding.sender}: {finding.text}" for finding in found)
