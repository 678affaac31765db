"""The baseline each sender states, its distance from the baseline year, and any nearer value.

Source: 2021 workshop, summary of group work, day 1: "the year closest to 2016 where data is
available (before or after 2016)". The baseline year itself is framework data. That of two years
equally near the earlier is taken is this project's rule (issue 2).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cl_pipeline.catalogue import finding
from cl_pipeline.consolidation.selection import SelectedValue, ValueKey
from cl_pipeline.model.codes import ListLetter
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import BASELINE, IndicatorKey, SenderCode
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.model.vintage import Baseline, OpenQuestion

Held = dict[tuple[SenderCode, IndicatorKey], list[SelectedValue]]


@dataclass(frozen=True, slots=True)
class _Found:
    """One baseline with the values it was decided from."""

    baseline: Baseline
    stated: SelectedValue
    nearer: SelectedValue | None


def baselines(
    selected: Mapping[ValueKey, SelectedValue], framework: Framework
) -> tuple[tuple[Baseline, ...], tuple[OpenQuestion, ...]]:
    """The baselines stated, per A-list indicator and sender, and the questions they raise."""
    found = tuple(_baselines(_headline_totals(selected, framework), framework))
    questions = tuple(_question(row, framework) for row in found if row.nearer is not None)
    return tuple(row.baseline for row in found), questions


def nearness(year: int, baseline_year: int) -> tuple[int, int]:
    """A sort key: the distance to the baseline year, then the earlier year of a tie.

    >>> sorted([2018, 2014, 2015], key=lambda year: nearness(year, 2016))
    [2015, 2014, 2018]
    """
    return (abs(year - baseline_year), year)


def _headline_totals(selected: Mapping[ValueKey, SelectedValue], framework: Framework) -> Held:
    headlines = {
        (indicator.key, measure.key)
        for indicator in framework.indicators
        for measure in indicator.headlines
    }
    held: Held = defaultdict(list)
    for (sender, key), value in selected.items():
        is_headline = (key.indicator, key.measure) in headlines and key.breakdown.is_total
        if is_headline and value.accepted.observation.value is not None:
            held[(sender, key.indicator)].append(value)
    return held


def _baselines(held: Held, framework: Framework) -> Iterator[_Found]:
    senders = sorted({sender for sender, _ in held})
    for indicator in framework.on_list(ListLetter.A):
        for sender in senders:
            found = _baseline(held.get((sender, indicator.key), []), indicator, sender, framework)
            if found is not None:
                yield found


def _baseline(
    held: list[SelectedValue], indicator: Indicator, sender: SenderCode, framework: Framework
) -> _Found | None:
    places = {measure.key: measure.position for measure in indicator.measures}
    stated = [value for value in held if value.key.column == BASELINE]
    if not stated:
        return None
    first = min(stated, key=lambda value: places[value.key.measure])
    year, wanted = _year(first), framework.rules.baseline_year
    if year is None:
        return _Found(Baseline(indicator.key, sender, None, None, None), first, None)
    nearer = _nearest(held, stated, wanted)
    if nearer is not None and nearness(_year(nearer) or 0, wanted) >= nearness(year, wanted):
        nearer = None
    near_year = None if nearer is None else _year(nearer)
    baseline = Baseline(indicator.key, sender, year, abs(year - wanted), near_year)
    return _Found(baseline, first, nearer)


def _nearest(
    held: list[SelectedValue], stated: list[SelectedValue], wanted: int
) -> SelectedValue | None:
    """The value outside the baseline column with the nearest year; ties in a fixed order."""
    in_baseline = {_year(value) for value in stated}
    others = [
        value for value in held if _year(value) is not None and _year(value) not in in_baseline
    ]
    return min(
        others,
        key=lambda other: (
            nearness(_year(other) or 0, wanted),
            other.key.column,
            other.key.measure,
        ),
        default=None,
    )


def _year(value: SelectedValue) -> int | None:
    return value.accepted.observation.reference_year


def _question(found: _Found, framework: Framework) -> OpenQuestion:
    baseline, nearer, stated = found.baseline, found.nearer, found.stated
    wanted = framework.rules.baseline_year
    distance = baseline.distance_years
    asked = finding(
        "BASELINE_NEARER_YEAR",
        found=(
            f"the baseline stated is for {baseline.reference_year} ({_years(distance)} from "
            f"{wanted}), and there is a value for {baseline.nearer_year} "
            f"({_years(abs((baseline.nearer_year or 0) - wanted))} from {wanted})"
        ),
        baseline_year=wanted,
    )
    return OpenQuestion(
        code=asked.code,
        sender=baseline.sender,
        indicator=baseline.indicator,
        column=BASELINE,
        address=(nearer or stated).accepted.address,
        found=asked.found,
        expected=asked.expected,
    )


def _years(distance: int | None) -> str:
    return "1 year" if distance == 1 else f"{distance} years"
