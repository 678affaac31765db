"""Coverage of a round -> what the rule of five proposes for every indicator of the A list.

Input: ``Vintage``; output: ``RuleOutcome`` per indicator in list order. Guarantee: one piece of
evidence per Member State; adding a value that counts never lowers a count.

Source: 2021 workshop, summary of group work, "Proposed strategy": indicators reported on by less
than 5 AMS are assessed for their feasibility to be included in the B list; where that is not
feasible, moved to the C list. The threshold is framework data.
"""

from cl_pipeline.model.codes import ListLetter, Suggestion
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import due_column
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.model.review import RuleOutcome
from cl_pipeline.model.vintage import CoverageEntry, Vintage


def rule_of_five(vintage: Vintage, framework: Framework) -> tuple[RuleOutcome, ...]:
    """The rule's outcome for each A-list indicator, in list order.

    What counts was settled in the vintage's coverage (``CoverageEntry.counts``): an accepted
    headline value of the round itself, from a state that is a member on the day of the review.
    """
    due = due_column(framework.rounds, vintage.round)
    evidence: dict[str, list[CoverageEntry]] = {}
    for entry in vintage.coverage:
        if entry.column == due:
            evidence.setdefault(entry.indicator, []).append(entry)
    members = len(framework.counted_states(vintage.round))
    return tuple(
        _outcome(vintage, framework, indicator, tuple(evidence.get(indicator.key, ())), members)
        for indicator in framework.on_list(ListLetter.A)
    )


def _outcome(
    vintage: Vintage,
    framework: Framework,
    indicator: Indicator,
    evidence: tuple[CoverageEntry, ...],
    members: int,
) -> RuleOutcome:
    reporting = tuple(sorted(entry.sender for entry in evidence if entry.counts))
    threshold = framework.rules.reporting_threshold
    meets = len(reporting) >= threshold
    return RuleOutcome(
        round=vintage.round,
        indicator=indicator.key,
        position=indicator.position,
        reporting=reporting,
        threshold=threshold,
        meets_threshold=meets,
        suggestion=Suggestion.KEEP if meets else Suggestion.ASSESS_FEASIBILITY,
        reason=_reason(len(reporting), members, threshold),
        evidence=tuple(sorted(evidence, key=lambda entry: entry.sender)),
    )


def _reason(count: int, members: int, threshold: int) -> str:
    """Why, in one sentence that can be read out in the meeting."""
    counted = f"{count if count else 'None'} of {members} Member States reported"
    if count >= threshold:
        return f"{counted}; {threshold} or more, so it is proposed to stay; SLOM decides."
    return (
        f"{counted}; fewer than {threshold}, so it is proposed to assess its feasibility for the "
        "B list, and otherwise to move it to the C list; SLOM decides."
    )
