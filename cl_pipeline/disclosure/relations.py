"""What anybody can compute from the figures of one Member State: sums and parts.

Relations are those of the framework, in all columns that are about one year; parts that add up
exactly are taken as complete, also where the framework does not say so.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise, product
from typing import NamedTuple

from cl_pipeline.disclosure.statements import Cell, Rate, Statement, Statements, by_column, cells_of
from cl_pipeline.model.breakdown import (
    LABEL_PREFIX,
    TOTAL,
    UNBROKEN,
    AgeRange,
    Breakdown,
    coded_ages,
    typed_ages,
)
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import MeasureKey
from cl_pipeline.model.indicators import Measure, MeasureOf
from cl_pipeline.model.vintage import ConsolidatedValue

UNKNOWN = "_U"
"""The code of a part that is not known; where no such row is given it is taken as empty."""


class Sum(NamedTuple):
    """``whole`` is the sum of ``parts``; at least that where ``is_complete`` is false."""

    whole: Cell
    parts: tuple[Cell, ...]
    is_complete: bool


@dataclass(slots=True)
class Figures:
    """The figures of one Member State that hang together: a closed set of cells."""

    statements: list[Statement]
    sums: list[Sum]

    @property
    def cells(self) -> list[Cell]:
        found: dict[Cell, None] = {}
        for statement in self.statements:
            found.update(dict.fromkeys(cells_of(statement.about)))
        for relation in self.sums:
            found.update(dict.fromkeys((relation.whole, *relation.parts)))
        return list(found)


def related_figures(
    values: Iterable[ConsolidatedValue],
    framework: Framework,
    shown_before: Iterable[ConsolidatedValue] = (),
    denominators: Mapping[str, MeasureKey] | None = None,
    protected_before: Iterable[ConsolidatedValue] = (),
) -> Iterator[Figures]:
    """The figures of one Member State, in groups that have no relation with each other.

    ``denominators`` are those that the sender declared, by the trace key of the rate.
    ``shown_before`` were published with an earlier vintage: they cannot be hidden any more, and
    one that was corrected since is a figure of its own.
    """
    stated = Statements(framework, denominators)
    for group in by_column(values):
        stated.place(group)
    stated.place_protected(protected_before)
    for group in by_column(shown_before):
        stated.place(group, shown_before=True)
    statements = list(stated.statements.values())
    sums = list(dict.fromkeys(_Relations(framework, stated).sums()))
    return _components(statements, sums)


class _Relations:
    """The sums among the cells of which something is known."""

    def __init__(self, framework: Framework, stated: Statements) -> None:
        self.framework = framework
        self.stated = stated
        self.amounts = dict(stated.reported)
        self.ages_of_total = {
            indicator.key: coded_ages(indicator.age_range) for indicator in framework.indicators
        }
        self.known: set[Cell] = set()
        self.known_of: dict[Cell, set[Cell]] = defaultdict(set)
        self._know(stated.known)
        corrected = {cell[:4] for cell in self.known if cell.series in stated.corrections}
        self._know(
            cell._replace(series=series)
            for cell in stated.known
            for series in stated.corrections
            if (cell.period, series, cell.indicator, cell.measure) in corrected
        )

    def _know(self, cells: Iterable[Cell]) -> None:
        """Something is known of these cells: also in ``known_of``, by what is not broken down."""
        for cell in cells:
            if cell not in self.known:
                self.known.add(cell)
                self.known_of[cell._replace(breakdown=UNBROKEN)].add(cell)

    def _know_related(self) -> None:
        """A breakdown of which something is known is one of all measures that are related."""
        sheets = {cell.indicator for cell in self.known}
        pairs = [
            (part, relation.whole)
            for relation in self.framework.wholes
            if relation.whole is not None and relation.whole[0] in sheets
            for part in relation.parts
        ]
        pairs += [
            ((indicator, key), (indicator, measure.part_of))
            for (indicator, key), measure in self.stated.measures.items()
            if measure.part_of
        ]
        for place in list(self.known_of):
            self._know_holders(place, pairs)
        for place, whole in [
            (place, place._replace(indicator=whole[0], measure=whole[1]))
            for place in list(self.known_of)
            for part, whole in pairs
            if place[2:4] == part
        ]:
            for measure, related in ((place, whole), (whole, place)):
                cells = list(self.known_of[related])
                self._know(measure._replace(breakdown=cell.breakdown) for cell in cells)

    def _know_holders(self, place: Cell, pairs: Sequence[tuple[MeasureOf, MeasureOf]]) -> None:
        """What holds a known measure is known to be at least that, reported or not."""
        for part, whole in pairs:
            holder = place._replace(indicator=whole[0], measure=whole[1])
            if place[2:4] == part and holder not in self.known_of:
                self._know([holder])
                self._know_holders(holder, pairs)

    def sums(self) -> Iterator[Sum]:
        resolved = self.stated.resolved
        relations: list[Sum] = []
        cells = 0
        while len(self.known) > cells:
            cells = len(self.known)
            self._know_related()
            relations = list(self._sums())
        for relation in relations:
            whole, *parts = map(resolved, (relation.whole, *relation.parts))
            yield Sum(whole, tuple(parts), relation.is_complete)
            if relation.whole.series:
                yield from self._with_first(whole, tuple(parts), relation.is_complete)

    def _with_first(self, whole: Cell, parts: tuple[Cell, ...], is_complete: bool) -> Iterator[Sum]:
        """The sum if what this series does not have is as in the first; no sum if it cannot be.

        Of a correction also with each of these in turn left open: it may be what was corrected.
        """
        reported = self.stated.reported
        own = (whole, *parts)
        cells = [
            cell if cell in reported or first not in self.known else first
            for cell in own
            for first in [cell._replace(series=0)]
        ]
        taken = [place for place, cell in enumerate(own) if cells[place] != cell]
        rest = reported.get(cells[0], Decimal()) - sum(reported.get(cell, 0) for cell in cells[1:])
        all_given = all(cell in reported for cell in cells)
        if taken and not (all_given and is_complete and rest):
            yield Sum(cells[0], tuple(cells[1:]), is_complete)
        elif taken and own[taken[0]].series in self.stated.corrections:
            for place in taken:
                left = own[place]._replace(series=-1 - place - len(own) * own[place].series)
                _, *others = opened = [*cells[:place], left, *cells[place + 1 :]]
                yield Sum(opened[0], tuple(others), is_complete)

    def _sums(self) -> Iterator[Sum]:
        for place in sorted(self.known_of):
            measure = self._measure_of(place)
            if measure is not None:
                yield from self._over_breakdowns(place, measure)
                yield from self._over_named_units(place)
                yield from self._over_ages(place)
        yield from self._over_measures()
        yield from self._across_measures()

    def _measure_of(self, cell: Cell) -> Measure | None:
        """The measure of a cell, or the rate that is taken of it where it is no measure itself."""
        key = MeasureKey(cell.measure.partition(":")[0])
        return self.stated.measures.get((cell.indicator, key))

    def _over_breakdowns(self, place: Cell, measure: Measure) -> Iterator[Sum]:
        unknown = {
            name
            for cell in self.known_of[place]
            for name, code in cell.breakdown.given()
            if code == UNKNOWN
        }
        # Crossed ones first: they make the margins known.
        for group in sorted(measure.breakdowns, key=lambda found: -len(found.dimensions)):
            listed_of = {
                name: [
                    *(code for code in codes if code != UNKNOWN),
                    *([UNKNOWN] if name in unknown else []),
                ]
                for name, codes in zip(group.dimensions, group.codes, strict=True)
            }
            for dimension, codes in listed_of.items():
                others = [found for found in listed_of.items() if found[0] != dimension]
                for chosen in product(*(listed for _, listed in others)):
                    given = dict(zip((name for name, _ in others), chosen, strict=True))
                    whole = place._replace(breakdown=Breakdown(**given))
                    yield from self._sum(whole, self._parts(whole, dimension, codes), group.adds_up)

    def _parts(self, whole: Cell, dimension: str, codes: Iterable[str]) -> tuple[Cell, ...]:
        return tuple(
            whole._replace(breakdown=whole.breakdown._replace(**{dimension: code}))
            for code in codes
            if code != TOTAL
        )

    def _sum(self, whole: Cell, parts: tuple[Cell, ...], adds_up: bool) -> Iterator[Sum]:
        if not any(part in self.known for part in parts):
            return
        self._know((whole, *parts) if adds_up else (whole,))
        if adds_up:
            yield Sum(whole, parts, is_complete=True)
            self._infer(whole, parts)
            return
        given = tuple(part for part in parts if part in self.amounts)
        rest = None
        if whole in self.amounts:
            rest = self.amounts[whole] - sum(self.amounts[part] for part in given)
        known = tuple(part for part in parts if part in self.known)
        # Zeros add up whatever is missing.
        adds_up = rest == 0 and bool(self.amounts[whole]) and given == known
        if adds_up and (len(known) > 1 or _is_same(whole, known[0])):
            yield Sum(whole, known, is_complete=True)
        if rest is None or rest >= 0:
            yield Sum(whole, known, is_complete=False)
        else:
            for part in known:
                yield Sum(whole, (part,), is_complete=False)

    def _infer(self, whole: Cell, parts: tuple[Cell, ...]) -> None:
        """The one amount that is missing in a sum."""
        missing = [cell for cell in (whole, *parts) if cell not in self.amounts]
        if len(missing) == 1:
            given = sum((self.amounts[part] for part in parts if part in self.amounts), Decimal())
            found = given if missing == [whole] else self.amounts[whole] - given
            self.amounts[missing[0]] = max(found, Decimal())

    def _over_named_units(self, place: Cell) -> Iterator[Sum]:
        """Rows that the sender named: provinces and the like; the declared codes are no parts."""
        own: dict[str, list[Cell]] = defaultdict(list)
        measure = self._measure_of(place)
        declared = {
            (name, code)
            for group in (measure.breakdowns if measure else ())
            for name, codes in zip(group.dimensions, group.codes, strict=True)
            for code in codes
        }
        for cell in sorted(self.known_of[place]):
            given = cell.breakdown.given()
            if len(given) == 1:
                name, _ = given[0]
                if given[0] not in declared and name != "age":
                    own[name].append(cell)
        for parts in own.values():
            yield from self._sum(place, tuple(parts), adds_up=False)

    def _over_ages(self, place: Cell) -> Iterator[Sum]:
        """Every age group is the sum of the smallest ranges that all groups together cut out."""
        groups: dict[Breakdown, dict[AgeRange, Cell]] = defaultdict(dict)
        for cell in sorted(self.known_of[place]):
            ages = _ages(cell.breakdown.age) or self.ages_of_total[place.indicator]
            if ages is not None:
                groups[cell.breakdown._replace(age=TOTAL)][ages] = cell
        for rest, found in groups.items():
            if not any(cell.breakdown.age.startswith(LABEL_PREFIX) for cell in found.values()):
                continue
            starts = sorted({age for low, high in found for age in (low, high + 1)})
            ranges = [(low, after - 1) for low, after in pairwise(starts)]
            pieces = {
                (low, high): found.get(
                    (low, high),
                    place._replace(breakdown=rest._replace(age=f"{LABEL_PREFIX}{low}-{high}")),
                )
                for low, high in ranges
            }
            for (low, high), cell in found.items():
                parts = tuple(pieces[piece] for piece in ranges if low <= piece[0] <= high)
                if parts != (cell,):
                    yield Sum(cell, parts, is_complete=True)

    def _over_measures(self) -> Iterator[Sum]:
        wholes: dict[Cell, list[Cell]] = defaultdict(list)
        for cell in sorted(self.known):
            measure = self._measure_of(cell)
            if measure is not None and measure.part_of:
                wholes[cell._replace(measure=measure.part_of)].append(cell)
        for whole, parts in wholes.items():
            yield from self._sum(whole, tuple(parts), adds_up=False)
        for statement in self.stated.statements.values():
            if isinstance(statement.about, Rate):
                yield Sum(statement.about.denominator, (statement.about.numerator,), False)

    def _across_measures(self) -> Iterator[Sum]:
        for containment in self.framework.wholes:
            places = sorted({cell[:2] + cell[4:] for cell in self.known})
            for period, series, breakdown in places:
                if containment.whole is None:
                    shares = [Cell(period, series, *part, breakdown) for part in containment.parts]
                    yield from self._over_shares(
                        [self.stated.statements.get(share) for share in shares]
                    )
                    continue
                whole, *parts = (
                    Cell(period, series, *measure, breakdown)
                    for measure in (containment.whole, *containment.parts)
                )
                if whole in self.known:
                    yield from self._sum(whole, tuple(parts), adds_up=False)

    def _over_shares(self, shares: Sequence[Statement | None]) -> Iterator[Sum]:
        """Shares that add up to 100 % are parts of one whole."""
        rates = [share.about for share in shares if share and isinstance(share.about, Rate)]
        given = [rate.value for rate in rates if rate.value is not None]
        leeway = sum((rate.half for rate in rates), Decimal())
        if len(given) == len(shares) and abs(sum(given, Decimal(-100))) <= leeway:
            first = rates[0].denominator
            yield Sum(first, tuple(rate.numerator for rate in rates), is_complete=True)
            for rate in rates[1:]:
                yield Sum(first, (rate.denominator,), is_complete=True)


def _is_same(whole: Cell, part: Cell) -> bool:
    """Whether a part of another sheet is by its definition the whole: both of the same ages."""
    return whole.indicator != part.indicator and whole.breakdown.age != TOTAL


def _ages(code: str) -> AgeRange | None:
    return coded_ages(code) or typed_ages(code.removeprefix(LABEL_PREFIX))


def _components(statements: Sequence[Statement], sums: Sequence[Sum]) -> Iterator[Figures]:
    group_of: dict[Cell, Cell] = {}

    def root(cell: Cell) -> Cell:
        while group_of.setdefault(cell, cell) != cell:
            group_of[cell] = group_of[group_of[cell]]
            cell = group_of[cell]
        return cell

    for related in (
        *(cells_of(statement.about) for statement in statements),
        *((relation.whole, *relation.parts) for relation in sums),
    ):
        first = root(related[0])
        for cell in related[1:]:
            group_of[root(cell)] = first
    found: dict[Cell, Figures] = defaultdict(lambda: Figures([], []))
    for statement in statements:
        found[root(cells_of(statement.about)[0])].statements.append(statement)
    for relation in sums:
        found[root(relation.whole)].sums.append(relation)
    return iter([figures for figures in found.values() if figures.statements])
