"""Selection of the current value per sender and key, and of the columns for other years.

The block for other years of a form is free: ``other_1`` may be 2012 in one round and 2018 in the
next. Taken as one column, the later would silently replace the earlier; so columns are matched by
year, and by the series they state (with or without household chores).

A figure of an earlier round stays current until it is known why a later round changes it: a reason
in the form or a decision. Until then the change is asked about (DESIGN 5.1). One that the Member
State withholds from now on (code ``c``) is withheld at once.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
from cl_pipeline.model.keys import address_order
from cl_pipeline.model.labels import declared_unit
from cl_pipeline.model.observation import ObservationKey
from cl_pipeline.model.vintage import AcceptedObservation, ConsolidatedValue

ValueKey = tuple[SenderCode, ObservationKey]

Block = tuple[SenderCode, IndicatorKey, RoundYear, ColumnKey]
"""A column for another year in one form: sender, indicator, round and the form's column."""

Subject = tuple[tuple[int, ...], Mapping[str, object]]
"""What a column for another year is about: its years, and the series that its figures state."""

Column = tuple[SenderCode, IndicatorKey, ColumnKey]
"""A column of the vintage of one sender and indicator."""

Members = dict[ObservationKey, list[AcceptedObservation]]

_recency = attrgetter("received_at", "submission_id")
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
    """True where an earlier round's form reported another figure for the same key."""


@dataclass(frozen=True, slots=True)
class AskedRevision:
    """A value of a later round that is not used because nobody said why it differs.

    ``kept`` is current for the same key or, where there is none, a figure of the same column that
    is about another year.
    """

    key: ObservationKey
    new: AcceptedObservation
    kept: AcceptedObservation


@dataclass(frozen=True, slots=True)
class Selection:
    """The current values by sender and key, and the revisions that are asked about, in order."""

    values: Mapping[ValueKey, SelectedValue]
    asked: tuple[AskedRevision, ...]


def select(accepted: Iterable[AcceptedObservation], framework: Framework) -> Selection:
    """The current value of each sender and key, whatever the order of ``accepted``.

    It is that of the newest round that repeats what was current before, or may change it. A figure
    for a gap changes nothing; one that adds to a column of an earlier round has its year.
    """
    rows = tuple(accepted)
    columns = other_year_columns(rows, framework)
    groups: dict[Column, dict[RoundYear, Members]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        key = row.observation.key
        if key.column.startswith(OTHER_PREFIX):
            column = columns[(row.sender, key.indicator, row.round, key.column)]
            key = replace(key, column=column)
        about = (row.sender, key.indicator, key.column)
        groups[about][row.round].setdefault(key, []).append(row)
    values: dict[ValueKey, SelectedValue] = {}
    asked: list[AskedRevision] = []
    for (sender, *_), by_round in groups.items():
        selection = _of_column(by_round)
        values.update({(sender, key): value for key, value in selection[0].items()})
        asked.extend(selection[1].values())
    return Selection(values, tuple(sorted(asked, key=lambda revision: revision.new.address)))


def _of_column(
    by_round: Mapping[RoundYear, Members],
) -> tuple[dict[ObservationKey, SelectedValue], dict[ObservationKey, AskedRevision]]:
    """The current values of one column of one sender, and what is asked, round after round."""
    values: dict[ObservationKey, SelectedValue] = {}
    asked: dict[ObservationKey, AskedRevision] = {}
    for _, members in sorted(by_round.items()):
        figures = [
            value.accepted
            for value in values.values()
            if value.accepted.observation.value is not None
        ]
        for key, same in members.items():
            # Of two rows with one name the upper is current; the checks ask about the lower.
            new = same[0] if len(same) == 1 else max(sorted(same, key=_place), key=_recency)
            before = values.get(key)
            kept = None if new.may_revise else _contradicted(new, before, figures)
            if kept is None:
                asked.pop(key, None)
                values[key] = SelectedValue(key, new, _is_revised(before, new))
            else:
                asked[key] = AskedRevision(key, new, kept)
    return values, asked


def _is_revised(before: SelectedValue | None, new: AcceptedObservation) -> bool:
    """True once a figure was replaced or withdrawn; a figure for a gap is a first one."""
    if before is None or before.is_revised:
        return before is not None
    was_figure = before.accepted.observation.value is not None
    return was_figure and _content(before.accepted) != _content(new)


def _contradicted(
    new: AcceptedObservation, before: SelectedValue | None, figures: Sequence[AcceptedObservation]
) -> AcceptedObservation | None:
    """What of the earlier rounds a value would change without a reason, or None.

    ``figures`` are those of earlier rounds in the same column. To withhold one needs no reason.
    """
    if new.observation.obs_status == ObservationStatus.SUPPRESSED:
        return None
    if before is not None and before.accepted.observation.value is not None:
        return before.accepted if _content(before.accepted) != _content(new) else None
    seen = new.observation
    years = {figure.observation.reference_year for figure in figures}
    if seen.value is None or not years or seen.reference_year in years:
        return None
    return min(figures, key=attrgetter("address"))


def _place(accepted: AcceptedObservation) -> tuple[object, ...]:
    return address_order(accepted.observation.sheet, accepted.observation.cell)


def consolidated(selected: SelectedValue, round_year: RoundYear) -> ConsolidatedValue:
    """The value as reported, with its flags for this round's vintage."""
    accepted, seen = selected.accepted, selected.accepted.observation
    return ConsolidatedValue(
        sender=accepted.sender,
        key=selected.key,
        value=seen.value,
        unit=declared_unit(seen),
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
