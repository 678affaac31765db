"""Figures compared: across Member States for ASEAN, with the baseline, and with the signed vintage.

Withheld figures take no part in the comparisons for ASEAN and with the baseline. Nothing is stored.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cl_pipeline.disclosure.texts import ShownTexts
from cl_pipeline.framework.in_force import positions_before_moves
from cl_pipeline.lineage.difference import vintage_changes
from cl_pipeline.lineage.difference_report import (
    coverage_line,
    outcome_line,
    side_label,
)
from cl_pipeline.model.codes import Field
from cl_pipeline.model.comparability import AseanFigure, ComparableFigure
from cl_pipeline.model.decision import Decision, signed_vintage
from cl_pipeline.model.difference import DownstreamChanges
from cl_pipeline.model.identity import BASELINE, IndicatorKey, RoundYear, SenderCode
from cl_pipeline.model.progress import Progress
from cl_pipeline.model.vintage import ConsolidatedValue, Vintage
from cl_pipeline.review.comparability import asean_figures, comparable_figures
from cl_pipeline.review.evaluation import (
    Evaluation,
    Rows,
    Texts,
    baseline_proposals,
    evaluate,
    progress,
)
from cl_pipeline.review.rule_of_five import rule_of_five
from cl_pipeline.workflows.audit import audited, shown_texts, shown_vintage
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.round_facts import RoundFacts, load_facts, newest_vintage
from cl_pipeline.workflows.slom_review.vintages import current_vintage


@dataclass(frozen=True, slots=True)
class Compared:
    """Progress of one round; ``is_baseline_signed`` says whether the baseline is frozen."""

    baselines: tuple[ComparableFigure, ...]
    rows: tuple[Progress, ...]
    proposals: Rows
    is_baseline_signed: bool


@dataclass(frozen=True, slots=True)
class ChangesSinceSignOff:
    """The signed vintage compared with the current one."""

    signed: Decision
    before: Vintage
    now: Vintage
    changes: DownstreamChanges


def asean_rows(facts: RoundFacts) -> tuple[AseanFigure, ...]:
    """What may be said for ASEAN about every headline measure of list A, in list order.

    Raises:
        NotFound: the round was not consolidated by then.
    """
    return asean_figures(facts.vintage, _figures(facts, facts.vintage), facts.framework)


def compared_with_baseline(facts: RoundFacts) -> Compared:
    """Every later figure next to its baseline: the signed one where the first round is signed.

    Raises:
        NotFound: the round was not consolidated by then.
    """
    return _compared(facts, _figures(facts, facts.vintage))


def evaluation_of(
    pipeline: Pipeline, round_year: RoundYear | None = None
) -> tuple[Vintage, Evaluation]:
    """The evaluation over the newest vintage of a round, by default of the newest round.

    Raises:
        NotFound: nothing was consolidated yet.
    """
    vintage = newest_vintage(pipeline, round_year)
    facts = load_facts(pipeline, vintage.round)
    figures = _figures(facts, vintage)
    asean = asean_figures(vintage, figures, facts.framework)
    compared = _compared(facts, figures)
    return vintage, evaluate(
        vintage,
        compared.rows,
        compared.baselines,
        asean,
        facts.framework,
        positions_before_moves(facts.framework_of_all_rounds, vintage.round),
    )


def changes_since_sign_off(facts: RoundFacts) -> ChangesSinceSignOff | None:
    """What differs between the signed vintage of a round and what is accepted now.

    None where the round was not signed, or its sign-off was revoked.
    """
    signed = signed_vintage(facts.decisions, facts.round)
    if signed is None or signed.vintage_id is None:
        return None
    before, now = facts.store.vintages.load(signed.vintage_id), current_vintage(facts)
    outcomes = [
        facts.store.vintages.outcomes(before.vintage_id),
        rule_of_five(now, facts.framework),
    ]
    return ChangesSinceSignOff(signed, before, now, vintage_changes(before, now, outcomes))


def change_rows(found: ChangesSinceSignOff) -> tuple[dict[str, str], ...]:
    """One row per value that changed since sign-off: old, new, and the effect on coverage."""
    return tuple(
        {
            "value": change.row.trace_key,
            "signed": side_label(change.before),
            "now": side_label(change.after),
            "effect": "; ".join(_effects(found.changes, change.row)) or "on no count",
        }
        for change in found.changes.values
    )


def _effects(changes: DownstreamChanges, figure: ConsolidatedValue) -> Iterator[str]:
    indicator, sender = figure.key.indicator, figure.sender
    for coverage in changes.coverage:
        entry = coverage.row
        if (entry.indicator, entry.sender, entry.column) == (indicator, sender, figure.key.column):
            yield coverage_line(coverage)
    for outcome in changes.outcomes:
        if outcome.row.indicator == indicator:
            yield outcome_line(outcome)


def _figures(facts: RoundFacts, vintage: Vintage) -> tuple[ComparableFigure, ...]:
    framework = facts.framework_of_all_rounds.in_round(vintage.round)
    shown = shown_vintage(facts, vintage)
    hidden = audited(facts, vintage)
    texts = ShownTexts(framework, vintage.values, hidden)
    senders = {value.address: value.sender for value in shown.values}
    observations = {
        address: texts.observation(senders.get(address), observation)
        for address, observation in facts.observations_of(shown.values).items()
    }
    return comparable_figures(shown, observations, framework)


def _compared(facts: RoundFacts, figures: tuple[ComparableFigure, ...]) -> Compared:
    signed = _signed_baselines(facts)
    baselines = tuple(
        figure
        for figure in (figures if signed is None else signed)
        if figure.key.column == BASELINE
    )
    targets, assessments = _own_texts(facts)
    return Compared(
        baselines,
        progress(
            baselines,
            [figure for figure in figures if figure.key.column.isdigit()],
            facts.framework,
            targets,
            assessments,
        ),
        () if signed is None else baseline_proposals(signed, figures, facts.framework),
        signed is not None,
    )


def _signed_baselines(facts: RoundFacts) -> tuple[ComparableFigure, ...] | None:
    """The baseline figures of the signed vintage of the first round; None if it is not signed."""
    signed = signed_vintage(facts.decisions, min(facts.framework.rounds))
    if signed is None or signed.vintage_id is None:
        return None
    figures = _figures(facts, facts.store.vintages.load(signed.vintage_id))
    return tuple(figure for figure in figures if figure.key.column == BASELINE)


def _own_texts(facts: RoundFacts) -> tuple[Texts, Texts]:
    """National targets and self-assessments of the newest round that gave them."""
    targets: dict[tuple[SenderCode, IndicatorKey, str], str] = {}
    assessments: dict[tuple[SenderCode, IndicatorKey, str], str] = {}
    fields = (Field.NATIONAL_TARGET, Field.PROGRESS)
    stored = facts.store.observations.entries(facts.round, fields=fields)
    entries = shown_texts(facts).entries(stored)
    for accepted in sorted(entries, key=lambda accepted: accepted.round):
        entry = accepted.entry
        if entry.indicator is not None and entry.column is not None:
            texts = targets if entry.field == Field.NATIONAL_TARGET else assessments
            texts[accepted.sender, entry.indicator, entry.column] = entry.text
    return targets, assessments
