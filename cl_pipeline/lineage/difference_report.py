"""A difference in words: what changed, group by group, and what follows from it."""

from collections.abc import Iterable, Iterator, Sequence

from cl_pipeline.lineage.documents import decision_document, json_number
from cl_pipeline.lineage.downstream import decision_text
from cl_pipeline.lineage.unused_values import said
from cl_pipeline.model.difference import (
    Change,
    ChangeKind,
    ComparedValue,
    CoverageChange,
    DifferenceReport,
    EntryChange,
    OutcomeChange,
)
from cl_pipeline.model.keys import TraceKey
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.model.review import RuleOutcome
from cl_pipeline.model.vintage import CoverageEntry

TEXT_AT_MOST = 60
"""Characters of a worded entry that a line shows."""


def difference_text(difference: DifferenceReport) -> str:
    """The difference for a terminal: the count, the groups, then the effect."""
    lines = [f"{difference.before} -> {difference.after}: {summary(difference)}"]
    lines += [f"({difference.note})"] if difference.note else []
    for kind in ChangeKind:
        lines += _group(
            f"{kind.capitalize()} ({len(difference.of(kind))})", _change_lines(difference.of(kind))
        )
    lines += _group("Words", [_word_line(word) for word in difference.entries])
    lines += _effect_lines(difference)
    if difference.is_sample:
        lines += ["", SAMPLE_NOTICE]
    return "\n".join(lines)


def summary(difference: DifferenceReport) -> str:
    """How much differs, in a phrase; equal content is named as such."""
    if difference.is_equal:
        return "both say the same"
    counts = [f"{len(difference.of(kind))} {kind}" for kind in ChangeKind if difference.of(kind)]
    counts += [f"{len(difference.entries)} worded answers changed"] if difference.entries else []
    return ", ".join(counts)


def change_text(change: Change) -> str:
    """One change, e.g. ``child_labour_5_17|PHL|other_2|pct|total  1 (2020) -> 0.99 (2020)``."""
    by = change.by
    how_much = f", by {by:+f}" if by else ""
    sides = f"{format_figure(change.before)} -> {format_figure(change.after)}"
    return f"{figure_name(change.figure)}  {sides}{how_much}"


def difference_document(difference: DifferenceReport) -> dict[str, object]:
    """The difference as one JSON document."""
    effect = difference.effect
    return {
        "before": difference.before,
        "after": difference.after,
        "equal": difference.is_equal,
        "note": difference.note,
        "changes": [_change_document(change) for change in difference.changes],
        "words": [
            {"field": word.field.value, "sheet": word.sheet, "cell": word.cell,
             "before": word.before, "after": word.after}
            for word in difference.entries
        ],
        "effect": {
            "on": difference.effect_on,
            "values": [_change_document(value) for value in effect.values],
            "coverage": [_coverage_document(one) for one in effect.coverage],
            "outcomes": [_outcome_document(outcome) for outcome in effect.outcomes],
            "decisions": [decision_document(decision) for decision in effect.decisions],
        },
    }  # fmt: skip


def _change_lines(changes: Sequence[Change]) -> Iterator[str]:
    """Numbers one by one; gaps that came or went are counted, since a form is full of them."""
    yield from (change_text(change) for change in changes if not _is_counted(change))
    counted = sum(map(_is_counted, changes))
    if counted:
        yield f"and {counted} gap{'' if counted == 1 else 's'}, listed by --json"


def _is_counted(change: Change) -> bool:
    return change.is_gap and change.kind != ChangeKind.STATUS


def _effect_lines(difference: DifferenceReport) -> list[str]:
    effect = difference.effect
    own = difference.changes == effect.values
    lines = _group("Consolidated values", [] if own else _change_lines(effect.values))
    lines += _group("Coverage", map(coverage_line, effect.coverage))
    lines += _group("Rule of five", map(outcome_line, effect.outcomes))
    if not lines and not own:
        lines = ["", "  nothing"]
    lines += _group("Decisions that rest on it", map(decision_text, effect.decisions))
    return ["", f"DownstreamChanges on {difference.effect_on}:", *lines] if lines else []


def _group(title: str, lines: Iterable[str]) -> list[str]:
    found = [f"  {line}" for line in lines]
    return ["", title, *found] if found else []


def figure_name(figure: ComparedValue) -> str:
    """What a figure is about, as trace keys name it, with the Member State."""
    key = figure.key
    return str(TraceKey(key.indicator, figure.sender, key.column, key.measure, key.breakdown))


def format_figure(figure: ComparedValue | None) -> str:
    """One side of a change: a number or gap with its year, or that there is nothing."""
    return "nothing" if figure is None else said(figure)


def _word_line(word_change: EntryChange) -> str:
    return f"{word_change.sheet}!{word_change.cell}  {word_change.field}: {_cut(word_change.before)} -> {_cut(word_change.after)}"


def _cut(text: str | None) -> str:
    if text is None:
        return "nothing"
    return repr(text if len(text) <= TEXT_AT_MOST else f"{text[:TEXT_AT_MOST]}…")


def coverage_line(coverage_change: CoverageChange) -> str:
    """One coverage entry before and after."""
    entry = coverage_change.after or coverage_change.before
    assert entry is not None
    where = f"{entry.indicator} {entry.sender} {entry.column}"
    return f"{where}: {_entry(coverage_change.before)} -> {_entry(coverage_change.after)}"


def _entry(entry: CoverageEntry | None) -> str:
    if entry is None:
        return "nothing"
    return f"{entry.state} ({'counts' if entry.counts else 'does not count'})"


def outcome_line(outcome_change: OutcomeChange) -> str:
    """One outcome of the rule before and after."""
    outcome = outcome_change.after or outcome_change.before
    assert outcome is not None
    return (
        f"{outcome.position}: {_outcome(outcome_change.before)} -> {_outcome(outcome_change.after)}"
    )


def _outcome(outcome: RuleOutcome | None) -> str:
    if outcome is None:
        return "nothing"
    proposal = outcome.suggestion.replace("_", " ")
    return f"{outcome.count} of {outcome.threshold}, {proposal}"


def _change_document(change: Change) -> dict[str, object]:
    return {
        "kind": change.kind.value,
        "key": figure_name(change.figure),
        "before": _figure_document(change.before),
        "after": _figure_document(change.after),
        "by": json_number(change.by),
    }


def _figure_document(figure: ComparedValue | None) -> dict[str, object] | None:
    if figure is None:
        return None
    return {
        "value": json_number(figure.value),
        "gap_code": figure.gap_code,
        "reference_year": figure.reference_year,
        "unit": figure.unit,
        "status": figure.obs_status.value,
        "confidentiality": figure.conf_status.value,
        "address": figure.address,
    }


def _coverage_document(coverage_change: CoverageChange) -> dict[str, object]:
    entry = coverage_change.after or coverage_change.before
    assert entry is not None
    return {
        "indicator": coverage_change.indicator,
        "sender": entry.sender,
        "column": entry.column,
        "before": _entry(coverage_change.before),
        "after": _entry(coverage_change.after),
    }


def _outcome_document(outcome_change: OutcomeChange) -> dict[str, object]:
    return {
        "indicator": outcome_change.indicator,
        "before": list(outcome_change.before.reporting) if outcome_change.before else None,
        "after": list(outcome_change.after.reporting) if outcome_change.after else None,
        "proposal_before": outcome_change.before.suggestion.value
        if outcome_change.before
        else None,
        "proposal_after": outcome_change.after.suggestion.value if outcome_change.after else None,
    }
