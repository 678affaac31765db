"""The evaluation: from baseline to last value, coverage over the rounds, and what is missing.

Every key result area with an A-list indicator has its part. What is missing is counted, not
attributed.

Source: 03-roadmap-2025 Implementation mechanism: achievements and impacts are evaluated in 2025.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from cl_pipeline.model.codes import CoverageState, ListLetter
from cl_pipeline.model.comparability import AseanFigure
from cl_pipeline.model.framework import Framework, KeyResultArea
from cl_pipeline.model.identity import IndicatorKey, SenderCode, column_order, reporting_columns
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.model.progress import (
    AreaEvaluation,
    CoverageOverRounds,
    Evaluation,
    NeverReported,
    Progress,
)
from cl_pipeline.model.vintage import CoverageEntry, Vintage
from cl_pipeline.review.progress import progress_row


def evaluate(
    vintage: Vintage,
    compared: Sequence[Progress],
    asean: Sequence[AseanFigure],
    framework: Framework,
) -> Evaluation:
    """The evaluation over the last vintage of a framework."""
    members = {state.code for state in framework.counted_states(vintage.round)}
    listed = framework.on_list(ListLetter.A)
    columns = [column for column, _ in reporting_columns(framework.rounds, vintage.round)]
    entries: dict[IndicatorKey, list[CoverageEntry]] = defaultdict(list)
    for entry in vintage.coverage:
        if entry.sender in members:
            entries[entry.indicator].append(entry)
    coverage = []
    for indicator in listed:
        counted = Counter(entry.column for entry in entries[indicator.key] if _is_reported(entry))
        reported = tuple((column, counted[column]) for column in columns)
        coverage.append(
            CoverageOverRounds(indicator.key, indicator.position, reported, len(members))
        )
    last = last_figures(compared)
    return Evaluation(
        areas=tuple(
            _area(area, own, last, asean, len(members))
            for area in framework.key_result_areas
            if (own := [each for each in listed if area.key in each.key_result_areas])
        ),
        coverage=tuple(coverage),
        never=tuple(
            row
            for indicator in listed
            for row in _never(indicator, entries[indicator.key], members)
        ),
        asean=tuple(asean),
    )


def _is_reported(entry: CoverageEntry) -> bool:
    return entry.state == CoverageState.REPORTED


def last_figures(compared: Sequence[Progress]) -> tuple[Progress, ...]:
    """Of each measure and Member State the row of the newest column, in the order given."""
    newest: dict[tuple[str, str, str], Progress] = {}
    for row in compared:
        key = (row.indicator, row.measure, row.sender)
        held = newest.get(key)
        if held is None or column_order(row.column) > column_order(held.column):
            newest[key] = row
    return tuple(row for row in compared if row in newest.values())


def _area(
    area: KeyResultArea,
    own: Sequence[Indicator],
    last: Sequence[Progress],
    asean: Sequence[AseanFigure],
    members: int,
) -> AreaEvaluation:
    keys = {indicator.key for indicator in own}
    rows = tuple(row for row in last if row.indicator in keys)
    return AreaEvaluation(
        key=area.key,
        name=area.name,
        indicators=tuple(indicator.position for indicator in own),
        rows=rows,
        limitations=tuple(
            sentence
            for indicator in own
            for sentence in _limitations(indicator, rows, asean, members)
        ),
    )


def _limitations(
    indicator: Indicator, rows: Sequence[Progress], asean: Sequence[AseanFigure], members: int
) -> Iterator[str]:
    """What the figures of an indicator cannot show, in sentences."""
    own = [row for row in rows if row.indicator == indicator.key]
    senders = {row.sender for row in own}
    refused = {row.sender for row in own if row.by is None}
    name = indicator.position
    if not own:
        yield f"{name}: no Member State has both a baseline and a later figure."
    elif len(senders) < members:
        yield f"{name}: {len(senders)} of {members} have both a baseline and a later figure."
    if refused:
        yield f"{name}: for {len(refused)} of them the two figures may not be compared."
    for figure in asean:
        if figure.indicator == indicator.key and figure.total is None and figure.reporting:
            measure = figure.measure.replace("_", " ")
            yield f"{name} {measure}: no figure for ASEAN; {figure.reason}."


def _never(
    indicator: Indicator, own: Sequence[CoverageEntry], members: set[SenderCode]
) -> Iterator[NeverReported]:
    silent = members - {entry.sender for entry in own if _is_reported(entry)}
    if silent:
        counted = Counter(
            _reason([entry for entry in own if entry.sender == sender]) for sender in silent
        )
        reasons = tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))
        yield NeverReported(indicator.key, indicator.position, len(silent), reasons)


def _reason(own: Sequence[CoverageEntry]) -> str:
    """The last reason of a Member State, without its note; an explained gap before an open one."""
    explained = [entry for entry in own if entry.state == CoverageState.EXPLAINED]
    found = explained or [entry for entry in own if entry.state == CoverageState.UNEXPLAINED]
    return found[-1].detail.partition(":")[0] if found else "not expected"


Rows = tuple[dict[str, str], ...]

FIGURE_COLUMNS = ("measure", "Member State", "baseline", "last", "change", "percent", "because")


def area_rows(found: Evaluation) -> Rows:
    """One row per key result area and last figure; an area without figures has one row."""
    return tuple(
        {
            "key result area": area.name,
            "indicators": " ".join(area.indicators),
            **{name: figure.get(name, "") for name in FIGURE_COLUMNS},
        }
        for area in found.areas
        for figure in [progress_row(row) for row in area.rows] or [{}]
    )


def coverage_by_round(found: Evaluation) -> Rows:
    """One row per indicator: how many Member States have a figure in each column."""
    return tuple(
        {
            "indicator": row.position,
            **{column: f"{count} of {row.members}" for column, count in row.reported},
        }
        for row in found.coverage
    )


def never_reported_rows(found: Evaluation) -> Rows:
    """One row per indicator that some Member State never reported, with the reasons given."""
    return tuple(
        {
            "indicator": row.position,
            "Member States": str(row.members),
            "what is said": "; ".join(f"{reason}: {count}" for reason, count in row.reasons),
        }
        for row in found.never
    )


def limitation_rows(found: Evaluation) -> Rows:
    """One row per sentence on what cannot be said; a sentence that areas share is listed once."""
    sentences = dict.fromkeys(text for area in found.areas for text in area.limitations)
    return tuple({"what cannot be said": sentence} for sentence in sentences)
