"""A reader who wants to know what is hidden: an own system of equations, and an own solver run.

Written from the framework's tables and not from the code that hides figures. Counts by age are sums
over single years of age. The reader knows every relation of the framework that the full figures
satisfy, and guesses that parts which add up to a whole above zero are all of it, unless other
figures have further parts.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import NamedTuple

import highspy
import numpy as np

from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.codes import MeasureRole
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.indicators import Breakdowns, Indicator, Measure
from cl_pipeline.model.vintage import ConsolidatedValue
from tests.builders.random_figures import age_range

PEOPLE = {"children", "persons", "households", "cases"}
INFINITY = float(highspy.kHighsInf)
SOLUTION_FOUND = 2
OWN_ROW = "label:"


class Count(NamedTuple):
    """One count of one Member State and year."""

    indicator: str
    measure: str
    breakdown: Breakdown


Factor = Fraction | int
Terms = tuple[tuple[Count, Factor], ...]
Line = tuple[Terms, Factor | None, Factor | None]
"""Terms with the least and the largest that they come to; None is no bound."""


def count_of(value: ConsolidatedValue) -> Count:
    return Count(value.key.indicator, value.key.measure, value.key.breakdown)


class Attacker:
    """What can be computed of the figures of one Member State about one year."""

    def __init__(
        self,
        framework: Framework,
        full: Sequence[ConsolidatedValue],
        hidden: Iterable[str],
        shown_elsewhere: Iterable[ConsolidatedValue] = (),
    ) -> None:
        self.framework = framework
        self.hidden = set(hidden)
        self.full = full
        self.measures = {(i.key, m.key): m for i in framework.indicators for m in i.measures}
        self.truth = {
            count_of(value): value.value
            for value in full
            if value.value is not None and value.unit != "percent"
        }
        self.rows = {value.key.breakdown for value in full}
        self.counts: dict[Count, int] = {}
        self.lines: list[Line] = []
        for indicator in framework.indicators:
            if any(value.key.indicator == indicator.key for value in full):
                self._know_sheet(indicator)
        self._know_other_sheets()
        for count in self.truth:
            self._count(count)
        shown = [value for value in full if value.trace_key not in self.hidden]
        for value in (*shown, *shown_elsewhere):
            if value.value is not None:
                self._know(value)
        self.found: list[dict[Count, int]] = []
        self.loose, self.whole = (self._solver(whole=whole) for whole in (False, True))

    def possible(self, line: Line) -> bool:
        """Whether that can be so, with whole numbers that satisfy every line exactly."""
        terms, low, high = line
        if not all(count in self.counts for count, _ in terms):
            return True
        if any(satisfies(counts, line) for counts in self.found):
            return True
        for solver in (self.loose, self.whole):
            places, factors = self._places(terms)
            solver.addRow(*_bounds(low, high), len(places), places, factors)
            solver.run()
            status = solver.getInfo().primal_solution_status
            counts = list(solver.getSolution().col_value)
            solver.deleteRows(1, np.array([len(self.lines)], dtype=np.int32))
            if status != SOLUTION_FOUND:
                return False
            rounded = dict(zip(self.counts, map(round, counts), strict=True))
            if all(satisfies(rounded, known) for known in (*self.lines, line)):
                self.found.append(rounded)
                return True
        return False

    def recovered(self, smallest: int = 5, margin: Fraction = Fraction(1, 5)) -> Iterator[str]:
        """What the reader knows more closely than the rule allows, in words."""
        done: set[tuple[Count, bool]] = set()
        for value in self.full:
            about, amount = count_of(value), value.value
            if value.trace_key not in self.hidden or amount is None:
                continue
            if (about, value.conf_status.value == "F") in done:
                continue
            done.add((about, value.conf_status.value == "F"))
            for wish, line in self._wishes(value, smallest, margin):
                if not self.possible(line):
                    what = f"{about.indicator} {about.measure} {about.breakdown}"
                    yield f"{what}: {amount}: not {wish}"
        reported = set(self.truth)
        for count in self.counts:
            measure = self.measures.get((count.indicator, count.measure))
            if count in reported or measure is None or measure.unit not in PEOPLE:
                continue
            alone = ((count, 1),)
            if self.possible((alone, smallest, None)) or self.possible((alone, 0, 0)):
                continue
            if not all(self.possible((alone, n, n)) for n in range(1, smallest)):
                yield f"{count}: small, not reported"

    def _wishes(
        self, value: ConsolidatedValue, smallest: int, margin: Fraction
    ) -> Iterator[tuple[str, Line]]:
        assert value.value is not None
        about, amount = count_of(value), Fraction(value.value)
        is_withheld = value.conf_status.value != "F"
        if value.unit == "percent" and is_withheld:
            share = amount / 100
            near = margin * min(share, abs(1 - share))
            part, whole = self._rate(about)
            yield "lower", (((part, 1), (whole, near - share)), None, 0)
            yield "higher", (((part, 1), (whole, -near - share)), 0, None)
        elif value.unit != "percent" and is_withheld:
            alone = ((about, 1),)
            if amount:
                yield "lower", (alone, None, amount * (1 - margin))
            yield "higher", (alone, max(1, amount * (1 + margin)), None)
        elif value.unit in PEOPLE and 0 < amount < smallest:
            for other in range(1, smallest):
                yield str(other), (((about, 1),), other, other)

    def _count(self, count: Count) -> Count:
        self.counts.setdefault(count, len(self.counts))
        return count

    def _line(self, terms: Mapping[Count, Factor], low: Factor | None, high: Factor | None) -> None:
        self.lines.append((tuple((self._count(c), f) for c, f in terms.items()), low, high))

    def _equal(self, whole: Count, parts: Iterable[Count]) -> None:
        """They are equal, unless the full figures say otherwise."""
        terms: dict[Count, int] = defaultdict(int)
        terms[whole] += 1
        for part in parts:
            terms[part] -= 1
        terms = {count: factor for count, factor in terms.items() if factor}
        if not terms:
            return
        given = [self.truth.get(count) for count in terms]
        if None not in given:
            total = sum((a or 0) * f for a, f in zip(given, terms.values(), strict=True))
            if total:
                return
        self._line(terms, 0, 0)

    def _at_least(self, whole: Count, parts: Sequence[Count]) -> None:
        """Unless the full figures say otherwise; two or more that come to it are all of it."""
        most = self.truth.get(whole)
        given = [part for part in parts if part in self.truth]
        total = sum(self.truth[part] for part in given)
        if most is not None and most < total:
            return
        missing = {part.breakdown for part in parts if part not in self.truth}
        if most == total > 0 and len(given) > 1 and missing.isdisjoint(self.rows):
            self._equal(whole, given)
        self._line({whole: 1, **dict.fromkeys(parts, -1)}, 0, None)

    def _know_sheet(self, indicator: Indicator) -> None:
        given = {value.key.breakdown for value in self.full if value.key.indicator == indicator.key}
        for measure in indicator.measures:
            if measure.role == MeasureRole.RATE and measure.numerator:
                continue
            for group in measure.breakdowns:
                self._know_group(indicator, measure, group, given)
            self._know_named_rows(indicator, measure, given)
            self._know_ages(indicator, measure, given)

    def _know_group(
        self, indicator: Indicator, measure: Measure, group: Breakdowns, given: set[Breakdown]
    ) -> None:
        codes = [
            [
                *(code for code in listed if code != "_U"),
                *(["_U"] if any(getattr(found, name) == "_U" for found in given) else []),
            ]
            for name, listed in zip(group.dimensions, group.codes, strict=True)
        ]
        for place, name in enumerate(group.dimensions):
            for chosen in product(*[*codes[:place], ["_T"], *codes[place + 1 :]]):
                of = dict(zip(group.dimensions, chosen, strict=True))
                whole = Count(indicator.key, measure.key, Breakdown(**of))
                parts = [
                    whole._replace(breakdown=Breakdown(**{**of, name: code}))
                    for code in codes[place]
                ]
                if group.adds_up:
                    self._equal(whole, parts)
                elif parts:
                    self._at_least(whole, parts)

    def _know_named_rows(
        self, indicator: Indicator, measure: Measure, given: set[Breakdown]
    ) -> None:
        whole = Count(indicator.key, measure.key, Breakdown())
        rows = [whole._replace(breakdown=found) for found in sorted(given)]
        provinces = [
            whole._replace(breakdown=row)
            for row in sorted(self.rows)
            if row.location.startswith(OWN_ROW) and row._replace(location="_T") == Breakdown()
        ]
        if not self.truth.keys().isdisjoint(provinces):
            self._at_least(whole, provinces)
        for count in (whole, *rows):
            if measure.part_of:
                holder = count._replace(measure=measure.part_of)
                if holder in self.truth or count in self.truth:
                    self._at_least(holder, [count])

    def _know_ages(self, indicator: Indicator, measure: Measure, given: set[Breakdown]) -> None:
        if indicator.age_range.startswith("_"):
            return
        if not any(found.age.startswith(OWN_ROW) for found in given):
            return
        for found in sorted({Breakdown(), *given}):
            low, high = age_range(indicator.age_range if found.age == "_T" else found.age)
            whole = Count(indicator.key, measure.key, found)
            years = range(low, high + 1)
            self._equal(
                whole,
                [whole._replace(breakdown=found._replace(age=f"year:{age}")) for age in years],
            )

    def _know_other_sheets(self) -> None:
        places = {count.breakdown for count in self.truth}
        sheets = {count.indicator for count in self.truth}
        for relation in self.framework.wholes:
            if (
                relation.whole is None
                or not {relation.whole[0], *(p for p, _ in relation.parts)} <= sheets
            ):
                continue
            for found in places:
                whole = Count(*relation.whole, found)
                parts = [Count(*part, found) for part in relation.parts]
                if whole in self.counts or whole in self.truth:
                    self._at_least(whole, parts)

    def _rate(self, about: Count) -> tuple[Count, Count]:
        """Numerator and denominator; a share by sector is one of all, not of the sector."""
        measure = self.measures[about.indicator, about.measure]
        assert measure.numerator
        of = about.breakdown._replace(sector="_T")
        whole = about._replace(measure=measure.denominators[0], breakdown=of)
        return about._replace(measure=measure.numerator), whole

    def _know(self, value: ConsolidatedValue) -> None:
        about = count_of(value)
        assert value.value is not None
        if value.unit != "percent":
            self._line({about: 1}, Fraction(value.value), Fraction(value.value))
            return
        part, whole = self._rate(about)
        share, half = Fraction(value.value) / 100, Fraction(_half(value.value)) / 100
        given, of = self.truth.get(part), self.truth.get(whole)
        if given is not None and of and abs(Fraction(given) / Fraction(of) - share) > half:
            return
        self._line({part: 1, whole: half - share}, 0, None)
        self._line({part: 1, whole: -half - share}, None, 0)
        self._line({whole: 1, part: -1}, 0, None)
        self._line({whole: 1}, 1, None)

    def _places(self, terms: Terms) -> tuple[np.ndarray, np.ndarray]:
        places = np.array([self.counts[count] for count, _ in terms], dtype=np.int32)
        return places, np.array([float(factor) for _, factor in terms])

    def _solver(self, *, whole: bool) -> highspy.Highs:
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("mip_max_nodes", 20_000)
        # With it HiGHS 1.14 finds some programs impossible that have solutions.
        solver.setOptionValue("presolve", "off")
        solver.setOptionValue("mip_heuristic_run_feasibility_jump", False)
        size = len(self.counts)
        solver.addVars(size, np.zeros(size), np.full(size, 1e6))
        if whole:
            kinds = np.full(size, highspy.HighsVarType.kInteger)
            solver.changeColsIntegrality(size, np.arange(size, dtype=np.int32), kinds)
        for terms, low, high in self.lines:
            places, factors = self._places(terms)
            solver.addRow(*_bounds(low, high), len(places), places, factors)
        return solver


def satisfies(counts: Mapping[Count, int], line: Line) -> bool:
    terms, low, high = line
    total = sum(factor * counts[count] for count, factor in terms)
    return (low is None or low <= total) and (high is None or total <= high)


def _bounds(low: Factor | None, high: Factor | None) -> tuple[float, float]:
    return (
        -INFINITY if low is None else float(low),
        INFINITY if high is None else float(high),
    )


def _half(value: Decimal) -> Decimal:
    return Decimal(1).scaleb(int(value.as_tuple().exponent)) / 2
