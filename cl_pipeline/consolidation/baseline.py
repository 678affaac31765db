"""The baseline each sender states, its distance from the baseline year, and any nearer value.

Source: 2021 workshop, summary of group work, day 1: "the year closest to 2016 where data is
available (before or after 2016)". The baseline year itself is framework data. That of two years
equally near the earlier is taken is this project's rule (issue 2).
"""

from collections import defaultdict
from collections.abc import Mapping

from cl_pipeline.catalogue import finding
from cl_pipeline.consolidation.selection import SelectedValue, ValueKey
from cl_pipeline.model.codes import ListLetter
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import BASELINE, IndicatorKey, SenderCode
from cl_pipeline.model.vintage import Baseline, OpenQuestion

Held = defaultdict[tuple[SenderCode, IndicatorKey], list[SelectedValue]]


def baselines(
    selected: Mapping[ValueKey, SelectedValue], framework: Framework
) -> tuple[tuple[Baseline, ...], tuple[OpenQuestion, ...]]:
    """The baselines stated, per A-list indicator and sender, and the questions they raise."""
    held, wanted = _headline_totals(selected, framework), framework.rules.baseline_year
    found, questions = [], []
    senders = sorted({sender for sender, _ in held})
    for indicator in framework.on_list(ListLetter.A):
        places = {measure.key: measure.position for measure in indicator.measures}
        for sender in senders:
            own = held[sender, indicator.key]
            stated = [value for value in own if value.key.column == BASELINE]
            if not stated:
                continue
            first = min(stated, key=lambda value: places[value.key.measure])
            year = _year(first)
            if year is None:
                found.append(Baseline(indicator.key, sender, None, None, None))
                continue
            nearer = _nearer(year, own, stated, wanted)
            near_year = None if nearer is None else _year(nearer)
            found.append(Baseline(indicator.key, sender, year, abs(year - wanted), near_year))
            if nearer is not None:
                questions.append(_question(found[-1], nearer, wanted))
    return tuple(found), tuple(questions)


def nearness(year: int, baseline_year: int) -> tuple[int, int]:
    """A sort key: the distance to the baseline year, then the earlier year of a tie.

    >>> sorted([2018, 2014, 2015], key=lambda year: nearness(year, 2016))
    [2015, 2014, 2018]
    """
    return (abs(year - baseline_year), year)


def _headline_totals(selected: Mapping[ValueKey, SelectedValue], framework: Framework) -> Held:
    headlines = framework.headlines
    held: Held = defaultdict(list)
    for (sender, key), value in selected.items():
        is_headline = (key.indicator, key.measure) in headlines and key.breakdown.is_total
        if is_headline and value.accepted.observation.value is not None:
            held[sender, key.indicator].append(value)
    return held


def _nearer(
    year: int, own: list[SelectedValue], stated: list[SelectedValue], wanted: int
) -> SelectedValue | None:
    """The value outside the baseline column whose year is nearest, if nearer than ``year``."""
    in_baseline = {None, *map(_year, stated)}
    near = {
        (nearness(_year(value) or 0, wanted), value.key.column, value.key.measure): value
        for value in own
        if _year(value) not in in_baseline
    }
    best = min(near, default=None)
    return near[best] if best is not None and best[0] < nearness(year, wanted) else None


def _year(value: SelectedValue) -> int | None:
    return value.accepted.observation.reference_year


def _question(baseline: Baseline, nearer: SelectedValue, wanted: int) -> OpenQuestion:
    near_year = _year(nearer) or 0
    asked = finding(
        "BASELINE_NEARER_YEAR",
        found=(
            f"the baseline stated is for {baseline.reference_year} "
            f"({_years(baseline.distance_years)} from {wanted}), and there is a value for "
            f"{near_year} ({_years(abs(near_year - wanted))} from {wanted})"
        ),
        baseline_year=wanted,
    )
    return OpenQuestion(
        code=asked.code,
        sender=baseline.sender,
        indicator=baseline.indicator,
        column=BASELINE,
        address=nearer.accepted.address,
        found=asked.found,
        expected=asked.expected,
    )


def _years(distance: int | None) -> str:
    return "1 year" if distance == 1 else f"{distance} years"
