"""Where a cell, sheet or file went, in words."""

from collections.abc import Iterator

from cl_pipeline.lineage.unused_values import said
from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.model.decision import Decision
from cl_pipeline.model.review import RuleOutcome
from cl_pipeline.model.trace import Downstream, DownstreamVintage
from cl_pipeline.model.vintage import CoverageEntry


def downstream_lines(reach: Downstream) -> Iterator[str]:
    """One line per vintage."""
    for vintage in reach.vintages:
        parts = [_counted(len(vintage.values), "value")]
        parts += [coverage_text(entry) for entry in vintage.coverage]
        parts += [outcome_text(outcome) for outcome in vintage.outcomes]
        yield f"{vintage.vintage_id}: {'; '.join(parts)}"


def decided_lines(reach: Downstream) -> Iterator[str]:
    """One line per decision about the return or the indicator itself; a round closes over all."""
    return (
        decision_text(decision)
        for decision in reach.decisions
        if decision.kind != DecisionKind.CLOSE_ROUND
    )


def downstream_text(reach: Downstream) -> str:
    """Everything that was reached, vintage by vintage, for a terminal."""
    sent = reach.submission
    place = "".join((f" · sheet {reach.sheet}" if reach.sheet else "", _cell(reach)))
    lines = [f"{sent.submission_id} · {sent.path}{place}"]
    if not reach.vintages:
        lines += ["Nothing in any vintage stands on it."]
    for vintage in reach.vintages:
        lines += ["", f"{vintage.vintage_id}, round {vintage.round}", *_details(vintage)]
    if reach.decisions:
        lines += [
            "",
            "Decisions",
            *(f"  {decision_text(decision)}" for decision in reach.decisions),
        ]
    return "\n".join(lines)


def coverage_text(entry: CoverageEntry) -> str:
    """One coverage entry, e.g. ``coverage of child_labour_5_17 baseline: reported, counts``."""
    counts = "counts" if entry.counts else "does not count"
    return f"coverage of {entry.indicator} {entry.column}: {entry.state}, {counts}"


def outcome_text(outcome: RuleOutcome) -> str:
    """One outcome of the rule, e.g. ``rule of five, A2: 6 of 5, keep``."""
    proposal = outcome.suggestion.replace("_", " ")
    return f"rule of five, {outcome.position}: {outcome.count} of {outcome.threshold}, {proposal}"


def decision_text(decision: Decision) -> str:
    """One decision with who, when and why."""
    what = " ".join(
        filter(None, (decision.kind.replace("_", " "), decision.subject, decision.details))
    )
    when = f"{decision.decided_at:%d %B %Y}"
    return f"decision {decision.decision_id}: {what}, {when}, by {decision.decided_by}"


def _details(downstream_vintage: DownstreamVintage) -> Iterator[str]:
    for value in downstream_vintage.values:
        how = f", {value.formula} of {' and '.join(value.inputs)}" if value.formula else ""
        flags = f" [{', '.join(value.flags)}]" if value.flags else ""
        yield f"  value     {value.trace_key}  {said(value)}{flags}{how}"
    for entry in downstream_vintage.coverage:
        yield f"  coverage  {coverage_text(entry).removeprefix('coverage of ')}"
    for outcome in downstream_vintage.outcomes:
        yield f"  outcome   {outcome_text(outcome)}"


def _cell(reach: Downstream) -> str:
    return f", cell {reach.cell}" if reach.cell else ""


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
