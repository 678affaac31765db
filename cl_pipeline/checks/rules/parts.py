"""Rules on parts and wholes: no part is above its whole, and parts add up where they must.

Child labour is not a part of employment: in Lao PDR 2022, ages 5-11, 11.7 % were in child labour
and 4.5 % in employment. So only what the framework declares as a part is checked as one.

Source: data of this kind, Malaysia 2023: 36 + 144 = 180 and 23 + 7 = 30; rounding of 0.001 and
"1.01 million" for 1,007,093 set the tolerance (framework rule ``part_tolerance_pct``).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from itertools import combinations, product

from cl_pipeline.checks.view import Address, ColumnView, ReportedFigure, SubmissionView
from cl_pipeline.model.breakdown import (
    LABEL_PREFIX,
    TOTAL,
    UNKNOWN,
    AgeRange,
    Breakdown,
    coded_ages,
    typed_ages,
)
from cl_pipeline.model.codes import MeasureRole, ObservationStatus
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.identity import MeasureKey
from cl_pipeline.model.indicators import Breakdowns, Indicator, Measure
from cl_pipeline.model.keys import address_order
from cl_pipeline.model.number_format import format_exact


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
    return tuple(sorted(found, key=lambda suspect: address_order(*suspect.figure.address)))


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
    """The measures this one is a part of: its wholes, and the denominator of its rate."""
    wholes = [measure.part_of] if measure.part_of else []
    for rule in column.framework.wholes:
        if rule.whole and rule.parts == ((measure.indicator, measure.key),):
            wholes += [rule.whole[1]] if rule.whole[0] == measure.indicator else []
    for rate in column.indicator.measures:
        if rate.role == MeasureRole.RATE and rate.numerator == measure.key:
            denominator = rate.denominator(column.declared)
            wholes += [denominator] if denominator else []
    return tuple(dict.fromkeys(wholes))


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
    return ages is not None and (covered is None or holds(covered, ages))


def _within_ages(own: dict[Breakdown, ReportedFigure]) -> Iterator[Pair]:
    aged = [
        (ages, key._replace(age=TOTAL), figure)
        for key, figure in own.items()
        if (ages := age_range(key.age)) is not None
    ]
    for wide, wide_rest, whole in aged:
        for narrow, narrow_rest, part in aged:
            if wide != narrow and holds(wide, narrow) and wide_rest == narrow_rest:
                yield Pair(part, whole, Relation.AGE)


def holds(wide: AgeRange, narrow: AgeRange) -> bool:
    """True where the narrow ages are all in the wide ones."""
    return wide[0] <= narrow[0] and narrow[1] <= wide[1]


def _rank(suspect: Suspect) -> tuple[object, ...]:
    is_preferred = any(
        suspect.figure == (pair.whole if pair.relation == Relation.AGE else pair.part)
        for pair in suspect.pairs
    )
    return (-len(suspect.pairs), not is_preferred, address_order(*suspect.figure.address))


NOT_SIGNIFICANT = ObservationStatus.NOT_SIGNIFICANT

HARDLY_ANY = frozenset({ObservationStatus.CANNOT_EXIST, NOT_SIGNIFICANT})
"""Gaps that add nothing to a sum: what cannot exist, and less than half a unit."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A whole and the parts given of it; ``is_complete`` where none is missing."""

    whole: ReportedFigure
    parts: tuple[ReportedFigure, ...]
    is_complete: bool
    dimension: str

    @property
    def together(self) -> Decimal:
        """What the given parts add up to."""
        return sum((part.value for part in self.parts), Decimal())

    @property
    def difference(self) -> Decimal:
        """How much the parts are above the whole."""
        return self.together - self.whole.value

    def fails(self, tolerance_pct: Decimal) -> bool:
        """True where the parts are above the whole, or below it though none is missing."""
        allowed = abs(self.whole.value) * tolerance_pct / 100
        return self.difference > allowed or (self.is_complete and -self.difference > allowed)


def parts_are_within_wholes(view: SubmissionView) -> Iterator[Finding]:
    """PART_ABOVE_WHOLE, PARTS_EXCEED_WHOLE or AGES_NEST at the cell that explains most.

    Source: issue "part <= whole, ages nest"; why no rule on employment: see ``containment``.
    """
    for column in view.columns:
        for suspect in suspects(column):
            yield _about_suspect(suspect, column)


def parts_add_up(view: SubmissionView) -> Iterator[Finding]:
    """PARTS_DIFFER or PARTS_EXCEED_WHOLE at the total, where a breakdown adds up to its total.

    Sums with a cell that ``parts_are_within_wholes`` asks about are left out: one reason gives one
    finding.
    """
    tolerance = view.framework.rules.part_tolerance_pct
    for column in view.columns:
        for address, sums in failing_sums(column, tolerance).items():
            parts = "; ".join(
                f"by {total.dimension} the parts add up to {format_exact(total.together)}"
                f" ({' + '.join(format_exact(part.value) for part in total.parts)})"
                for total in sums
            )
            exceeds = any(total.difference > 0 for total in sums)
            yield column.finding(
                "PARTS_EXCEED_WHOLE" if exceeds else "PARTS_DIFFER",
                address,
                f"{column.label(sums[0].whole)}; {parts}",
                tolerance=format_exact(tolerance),
            )


@lru_cache(maxsize=128)
def failing_sums(column: ColumnView, tolerance_pct: Decimal) -> Mapping[Address, list[Sum]]:
    """The sums to ask about, by the cell of their whole."""
    suspected = {suspect.figure.address for suspect in suspects(column)}
    failing = [
        total
        for measure in column.indicator.measures
        if measure.role != MeasureRole.RATE
        for _, total in sums(column, measure)
        if total.fails(tolerance_pct)
        and not any(figure.address in suspected for figure in (total.whole, *total.parts))
    ]
    by_whole: dict[Address, list[Sum]] = defaultdict(list)
    for total in _unexplained(failing):
        by_whole[total.whole.address].append(total)
    return by_whole


def cells_asked_about(column: ColumnView, tolerance_pct: Decimal) -> frozenset[Address]:
    """The cells of a column that the rules on parts and wholes ask about."""
    suspected = (suspect.figure.address for suspect in suspects(column))
    return frozenset((*suspected, *failing_sums(column, tolerance_pct)))


def _about_suspect(suspect: Suspect, column: ColumnView) -> Finding:
    figure, pairs = suspect.figure, suspect.pairs
    # A breakdown says more than an age group; the widest difference says most.
    pair = min(
        pairs,
        key=lambda pair: (
            pair.relation == Relation.AGE,
            pair.whole.value - pair.part.value,
            pair.part.address,
        ),
    )
    sign, other = (">", pair.whole) if pair.part == figure else ("<", pair.part)
    more = "" if len(pairs) == 1 else f", and {len(pairs) - 1} more like this"
    if all(pair.relation == Relation.AGE for pair in pairs):
        code = "AGES_NEST"
    else:
        is_whole = all(pair.whole == figure for pair in pairs)
        code = "PARTS_EXCEED_WHOLE" if is_whole else "PART_ABOVE_WHOLE"
    found = f"{column.label(figure)} {sign} {column.label(other)}{more}"
    return column.finding(code, figure.address, found)


def sums(column: ColumnView, measure: Measure) -> Iterator[tuple[Breakdowns, Sum]]:
    """One sum for a single dimension; for two crossed ones a sum per code of the first.

    The crossed cells are compared with one margin only: with both, one wrong cell would be
    asked about twice.
    """
    for breakdowns in measure.breakdowns:
        if not breakdowns.adds_up:
            continue
        *outer, dimension = breakdowns.dimensions
        *outer_codes, codes = breakdowns.codes
        for chosen in product(*outer_codes):
            whole = Breakdown(**dict(zip(outer, chosen, strict=True)))
            total = _sum(column, measure, whole, dimension, codes)
            if total is not None:
                yield breakdowns, total


def _sum(
    column: ColumnView, measure: Measure, whole: Breakdown, dimension: str, codes: tuple[str, ...]
) -> Sum | None:
    figures = column.of(measure.key)
    places = _parts_of(whole, dimension, codes)
    parts = tuple(figures[place] for place in places if place in figures)
    if whole not in figures or not parts:
        return None
    missing = (place for place in places if place not in figures)
    # Nobody has to say that there is nobody of unknown sex.
    needed = (place for place in missing if getattr(place, dimension) != UNKNOWN)
    gaps = (column.gaps.get((measure.key, place)) for place in needed)
    adds_nothing = HARDLY_ANY - ({NOT_SIGNIFICANT} if measure.role == MeasureRole.RATE else set())
    is_complete = all(gap is not None and gap.obs_status in adds_nothing for gap in gaps)
    return Sum(figures[whole], parts, is_complete, dimension)


@lru_cache(maxsize=4096)
def _parts_of(whole: Breakdown, dimension: str, codes: tuple[str, ...]) -> tuple[Breakdown, ...]:
    return tuple(whole._replace(**{dimension: code}) for code in codes if code != TOTAL)


def _unexplained(failing: list[Sum]) -> Iterator[Sum]:
    """The sums without those that a wrong margin explains.

    Where the girls' ages say 10 more than the girls' total, and boys and girls miss the total by
    the same 10, the girls' total is the one cell to ask about.
    """
    for total in failing:
        if not any(
            margin.whole in total.parts and margin.difference == -total.difference
            for margin in failing
        ):
            yield total
