"""A sensitivity as rows of words: the same columns on a terminal and in the web UI."""

from collections.abc import Sequence

from cl_pipeline.model.framework import Framework
from cl_pipeline.model.review import AlternativeOutcome, Sensitivity

SIGNS = (
    "A number is how many Member States would count; * means another outcome than now. "
    "For the Secretariat only."
)


def sensitivity_rows(
    found: Sequence[Sensitivity], framework: Framework
) -> tuple[dict[str, str], ...]:
    """Grain: one indicator of list A, in list order; a column per alternative, by its letter."""
    letters = alternative_letters(framework)
    return tuple(
        {
            "indicator": f"{finding.position} {framework.indicator(finding.indicator).short_name}",
            "now": str(finding.count),
            **{letters[other.alternative]: _counted(other) for other in finding.alternatives},
            "hangs on": _hangs_on(finding),
        }
        for finding in found
    )


def alternative_letters(framework: Framework) -> dict[str, str]:
    """A letter for each alternative, in the order of the framework: ``a``, ``b`` and on."""
    return {one.key: chr(ord("a") + at) for at, one in enumerate(framework.counting_alternatives)}


def alternative_legend(framework: Framework) -> tuple[str, ...]:
    """What each letter stands for, one sentence a line."""
    letters = alternative_letters(framework)
    return tuple(
        f"{letters[counting_alternative.key]}: {counting_alternative.name}"
        for counting_alternative in framework.counting_alternatives
    )


def rule_sentences(framework: Framework) -> tuple[str, ...]:
    """Both rules of five with their standing and the line they come from."""
    rules = framework.rules
    return (
        f"(a) Reported by fewer than {rules.reporting_threshold} Member States: feasibility "
        f"for list B is to be assessed, otherwise list C. "
        f"{_standing(framework, 'reporting_threshold')}",
        f"(b) Taken off the list where {rules.removal_agreement} Member States agree. "
        f"{_standing(framework, 'removal_agreement')}",
    )


def _standing(framework: Framework, rule: str) -> str:
    said, source = framework.rules.binding(rule), framework.rules.source(rule)
    return f"Standing: {said or 'not said'}. Basis: {source or 'not said'}."


def _counted(alternative_outcome: AlternativeOutcome) -> str:
    return (
        f"{alternative_outcome.count}*"
        if alternative_outcome.changes_outcome
        else str(alternative_outcome.count)
    )


def _hangs_on(sensitivity: Sensitivity) -> str:
    if sensitivity.rests_on:
        return f"each of {len(sensitivity.rests_on)} returns"
    return "one more return" if sensitivity.is_one_short else ""
