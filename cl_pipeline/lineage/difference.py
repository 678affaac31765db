"""Two sets of figures -> what was added, removed, changed, or only changed its status. Pure.

A column for another year is matched by its year: ``other_1`` of one form may be ``other_2`` of the
next. Flags are left aside, since every value of an earlier round is *carried* in the next.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from cl_pipeline.model.difference import (
    Change,
    ChangeKind,
    ComparedValue,
    CoverageChange,
    EntryChange,
    OutcomeChange,
)
from cl_pipeline.model.identity import OTHER_PREFIX, SenderCode, SubmissionId, column_order
from cl_pipeline.model.keys import CellRef
from cl_pipeline.model.observation import Entry, Observation
from cl_pipeline.model.review import RuleOutcome
from cl_pipeline.model.vintage import ConsolidatedValue, CoverageEntry

Matched = tuple[object, ...]


def figure_of_value(value: ConsolidatedValue) -> ComparedValue:
    """One side of a comparison of vintages."""
    return ComparedValue(
        value.sender, value.key, value.value, value.unit, value.reference_year,
        value.gap_code, value.obs_status, value.conf_status, value.address,
    )  # fmt: skip


def figure_of_observation(
    sender: SenderCode, submission_id: SubmissionId, seen: Observation
) -> ComparedValue:
    """One side of a comparison of returns."""
    return ComparedValue(
        sender, seen.key, seen.value, seen.unit, seen.reference_year, seen.gap_code,
        seen.obs_status, seen.conf_status, str(CellRef(submission_id, seen.sheet, seen.cell)),
    )  # fmt: skip


def changes(before: Iterable[ComparedValue], after: Iterable[ComparedValue]) -> tuple[Change, ...]:
    """What differs, in order of sender, indicator, column, measure and breakdown."""
    old, new = _by_meaning(before), _by_meaning(after)
    found = [
        Change(kind, old.get(key), new.get(key))
        for key in old.keys() | new.keys()
        if (kind := _kind(old.get(key), new.get(key))) is not None
    ]
    return tuple(sorted(found, key=_order))


def word_changes(before: Iterable[Entry], after: Iterable[Entry]) -> tuple[EntryChange, ...]:
    """Worded entries that differ, matched by what they are and where they stand."""
    old = {(one.field, one.sheet, one.cell): one.text for one in before}
    new = {(one.field, one.sheet, one.cell): one.text for one in after}
    return tuple(
        EntryChange(*key, old.get(key), new.get(key))
        for key in sorted(old.keys() | new.keys(), key=lambda key: (key[1], key[2], key[0]))
        if old.get(key) != new.get(key)
    )


def coverage_changes(
    before: Iterable[CoverageEntry], after: Iterable[CoverageEntry], *, same_round: bool
) -> tuple[CoverageChange, ...]:
    """Entries whose state differs, and, within a round, those that count on one side only."""
    old = {(one.indicator, one.sender, one.column): one for one in before}
    new = {(one.indicator, one.sender, one.column): one for one in after}
    order = sorted(old.keys() | new.keys(), key=lambda key: (*key[:2], column_order(key[2])))
    return tuple(
        CoverageChange(key[0], old.get(key), new.get(key))
        for key in order
        if _standing(old.get(key), same_round) != _standing(new.get(key), same_round)
        and (same_round or _says_more(old.get(key), new.get(key)))
    )


def outcome_changes(
    before: Iterable[RuleOutcome], after: Iterable[RuleOutcome]
) -> tuple[OutcomeChange, ...]:
    """Outcomes that differ in who counts, in the threshold or in what is proposed."""
    old = {one.indicator: one for one in before}
    new = {one.indicator: one for one in after}
    return tuple(
        OutcomeChange(key, old.get(key), new.get(key))
        for key in dict.fromkeys([*old, *new])
        if _proposal(old.get(key)) != _proposal(new.get(key))
    )


def _by_meaning(figures: Iterable[ComparedValue]) -> Mapping[Matched, ComparedValue]:
    found = list(figures)
    by_year = Counter(_meaning(finding) for finding in found)
    return {
        _meaning(finding)
        if by_year[_meaning(finding)] == 1
        else (finding.sender, finding.key): finding
        for finding in found
    }


def _meaning(figure: ComparedValue) -> Matched:
    key = figure.key
    is_other = key.column.startswith(OTHER_PREFIX) and figure.reference_year is not None
    column = f"{OTHER_PREFIX}year {figure.reference_year}" if is_other else key.column
    return (figure.sender, key.indicator, key.measure, column, key.breakdown)


def _kind(before: ComparedValue | None, after: ComparedValue | None) -> ChangeKind | None:
    old, new = _number(before), _number(after)
    if before is None or after is None:
        return ChangeKind.ADDED if before is None else ChangeKind.REMOVED
    if old is None and new is None:
        return None if _status(before) == _status(after) else ChangeKind.STATUS
    if old is None:
        return ChangeKind.ADDED
    if new is None:
        return ChangeKind.REMOVED
    if old != new:
        return ChangeKind.CHANGED
    return None if _status(before) == _status(after) else ChangeKind.STATUS


def _number(figure: ComparedValue | None) -> tuple[object, ...] | None:
    if figure is None or figure.value is None:
        return None
    return (figure.value, figure.unit, figure.reference_year)


def _status(figure: ComparedValue | None) -> tuple[object, ...] | None:
    return None if figure is None else (figure.gap_code, figure.obs_status, figure.conf_status)


def _standing(coverage_entry: CoverageEntry | None, same_round: bool) -> tuple[object, ...] | None:
    if coverage_entry is None:
        return None
    return (coverage_entry.state, coverage_entry.counts) if same_round else (coverage_entry.state,)


def _says_more(old: CoverageEntry | None, new: CoverageEntry | None) -> bool:
    """A column that only one of two rounds asks for is worth a line where something counts."""
    one = old or new
    return (old is not None and new is not None) or (one is not None and one.counts)


def _proposal(rule_outcome: RuleOutcome | None) -> tuple[object, ...] | None:
    return (
        None
        if rule_outcome is None
        else (rule_outcome.reporting, rule_outcome.threshold, rule_outcome.suggestion)
    )


def _order(change: Change) -> tuple[object, ...]:
    key = change.figure.key
    where = column_order(key.column)
    return (change.figure.sender, key.indicator, where, key.measure, key.breakdown)
