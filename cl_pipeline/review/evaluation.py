"""The evaluation: from baseline to last value, coverage over the rounds, and what is missing.

Every key result area with an A-list indicator has its part. What is missing is counted, not
attributed.

Source: 03-roadmap-2025 Implementation mechanism: achievements and impacts are evaluated in 2025.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from cl_pipeline.model.codes import CoverageState, ListLetter
from cl_pipeline.model.comparability import AseanFigure
from cl_pipeline.model.framework import Framework, KeyResultArea
from cl_pipeline.model.identity import SenderCode, column_order, reporting_columns
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

Rows = tuple[dict[str, str], ...]


def evaluate(
    vintage: Vintage,
    compared: Sequence[Progress],
    asean: Sequence[AseanFigure],
    framework: Framework,
) -> Evaluation:
    """The evaluation over the last vintage of a framework."""
    members = {state.code for state in framework.counted_states(vintage.round)}
    listed = framework.on_list(ListLetter.A)
    entries = [one for one in vintage.coverage if one.sender in members]
    last = last_figures(compared)
    return Evaluation(
        areas=tuple(
            _area(area, listed, last, asean, len(members))
            for area in framework.key_result_areas
            if any(area.key in one.key_result_areas for one in listed)
        ),
        coverage=tuple(_coverage(one, entries, framework, vintage, len(members)) for one in listed),
        never=tuple(row for one in listed for row in _never(one, entries, members)),
        asean=tuple(asean),
    )


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
    listed: Sequence[Indicator],
    last: Sequence[Progress],
    asean: Sequence[AseanFigure],
    members: int,
) -> AreaEvaluation:
    own = [one for one in listed if area.key in one.key_result_areas]
    keys = {one.key for one in own}
    rows = tuple(row for row in last if row.indicator in keys)
    return AreaEvaluation(
        area.key,
        area.name,
        tuple(one.position for one in own),
        rows,
        tuple(sentence for one in own for sentence in _cannot(one, rows, asean, members)),
    )


def _cannot(
    indicator: Indicator, rows: Sequence[Progress], asean: Sequence[AseanFigure], members: int
) -> Iterator[str]:
    """What the figures of an indicator do not carry, in sentences."""
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
    for one in asean:
        if one.indicator == indicator.key and one.total is None and one.reporting:
            yield f"{name} {one.measure.replace('_', ' ')}: no figure for ASEAN; {one.reason}."


def _coverage(
    indicator: Indicator,
    entries: Sequence[CoverageEntry],
    framework: Framework,
    vintage: Vintage,
    members: int,
) -> CoverageOverRounds:
    counted = Counter(
        entry.column
        for entry in entries
        if entry.indicator == indicator.key and entry.state == CoverageState.REPORTED
    )
    columns = [column for column, _ in reporting_columns(framework.rounds, vintage.round)]
    reported = tuple((column, counted[column]) for column in columns)
    return CoverageOverRounds(indicator.key, indicator.position, reported, members)


def _never(
    indicator: Indicator, entries: Sequence[CoverageEntry], members: set[SenderCode]
) -> Iterator[NeverReported]:
    own = [entry for entry in entries if entry.indicator == indicator.key]
    reporting = {one.sender for one in own if one.state == CoverageState.REPORTED}
    silent = members - reporting
    if silent:
        said = Counter(_reason([one for one in own if one.sender == sender]) for sender in silent)
        reasons = tuple(sorted(said.items(), key=lambda pair: (-pair[1], pair[0])))
        yield NeverReported(indicator.key, indicator.position, len(silent), reasons)


def _reason(own: Sequence[CoverageEntry]) -> str:
    """What a Member State said last: an explained gap before an open one, without its note."""
    explained = [one for one in own if one.state == CoverageState.EXPLAINED]
    found = explained or [one for one in own if one.state == CoverageState.UNEXPLAINED]
    return found[-1].detail.partition(":")[0] if found else "not expected"


def area_rows(found: Evaluation) -> Rows:
    """Grain: one last figure under one key result area; an area without any has one row."""
    rows: list[dict[str, str]] = []
    for area in found.areas:
        about = {"key result area": area.name, "indicators": " ".join(area.indicators)}
        figures = [progress_row(row) for row in area.rows]
        rows += [{**about, **_short(figure)} for figure in figures] or [{**about, **_short({})}]
    return tuple(rows)


def coverage_rows(found: Evaluation) -> Rows:
    """Grain: one indicator; how many Member States hold a figure for each column."""
    return tuple(
        {
            "indicator": one.position,
            **{column: f"{count} of {one.members}" for column, count in one.reported},
        }
        for one in found.coverage
    )


def never_reported_rows(found: Evaluation) -> Rows:
    """Grain: one indicator that some Member State never reported; what was said, by how many."""
    return tuple(
        {
            "indicator": one.position,
            "Member States": str(one.members),
            "what is said": "; ".join(f"{said}: {count}" for said, count in one.reasons),
        }
        for one in found.never
    )


def limitation_rows(found: Evaluation) -> Rows:
    """Grain: one sentence on what cannot be said; each once, also where areas share it."""
    sentences = dict.fromkeys(said for area in found.areas for said in area.limitations)
    return tuple({"what cannot be said": said} for said in sentences)


def _short(figure: dict[str, str]) -> dict[str, str]:
    columns = ("measure", "Member State", "baseline", "last", "change", "percent", "because")
    return {name: figure.get(name, "") for name in columns}
