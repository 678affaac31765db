"""Reported figures next to outside figures: what differs by more than a series' tolerance.

A difference is not an error and changes nothing; the officer decides whether to ask the sender.
Figures on different things are not compared.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256
from operator import attrgetter

from cl_pipeline.model.breakdown import TOTAL
from cl_pipeline.model.codes import MeasureRole
from cl_pipeline.model.context_tables import ContextReport
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear
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
from cl_pipeline.model.table import text_table
from cl_pipeline.model.vintage import ConsolidatedValue

WHOLE_PCT = Decimal(100)

ROLES = {
    "rate": (MeasureRole.RATE, True),
    "count": (MeasureRole.COUNT, True),
    "denominator": (MeasureRole.DENOMINATOR, False),
}
"""Role of the measure that such a figure is compared with, and whether it must be a headline."""

_AGES = re.compile(r"\D*(\d+)\D+(\d+)\D*")


@dataclass(frozen=True, slots=True)
class Reported:
    """One value of a vintage with the observation it was taken from."""

    value: ConsolidatedValue
    observation: Observation


Subject = tuple[object, ...]
Varied = set[Subject]
"""What figures give differently, each as all that they share."""

_subject = attrgetter(
    "sender", "year", "indicator", "measure", "concept", "sex", "age", "location", "sector", "unit"
)
_without_concept = attrgetter(
    "series", "sender", "year", "indicator", "measure", "sex", "age", "location", "sector"
)


def differences(
    framework: Framework,
    reported: Sequence[Reported],
    series: Mapping[str, ReferenceSeries],
    figures: Sequence[ReferenceFigure],
    decisions: Mapping[str, ReferenceDecision],
) -> tuple[ReferenceDifference, ...]:
    """Every pair that differs beyond its series' tolerance, by indicator, sender and year."""
    by_place: dict[tuple[str, ...], list[Reported]] = defaultdict(list)
    for value in reported:
        by_place[_place_of(value.value)].append(value)
    varied, found = _varied(figures), []
    for figure in figures:
        tolerance_pct = series[figure.series].tolerance_pct
        is_complement = figure.kind == FigureKind.COMPLEMENT
        compared = WHOLE_PCT - figure.value if is_complement else figure.value
        for value in _comparable(framework, figure, by_place):
            number = value.value.value
            if number is None:
                continue
            if abs(compared - number) > abs(number) * tolerance_pct / WHOLE_PCT:
                made = _difference(framework, figure, value, number, compared, varied)
                found.append(replace(made, decision=decisions.get(made.key)))
    return tuple(sorted(found, key=_order))


def question_text(difference: ReferenceDifference, framework: Framework) -> str:
    """The question to the sender: both numbers and both definitions, without a judgement."""
    figure = difference.figure
    country = framework.member_state(figure.sender).name
    own = _definition(difference.reported_definition, difference.reported_ages)
    outside = _definition(figure.definition, figure.age)
    return (
        f"{difference.position}, {country}, {figure.year}: your return says {difference.reported} "
        f"({own}); {figure.source_title}, {figure.publisher}, says {figure.value} {figure.unit} "
        f"({outside}). Please explain the difference. Both figures may be right."
    )


def differences_report(
    round_year: RoundYear,
    found: Sequence[ReferenceDifference],
    series: Sequence[ReferenceSeries],
    *,
    is_sample: bool,
) -> ContextReport:
    """The differences and the reference series as tables."""
    title = f"Submissions next to reference series, round {round_year}"
    tables = {
        "Differences": text_table(
            title,
            found,
            {
                "Difference": (13, lambda row: row.key),
                "Indicator": (9, lambda row: row.position),
                "Member State": (9, lambda row: row.figure.sender),
                "Year": (8, lambda row: row.figure.year),
                "Reported": (14, lambda row: row.reported),
                "Outside figure": (14, lambda row: row.compared),
                "Differs by %": (10, lambda row: row.difference_pct),
                "May be due to": (18, lambda row: ", ".join(row.reasons)),
                "Reported definition": (
                    34,
                    lambda row: _definition(row.reported_definition, row.reported_ages),
                ),
                "Outside definition": (
                    34,
                    lambda row: _definition(row.figure.definition, row.figure.age),
                ),
                "Source": (34, lambda row: f"{row.figure.source_title}, {row.figure.publisher}"),
                "Decided": (16, lambda row: decision_label(row.decision)),
                "Trace key": (31, lambda row: row.trace_key),
            },
            "A difference is not a mistake: both figures may be right. You decide which of them "
            "to put to a Member State.",
        ),
        "Series": text_table(
            "Reference series in the store",
            series,
            {
                "Series": (24, lambda row: row.key),
                "Title": (50, lambda row: row.title),
                "Source": (30, lambda row: row.source),
                "Version": (40, lambda row: row.version),
                "Fetched on": (14, lambda row: row.fetched_on),
                "Tolerance %": (12, lambda row: row.tolerance_pct),
            },
        ),
    }
    return ContextReport(title, tables, tuple(tables), is_sample)


def decision_label(decision: ReferenceDecision | None) -> str:
    """What was decided about a difference and why, in a few words."""
    if decision is None:
        return "open"
    taken = f"question {decision.question}" if decision.is_put else "left as it is"
    return f"{taken}: {decision.words}"


def _definition(text: str, ages: str) -> str:
    return "; ".join(filter(None, (text or "no definition given", ages and f"ages {ages}")))


def _comparable(
    framework: Framework,
    figure: ReferenceFigure,
    by_place: Mapping[tuple[str, ...], Sequence[Reported]],
) -> Iterator[Reported]:
    if figure.kind == FigureKind.DISTRIBUTION:
        return
    for measure in measures_of(framework.indicator(figure.indicator), figure):
        place = (
            figure.sender, figure.indicator, measure.key, str(figure.year), figure.sex,
            figure.location, figure.sector,
        )  # fmt: skip
        yield from by_place.get(place, ())


def measures_of(indicator: Indicator, figure: ReferenceFigure) -> Iterator[Measure]:
    """The measures of the indicator that an outside figure can be compared with."""
    role, is_headline = ROLES.get(figure.measure, (None, False))
    for measure in indicator.measures:
        is_meant = measure.role == role and (measure.headline or not is_headline)
        if measure.key == figure.measure or is_meant:
            yield measure


def _place_of(value: ConsolidatedValue) -> tuple[str, ...]:
    given = dict(value.key.breakdown.given())
    codes = [given.pop(name, TOTAL) for name in ("sex", "location", "sector")]
    # Outside figures have no other breakdowns, so a value that has one matches none.
    more = [f"{name}={code}" for name, code in sorted(given.items())]
    year = str(value.reference_year)
    return (value.sender, value.key.indicator, value.key.measure, year, *codes, *more)


def _difference(
    framework: Framework,
    figure: ReferenceFigure,
    compared_with: Reported,
    reported: Decimal,
    compared: Decimal,
    varied: Varied,
) -> ReferenceDifference:
    value, observation = compared_with.value, compared_with.observation
    indicator = framework.indicator(figure.indicator)
    ages = observation.age_range or framework.code_names("age").get(indicator.age_range, "")
    percent = (compared - reported) / reported * WHOLE_PCT if reported else None
    # Stable while both figures are.
    parts = (*map(str, _subject(figure)), str(figure.value), figure.source_title, value.trace_key)
    return ReferenceDifference(
        key=f"D-{sha256('|'.join(parts).encode()).hexdigest()[:8]}",
        figure=figure,
        trace_key=value.trace_key,
        position=indicator.position,
        reported=reported,
        reported_ages=ages,
        reported_definition=observation.definition or "",
        compared=compared,
        difference_pct=None if percent is None else round(percent, 1),
        reasons=_reasons(figure, ages, observation.source_year, varied),
        decision=None,
    )


def _reasons(
    figure: ReferenceFigure, ages: str, source_year: int | None, varied: Varied
) -> tuple[Reason, ...]:
    """What may explain a difference: another concept, other ages, another edition."""
    reasons = []
    is_near = figure.kind in {FigureKind.PROXY, FigureKind.NEAR}
    if is_near or _without_concept(figure) in varied:
        reasons.append(Reason.DEFINITION)
    here, there = _AGES.fullmatch(ages), _AGES.fullmatch(figure.age)
    if here and there and here.groups() != there.groups():
        reasons.append(Reason.AGE_RANGE)
    is_other_edition = not reasons and source_year not in {None, figure.source_year}
    if _subject(figure) in varied or is_other_edition:
        reasons.append(Reason.REVISION)
    return tuple(reasons) or (Reason.NOT_KNOWN,)


def _varied(figures: Sequence[ReferenceFigure]) -> Varied:
    """What two editions of one publisher, or two concepts of one series, give differently."""
    given: dict[Subject, set[Decimal | str]] = {}
    for figure in figures:
        given.setdefault(_subject(figure), set()).add(figure.value)
        given.setdefault(_without_concept(figure), set()).add(figure.concept)
    return {subject for subject, values in given.items() if len(values) > 1}


def _order(difference: ReferenceDifference) -> tuple[object, ...]:
    figure, position = difference.figure, difference.position
    place = (position[0], int(position[1:]))
    return (*place, figure.sender, figure.year, difference.trace_key, difference.key)
