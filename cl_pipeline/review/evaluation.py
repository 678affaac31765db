"""Change against the baseline, proposed baselines, and the evaluation over all rounds.

Every key result area with an A-list indicator has its part of the evaluation. What is missing is
counted, not attributed.

Source: docs/decisions/0006, the two readings of the baseline; 01-monitoring-workshop-2021: the year
closest to 2016. The signed figure stays in force until SLOM decides otherwise (issue 5).
03-roadmap-2025 Implementation mechanism: achievements and impacts are evaluated in 2025.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from operator import itemgetter

from cl_pipeline.model.codes import CoverageState, ListLetter
from cl_pipeline.model.comparability import AseanFigure, ComparableFigure, Effect, Use
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import (
    BASELINE,
    IndicatorKey,
    MeasureKey,
    SenderCode,
    column_order,
    reporting_columns,
)
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.model.labels import format_year
from cl_pipeline.model.number_format import format_number
from cl_pipeline.model.progress import Progress
from cl_pipeline.model.vintage import CoverageEntry, Vintage
from cl_pipeline.review.comparability import difference_phrases, judge
from cl_pipeline.review.rule_of_five import counting_in_force, headline_totals, reports

Subject = tuple[SenderCode, IndicatorKey, MeasureKey]

Texts = Mapping[tuple[SenderCode, IndicatorKey, str], str]
"""What a Member State wrote, by sender, indicator and column."""

Entries = dict[IndicatorKey, list[CoverageEntry]]

Rows = tuple[dict[str, str], ...]

FIGURE_COLUMNS = ("measure", "Member State", "baseline", "last", "change", "percent", "because")

TENTH = Decimal("0.1")


def progress(
    baselines: Sequence[ComparableFigure],
    later: Sequence[ComparableFigure],
    framework: Framework,
    targets: Texts,
    assessments: Texts,
) -> tuple[Progress, ...]:
    """One row per later figure with a baseline, in order of list, Member State and column.

    No change is given where a rule of the registry refuses comparing the two over time.
    """
    starts = {_subject(baseline): baseline for baseline in baselines}
    order = {
        indicator.key: (indicator.letter, indicator.number) for indicator in framework.indicators
    }
    rows = [
        _progress(starts[_subject(figure)], figure, framework, targets, assessments)
        for figure in later
        if _subject(figure) in starts and figure.key.indicator in order
    ]
    return tuple(
        sorted(rows, key=lambda row: (order[row.indicator], row.measure, row.sender, row.column))
    )


def baseline_proposals(
    signed: Sequence[ComparableFigure], present: Sequence[ComparableFigure], framework: Framework
) -> Rows:
    """Figures that could replace a signed baseline: restated, or of a nearer year.

    ``signed``: the baselines as signed; ``present``: all present figures, of any column. No
    baseline changes by itself.
    """
    signed_for = {_subject(figure): figure for figure in signed}
    rows = []
    for figure in present:
        start = signed_for.get(_subject(figure))
        why = start and _why(start, figure, framework.rules.baseline_year)
        if start and why:
            row = {
                "indicator": str(figure.key.indicator),
                "measure": str(figure.key.measure),
                "Member State": str(figure.sender),
                "in force": _exact(start),
                "proposed": _exact(figure),
                "why": why,
                "address": figure.address,
            }
            rows.append(row)
    place = itemgetter("indicator", "Member State", "address")
    return tuple(sorted(rows, key=place))


def _subject(figure: ComparableFigure) -> Subject:
    return (figure.sender, figure.key.indicator, figure.key.measure)


def _progress(
    start: ComparableFigure,
    last: ComparableFigure,
    framework: Framework,
    targets: Texts,
    assessments: Texts,
) -> Progress:
    found = judge(start, last, Use.OVER_TIME, framework.comparability)
    refusing = [difference for difference in found if difference.effect == Effect.REFUSE]
    by = by_pct = None
    if not refusing:
        by = last.value - start.value
        if start.value:
            by_pct = (100 * by / start.value).quantize(TENTH, ROUND_HALF_UP)
    about = (last.sender, last.key.indicator, last.key.column)
    return Progress(
        indicator=last.key.indicator,
        position=framework.indicator(last.key.indicator).position,
        measure=last.key.measure,
        sender=last.sender,
        column=last.key.column,
        baseline=start,
        last=last,
        by=by,
        by_pct=by_pct,
        reason=f"not compared: {'; '.join(difference_phrases(refusing))}" if refusing else "",
        notes=difference_phrases(difference for difference in found if difference not in refusing),
        national_target=targets.get(about),
        self_assessment=assessments.get(about),
    )


def _why(start: ComparableFigure, figure: ComparableFigure, wanted: int) -> str:
    """Why the figure could replace the signed baseline; empty where it could not."""
    if figure.key.column == BASELINE:
        is_same = (figure.value, figure.reference_year) == (start.value, start.reference_year)
        return "" if is_same else "the baseline was restated after it was signed"
    if figure.reference_year is None or start.reference_year is None:
        return ""
    # Of two equally near years the signed one is kept.
    if abs(figure.reference_year - wanted) < abs(start.reference_year - wanted):
        return f"its year is nearer to {wanted}"
    return ""


def _exact(figure: ComparableFigure) -> str:
    return f"{figure.value:f} ({format_year(figure.reference_year)})"


def progress_row(row: Progress) -> dict[str, str]:
    """A row as people read it; the only judgement in it is the Member State's own."""
    is_share = row.last.unit == "percent"
    return {
        "measure": f"{row.position} {row.measure}",
        "Member State": row.sender,
        "column": row.column,
        "baseline": _shown(row.baseline),
        "last": _shown(row.last),
        "change": _signed(row.by, " points" if is_share else ""),
        "percent": _signed(row.by_pct, " %"),
        "because": "; ".join(filter(None, (row.reason, *row.notes))),
        "national target": row.national_target or "",
        "self-assessment": row.self_assessment or "",
    }


def _shown(figure: ComparableFigure) -> str:
    return f"{format_number(figure.value)} ({format_year(figure.reference_year)})"


def _signed(value: Decimal | None, unit: str) -> str:
    if value is None:
        return ""
    return f"{'+' if value > 0 else ''}{format_number(value)}{unit}"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The evaluation in four tables, as people read them.

    ``areas``: one row per key result area and last figure; an area without figures has one row.
    ``coverage``: one row per indicator, with how many Member States have a figure in each column.
    ``never_reported``: one row per indicator that some Member State never reported, with the
    reasons given; it names no Member State. ``limitations``: one sentence on what cannot be said.
    """

    areas: Rows
    coverage: Rows
    never_reported: Rows
    limitations: Rows


def evaluate(
    vintage: Vintage,
    compared: Sequence[Progress],
    baselines: Sequence[ComparableFigure],
    asean: Sequence[AseanFigure],
    framework: Framework,
    moves: Mapping[IndicatorKey, str],
) -> Evaluation:
    """The evaluation over the last vintage of a framework; only members of its round take part.

    ``moves``: of each indicator that was once on list A and is on it no longer, its position there;
    it keeps its history. ``baselines``: those in force, shown also without a later figure.
    """
    members = {state.code for state in framework.counted_states(vintage.round)}
    listed = framework.on_list(ListLetter.A)
    evaluated = (*listed, *map(framework.indicator, moves))
    entries: Entries = defaultdict(list)
    for entry in vintage.coverage:
        if entry.sender in members:
            entries[entry.indicator].append(entry)
    last = last_figures([row for row in compared if row.sender in members])
    later = {(row.sender, row.indicator, row.measure) for row in last}
    alone = [
        figure for figure in baselines if figure.sender in members and _subject(figure) not in later
    ]
    areas: list[dict[str, str]] = []
    sentences: list[str] = []
    for area in framework.key_result_areas:
        own = [indicator for indicator in evaluated if area.key in indicator.key_result_areas]
        figures = list(_area_figures(own, last, alone, entries)) or [{}]
        labels = " ".join(_label(indicator, moves) for indicator in own)
        about = {"key result area": area.name, "indicators": labels}
        areas += [
            about | {name: figure.get(name, "") for name in FIGURE_COLUMNS}
            for figure in figures
            if own
        ]
        for indicator in own:
            sentences += _limitations(indicator, last, asean, len(members))
    return Evaluation(
        areas=tuple(areas),
        coverage=_coverage_by_round(evaluated, vintage, framework, moves),
        never_reported=tuple(
            row
            for indicator in listed
            for row in _never(indicator, entries[indicator.key], members)
        ),
        # A sentence that areas share is listed once.
        limitations=tuple({"what cannot be said": text} for text in dict.fromkeys(sentences)),
    )


def _area_figures(
    own: Sequence[Indicator],
    last: Sequence[Progress],
    alone: Sequence[ComparableFigure],
    entries: Entries,
) -> Iterator[dict[str, str]]:
    """The last figures of an area's indicators, then its baselines that no later figure follows."""
    keys = {indicator.key for indicator in own}
    yield from (progress_row(row) for row in last if row.indicator in keys)
    for indicator in own:
        for figure in alone:
            if figure.key.indicator == indicator.key:
                yield _row_alone(indicator, figure, entries[indicator.key])


def _coverage_by_round(
    evaluated: Sequence[Indicator],
    vintage: Vintage,
    framework: Framework,
    moves: Mapping[IndicatorKey, str],
) -> Rows:
    members = len(framework.counted_states(vintage.round))
    totals, counting = headline_totals(vintage, framework), counting_in_force(framework)
    rows = []
    for indicator in evaluated:
        found = reports(totals, indicator, framework, vintage, counting)
        counted = Counter(
            column for values in found.values() for column in {value.key.column for value in values}
        )
        row = {"indicator": _label(indicator, moves)}
        for column, _ in reporting_columns(framework.rounds, vintage.round):
            row[column] = f"{counted[column]} of {members}"
        rows.append(row)
    return tuple(rows)


def last_figures(compared: Sequence[Progress]) -> tuple[Progress, ...]:
    """Of each measure and Member State the row of the newest column, in the order given."""
    newest: dict[tuple[str, str, str], Progress] = {}
    for row in compared:
        key = (row.indicator, row.measure, row.sender)
        held = newest.get(key)
        if held is None or column_order(row.column) > column_order(held.column):
            newest[key] = row
    return tuple(row for row in compared if row in newest.values())


def _label(indicator: Indicator, moves: Mapping[IndicatorKey, str]) -> str:
    """The position; of one that was moved from list A both, e.g. ``A9 → B10``."""
    before = moves.get(indicator.key)
    return f"{before} → {indicator.position}" if before else indicator.position


def _row_alone(
    indicator: Indicator, figure: ComparableFigure, entries: Sequence[CoverageEntry]
) -> dict[str, str]:
    """A baseline that no later figure follows, with the last reason that was given."""
    own = [entry for entry in entries if entry.sender == figure.sender and entry.column != BASELINE]
    return {
        "measure": f"{indicator.position} {figure.key.measure}",
        "Member State": figure.sender,
        "baseline": _shown(figure),
        "because": f"no later figure: {_reason(own)}",
    }


def _limitations(
    indicator: Indicator, last: Sequence[Progress], asean: Sequence[AseanFigure], members: int
) -> Iterator[str]:
    """What the figures of an indicator cannot show, in sentences."""
    own = [row for row in last if row.indicator == indicator.key]
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
) -> Iterator[dict[str, str]]:
    reporting = {entry.sender for entry in own if entry.state == CoverageState.REPORTED}
    if silent := members - reporting:
        counted = Counter(
            _reason([entry for entry in own if entry.sender == sender]) for sender in silent
        )
        reasons = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
        yield {
            "indicator": indicator.position,
            "Member States": str(len(silent)),
            "what is said": "; ".join(f"{reason}: {count}" for reason, count in reasons),
        }


def _reason(own: Sequence[CoverageEntry]) -> str:
    """The last reason of a Member State, without its note; an explained gap before an open one."""
    explained = [entry for entry in own if entry.state == CoverageState.EXPLAINED]
    found = explained or [entry for entry in own if entry.state == CoverageState.UNEXPLAINED]
    return found[-1].detail.partition(":")[0] if found else "not expected"
