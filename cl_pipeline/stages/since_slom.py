"""What changed since SLOM: the signed vintage of a round beside what is accepted now.

Input: a round with a sign-off; output: every value that differs, with old, new and effect.
Guarantee: nothing is stored, and the signed vintage is only read. Does not belong here: signing
(``stages.decisions``) and finding differences (``lineage``).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cl_pipeline.lineage.difference import (
    changes,
    coverage_changes,
    figure_of_value,
    outcome_changes,
)
from cl_pipeline.lineage.difference_words import (
    coverage_line,
    figure_name,
    figure_words,
    outcome_line,
)
from cl_pipeline.model.decision import Decision, signed_vintage
from cl_pipeline.model.difference import Change, CoverageChange, Figure, OutcomeChange
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.vintage import Vintage
from cl_pipeline.review.rule_of_five import rule_of_five
from cl_pipeline.stages.pipeline import Pipeline
from cl_pipeline.stages.slom_review import present_vintage


@dataclass(frozen=True, slots=True)
class SinceSlom:
    """A round since its sign-off. ``changes`` are of values; the others are what follows."""

    signed: Decision
    before: Vintage
    now: Vintage
    changes: tuple[Change, ...]
    coverage: tuple[CoverageChange, ...]
    outcomes: tuple[OutcomeChange, ...]


def changed_since_slom(pipeline: Pipeline, round_year: RoundYear) -> SinceSlom | None:
    """What differs between the signed vintage of a round and what is accepted now.

    None where the round was not signed, or its sign-off was revoked.
    """
    signed = signed_vintage(pipeline.store.decisions.list(), round_year)
    if signed is None or signed.vintage_id is None:
        return None
    before = pipeline.store.vintages.load(signed.vintage_id)
    now, _ = present_vintage(pipeline, round_year)
    outcomes = rule_of_five(now, pipeline.framework_in(round_year))
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
            "value": figure_name(one.figure),
            "signed": figure_words(one.before),
            "now": figure_words(one.after),
            "effect": "; ".join(_effects(found, one.figure)) or "on no count",
        }
        for one in found.changes
    )


def _effects(found: SinceSlom, figure: Figure) -> Iterator[str]:
    indicator, sender = figure.key.indicator, figure.sender
    for coverage in found.coverage:
        side = coverage.after or coverage.before
        about = (coverage.indicator, side and side.sender, side and side.column)
        if about == (indicator, sender, figure.key.column):
            yield coverage_line(coverage)
    yield from (outcome_line(one) for one in found.outcomes if one.indicator == indicator)
