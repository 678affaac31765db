"""Change against the baseline, only where the two figures may be compared; and what is proposed.

Pure. Input: described figures of the baseline and of later columns; output: ``Progress`` per figure
and ``BaselineProposal`` where a signed baseline could be another. Guarantee: no change is given
where a rule of the registry refuses comparing over time, and no baseline changes by itself.

Source: docs/decisions/0006, the two readings of the baseline; 01-monitoring-workshop-2021: the year
closest to 2016. That the signed figure stands until SLOM decides otherwise is issue 5.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from cl_pipeline.model.comparability import Described, Use
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import BASELINE, IndicatorKey, MeasureKey, SenderCode
from cl_pipeline.model.progress import BaselineProposal, Progress
from cl_pipeline.review.comparability import difference_phrases, judge

About = tuple[SenderCode, IndicatorKey, MeasureKey]

Said = Mapping[tuple[SenderCode, IndicatorKey, str], str]
"""What a Member State wrote, by sender, indicator and column."""

TENTH = Decimal("0.1")


def progress(
    baselines: Sequence[Described],
    later: Sequence[Described],
    framework: Framework,
    targets: Said,
    assessments: Said,
) -> tuple[Progress, ...]:
    """Each later figure beside its baseline, in order of list, Member State and column.

    Without a baseline there is nothing to compare with, and no row.
    """
    starts = {_about(one): one for one in baselines}
    order = {one.key: (one.letter, one.number) for one in framework.indicators}
    rows = [
        _progress(starts[_about(one)], one, framework, targets, assessments)
        for one in later
        if _about(one) in starts and one.key.indicator in order
    ]
    return tuple(
        sorted(rows, key=lambda row: (order[row.indicator], row.measure, row.sender, row.column))
    )


def baseline_proposals(
    signed: Sequence[Described], present: Sequence[Described], framework: Framework
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
    return tuple(sorted(found, key=lambda one: (one.indicator, one.sender, one.address)))


def _about(one: Described) -> About:
    return (one.sender, one.key.indicator, one.key.measure)


def _progress(
    start: Described,
    last: Described,
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
        notes=difference_phrases(one for one in verdict.differences if one not in verdict.refused),
        national_target=targets.get(about),
        self_assessment=assessments.get(about),
    )


def _percent(by: Decimal | None, start: Decimal) -> Decimal | None:
    """The change in percent of the baseline with one decimal; None from zero, which has none."""
    if by is None or start == 0:
        return None
    return (100 * by / start).quantize(TENTH, ROUND_HALF_UP)


def _proposal(start: Described, one: Described, wanted: int) -> Iterator[BaselineProposal]:
    why = _why(start, one, wanted)
    if why:
        yield BaselineProposal(
            one.sender, one.key.indicator, one.key.measure, _said(start), _said(one), why,
            one.address,
        )  # fmt: skip


def _why(start: Described, one: Described, wanted: int) -> str:
    if one.key.column == BASELINE:
        is_same = (one.value, one.reference_year) == (start.value, start.reference_year)
        return "" if is_same else "the baseline was restated after it was signed"
    if one.reference_year is None or start.reference_year is None:
        return ""
    # Of two years equally near the signed one stands.
    if abs(one.reference_year - wanted) < abs(start.reference_year - wanted):
        return f"its year is nearer to {wanted}"
    return ""


def _said(one: Described) -> str:
    return f"{one.value:f} ({one.reference_year or 'year not stated'})"
