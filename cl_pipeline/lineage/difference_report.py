"""A difference as text for a terminal and as one JSON document."""

from collections.abc import Iterable, Iterator, Sequence

from cl_pipeline.lineage.documents import JsonDocument, decision_document, record_document
from cl_pipeline.lineage.trace import decision_text, outcome_count
from cl_pipeline.lineage.unused_values import figure_label
from cl_pipeline.model.difference import (
    Change,
    Changed,
    ChangeKind,
    DifferenceReport,
    EntryChange,
)
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.model.number_format import json_number
from cl_pipeline.model.review import RuleOutcome
from cl_pipeline.model.vintage import ConsolidatedValue, CoverageEntry

TEXT_AT_MOST = 60
"""Characters of a text entry that a line shows."""


def difference_text(difference: DifferenceReport) -> str:
    lines = [f"{difference.before} -> {difference.after}: {summary(difference)}"]
    lines += [f"({difference.note})"] if difference.note else []
    for kind in ChangeKind:
        found = difference.of(kind)
        lines += _group(f"{kind.capitalize()} ({len(found)})", _change_lines(found))
    lines += _group("Text entries", map(_entry_line, difference.entries))
    lines += _effect_lines(difference)
    if difference.is_sample:
        lines += ["", SAMPLE_NOTICE]
    return "\n".join(lines)


def summary(difference: DifferenceReport) -> str:
    if difference.is_equal:
        return "no difference"
    counts = [f"{len(difference.of(kind))} {kind}" for kind in ChangeKind if difference.of(kind)]
    counts += [f"{len(difference.entries)} text entries changed"] if difference.entries else []
    return ", ".join(counts)


def change_line(change: Change) -> str:
    """One change, e.g. ``child_labour_5_17|PHL|other_2|pct|total  1 (2020) -> 0.99 (2020)``."""
    by = f", by {change.by:+f}" if change.by else ""
    sides = f"{side_label(change.before)} -> {side_label(change.after)}"
    return f"{change.row.trace_key}  {sides}{by}"


def coverage_line(change: Changed[CoverageEntry]) -> str:
    entry = change.row
    where = f"{entry.indicator} {entry.sender} {entry.column}"
    return f"{where}: {_coverage_label(change.before)} -> {_coverage_label(change.after)}"


def outcome_line(change: Changed[RuleOutcome]) -> str:
    sides = f"{_outcome_label(change.before)} -> {_outcome_label(change.after)}"
    return f"{change.row.position}: {sides}"


def side_label(figure: ConsolidatedValue | None) -> str:
    return "nothing" if figure is None else figure_label(figure)


def difference_document(difference: DifferenceReport) -> JsonDocument:
    effect = difference.effect
    return {
        **record_document(difference, "before", "after", "note", equal="is_equal"),
        "changes": [_change_document(change) for change in difference.changes],
        "words": [
            record_document(entry, "field", "sheet", "cell", "before", "after")
            for entry in difference.entries
        ],
        "effect": {
            "on": difference.effect_on,
            "values": [_change_document(change) for change in effect.values],
            "coverage": [_coverage_document(change) for change in effect.coverage],
            "outcomes": [_outcome_document(change) for change in effect.outcomes],
            "decisions": [decision_document(decision) for decision in effect.decisions],
        },
    }


def _change_lines(changes: Sequence[Change]) -> Iterator[str]:
    """One line for each number; gaps added or removed are only counted: forms are full of them."""
    shown = [change for change in changes if not change.is_gap or change.kind == ChangeKind.STATUS]
    yield from map(change_line, shown)
    if gaps := len(changes) - len(shown):
        yield f"and {gaps} gap{'' if gaps == 1 else 's'}, listed by --json"


def _effect_lines(difference: DifferenceReport) -> list[str]:
    effect = difference.effect
    values = list(_change_lines(effect.values))
    is_own = values == list(_change_lines(difference.changes))
    lines = _group("Consolidated values", [] if is_own else values)
    lines += _group("Coverage", map(coverage_line, effect.coverage))
    lines += _group("Rule of five", map(outcome_line, effect.outcomes))
    if not lines and not is_own:
        lines = ["", "  nothing"]
    lines += _group("Decisions about what changed", map(decision_text, effect.decisions))
    return ["", f"Effect on {difference.effect_on}:", *lines] if lines else []


def _group(title: str, lines: Iterable[str]) -> list[str]:
    found = [f"  {line}" for line in lines]
    return ["", title, *found] if found else []


def _entry_line(change: EntryChange) -> str:
    sides = f"{_quoted(change.before)} -> {_quoted(change.after)}"
    return f"{change.sheet}!{change.cell}  {change.field}: {sides}"


def _quoted(text: str | None) -> str:
    if text is None:
        return "nothing"
    return repr(text if len(text) <= TEXT_AT_MOST else f"{text[:TEXT_AT_MOST]}…")


def _coverage_label(entry: CoverageEntry | None) -> str:
    if entry is None:
        return "nothing"
    return f"{entry.state} ({'counts' if entry.counts else 'does not count'})"


def _outcome_label(outcome: RuleOutcome | None) -> str:
    if outcome is None:
        return "nothing"
    return f"{outcome_count(outcome)}, {outcome.suggestion.replace('_', ' ')}"


def _change_document(change: Change) -> JsonDocument:
    return {
        "kind": change.kind.value,
        "key": change.row.trace_key,
        "before": _figure_document(change.before),
        "after": _figure_document(change.after),
        "by": json_number(change.by),
    }


def _figure_document(figure: ConsolidatedValue | None) -> JsonDocument | None:
    if figure is None:
        return None
    return record_document(
        figure, "value", "gap_code", "reference_year", "unit", "address", status="obs_status",
        confidentiality="conf_status",
    )  # fmt: skip


def _coverage_document(change: Changed[CoverageEntry]) -> JsonDocument:
    return {
        **record_document(change.row, "indicator", "sender", "column"),
        "before": _coverage_label(change.before),
        "after": _coverage_label(change.after),
    }


def _outcome_document(change: Changed[RuleOutcome]) -> JsonDocument:
    before, after = change.before, change.after
    return {
        "indicator": change.row.indicator,
        "before": list(before.reporting) if before else None,
        "after": list(after.reporting) if after else None,
        "proposal_before": before.suggestion.value if before else None,
        "proposal_after": after.suggestion.value if after else None,
    }
