"""Which figure must contain which other, and the cell that best explains a contradiction.

Child labour is not a part of employment: in Lao PDR 2022, ages 5-11, 11.7 % were in child labour
and 4.5 % in employment. So only what the framework declares as a part is checked as one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import combinations

from cl_pipeline.checks.view import ColumnView, ReportedFigure
from cl_pipeline.model.breakdown import (
    LABEL_PREFIX,
    TOTAL,
    AgeRange,
    Breakdown,
    coded_ages,
    typed_ages,
)
from cl_pipeline.model.codes import MeasureRole
from cl_pipeline.model.identity import MeasureKey
from cl_pipeline.model.indicators import Indicator, Measure
from cl_pipeline.model.keys import cell_order, sheet_order


class Relation(Enum):
    """Why one figure is within another."""

    BREAKDOWN = "breakdown"
    MEASURE = "measure"
    AGE = "age"


@dataclass(frozen=True, slots=True)
class Pair:
    """A part and the whole it is within."""

    part: ReportedFigure
    whole: ReportedFigure
    relation: Relation


@dataclass(frozen=True, slots=True)
class Suspect:
    """A cell that explains failing pairs, with those pairs."""

    figure: ReportedFigure
    pairs: tuple[Pair, ...]


@lru_cache(maxsize=1024)
def age_range(code: str) -> AgeRange | None:
    """The ages of a code or of a row the sender named, or None where it names none.

    >>> age_range("Y5T11"), age_range("label:5 - 12"), age_range("_T")
    ((5, 11), (5, 12), None)
    """
    return coded_ages(code) or typed_ages(code.removeprefix(LABEL_PREFIX))


@lru_cache(maxsize=128)
def suspects(column: ColumnView) -> tuple[Suspect, ...]:
    """The fewest cells that explain every part above its whole, in the order of the sheet.

    A cell in most failing pairs is taken first: a total typed with a digit missing is then asked
    about once, and not once for each of its parts. Between the two cells of one pair the part is
    taken, or the wider of two age groups. Three rules ask for the same column, so the last 128
    are kept.
    """
    failing = [pair for pair in pairs(column) if pair.part.value > pair.whole.value]
    found = []
    while failing:
        figures = {figure for pair in failing for figure in (pair.part, pair.whole)}
        suspected = [
            Suspect(figure, tuple(pair for pair in failing if figure in (pair.part, pair.whole)))
            for figure in figures
        ]
        found.append(min(suspected, key=_rank))
        failing = [pair for pair in failing if pair not in found[-1].pairs]
    return tuple(sorted(found, key=lambda suspect: _place(suspect.figure)))


def pairs(column: ColumnView) -> Iterator[Pair]:
    """Every two figures of a column of which one is a part of the other; counts only."""
    for measure in column.indicator.measures:
        if measure.role == MeasureRole.RATE:
            continue
        own = column.of(measure.key)
        for breakdown, part in own.items():
            for wider in wider_breakdowns(breakdown):
                if wider in own and _is_covered(breakdown, wider, column.indicator):
                    yield Pair(part, own[wider], Relation.BREAKDOWN)
        yield from _within_ages(own)
        for whole in map(column.of, wholes_of(measure, column)):
            for breakdown, part in own.items():
                if breakdown in whole and part.year == whole[breakdown].year:
                    yield Pair(part, whole[breakdown], Relation.MEASURE)


def wholes_of(measure: Measure, column: ColumnView) -> tuple[MeasureKey, ...]:
    """The measures this one is a part of: its whole, and the denominator its rate is taken over."""
    wholes = [measure.part_of] if measure.part_of else []
    for rate in column.indicator.measures:
        if rate.role == MeasureRole.RATE and rate.numerator == measure.key:
            denominator = denominator_of(rate, column)
            wholes += [denominator] if denominator else []
    return tuple(dict.fromkeys(wholes))


def denominator_of(rate: Measure, column: ColumnView) -> MeasureKey | None:
    """The measure a rate is taken over: the declared one, or the only one there is."""
    if rate.denominator_attribute is not None:
        declared = column.declared(rate.denominator_attribute)
        return next((key for key in rate.denominators if key == declared), None)
    return rate.denominators[0] if len(rate.denominators) == 1 else None


@lru_cache(maxsize=4096)
def wider_breakdowns(breakdown: Breakdown) -> tuple[Breakdown, ...]:
    """Every breakdown that holds this one: with one or more of its dimensions left open."""
    given = [name for name, _ in breakdown.given()]
    return tuple(
        breakdown._replace(**dict.fromkeys(dropped, TOTAL))
        for count in range(1, len(given) + 1)
        for dropped in combinations(given, count)
    )


def _is_covered(breakdown: Breakdown, wider: Breakdown, indicator: Indicator) -> bool:
    # A sender's own age group can reach beyond the ages the indicator's total covers.
    if breakdown.age == wider.age:
        return True
    ages, covered = age_range(breakdown.age), age_range(indicator.age_range)
    return ages is not None and (covered is None or _holds(covered, ages))


def _within_ages(own: dict[Breakdown, ReportedFigure]) -> Iterator[Pair]:
    aged = [
        (ages, key._replace(age=TOTAL), figure)
        for key, figure in own.items()
        if (ages := age_range(key.age)) is not None
    ]
    for wide, wide_rest, whole in aged:
        for narrow, narrow_rest, part in aged:
            if wide != narrow and _holds(wide, narrow) and wide_rest == narrow_rest:
                yield Pair(part, whole, Relation.AGE)


def _holds(wide: AgeRange, narrow: AgeRange) -> bool:
    return wide[0] <= narrow[0] and narrow[1] <= wide[1]


def _rank(suspect: Suspect) -> tuple[object, ...]:
    is_preferred = any(
        suspect.figure == (pair.whole if pair.relation == Relation.AGE else pair.part)
        for pair in suspect.pairs
    )
    return (-len(suspect.pairs), not is_preferred, _place(suspect.figure))


def _place(figure: ReportedFigure) -> tuple[object, ...]:
    sheet, cell = figure.address
    return (sheet_order(sheet), cell_order(cell))
