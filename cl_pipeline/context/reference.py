"""Reported figures beside reference series: what differs by more than the declared tolerance.

Input: values of one vintage with what was said beside them, and outside figures; output:
differences for the officer. Guarantee: a difference is never an error, changes nothing and is put
to nobody by itself; figures that cannot be laid beside each other are not compared.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from cl_pipeline.model.breakdown import TOTAL
from cl_pipeline.model.codes import MeasureRole
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.indicators import Indicator, Measure
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.reference import (
    FigureKind,
    Reason,
    ReferenceDecision,
    ReferenceDifference,
    ReferenceFigure,
    ReferenceSeries,
)
from cl_pipeline.model.vintage import ConsolidatedValue

WHOLE_PCT = Decimal(100)

NEVER_COMPARED = frozenset({FigureKind.DISTRIBUTION})

ROLES = {
    "rate": (MeasureRole.RATE, True),
    "count": (MeasureRole.COUNT, True),
    "denominator": (MeasureRole.DENOMINATOR, False),
}
"""Role of the measure that a figure of that kind is laid beside, and whether it is a headline."""

_AGES = re.compile(r"\D*(\d+)\D+(\d+)\D*")


@dataclass(frozen=True, slots=True)
class Reported:
    """One value of a vintage with the observation it was taken from."""

    value: ConsolidatedValue
    observation: Observation


@dataclass(frozen=True, slots=True)
class Hints:
    """What the figures say of each other: things given twice, and by two concepts."""

    revised: set[tuple[object, ...]]
    defined_twice: set[tuple[object, ...]]


def differences(
    framework: Framework,
    reported: Sequence[Reported],
    series: Mapping[str, ReferenceSeries],
    figures: Sequence[ReferenceFigure],
    decisions: Mapping[str, ReferenceDecision],
) -> tuple[ReferenceDifference, ...]:
    """Every pair that differs beyond its series' tolerance, by indicator, sender and year."""
    by_place: dict[tuple[str, ...], list[Reported]] = {}
    for one in reported:
        by_place.setdefault(_place_of(one.value), []).append(one)
    hints = Hints(_revised(figures), _defined_twice(figures))
    found = [
        _difference(framework, figure, one, decisions.get, hints)
        for figure in figures
        if figure.kind not in NEVER_COMPARED
        for one in _beside(framework, figure, by_place)
        if _differs(figure, one, series[figure.series].tolerance_pct)
    ]
    return tuple(sorted(found, key=_order))


def compared_value(figure: ReferenceFigure) -> Decimal:
    """The outside value as it is laid beside the reported one."""
    is_complement = figure.kind == FigureKind.COMPLEMENT
    return WHOLE_PCT - figure.value if is_complement else figure.value


def _beside(
    framework: Framework,
    figure: ReferenceFigure,
    by_place: Mapping[tuple[str, ...], Sequence[Reported]],
) -> Iterator[Reported]:
    for measure in _measures(framework.indicator(figure.indicator), figure):
        place = (
            figure.sender, figure.indicator, measure.key, str(figure.year), figure.sex,
            figure.location, figure.sector,
        )  # fmt: skip
        yield from by_place.get(place, ())


def _measures(indicator: Indicator, figure: ReferenceFigure) -> Iterator[Measure]:
    role, is_headline = ROLES.get(figure.measure, (None, False))
    for measure in indicator.measures:
        is_meant = measure.role == role and (measure.headline or not is_headline)
        if measure.key == figure.measure or is_meant:
            yield measure


def _place_of(value: ConsolidatedValue) -> tuple[str, ...]:
    given = dict(value.key.breakdown.given())
    codes = [given.pop(name, TOTAL) for name in ("sex", "location", "sector")]
    # Whatever else it is broken down by has no counterpart among the figures.
    more = [f"{name}={code}" for name, code in sorted(given.items())]
    year = str(value.reference_year)
    return (value.sender, value.key.indicator, value.key.measure, year, *codes, *more)


def _differs(figure: ReferenceFigure, one: Reported, tolerance_pct: Decimal) -> bool:
    reported = one.value.value
    if reported is None:
        return False
    allowed = abs(reported) * tolerance_pct / WHOLE_PCT
    return abs(compared_value(figure) - reported) > allowed


def _difference(
    framework: Framework,
    figure: ReferenceFigure,
    one: Reported,
    decision_of: Callable[[str], ReferenceDecision | None],
    hints: Hints,
) -> ReferenceDifference:
    reported, said = one.value.value, one.observation
    assert reported is not None  # only values with a number differ
    compared = compared_value(figure)
    indicator = framework.indicator(figure.indicator)
    ages = said.age_range or _ages_asked(framework, indicator)
    key = _key(figure, one.value.trace_key)
    return ReferenceDifference(
        key=key,
        figure=figure,
        trace_key=one.value.trace_key,
        position=indicator.position,
        reported=reported,
        reported_ages=ages,
        reported_definition=said.definition or "",
        reported_source=said.source or "",
        reported_source_year=said.source_year,
        compared=compared,
        difference_pct=_percent(compared - reported, reported),
        reasons=_reasons(figure, ages, said.source_year, hints),
        decision=decision_of(key),
    )


def _reasons(
    figure: ReferenceFigure, ages: str, source_year: int | None, hints: Hints
) -> tuple[Reason, ...]:
    """What both say of themselves: another concept, other ages, another edition."""
    reasons = []
    is_near = figure.kind in {FigureKind.PROXY, FigureKind.NEAR}
    if is_near or _without_concept(figure) in hints.defined_twice:
        reasons.append(Reason.DEFINITION)
    here, there = _AGES.fullmatch(ages), _AGES.fullmatch(figure.age)
    if here and there and here.groups() != there.groups():
        reasons.append(Reason.AGE_RANGE)
    is_other_edition = not reasons and source_year not in {None, figure.source_year}
    if _same_thing(figure) in hints.revised or is_other_edition:
        reasons.append(Reason.REVISION)
    return tuple(reasons) or (Reason.NOT_KNOWN,)


def _revised(figures: Iterable[ReferenceFigure]) -> set[tuple[object, ...]]:
    """Things that two editions of one publisher give differently."""
    values: dict[tuple[object, ...], set[Decimal]] = {}
    for figure in figures:
        values.setdefault(_same_thing(figure), set()).add(figure.value)
    return {key for key, given in values.items() if len(given) > 1}


def _defined_twice(figures: Iterable[ReferenceFigure]) -> set[tuple[object, ...]]:
    """Things that one series gives by two concepts."""
    concepts: dict[tuple[object, ...], set[str]] = {}
    for figure in figures:
        concepts.setdefault(_without_concept(figure), set()).add(figure.concept)
    return {key for key, given in concepts.items() if len(given) > 1}


def _without_concept(reference_figure: ReferenceFigure) -> tuple[object, ...]:
    return (reference_figure.series, reference_figure.sender, reference_figure.year, reference_figure.indicator, reference_figure.measure, reference_figure.sex, reference_figure.age,
            reference_figure.location, reference_figure.sector)  # fmt: skip


def _same_thing(reference_figure: ReferenceFigure) -> tuple[object, ...]:
    return (
        reference_figure.sender, reference_figure.year, reference_figure.indicator, reference_figure.measure, reference_figure.concept, reference_figure.sex, reference_figure.age,
        reference_figure.location, reference_figure.sector, reference_figure.unit,
    )  # fmt: skip


def _ages_asked(framework: Framework, indicator: Indicator) -> str:
    ages = {code.code: code.name for code in framework.codes if code.list_key == "age"}
    return ages.get(indicator.age_range, "")


def _percent(difference: Decimal, whole: Decimal) -> Decimal | None:
    return None if whole == 0 else round(difference / whole * WHOLE_PCT, 1)


def _key(figure: ReferenceFigure, trace_key: str) -> str:
    """A short name that stays the same while both figures do."""
    parts = (*map(str, _same_thing(figure)), str(figure.value), figure.source_title, trace_key)
    return f"D-{sha256('|'.join(parts).encode()).hexdigest()[:8]}"


def _order(reference_difference: ReferenceDifference) -> tuple[object, ...]:
    figure = reference_difference.figure
    number = int(reference_difference.position[1:])
    return (
        reference_difference.position[0],
        number,
        figure.sender,
        figure.year,
        reference_difference.trace_key,
        reference_difference.key,
    )
