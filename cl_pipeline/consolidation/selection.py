"""Selection of the current value per sender and key, and of the columns for other years.

The block for other years of a form is free: ``other_1`` may be 2012 in one round and 2018 in the
next. Taken as one column, the later would silently replace the earlier; so columns are matched by
year, and by the series they state (with or without household chores).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import count
from operator import attrgetter

from cl_pipeline.model.codes import ConfidentialityStatus, ObservationStatus
from cl_pipeline.model.comparability import are_apart, stated_series
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import (
    OTHER_PREFIX,
    ColumnKey,
    IndicatorKey,
    MeasureKey,
    RoundYear,
    SenderCode,
    column_order,
)
from cl_pipeline.model.keys import cell_order, sheet_order
from cl_pipeline.model.observation import ObservationKey
from cl_pipeline.model.vintage import AcceptedObservation, ConsolidatedValue

ValueKey = tuple[SenderCode, ObservationKey]

Block = tuple[SenderCode, IndicatorKey, RoundYear, ColumnKey]
"""A column for another year in one form: sender, indicator, round and the form's column."""

Subject = tuple[tuple[int, ...], Mapping[str, object]]
"""What a column for another year is about: its years, and the series that its figures state."""

_recency = attrgetter("round", "received_at", "submission_id")
_content = attrgetter("observation.value", "observation.gap_code", "observation.reference_year")

STATUS_FLAGS = {
    ObservationStatus.BREAK: "break",
    ObservationStatus.DEFINITION_DIFFERS: "definition_differs",
    ObservationStatus.ESTIMATED: "estimated",
    ObservationStatus.EXPERIMENTAL: "experimental",
    ObservationStatus.IMPUTED: "imputed",
    ObservationStatus.PROVISIONAL: "provisional",
    ObservationStatus.LOW_RELIABILITY: "low_reliability",
    ObservationStatus.INCLUDES_OTHER: "includes_other",
}


@dataclass(frozen=True, slots=True)
class SelectedValue:
    """The current accepted observation of a key; ``key`` has the vintage's column."""

    key: ObservationKey
    accepted: AcceptedObservation
    is_revised: bool
    """True where an earlier round's form reported something else for the same key."""


def select_values(
    accepted: Iterable[AcceptedObservation], framework: Framework
) -> dict[ValueKey, SelectedValue]:
    """The value of the newest round for each sender and key, whatever the order of ``accepted``."""
    rows = tuple(accepted)
    columns = other_year_columns(rows, framework)
    groups: dict[ValueKey, list[AcceptedObservation]] = defaultdict(list)
    for row in rows:
        key = row.observation.key
        if key.column.startswith(OTHER_PREFIX):
            column = columns[(row.sender, key.indicator, row.round, key.column)]
            key = replace(key, column=column)
        groups[(row.sender, key)].append(row)
    return {group: _select(group[1], members) for group, members in groups.items()}


def _select(key: ObservationKey, members: list[AcceptedObservation]) -> SelectedValue:
    if len(members) == 1:
        return SelectedValue(key, members[0], is_revised=False)
    # Of two rows with one name the upper is current; the checks ask about the lower.
    newest = max(sorted(members, key=_place), key=_recency)
    earlier = (member for member in members if member.round < newest.round)
    is_revised = any(_content(member) != _content(newest) for member in earlier)
    return SelectedValue(key, newest, is_revised)


def _place(accepted: AcceptedObservation) -> tuple[object, ...]:
    return (sheet_order(accepted.observation.sheet), cell_order(accepted.observation.cell))


def consolidated(selected: SelectedValue, round_year: RoundYear) -> ConsolidatedValue:
    """The value as reported, with its flags for this round's vintage."""
    accepted, seen = selected.accepted, selected.accepted.observation
    return ConsolidatedValue(
        sender=accepted.sender,
        key=selected.key,
        value=seen.value,
        unit=seen.unit,
        reference_year=seen.reference_year,
        obs_status=seen.obs_status,
        conf_status=seen.conf_status,
        gap_code=seen.gap_code,
        from_round=accepted.round,
        submission_id=accepted.submission_id,
        sheet=seen.sheet,
        cell=seen.cell,
        formula=None,
        inputs=(),
        flags=_flags(selected, round_year),
    )


def _flags(selected: SelectedValue, round_year: RoundYear) -> tuple[str, ...]:
    """What a reader must know next to the value, in a fixed order.

    ``carried``: from an earlier round. ``revised``: an earlier round reported
    another value. ``corrected``: the Secretariat declared it. ``withheld``: not to be shown outside
    the Secretariat.
    """
    accepted, seen = selected.accepted, selected.accepted.observation
    is_free = seen.conf_status == ConfidentialityStatus.FREE
    holds = {
        "carried": accepted.round < round_year,
        "revised": selected.is_revised,
        "corrected": accepted.correction_id is not None,
        "withheld": not is_free or seen.obs_status == ObservationStatus.SUPPRESSED,
        STATUS_FLAGS.get(seen.obs_status, ""): seen.obs_status in STATUS_FLAGS,
    }
    return tuple(flag for flag, is_set in holds.items() if is_set)


def other_year_columns(
    accepted: Iterable[AcceptedObservation], framework: Framework
) -> dict[Block, ColumnKey]:
    """The column of the vintage that each form's column for another year becomes.

    The newest round keeps its own numbering. An older column with the same year joins the newer
    one, unless the two are of different series; else it keeps its number where that is free, or
    takes the next.
    """
    measures = {
        (indicator.key, measure.key): indicator
        for indicator in framework.indicators
        for measure in indicator.measures
    }
    years: dict[Block, set[int]] = defaultdict(set)
    series: dict[Block, dict[str, object]] = defaultdict(dict)
    seen: set[tuple[Block, MeasureKey]] = set()
    for row in accepted:
        key, year = row.observation.key, row.observation.reference_year
        if key.column.startswith(OTHER_PREFIX):
            block = (row.sender, key.indicator, row.round, key.column)
            years[block].update(() if year is None else (year,))
            indicator = measures.get((key.indicator, key.measure))
            if indicator and (block, key.measure) not in seen:
                seen.add((block, key.measure))
                stated = stated_series(row.observation, indicator, framework.comparability)
                series[block].update(stated)
    numbered: dict[tuple[SenderCode, IndicatorKey], dict[Block, Subject]] = defaultdict(dict)
    for block, found in years.items():
        numbered[block[:2]][block] = (tuple(sorted(found)), series[block])
    result: dict[Block, ColumnKey] = {}
    for blocks in numbered.values():
        slots: dict[ColumnKey, Subject] = {}
        used: set[tuple[RoundYear, ColumnKey]] = set()
        for block in sorted(blocks, key=lambda block: (-block[2], column_order(block[3]))):
            *_, round_year, own_column = block
            taken = {column for year, column in used if year == round_year}
            column = _slot(slots, taken, own_column, blocks[block])
            slots.setdefault(column, blocks[block])
            used.add((round_year, column))
            result[block] = column
    return result


def _slot(
    slots: Mapping[ColumnKey, Subject], used: set[ColumnKey], own: ColumnKey, subject: Subject
) -> ColumnKey:
    years, series = subject
    for column in sorted(slots, key=column_order):
        of_column, in_column = slots[column]
        if column not in used and of_column == years and not are_apart(in_column, series):
            return column
    if own not in slots:
        return own
    numbers = (ColumnKey(f"{OTHER_PREFIX}{number}") for number in count(1))
    return next(column for column in numbers if column not in slots)
