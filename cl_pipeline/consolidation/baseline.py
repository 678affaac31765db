"""The baseline each sender states, its distance from the baseline year, and any nearer value.

Source: 2021 workshop, summary of group work, day 1: "the year closest to 2016 where data is
available (before or after 2016)". The baseline year itself is framework data. That of two years
equally near the earlier is taken is this project's rule (issue 2).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from cl_pipeline.catalogue import finding
from cl_pipeline.consolidation.selection import SelectedValue, ValueKey
from cl_pipeline.model.codes import ListLetter
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import BASELINE, IndicatorKey, MeasureKey, SenderCode
from cl_pipeline.model.indicators import Measure
from cl_pipeline.model.vintage import Baseline, OpenQuestion

Held = defaultdict[tuple[SenderCode, IndicatorKey], list[SelectedValue]]


def baselines(
    selected: Mapping[ValueKey, SelectedValue], framework: Framework
) -> tuple[tuple[Baseline, ...], tuple[OpenQuestion, ...]]:
    """The baselines stated, per A-list indicator and sender, and the questions they raise.

    A count and its share are one quantity. Of several quantities (primary and secondary enrolment)
    each raises its own question; the first that is stated is the baseline of the indicator.
    """
    held, wanted = _headline_totals(selected, framework), framework.rules.baseline_year
    found, questions = [], []
    senders = sorted({sender for sender, _ in held})
    for indicator in framework.on_list(ListLetter.A):
        quantities: dict[MeasureKey, list[Measure]] = defaultdict(list)
        for measure in indicator.headlines:
            quantities[measure.numerator or measure.key].append(measure)
        for sender in senders:
            stated: list[Baseline] = []
            for measures in quantities.values():
                own = held[sender, indicator.key]
                baseline, nearer = _baseline(measures, own, wanted)
                if baseline is not None:
                    stated.append(baseline)
                if baseline is not None and nearer is not None:
                    name = f" ({measures[0].name})" if len(quantities) > 1 else ""
                    questions.append(_question(baseline, nearer, wanted, name))
            found += stated[:1]
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


def _baseline(
    measures: Sequence[Measure], held: Iterable[SelectedValue], wanted: int
) -> tuple[Baseline | None, SelectedValue | None]:
    """The baseline of one quantity, and the value of it that is nearest to the wanted year.

    Both are None where no baseline is stated, the value also where none is nearer.
    """
    places = {measure.key: measure.position for measure in measures}
    own = [value for value in held if value.key.measure in places]
    stated = [value for value in own if value.key.column == BASELINE]
    if not stated:
        return None, None
    first = min(stated, key=lambda value: places[value.key.measure])
    indicator, sender, year = first.key.indicator, first.accepted.sender, _year(first)
    if year is None:
        return Baseline(indicator, sender, None, None, None), None
    in_baseline = {None, *map(_year, stated)}
    near = {
        (nearness(_year(value) or 0, wanted), value.key.column, value.key.measure): value
        for value in own
        if _year(value) not in in_baseline
    }
    best = min(near, default=None)
    is_nearer = best is not None and best[0] < nearness(year, wanted)
    nearer = near[best] if best is not None and is_nearer else None
    near_year = None if nearer is None else _year(nearer)
    return Baseline(indicator, sender, year, abs(year - wanted), near_year), nearer


def _year(value: SelectedValue) -> int | None:
    return value.accepted.observation.reference_year


def _question(baseline: Baseline, nearer: SelectedValue, wanted: int, name: str) -> OpenQuestion:
    near_year = _year(nearer) or 0
    asked = finding(
        "BASELINE_NEARER_YEAR",
        found=(
            f"the baseline stated{name} is for {baseline.reference_year} "
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
