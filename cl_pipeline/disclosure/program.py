"""Linear programs over whole counts, solved by HiGHS.

HiGHS computes in floating point: what it finds is a proposal, to be checked with ``Row.holds``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from itertools import accumulate

import highspy
import numpy as np

Alternative = tuple[int, ...]
"""One count for each cell."""

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

    @property
    def largest(self) -> int:
        return max(abs(factor) for _, factor in self.factors)


class Check:
    """Which of some rows counts satisfy, in exact arithmetic."""

    def __init__(self, rows: Sequence[Row], size: int, most: int) -> None:
        least, largest = -(2**62), 2**62
        bound = most * max((sum(abs(f) for _, f in row.factors) for row in rows), default=0)
        self._type = np.int64 if bound < largest else object
        """Python's own numbers where 64 bits could be too few."""
        self._factors = np.zeros((len(rows), size), dtype=self._type)
        for number, row in enumerate(rows):
            for place, factor in row.factors:
                self._factors[number, place] += factor
        self._low = np.array([least if r.low is None else r.low for r in rows], dtype=self._type)
        self._high = np.array(
            [largest if r.high is None else r.high for r in rows], dtype=self._type
        )

    def broken(self, counts: Alternative) -> list[int]:
        """The numbers of the rows that the counts do not satisfy."""
        totals = self._factors @ np.array(counts, dtype=self._type)
        return np.flatnonzero((totals < self._low) | (totals > self._high)).tolist()


class Failure(Enum):
    """Why a program has no solution."""

    IMPOSSIBLE = auto()
    GAVE_UP = auto()


class Program:
    """Rows over cells from 0 to ``most`` that stay loaded; some are left out of each search.

    Without ``whole`` counts need not be whole numbers: much quicker from one search to the next,
    and what is impossible then is impossible.
    """

    def __init__(self, size: int, most: int, rows: Sequence[Row], *, whole: bool) -> None:
        self._rows = list(rows)
        self._left_out: frozenset[int] = frozenset()
        self._row_of: dict[Factors, int] = {}
        self._size, self._most, self._whole = size, most, whole

    @cached_property
    def _solver(self) -> highspy.Highs:
        most = [float(self._most)] * self._size
        solver = _loaded(self._rows, [0.0] * self._size, most, costs={}, whole=self._whole)
        # With it HiGHS 1.14 finds some programs impossible that have solutions.
        solver.setOptionValue("presolve", "off")
        return solver

    def solved(
        self,
        left_out: frozenset[int],
        wish: Row | None = None,
        *,
        cost: tuple[int, int] | None = None,
    ) -> tuple[float, ...] | Failure:
        """Counts that satisfy the wish and all rows but those left out.

        ``cost`` is a place and 1 or -1: the count there is as small or as large as it can be.
        """
        for number in left_out ^ self._left_out:
            low, high = (None, None) if number in left_out else _bounds(self._rows[number])
            self._bound(number, low, high)
        self._left_out = left_out
        if wish is not None:
            number = self._place_for(wish)
            self._bound(number, *_bounds(wish))
        if cost is not None:
            self._solver.changeColCost(cost[0], float(cost[1]))
        found = _run(self._solver)
        if wish is not None:
            self._bound(number, None, None)
        if cost is not None:
            self._solver.changeColCost(cost[0], 0.0)
        return found

    def _place_for(self, wish: Row) -> int:
        if wish.factors not in self._row_of:
            self._row_of[wish.factors] = len(self._rows) + len(self._row_of)
            places, factors = zip(*wish.factors, strict=True)
            self._solver.addRow(
                -INFINITY,
                INFINITY,
                len(places),
                np.array(places, dtype=np.int32),
                np.array(factors) / wish.largest,
            )
        return self._row_of[wish.factors]

    def _bound(self, number: int, low: float | None, high: float | None) -> None:
        self._solver.changeRowBounds(
            number, -INFINITY if low is None else low, INFINITY if high is None else high
        )


def solve(
    rows: Sequence[Row],
    *,
    lower: Sequence[float],
    upper: Sequence[float],
    costs: Mapping[int, float],
    whole: bool = True,
) -> Sequence[float] | None:
    """The cheapest counts that satisfy the rows; None if none were found."""
    found = _run(_loaded(rows, lower, upper, costs=costs, whole=whole))
    return None if isinstance(found, Failure) else found


def _loaded(
    rows: Sequence[Row],
    lower: Sequence[float],
    upper: Sequence[float],
    *,
    costs: Mapping[int, float],
    whole: bool,
) -> highspy.Highs:
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(lower), len(rows)
    cost = np.zeros(len(lower))
    for place, amount in costs.items():
        cost[place] = amount
    program.col_cost_ = cost
    program.col_lower_, program.col_upper_ = np.array(lower), np.array(upper)
    bounds = [_bounds(row) for row in rows]
    program.row_lower_ = np.array([-INFINITY if low is None else low for low, _ in bounds])
    program.row_upper_ = np.array([INFINITY if high is None else high for _, high in bounds])
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = np.array([0, *accumulate(len(row.factors) for row in rows)])
    program.a_matrix_.index_ = np.array([place for row in rows for place, _ in row.factors])
    program.a_matrix_.value_ = np.array(
        [factor / largest for row in rows for largest in [row.largest] for _, factor in row.factors]
    )
    if whole:
        program.integrality_ = [highspy.HighsVarType.kInteger] * len(lower)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("mip_max_nodes", MAX_NODES)
    # Takes longer than all the rest on programs as small as these.
    solver.setOptionValue("mip_heuristic_run_feasibility_jump", False)
    solver.passModel(program)
    return solver


def _bounds(row: Row) -> tuple[float | None, float | None]:
    """Bounds of a row whose largest factor is 1: so large and small numbers can be compared."""
    low, high = row.low, row.high
    return (
        None if low is None else low / row.largest,
        None if high is None else high / row.largest,
    )


def _run(solver: highspy.Highs) -> tuple[float, ...] | Failure:
    solver.run()
    if solver.getModelStatus() == highspy.HighsModelStatus.kUnknown:
        solver.clearSolver()
        solver.run()
    if solver.getInfo().primal_solution_status == SOLUTION_FOUND:
        return tuple(solver.getSolution().col_value)
    if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return Failure.IMPOSSIBLE
    return Failure.GAVE_UP
