"""The rule of five under other ways of counting: which outcomes change or depend on one report.

For the Secretariat only.
"""

from collections.abc import Mapping, Sequence

from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.model.codes import LateSubmissionPolicy, ListLetter
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.model.review import AlternativeOutcome, Sensitivity
from cl_pipeline.model.rules import Counting
from cl_pipeline.model.vintage import Vintage
from cl_pipeline.review.counting import (
    Reports,
    counting_in_force,
    headline_totals,
    reports,
)

Vintages = Mapping[LateSubmissionPolicy, Vintage]
"""The vintage of the round for each policy on late submissions; BY_DECISION is always there."""


def sensitivity(vintages: Vintages, framework: Framework) -> tuple[Sensitivity, ...]:
    """The count in force and every alternative of the framework, per A-list indicator.

    Raises:
        BrokenInvariant: ``vintages`` lacks the vintage of an alternative.
    """
    in_force, threshold = counting_in_force(framework), framework.rules.reporting_threshold
    totals = {choice: headline_totals(vintage, framework) for choice, vintage in vintages.items()}

    def reporting(indicator: Indicator, counting: Counting) -> Reports:
        policy = counting.late_policy
        if policy not in vintages:
            raise BrokenInvariant(
                f"counting late submissions as {policy} needs the vintage over them; "
                "pass it to sensitivity()"
            )
        return reports(totals[policy], indicator, framework, vintages[policy], counting)

    found = []
    for indicator in framework.on_list(ListLetter.A):
        now = reporting(indicator, in_force)
        alternatives = []
        for alternative in framework.counting_alternatives:
            then = tuple(reporting(indicator, alternative.applied_to(in_force)))
            meets = len(then) >= threshold
            changes = meets != (len(now) >= threshold)
            alternatives.append(AlternativeOutcome(alternative.key, then, meets, changes))
        row = Sensitivity(
            indicator=indicator.key,
            position=indicator.position,
            reporting=tuple(now),
            threshold=threshold,
            alternatives=tuple(alternatives),
            rests_on=_decisive_submissions(now) if len(now) == threshold else (),
            is_one_short=len(now) == threshold - 1,
        )
        found.append(row)
    return tuple(found)


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
            **{
                letters[other.alternative]: f"{other.count}{'*' if other.changes_outcome else ''}"
                for other in finding.alternatives
            },
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
    return tuple(f"{letters[row.key]}: {row.name}" for row in framework.counting_alternatives)


def rule_sentences(framework: Framework) -> tuple[str, ...]:
    """Both rules of five: text, whether it is binding, and its source."""
    rules = framework.rules
    sentences = {
        "reporting_threshold": f"(a) Reported by fewer than {rules.reporting_threshold} Member "
        "States: feasibility for list B is to be assessed, otherwise list C.",
        "removal_agreement": f"(b) Taken off the list where {rules.removal_agreement} Member "
        "States agree.",
    }
    return tuple(
        f"{sentence} Status: {rules.binding(rule) or 'not stated'}. "
        f"Source: {rules.source(rule) or 'not stated'}."
        for rule, sentence in sentences.items()
    )


def _depends_on(sensitivity: Sensitivity) -> str:
    if sensitivity.rests_on:
        return f"each of {len(sensitivity.rests_on)} submissions"
    return "one more submission" if sensitivity.is_one_short else ""
