"""Differences between two sets of figures: what was added, removed, changed or changed its status.

A column for another year is matched by its year: ``other_1`` of one form may be ``other_2`` of the
next. Flags are left out, since every value of an earlier round is *carried* in the next.
"""

from collections.abc import Iterable, Iterator, Sequence

from cl_pipeline.model.decision import Decision
from cl_pipeline.model.difference import (
    Change,
    Changed,
    ChangeKind,
    DownstreamChanges,
    EntryChange,
)
from cl_pipeline.model.identity import OTHER_PREFIX, RoundYear, SenderCode, column_order
from cl_pipeline.model.labels import declared_unit
from cl_pipeline.model.observation import Entry, Observation
from cl_pipeline.model.review import RuleOutcome
from cl_pipeline.model.submission import Submission
from cl_pipeline.model.vintage import ConsolidatedValue, CoverageEntry, Vintage

Match = tuple[object, ...]


def submitted_value(
    sender: SenderCode, submission: Submission, observation: Observation
) -> ConsolidatedValue:
    """An observation of one submission as the value it would be, to compare submissions."""
    return ConsolidatedValue(
        sender, observation.key, observation.value, declared_unit(observation),
        observation.reference_year,
        observation.obs_status, observation.conf_status, observation.gap_code,
        submission.round or RoundYear(0), submission.submission_id, observation.sheet,
        observation.cell, formula=None, inputs=(), flags=(),
    )  # fmt: skip


def vintage_changes(
    before: Vintage,
    after: Vintage,
    outcomes: Sequence[Iterable[RuleOutcome]],
    decisions: tuple[Decision, ...] = (),
) -> DownstreamChanges:
    """What differs between two vintages; ``outcomes`` are those of the one and of the other."""
    is_same_round = before.round == after.round
    return DownstreamChanges(
        changes(before.values, after.values),
        coverage_changes(before.coverage, after.coverage, same_round=is_same_round),
        outcome_changes(*outcomes),
        decisions,
    )


def changes(
    before: Iterable[ConsolidatedValue], after: Iterable[ConsolidatedValue]
) -> tuple[Change, ...]:
    """What differs, in order of sender, indicator, column, measure and breakdown."""
    found = [
        Change(old, new, kind)
        for old, new in _matched(before, after)
        if (kind := _kind(old, new)) is not None
    ]
    return tuple(sorted(found, key=_order))


def entry_changes(before: Iterable[Entry], after: Iterable[Entry]) -> tuple[EntryChange, ...]:
    old = {(entry.field, entry.sheet, entry.cell): entry.text for entry in before}
    new = {(entry.field, entry.sheet, entry.cell): entry.text for entry in after}
    return tuple(
        EntryChange(*key, old.get(key), new.get(key))
        for key in sorted(old.keys() | new.keys(), key=lambda key: (key[1], key[2], key[0]))
        if old.get(key) != new.get(key)
    )


def coverage_changes(
    before: Iterable[CoverageEntry], after: Iterable[CoverageEntry], *, same_round: bool
) -> tuple[Changed[CoverageEntry], ...]:
    """Entries whose state differs and, within a round, those that count on one side only.

    Between rounds a column that only one of them asks for is listed only if it counts.
    """
    old = {(entry.indicator, entry.sender, entry.column): entry for entry in before}
    new = {(entry.indicator, entry.sender, entry.column): entry for entry in after}
    order = sorted(old.keys() | new.keys(), key=lambda key: (*key[:2], column_order(key[2])))
    return tuple(
        Changed(old.get(key), new.get(key))
        for key in order
        if _coverage_differs(old.get(key), new.get(key), same_round=same_round)
    )


def outcome_changes(
    before: Iterable[RuleOutcome], after: Iterable[RuleOutcome]
) -> tuple[Changed[RuleOutcome], ...]:
    """Outcomes that differ in who counts, in the threshold or in what is proposed."""
    old = {outcome.indicator: outcome for outcome in before}
    new = {outcome.indicator: outcome for outcome in after}
    return tuple(
        Changed(old.get(key), new.get(key))
        for key in dict.fromkeys([*old, *new])
        if _proposal(old.get(key)) != _proposal(new.get(key))
    )


def _matched(
    before: Iterable[ConsolidatedValue], after: Iterable[ConsolidatedValue]
) -> Iterator[tuple[ConsolidatedValue | None, ConsolidatedValue | None]]:
    """Figures of both sides in pairs that are about the same, None where one side has none.

    Two series can be about one year: of these, equal figures are a pair, then those of one column.
    """
    sides: dict[Match, tuple[list[ConsolidatedValue], list[ConsolidatedValue]]] = {}
    for place, figures in enumerate((before, after)):
        for figure in figures:
            sides.setdefault(_match(figure), ([], []))[place].append(figure)
    for old, new in sides.values():
        for is_pair in (_are_equal, _in_one_column, _are_any):
            for left in tuple(old):
                right = next((figure for figure in new if is_pair(left, figure)), None)
                if right is not None:
                    old.remove(left)
                    new.remove(right)
                    yield left, right
        yield from ((figure, None) for figure in old)
        yield from ((None, figure) for figure in new)


def _are_equal(left: ConsolidatedValue, right: ConsolidatedValue) -> bool:
    return _number(left) == _number(right) and _status(left) == _status(right)


def _in_one_column(left: ConsolidatedValue, right: ConsolidatedValue) -> bool:
    return left.key == right.key


def _are_any(_left: ConsolidatedValue, _right: ConsolidatedValue) -> bool:
    return True


def _match(figure: ConsolidatedValue) -> Match:
    key = figure.key
    is_other = key.column.startswith(OTHER_PREFIX) and figure.reference_year is not None
    column = f"{OTHER_PREFIX}year {figure.reference_year}" if is_other else key.column
    return (figure.sender, key.indicator, key.measure, column, key.breakdown)


def _kind(before: ConsolidatedValue | None, after: ConsolidatedValue | None) -> ChangeKind | None:
    if before is None or after is None:
        return ChangeKind.ADDED if before is None else ChangeKind.REMOVED
    if before.value is None and after.value is not None:
        return ChangeKind.ADDED
    if before.value is not None and after.value is None:
        return ChangeKind.REMOVED
    if before.value is not None and _number(before) != _number(after):
        return ChangeKind.CHANGED
    return None if _status(before) == _status(after) else ChangeKind.STATUS


def _number(figure: ConsolidatedValue) -> tuple[object, ...]:
    return (figure.value, figure.unit, figure.reference_year)


def _status(figure: ConsolidatedValue) -> tuple[object, ...]:
    return (figure.gap_code, figure.obs_status, figure.conf_status)


def _coverage_differs(
    old: CoverageEntry | None, new: CoverageEntry | None, *, same_round: bool
) -> bool:
    if old is None or new is None:
        only = old or new
        return same_round or (only is not None and only.counts)
    return old.state != new.state or (same_round and old.counts != new.counts)


def _proposal(outcome: RuleOutcome | None) -> tuple[object, ...] | None:
    if outcome is None:
        return None
    return (outcome.reporting, outcome.threshold, outcome.suggestion)


def _order(change: Change) -> tuple[object, ...]:
    key = change.row.key
    column = column_order(key.column)
    return (change.row.sender, key.indicator, column, key.measure, key.breakdown)
