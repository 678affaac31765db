"""What changed since SLOM: the signed vintage of a round beside what is accepted now.

Input: a round with a sign-off; output: every value that differs, with old, new and effect.
Guarantee: nothing is stored, and the signed vintage is only read.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cl_pipeline.lineage.difference import (
    changes,
    coverage_changes,
    figure_of_value,
    outcome_changes,
)
from cl_pipeline.lineage.difference_report import (
    coverage_line,
    figure_key,
    outcome_line,
    side_label,
)
from cl_pipeline.model.decision import Decision, signed_vintage
from cl_pipeline.model.difference import Change, ComparedValue, CoverageChange, OutcomeChange
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.vintage import Vintage
from cl_pipeline.review.rule_of_five import rule_of_five
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.slom_review.review import present_vintage


@dataclass(frozen=True, slots=True)
class SinceSlom:
    """A round since its sign-off. ``changes`` are of values; the others are what follows."""

    signed: Decision
    before: Vintage
    now: Vintage
    changes: tuple[Change, ...]
    coverage: tuple[CoverageChange, ...]
    outcomes: tuple[OutcomeChange, ...]


def changes_since_sign_off(pipeline: Pipeline, round_year: RoundYear) -> SinceSlom | None:
    """What differs between the signed vintage of a round and what is accepted now.

    None where the round was not signed, or its sign-off was revoked.
    """
    signed = signed_vintage(pipeline.store.decisions.list(), round_year)
    if signed is None or signed.vintage_id is None:
        return None
    before = pipeline.store.vintages.load(signed.vintage_id)
    now, _ = present_vintage(pipeline, round_year)
    outcomes = rule_of_five(now, pipeline.framework_in_force(round_year))
    return SinceSlom(
        signed,
        before,
        now,
        changes(map(figure_of_value, before.values), map(figure_of_value, now.values)),
        coverage_changes(before.coverage, now.coverage, same_round=True),
        outcome_changes(pipeline.store.vintages.outcomes(before.vintage_id), outcomes),
    )


def change_rows(found: SinceSlom) -> tuple[dict[str, str], ...]:
    """Grain: one value that changed since SLOM: what it is, old, new, and what follows from it."""
    return tuple(
        {
            "value": figure_key(change.figure),
            "signed": side_label(change.before),
            "now": side_label(change.after),
            "effect": "; ".join(_effects(found, change.figure)) or "on no count",
        }
        for change in found.changes
    )


def _effects(found: SinceSlom, figure: ComparedValue) -> Iterator[str]:
    indicator, sender = figure.key.indicator, figure.sender
    for coverage in found.coverage:
        side = coverage.after or coverage.before
        about = (coverage.indicator, side and side.sender, side and side.column)
        if about == (indicator, sender, figure.key.column):
            yield coverage_line(coverage)
    yield from (
        outcome_line(outcome) for outcome in found.outcomes if outcome.indicator == indicator
    )
