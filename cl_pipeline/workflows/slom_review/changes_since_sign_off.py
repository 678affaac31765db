"""Changes since sign-off: the signed vintage of a round compared with what is accepted now."""

from collections.abc import Iterator
from dataclasses import dataclass

from cl_pipeline.lineage.difference import changes, coverage_changes, outcome_changes
from cl_pipeline.lineage.difference_report import coverage_line, outcome_line, side_label
from cl_pipeline.model.decision import Decision, signed_vintage
from cl_pipeline.model.difference import Change, Changed
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.review import RuleOutcome
from cl_pipeline.model.vintage import ConsolidatedValue, CoverageEntry, Vintage
from cl_pipeline.review.rule_of_five import rule_of_five
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.round_facts import load_facts
from cl_pipeline.workflows.slom_review.vintages import current_vintage


@dataclass(frozen=True, slots=True)
class ChangesSinceSignOff:
    """``changes`` are of values; coverage and outcomes are what follows from them."""

    signed: Decision
    before: Vintage
    now: Vintage
    changes: tuple[Change, ...]
    coverage: tuple[Changed[CoverageEntry], ...]
    outcomes: tuple[Changed[RuleOutcome], ...]


def changes_since_sign_off(pipeline: Pipeline, round_year: RoundYear) -> ChangesSinceSignOff | None:
    """What differs between the signed vintage of a round and what is accepted now.

    None where the round was not signed, or its sign-off was revoked.
    """
    facts = load_facts(pipeline, round_year)
    signed = signed_vintage(facts.decisions, round_year)
    if signed is None or signed.vintage_id is None:
        return None
    before = facts.store.vintages.load(signed.vintage_id)
    now = current_vintage(facts)
    outcomes = rule_of_five(now, facts.framework)
    return ChangesSinceSignOff(
        signed,
        before,
        now,
        changes(before.values, now.values),
        coverage_changes(before.coverage, now.coverage, same_round=True),
        outcome_changes(facts.store.vintages.outcomes(before.vintage_id), outcomes),
    )


def change_rows(found: ChangesSinceSignOff) -> tuple[dict[str, str], ...]:
    """One row per value that changed since sign-off: old, new, and the effect on coverage."""
    return tuple(
        {
            "value": change.figure.trace_key,
            "signed": side_label(change.before),
            "now": side_label(change.after),
            "effect": "; ".join(_effects(found, change.figure)) or "on no count",
        }
        for change in found.changes
    )


def _effects(found: ChangesSinceSignOff, figure: ConsolidatedValue) -> Iterator[str]:
    indicator, sender = figure.key.indicator, figure.sender
    for coverage in found.coverage:
        entry = coverage.row
        if (entry.indicator, entry.sender, entry.column) == (indicator, sender, figure.key.column):
            yield coverage_line(coverage)
    yield from (
        outcome_line(outcome) for outcome in found.outcomes if outcome.row.indicator == indicator
    )
