"""The rule of five under other ways of counting: which outcomes change or depend on one report.

For the Secretariat only.
"""

from collections.abc import Mapping, Sequence

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
"""The vintage of the round for each policy on late submissions; BY_DECISION is always there."""

Grounds = Mapping[LateSubmissionPolicy, tuple[Vintage, HeadlineTotals]]


def sensitivity(vintages: Vintages, framework: Framework) -> tuple[Sensitivity, ...]:
    """The count in force and every alternative of the framework, per A-list indicator.

    Raises:
        BrokenInvariant: ``vintages`` lacks the vintage of an alternative.
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
            _alternative(grounds, framework, indicator, alternative, meets=meets)
            for alternative in framework.counting_alternatives
        ),
        rests_on=_decisive_submissions(found) if len(found) == threshold else (),
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
            f"counting late submissions as {counting.late_policy} needs the vintage over them; "
            "pass it to sensitivity()"
        )
    vintage, totals = grounds[counting.late_policy]
    return reports(totals, indicator, framework, vintage, counting)


def _decisive_submissions(found: Reports) -> tuple[str, ...]:
    """Submissions without which the count is one lower.

    A Member State that counts by two submissions is left out, because it would still count. An
    earlier submission that would be current again is not looked for.
    """
    submissions = [{value.submission_id for value in values} for values in found.values()]
    return tuple(sorted(ids.pop() for ids in submissions if len(ids) == 1))


LEGEND = (
    "A number is how many Member States would count; * means another outcome than now. "
    "For the Secretariat only."
)


def sensitivity_rows(
    found: Sequence[Sensitivity], framework: Framework
) -> tuple[dict[str, str], ...]:
    """One row per indicator of list A, in list order; a column per alternative, by its letter."""
    letters = alternative_letters(framework)
    return tuple(
        {
            "indicator": f"{finding.position} {framework.indicator(finding.indicator).short_name}",
            "now": str(finding.count),
            **{letters[other.alternative]: _counted(other) for other in finding.alternatives},
            "depends on": _depends_on(finding),
        }
        for finding in found
    )


def alternative_letters(framework: Framework) -> dict[str, str]:
    """A letter per alternative, in the order of the framework: ``a``, ``b`` and so on."""
    return {
        alternative.key: chr(ord("a") + place)
        for place, alternative in enumerate(framework.counting_alternatives)
    }


def alternative_legend(framework: Framework) -> tuple[str, ...]:
    """The meaning of each letter, one sentence each."""
    letters = alternative_letters(framework)
    return tuple(
        f"{letters[counting_alternative.key]}: {counting_alternative.name}"
        for counting_alternative in framework.counting_alternatives
    )


def rule_sentences(framework: Framework) -> tuple[str, ...]:
    """Both rules of five: text, whether it is binding, and its source."""
    rules = framework.rules
    return (
        f"(a) Reported by fewer than {rules.reporting_threshold} Member States: feasibility "
        f"for list B is to be assessed, otherwise list C. "
        f"{_basis(framework, 'reporting_threshold')}",
        f"(b) Taken off the list where {rules.removal_agreement} Member States agree. "
        f"{_basis(framework, 'removal_agreement')}",
    )


def _basis(framework: Framework, rule: str) -> str:
    binding, source = framework.rules.binding(rule), framework.rules.source(rule)
    return f"Status: {binding or 'not stated'}. Source: {source or 'not stated'}."


def _counted(outcome: AlternativeOutcome) -> str:
    return f"{outcome.count}*" if outcome.changes_outcome else str(outcome.count)


def _depends_on(sensitivity: Sensitivity) -> str:
    if sensitivity.rests_on:
        return f"each of {len(sensitivity.rests_on)} submissions"
    return "one more submission" if sensitivity.is_one_short else ""
