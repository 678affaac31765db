"""Change against the baseline, only where the two figures may be compared; and what is proposed.

Pure. Input: described figures of the baseline and of later columns; output: ``Progress`` per figure
and ``BaselineProposal`` where a signed baseline could be another. Guarantee: no change is given
where a rule of the registry refuses comparing over time, and no baseline changes by itself.

Source: docs/decisions/0006, the two readings of the baseline; 01-monitoring-workshop-2021: the year
closest to 2016. That the signed figure stands until SLOM decides otherwise is issue 5.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from cl_pipeline.model.comparability import ComparableFigure, Use
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import BASELINE, IndicatorKey, MeasureKey, SenderCode
from cl_pipeline.model.progress import BaselineProposal, Progress
from cl_pipeline.review.comparability import difference_phrases, judge

About = tuple[SenderCode, IndicatorKey, MeasureKey]

Said = Mapping[tuple[SenderCode, IndicatorKey, str], str]
"""What a Member State wrote, by sender, indicator and column."""

TENTH = Decimal("0.1")


def progress(
    baselines: Sequence[ComparableFigure],
    later: Sequence[ComparableFigure],
    framework: Framework,
    targets: Said,
    assessments: Said,
) -> tuple[Progress, ...]:
    """Each later figure beside its baseline, in order of list, Member State and column.

    Without a baseline there is nothing to compare with, and no row.
    """
    starts = {_about(baseline): baseline for baseline in baselines}
    order = {
        indicator.key: (indicator.letter, indicator.number) for indicator in framework.indicators
    }
    rows = [
        _progress(starts[_about(one)], one, framework, targets, assessments)
        for one in later
        if _about(one) in starts and one.key.indicator in order
    ]
    return tuple(
        sorted(rows, key=lambda row: (order[row.indicator], row.measure, row.sender, row.column))
    )


def baseline_proposals(
    signed: Sequence[ComparableFigure], present: Sequence[ComparableFigure], framework: Framework
) -> tuple[BaselineProposal, ...]:
    """What could stand in the place of a signed baseline: restated, or a year nearer.

    ``signed``: the baselines as signed; ``present``: all figures held now, of any column.
    """
    stands = {_about(one): one for one in signed}
    found = [
        proposal
        for one in present
        if _about(one) in stands
        for proposal in _proposal(stands[_about(one)], one, framework.rules.baseline_year)
    ]
    return tuple(
        sorted(found, key=lambda finding: (finding.indicator, finding.sender, finding.address))
    )


def _about(comparable_figure: ComparableFigure) -> About:
    return (
        comparable_figure.sender,
        comparable_figure.key.indicator,
        comparable_figure.key.measure,
    )


def _progress(
    start: ComparableFigure,
    last: ComparableFigure,
    framework: Framework,
    targets: Said,
    assessments: Said,
) -> Progress:
    verdict = judge(start, last, Use.OVER_TIME, framework.comparability)
    refused = "; ".join(difference_phrases(verdict.refused))
    by = None if refused else last.value - start.value
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
        by_pct=_percent(by, start.value),
        reason=f"not compared: {refused}" if refused else "",
        notes=difference_phrases(
            difference for difference in verdict.differences if difference not in verdict.refused
        ),
        national_target=targets.get(about),
        self_assessment=assessments.get(about),
    )


def _percent(by: Decimal | None, start: Decimal) -> Decimal | None:
    """The change in percent of the baseline with one decimal; None from zero, which has none."""
    if by is None or start == 0:
        return None
    return (100 * by / start).quantize(TENTH, ROUND_HALF_UP)


def _proposal(
    start: ComparableFigure, comparable_figure: ComparableFigure, wanted: int
) -> Iterator[BaselineProposal]:
    why = _why(start, comparable_figure, wanted)
    if why:
        yield BaselineProposal(
            comparable_figure.sender, comparable_figure.key.indicator, comparable_figure.key.measure, _said(start), _said(comparable_figure), why,
            comparable_figure.address,
        )  # fmt: skip


def _why(start: ComparableFigure, comparable_figure: ComparableFigure, wanted: int) -> str:
    if comparable_figure.key.column == BASELINE:
        is_same = (comparable_figure.value, comparable_figure.reference_year) == (
            start.value,
            start.reference_year,
        )
        return "" if is_same else "the baseline was restated after it was signed"
    if comparable_figure.reference_year is None or start.reference_year is None:
        return ""
    # Of two years equally near the signed one stands.
    if abs(comparable_figure.reference_year - wanted) < abs(start.reference_year - wanted):
        return f"its year is nearer to {wanted}"
    return ""


def _said(comparable_figure: ComparableFigure) -> str:
    return f"{comparable_figure.value:f} ({comparable_figure.reference_year or 'year not stated'})"
