"""The rule of five: what it proposes for every indicator of list A, and what could help near it.

Source: 2021 workshop, summary of group work, "Proposed strategy": indicators reported on by less
than 5 AMS are assessed for their feasibility to be included in the B list; where that is not
feasible, moved to the C list. The threshold is framework data.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from cl_pipeline.model.codes import ListLetter, Suggestion
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import IndicatorKey, SenderCode, due_column
from cl_pipeline.model.labels import format_year
from cl_pipeline.model.review import RuleOutcome
from cl_pipeline.model.vintage import CoverageEntry, Vintage


def rule_of_five(vintage: Vintage, framework: Framework) -> tuple[RuleOutcome, ...]:
    """One outcome per A-list indicator, in list order, with one piece of evidence per Member State.

    The coverage of the vintage says what counts (``CoverageEntry.counts``): an accepted headline
    value of the round itself, from a state that is a member on the day of the review.
    """
    due = due_column(framework.rounds, vintage.round)
    evidence: dict[str, list[CoverageEntry]] = defaultdict(list)
    for entry in sorted(vintage.coverage, key=lambda entry: entry.sender):
        if entry.column == due:
            evidence[entry.indicator].append(entry)
    members = len(framework.counted_states(vintage.round))
    threshold = framework.rules.reporting_threshold
    outcomes = []
    for indicator in framework.on_list(ListLetter.A):
        own = evidence[indicator.key]
        reporting = tuple(entry.sender for entry in own if entry.counts)
        meets = len(reporting) >= threshold
        outcome = RuleOutcome(
            round=vintage.round,
            indicator=indicator.key,
            position=indicator.position,
            reporting=reporting,
            threshold=threshold,
            meets_threshold=meets,
            suggestion=Suggestion.KEEP if meets else Suggestion.ASSESS_FEASIBILITY,
            reason=_reason(len(reporting), members, threshold),
            evidence=tuple(own),
        )
        outcomes.append(outcome)
    return tuple(outcomes)


def _reason(count: int, members: int, threshold: int) -> str:
    """The reason, in one sentence that can be read out in the meeting."""
    counted = f"{count if count else 'None'} of {members} Member States reported"
    if count >= threshold:
        return f"{counted}; {threshold} or more, so it is proposed to stay; SLOM decides."
    return (
        f"{counted}; fewer than {threshold}, so it is proposed to assess its feasibility for the "
        "B list, and otherwise to move it to the C list; SLOM decides."
    )


WITHIN = 2
"""How many Member States may be missing. Source: issue 5, indicators at three or four of five."""

OFFER = "offer"


@dataclass(frozen=True, slots=True)
class CouldSupply:
    """One indicator and one Member State that does not report it yet; key both.

    ``sources``: those it named in the data source survey for this indicator. ``offers``: good
    practice that others offer, each with who offers it. ``count`` is for the Secretariat only.
    """

    indicator: IndicatorKey
    position: str
    count: int
    sender: SenderCode
    sources: tuple[str, ...]
    offers: tuple[str, ...]


def could_supply(outcomes: Sequence[RuleOutcome], framework: Framework) -> tuple[CouldSupply, ...]:
    """Rows for indicators near the threshold, in order of list and Member State.

    A Member State without a named source has a row as well. A row names another Member State only
    for what it offers to all.
    """
    context = framework.context
    return tuple(
        CouldSupply(
            indicator=outcome.indicator,
            position=outcome.position,
            count=outcome.count,
            sender=state.code,
            sources=tuple(
                f"{source.title} ({format_year(source.year)})"
                for source in context.data_sources
                if source.sender == state.code and outcome.indicator in source.indicators
            ),
            offers=tuple(
                f"{offer.sender}: {offer.text}"
                for offer in context.support_offers
                if offer.kind == OFFER and offer.sender != state.code
            ),
        )
        for outcome in outcomes
        if 0 < outcome.threshold - outcome.count <= WITHIN
        for state in framework.counted_states(outcome.round)
        if state.code not in outcome.reporting
    )


def near_threshold_row(row: CouldSupply) -> dict[str, str]:
    """A row as people read it, without the count, because a Member State may see its row."""
    return {
        "indicator": f"{row.position} {row.indicator}",
        "Member State": row.sender,
        "could come from": "; ".join(row.sources) or "no source named in the survey",
        "practice offered": "; ".join(row.offers),
    }
