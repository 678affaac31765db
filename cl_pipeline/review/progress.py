"""Change against the baseline, where the two figures may be compared; and proposed baselines.

Source: docs/decisions/0006, the two readings of the baseline; 01-monitoring-workshop-2021: the year
closest to 2016. The signed figure stays in force until SLOM decides otherwise (issue 5).
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from cl_pipeline.model.comparability import ComparableFigure, Effect, Use
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import BASELINE, IndicatorKey, MeasureKey, SenderCode
from cl_pipeline.model.labels import format_year
from cl_pipeline.model.number_format import format_number
from cl_pipeline.model.progress import BaselineProposal, Progress
from cl_pipeline.review.comparability import difference_phrases, judge

Subject = tuple[SenderCode, IndicatorKey, MeasureKey]

Texts = Mapping[tuple[SenderCode, IndicatorKey, str], str]
"""What a Member State wrote, by sender, indicator and column."""

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
) -> tuple[BaselineProposal, ...]:
    """Figures that could replace a signed baseline: restated, or of a nearer year.

    ``signed``: the baselines as signed; ``present``: all present figures, of any column. No
    baseline changes by itself.
    """
    signed_for = {_subject(figure): figure for figure in signed}
    found = []
    for figure in present:
        start = signed_for.get(_subject(figure))
        why = start and _why(start, figure, framework.rules.baseline_year)
        if start and why:
            proposal = BaselineProposal(
                sender=figure.sender,
                indicator=figure.key.indicator,
                measure=figure.key.measure,
                current=_exact(start),
                proposed=_exact(figure),
                why=why,
                address=figure.address,
            )
            found.append(proposal)
    return tuple(sorted(found, key=lambda row: (row.indicator, row.sender, row.address)))


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
