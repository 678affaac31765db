"""Where a cell, sheet or file went, in words.

Belongs here: one line per vintage and decision, and the longer list. Does not belong here: finding
it (``stages.reach``).
"""

from collections.abc import Iterator

from cl_pipeline.lineage.held_words import said
from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.model.decision import Decision
from cl_pipeline.model.review import RuleOutcome
from cl_pipeline.model.trace import Reach, ReachedVintage
from cl_pipeline.model.vintage import CoverageEntry


def reach_lines(reach: Reach) -> Iterator[str]:
    """One line per vintage."""
    for one in reach.vintages:
        parts = [_counted(len(one.values), "value")]
        parts += [coverage_words(entry) for entry in one.coverage]
        parts += [outcome_words(outcome) for outcome in one.outcomes]
        yield f"{one.vintage_id}: {'; '.join(parts)}"


def decided_lines(reach: Reach) -> Iterator[str]:
    """One line per decision about the return or the indicator itself; a round closes over all."""
    return (decision_words(one) for one in reach.decisions if one.kind != DecisionKind.CLOSE_ROUND)


def reach_text(reach: Reach) -> str:
    """Everything that was reached, vintage by vintage, for a terminal."""
    sent = reach.submission
    place = "".join((f" · sheet {reach.sheet}" if reach.sheet else "", _cell(reach)))
    lines = [f"{sent.submission_id} · {sent.path}{place}"]
    if not reach.vintages:
        lines += ["Nothing in any vintage stands on it."]
    for one in reach.vintages:
        lines += ["", f"{one.vintage_id}, round {one.round}", *_details(one)]
    if reach.decisions:
        lines += ["", "Decisions", *(f"  {decision_words(one)}" for one in reach.decisions)]
    return "\n".join(lines)


def coverage_words(entry: CoverageEntry) -> str:
    """One coverage entry, e.g. ``coverage of child_labour_5_17 baseline: reported, counts``."""
    counts = "counts" if entry.counts else "does not count"
    return f"coverage of {entry.indicator} {entry.column}: {entry.state}, {counts}"


def outcome_words(outcome: RuleOutcome) -> str:
    """One outcome of the rule, e.g. ``rule of five, A2: 6 of 5, keep``."""
    proposal = outcome.suggestion.replace("_", " ")
    return f"rule of five, {outcome.position}: {outcome.count} of {outcome.threshold}, {proposal}"


def decision_words(decision: Decision) -> str:
    """One decision with who, when and why."""
    what = " ".join(
        filter(None, (decision.kind.replace("_", " "), decision.subject, decision.details))
    )
    when = f"{decision.decided_at:%d %B %Y}"
    return f"decision {decision.decision_id}: {what}, {when}, by {decision.decided_by}"


def _details(one: ReachedVintage) -> Iterator[str]:
    for value in one.values:
        how = f", {value.formula} of {' and '.join(value.inputs)}" if value.formula else ""
        flags = f" [{', '.join(value.flags)}]" if value.flags else ""
        yield f"  value     {value.trace_key}  {said(value)}{flags}{how}"
    for entry in one.coverage:
        yield f"  coverage  {coverage_words(entry).removeprefix('coverage of ')}"
    for outcome in one.outcomes:
        yield f"  outcome   {outcome_words(outcome)}"


def _cell(reach: Reach) -> str:
    return f", cell {reach.cell}" if reach.cell else ""


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
