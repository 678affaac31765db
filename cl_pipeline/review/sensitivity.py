"""The rule of five counted otherwise: which outcomes stand, and which hang on one return. Pure.

Input: the vintage of a round, and for ways of counting that let other returns in, the vintages over
those; output: one ``Sensitivity`` per indicator of list A, in list order. Guarantee: the first
count equals that of ``rule_of_five``.
"""

from collections.abc import Mapping

from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.model.codes import LateSubmissionPolicy, ListLetter
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.model.review import AlternativeOutcome, Sensitivity
from cl_pipeline.model.rules import Counting, CountingAlternative
from cl_pipeline.model.vintage import Vintage
from cl_pipeline.review.counting import (
    HeadlineTotals,
    Reports,
    counting_in_force,
    headline_totals,
    reports,
)

Vintages = Mapping[LateSubmissionPolicy, Vintage]
"""The vintage of the round for each choice of returns; the one by decision is always there."""

Grounds = Mapping[LateSubmissionPolicy, tuple[Vintage, HeadlineTotals]]


def sensitivity(vintages: Vintages, framework: Framework) -> tuple[Sensitivity, ...]:
    """The count in force and every alternative of the framework, per A-list indicator.

    Raises:
        BrokenInvariant: an alternative needs a vintage that was not handed in.
    """
    grounds = {
        choice: (vintage, headline_totals(vintage, framework))
        for choice, vintage in vintages.items()
    }
    return tuple(
        _sensitivity(grounds, framework, indicator) for indicator in framework.on_list(ListLetter.A)
    )


def _sensitivity(grounds: Grounds, framework: Framework, indicator: Indicator) -> Sensitivity:
    in_force = counting_in_force(framework)
    threshold = framework.rules.reporting_threshold
    found = _reports(grounds, framework, indicator, in_force)
    meets = len(found) >= threshold
    return Sensitivity(
        indicator=indicator.key,
        position=indicator.position,
        reporting=tuple(found),
        threshold=threshold,
        alternatives=tuple(
            _alternative(grounds, framework, indicator, counting_alternative, meets=meets)
            for counting_alternative in framework.counting_alternatives
        ),
        rests_on=_single_returns(found) if len(found) == threshold else (),
        is_one_short=len(found) == threshold - 1,
    )


def _alternative(
    grounds: Grounds,
    framework: Framework,
    indicator: Indicator,
    alternative: CountingAlternative,
    *,
    meets: bool,
) -> AlternativeOutcome:
    counting = alternative.applied_to(counting_in_force(framework))
    reporting = tuple(_reports(grounds, framework, indicator, counting))
    meets_then = len(reporting) >= framework.rules.reporting_threshold
    return AlternativeOutcome(alternative.key, reporting, meets_then, meets_then != meets)


def _reports(
    grounds: Grounds, framework: Framework, indicator: Indicator, counting: Counting
) -> Reports:
    if counting.late_policy not in grounds:
        raise BrokenInvariant(
            f"counting returns after closing as {counting.late_policy} needs the vintage over "
            "them; hand it in"
        )
    vintage, totals = grounds[counting.late_policy]
    return reports(totals, indicator, framework, vintage, counting)


def _single_returns(found: Reports) -> tuple[str, ...]:
    """The returns without any one of which the count is one lower.

    A Member State that also counts by another return would still count, so it is left out. An
    earlier return that would speak again in its place is not looked for.
    """
    returns = [{value.submission_id for value in values} for values in found.values()]
    return tuple(sorted(one for ones in returns if len(ones) == 1 for one in ones))
