"""Coverage of every indicator, Member State and column: reported, a gap, or nothing yet.

Source: DESIGN 6; ``counts`` is true for a report in any of these columns, whichever round brought
it, from a state that is a member on the day of the round's SLOM review.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cl_pipeline.consolidation.selection import SelectedValue, ValueKey
from cl_pipeline.model.breakdown import UNBROKEN
from cl_pipeline.model.codes import CoverageState, ListLetter
from cl_pipeline.model.framework import Framework, GapCode
from cl_pipeline.model.identity import (
    ColumnKey,
    IndicatorKey,
    RoundYear,
    SenderCode,
    reporting_columns,
)
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.model.observation import ObservationKey
from cl_pipeline.model.vintage import NOT_ANSWERED, PARTS_ONLY, CoverageEntry

TWO_DECIMALS = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class _Ground:
    """Lookups that every entry is decided from."""

    selected: Mapping[ValueKey, SelectedValue]
    gap_codes: Mapping[str, GapCode]
    members: Mapping[RoundYear, frozenset[SenderCode]]
    round: RoundYear
    in_parts: Collection[tuple[SenderCode, IndicatorKey, ColumnKey]]
    """Of which a headline measure has a number that is broken down."""


def coverage(
    selected: Mapping[ValueKey, SelectedValue],
    framework: Framework,
    round_year: RoundYear,
) -> tuple[CoverageEntry, ...]:
    """One entry per A-list indicator, Member State and column up to the round, in that order."""
    columns, headlines = reporting_columns(framework.rounds, round_year), framework.headlines
    ground = _Ground(
        selected,
        {gap.code: gap for gap in framework.gap_codes},
        {
            asked: frozenset(state.code for state in framework.counted_states(asked))
            for _, asked in columns
        },
        round_year,
        {
            (sender, key.indicator, key.column)
            for (sender, key), value in selected.items()
            if not key.breakdown.is_total
            and value.accepted.observation.value is not None
            and (key.indicator, key.measure) in headlines
        },
    )
    senders = sorted(state.code for state in framework.member_states)
    return tuple(
        _entry(ground, indicator, sender, column, asked)
        for indicator in framework.on_list(ListLetter.A)
        for sender in senders
        for column, asked in columns
    )


def _entry(
    ground: _Ground, indicator: Indicator, sender: SenderCode, column: ColumnKey, asked: RoundYear
) -> CoverageEntry:
    found = _deciding(ground, indicator, sender, column)
    has_parts = (sender, indicator.key, column) in ground.in_parts
    if found is None:
        if sender not in ground.members[asked]:
            state, detail = CoverageState.NOT_EXPECTED, "not a member on the day of the review"
        else:
            state, detail = CoverageState.UNEXPLAINED, PARTS_ONLY if has_parts else NOT_ANSWERED
        return CoverageEntry(indicator.key, sender, column, state, False, detail, None)
    state = _state(ground, found)
    counts = state == CoverageState.REPORTED and sender in ground.members[ground.round]
    is_in_parts = has_parts and state == CoverageState.UNEXPLAINED
    detail = PARTS_ONLY if is_in_parts else _found_text(ground, found)
    address = found.accepted.address
    return CoverageEntry(indicator.key, sender, column, state, counts, detail, address)


def _deciding(
    ground: _Ground, indicator: Indicator, sender: SenderCode, column: ColumnKey
) -> SelectedValue | None:
    """The headline total that decides: a number before a gap, then the measures' own order."""
    keys = (
        ObservationKey(indicator.key, measure.key, column, UNBROKEN)
        for measure in indicator.headlines
    )
    held = [ground.selected[(sender, key)] for key in keys if (sender, key) in ground.selected]
    return min(held, key=lambda value: _precedence(ground, value), default=None)


def _precedence(ground: _Ground, found: SelectedValue) -> tuple[int, bool]:
    is_gap = found.accepted.observation.value is None
    return (list(CoverageState).index(_state(ground, found)), is_gap)


def _state(ground: _Ground, found: SelectedValue) -> CoverageState:
    gap = _gap(ground, found)
    if found.accepted.observation.value is not None or (gap and gap.counts_as_reported):
        return CoverageState.REPORTED
    is_explained = gap is not None and gap.is_explained
    return CoverageState.EXPLAINED if is_explained else CoverageState.UNEXPLAINED


def _gap(ground: _Ground, selected_value: SelectedValue) -> GapCode | None:
    return ground.gap_codes.get(selected_value.accepted.observation.gap_code or "")


def _found_text(ground: _Ground, found: SelectedValue) -> str:
    seen, gap = found.accepted.observation, _gap(ground, found)
    if seen.value is None:
        name = gap.name if gap else "no number"
        return f"{name}: {seen.gap_note}" if seen.gap_note else name
    year = seen.reference_year if seen.reference_year is not None else "year not stated"
    # Two decimals at most in a phrase; the value itself stays as reported.
    shortened = seen.value.quantize(TWO_DECIMALS)
    shown = seen.value if shortened == seen.value else shortened
    return f"{found.key.measure.replace('_', ' ')} {shown:f} ({year})"
