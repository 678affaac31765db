"""What anybody can compute from the figures of one Member State: sums and parts.

Relations are those of the framework, in all columns that are about one year; parts that add up
exactly are taken as complete, also where the framework does not say so.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
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
from cl_pipeline.model.indicators import Measure
from cl_pipeline.model.vintage import ConsolidatedValue

UNKNOWN = "_U"
"""The code of a part that is not known; without a row of its own it is taken as empty."""


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
) -> Iterator[Figures]:
    """The figures of one Member State, in groups that have no relation with each other.

    ``shown_before`` were published with an earlier vintage: they cannot be hidden any more, and
    one that was corrected since is a figure of its own.
    """
    stated = Statements(framework)
    for group in by_column(values):
        stated.place(group)
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
        self.reported = stated.reported
        self.ages_of_total = {
            indicator.key: coded_ages(indicator.age_range) for indicator in framework.indicators
        }
        self.known = set(stated.known)

    def sums(self) -> Iterator[Sum]:
        for relation in self._sums():
            whole, *parts = map(self._resolved, (relation.whole, *relation.parts))
            yield Sum(whole, tuple(parts), relation.is_complete)

    def _resolved(self, cell: Cell) -> Cell:
        """Next to a corrected figure that was shown, the figures that stayed as they were."""
        stays = cell.series in self.stated.corrections and cell not in self.reported
        return cell._replace(series=0) if stays else cell

    def _sums(self) -> Iterator[Sum]:
        places = sorted({cell._replace(breakdown=UNBROKEN) for cell in self.known})
        for place in places:
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
        # Crossed ones first: they make the margins known.
        for group in sorted(measure.breakdowns, key=lambda found: -len(found.dimensions)):
            for dimension, codes in zip(group.dimensions, group.codes, strict=True):
                others = [
                    (name, listed)
                    for name, listed in zip(group.dimensions, group.codes, strict=True)
                    if name != dimension
                ]
                for chosen in product(*(listed for _, listed in others)):
                    given = dict(zip((name for name, _ in others), chosen, strict=True))
                    whole = place._replace(breakdown=Breakdown(**given))
                    yield from self._sum(whole, self._parts(whole, dimension, codes), group.adds_up)

    def _parts(self, whole: Cell, dimension: str, codes: Iterable[str]) -> tuple[Cell, ...]:
        parts = (
            whole._replace(breakdown=whole.breakdown._replace(**{dimension: code}))
            for code in codes
            if code != TOTAL
        )
        return tuple(
            part
            for part in parts
            if getattr(part.breakdown, dimension) != UNKNOWN or part in self.known
        )

    def _sum(self, whole: Cell, parts: tuple[Cell, ...], adds_up: bool) -> Iterator[Sum]:
        if not any(part in self.known for part in parts):
            return
        self.known |= {whole, *parts} if adds_up else {whole}
        amounts = [self.reported[part] for part in parts if part in self.reported]
        all_given = len(amounts) == len(parts) and whole in self.reported
        together = sum(amounts, Decimal())
        if adds_up or (all_given and together == self.reported[whole]):
            yield Sum(whole, parts, is_complete=True)
        else:
            if all_given and together < self.reported[whole]:
                yield Sum(whole, parts, is_complete=False)
            for part in parts:
                if part in self.known:
                    yield Sum(whole, (part,), is_complete=False)

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
        for cell in sorted(self.known):
            given = cell.breakdown.given()
            if cell._replace(breakdown=UNBROKEN) == place and len(given) == 1:
                name, _ = given[0]
                if given[0] not in declared and name != "age":
                    own[name].append(cell)
        for parts in own.values():
            yield from self._sum(place, tuple(parts), adds_up=False)

    def _over_ages(self, place: Cell) -> Iterator[Sum]:
        """Every age group is the sum of the smallest ranges that all groups together cut out."""
        groups: dict[Breakdown, dict[AgeRange, Cell]] = defaultdict(dict)
        for cell in sorted(self.known):
            if cell._replace(breakdown=UNBROKEN) == place:
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
            if containment.whole is None:
                continue
            for place in sorted({cell[:2] + cell[4:] for cell in self.known}):
                period, series, breakdown = place
                whole, *parts = (
                    Cell(period, series, *measure, breakdown)
                    for measure in (containment.whole, *containment.parts)
                )
                if whole in self.known:
                    yield from self._sum(whole, tuple(parts), adds_up=False)


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
