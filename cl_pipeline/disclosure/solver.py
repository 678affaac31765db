"""Integer programs over related figures: what else they could be, and what must be hidden for it.

HiGHS proposes; an alternative is believed only if it satisfies every relation in exact arithmetic.
"""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from math import lcm

import highspy
import numpy as np

from cl_pipeline.disclosure.relations import Figures
from cl_pipeline.disclosure.statements import Cell, Rate, Statement
from cl_pipeline.errors import BrokenInvariant

Alternative = tuple[int, ...]
"""One count for each cell, in the order of ``Model.cells``."""

Factors = tuple[tuple[int, int], ...]
"""Places of cells, each with what its count is multiplied by."""

INFINITY = float(highspy.kHighsInf)

SOLUTION_FOUND = 2
"""HiGHS: the solution satisfies the program."""

MAX_NODES = 2_000
"""Of one search, so that it always ends; the best that was found by then is taken."""


@dataclass(frozen=True, slots=True)
class Row:
    """``low`` <= the sum of factors times counts <= ``high``; None is no bound."""

    factors: Factors
    low: int | None
    high: int | None

    def total(self, counts: Sequence[int]) -> int:
        return sum([factor * counts[place] for place, factor in self.factors])

    def holds(self, counts: Sequence[int]) -> bool:
        total = self.total(counts)
        above = self.low is None or self.low <= total
        return above and (self.high is None or total <= self.high)

    def widened(self, counts: Sequence[int]) -> "Row":
        """The row so that these counts satisfy it."""
        total = self.total(counts)
        if self.low is not None and self.low == self.high:
            return Row(self.factors, total, total)
        low = self.low if self.low is None else min(self.low, total)
        high = self.high if self.high is None else max(self.high, total)
        return Row(self.factors, low, high)


class Model:
    """Related figures as an integer program; ``truth`` is one way in which all of them are so.

    Where figures contradict each other, every reader is taken to know by how much. Counts are in
    units of 1 / ``scale``.
    """

    def __init__(self, figures: Figures) -> None:
        self.statements = figures.statements
        self.cells = figures.cells
        self.place = {cell: place for place, cell in enumerate(self.cells)}
        self.scale: int = 10 ** max(map(_decimals, self.statements), default=0)
        sums = [
            self.row(
                (relation.whole, 1),
                *((part, -1) for part in relation.parts),
                low=0,
                high=0 if relation.is_complete else None,
            )
            for relation in figures.sums
        ]
        shown = [tuple(self._rows_of(statement)) for statement in self.statements]
        self.truth = self._reconciled([*sums, *(row for rows in shown for row in rows)])
        self._sums = [row.widened(self.truth) for row in sums]
        self._shown = [tuple(row.widened(self.truth) for row in rows) for rows in shown]
        self._known: list[tuple[Alternative, frozenset[int]]] = []

    def alternative(self, wishes: Sequence[Row], hidden: Collection[int]) -> Alternative | None:
        """Counts that fulfil the wishes and all that is shown, if only ``hidden`` are not.

        ``hidden`` are places in ``statements``. None if there are no such counts.
        """
        for counts in self._possible(hidden):
            if all(wish.holds(counts) for wish in wishes):
                return counts
        rows = [*self._rows(hidden), *wishes]
        return self._remembered(self._solved(rows, {}), rows)

    def extreme(self, cell: Cell, hidden: Collection[int], sign: int) -> int | None:
        """The least (``sign`` 1) or largest (-1) count of that cell; None if it has no bound."""
        place, rows = self.place[cell], list(self._rows(hidden))
        costs = {place: float(sign)}
        loose = self._solved(rows, costs, whole=False)
        if loose is not None and loose[place] >= self._most:
            return None
        if loose is not None and any(
            counts[place] == loose[place] for counts in self._possible(hidden)
        ):
            return loose[place]
        counts = self._remembered(self._solved(rows, costs), rows)
        return None if counts is None or counts[place] >= self._most else counts[place]

    def _possible(self, hidden: Collection[int]) -> Iterator[Alternative]:
        """What was found before and agrees with what is shown, the newest first."""
        unseen = frozenset(hidden)
        return (counts for counts, contradicted in reversed(self._known) if contradicted <= unseen)

    def certainly_below(self, cells: Iterable[Cell], limit: int) -> list[Cell]:
        """Of the cells those that must be above zero and below the limit, if nothing is hidden."""
        # Bounds without whole numbers are proved; a search for whole ones can also give up.
        rows, most = list(self._rows(())), limit * self.scale
        found = []
        for cell in cells:
            place = self.place[cell]
            if 0 < self.truth[place] < most:
                high = self._solved(rows, {place: -1.0}, whole=False)
                low = self._solved(rows, {place: 1.0}, whole=False)
                if high and low and low[place] > 0 and high[place] < most:
                    found.append(cell)
        return found

    def cheapest(self, wish: Row, hidden: Collection[int]) -> frozenset[int] | None:
        """What to hide besides, so that the wish can be true; None if hiding all does not help."""
        hideable = [
            number
            for number, statement in enumerate(self.statements)
            if number not in hidden and statement.cost is not None and self._shown[number]
        ]
        everything = {*hidden, *hideable}
        if self.alternative([wish], everything) is None:
            return None
        counts = self._least_hidden(wish, hidden, hideable)
        if counts is not None:
            chosen = self._contradicted(counts) - set(hidden)
            if chosen <= set(hideable) and wish.holds(counts):
                self._known.append((counts, self._contradicted(counts)))
                return frozenset(chosen)
        return frozenset(hideable)

    def _least_hidden(
        self, wish: Row, hidden: Collection[int], hideable: Sequence[int]
    ) -> Alternative | None:
        size = len(self.cells)
        change = max(
            (
                abs(wish.total(self.truth) - bound)
                for bound in (wish.low, wish.high)
                if bound is not None
            ),
            default=0,
        )
        leeway = [2 * count + 10 * change + 100 * self.scale for count in self.truth]
        rows = [*self._rows({*hidden, *hideable}), wish]
        for extra, number in enumerate(hideable, start=size):
            for row in self._shown[number]:
                slack = sum(abs(factor) * leeway[place] for place, factor in row.factors)
                if row.high is not None:
                    rows.append(Row((*row.factors, (extra, -slack)), None, row.high))
                if row.low is not None:
                    rows.append(Row((*row.factors, (extra, slack)), row.low, None))
        costs = {
            extra: float(self.statements[number].cost or 0)
            for extra, number in enumerate(hideable, start=size)
        }
        found = _solve(
            rows,
            lower=[0.0] * (size + len(hideable)),
            upper=[
                *(float(most) for most in map(sum, zip(self.truth, leeway, strict=True))),
                *(1.0 for _ in hideable),
            ],
            costs=costs,
        )
        return None if found is None else found[:size]

    def _contradicted(self, counts: Alternative) -> frozenset[int]:
        """The statements that would be false if these were the counts."""
        return frozenset(
            number
            for number, rows in enumerate(self._shown)
            if not all(row.holds(counts) for row in rows)
        )

    def _rows(self, hidden: Collection[int]) -> Iterator[Row]:
        yield from self._sums
        for number, rows in enumerate(self._shown):
            if number not in hidden:
                yield from rows

    def _solved(
        self, rows: Sequence[Row], costs: dict[int, float], *, whole: bool = True
    ) -> Alternative | None:
        size = len(self.cells)
        lower, upper = [0.0] * size, [float(self._most)] * size
        return _solve(rows, lower=lower, upper=upper, costs=costs, whole=whole)

    def _remembered(self, counts: Alternative | None, rows: Iterable[Row]) -> Alternative | None:
        if counts is None or not all(row.holds(counts) for row in rows):
            return None
        self._known.append((counts, self._contradicted(counts)))
        return counts

    def row(
        self,
        *factors: tuple[Cell, Fraction | int],
        low: Fraction | int | None = None,
        high: Fraction | int | None = None,
    ) -> Row:
        """A row over cells, with its bounds in whole units of the cells."""
        bounds = [None if bound is None else Fraction(bound) * self.scale for bound in (low, high)]
        given = [Fraction(factor) for _, factor in factors]
        common = lcm(*(found.denominator for found in (*given, *bounds) if found is not None))
        return Row(
            tuple(
                (self.place[cell], int(factor * common))
                for (cell, _), factor in zip(factors, given, strict=True)
            ),
            *(None if bound is None else int(bound * common) for bound in bounds),
        )

    def _rows_of(self, statement: Statement) -> Iterator[Row]:
        about, value = statement.about, statement.value
        if value is None:
            return
        if isinstance(about, Cell):
            yield self.row((about, 1), low=Fraction(value), high=Fraction(value))
            return
        share = Fraction(value) / 100
        half = Fraction(about.half) / 100
        yield self.row((about.denominator, 1), low=Fraction(1, self.scale))
        yield self.row((about.numerator, 1), (about.denominator, half - share), low=0)
        yield self.row((about.numerator, 1), (about.denominator, -half - share), high=0)

    def _reconciled(self, rows: Sequence[Row]) -> Alternative:
        """The reported counts, and for all others those that contradict them least."""
        reported = {
            self.place[statement.about]: int(statement.value * self.scale)
            for statement in self.statements
            if isinstance(statement.about, Cell) and statement.value is not None
        }
        # A whole that nobody reported can be as many times its part as the smallest share says.
        shares = [found.value for found in self.statements if isinstance(found.about, Rate)]
        times = max((100 / share for share in shares if share and share > 0), default=Decimal(1))
        self._most = (
            20 * max(reported.values(), default=0) * math.ceil(max(times, Decimal(1))) + 1_000_000
        )
        size = len(self.cells)
        if len(reported) == size:
            return tuple(reported[place] for place in range(size))
        relaxed = []
        for number, row in enumerate(rows):
            above, below = size + 2 * number, size + 2 * number + 1
            relaxed.append(replace(row, factors=(*row.factors, (above, -1), (below, 1))))
        missed = 2 * len(rows)
        lower = [*(float(reported.get(place, 0)) for place in range(size))]
        upper = [*(float(reported.get(place, self._most)) for place in range(size))]
        found = _solve(
            relaxed,
            lower=[*lower, *[0.0] * missed],
            upper=[*upper, *[INFINITY] * missed],
            costs=dict.fromkeys(range(size, size + missed), 1.0),
            whole=False,
        )
        if found is None:
            raise BrokenInvariant("figures could not be reconciled with themselves")
        return found[:size]


def _decimals(statement: Statement) -> int:
    if not isinstance(statement.about, Cell) or statement.value is None:
        return 0
    return max(0, -int(statement.value.normalize().as_tuple().exponent))


def _solve(
    rows: Sequence[Row],
    *,
    lower: Sequence[float],
    upper: Sequence[float],
    costs: Mapping[int, float],
    whole: bool = True,
) -> Alternative | None:
    """The cheapest whole numbers that satisfy the rows, as far as floating point can say.

    Without ``whole`` numbers need not be whole until they are rounded: quicker.
    """
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(lower), len(rows)
    cost = np.zeros(len(lower))
    for place, amount in costs.items():
        cost[place] = amount
    program.col_cost_ = cost
    program.col_lower_, program.col_upper_ = np.array(lower), np.array(upper)
    largest = [max(abs(factor) for _, factor in row.factors) for row in rows]
    program.row_lower_ = np.array(
        [-INFINITY if r.low is None else r.low / by for r, by in zip(rows, largest, strict=True)]
    )
    program.row_upper_ = np.array(
        [INFINITY if r.high is None else r.high / by for r, by in zip(rows, largest, strict=True)]
    )
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = np.array([0, *accumulate(len(row.factors) for row in rows)])
    program.a_matrix_.index_ = np.array([place for row in rows for place, _ in row.factors])
    program.a_matrix_.value_ = np.array(
        [factor / by for row, by in zip(rows, largest, strict=True) for _, factor in row.factors]
    )
    if whole:
        program.integrality_ = [highspy.HighsVarType.kInteger] * len(lower)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("mip_max_nodes", MAX_NODES)
    solver.passModel(program)
    solver.run()
    if solver.getInfo().primal_solution_status != SOLUTION_FOUND:
        return None
    return tuple(round(count) for count in solver.getSolution().col_value)
