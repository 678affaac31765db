"""What else related figures could be, and what must be hidden for it.

HiGHS proposes; an alternative is believed only if it satisfies every relation in exact arithmetic.
"""

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from math import lcm

import numpy as np

from cl_pipeline.disclosure.program import (
    INFINITY,
    Alternative,
    Check,
    Failure,
    Program,
    Row,
    solve,
)
from cl_pipeline.disclosure.relations import Figures
from cl_pipeline.disclosure.statements import Cell, Rate, Statement
from cl_pipeline.errors import BrokenInvariant

ALMOST = 1e-6
"""Nearer to a whole number than this is that number: the solver's accuracy."""


@dataclass(slots=True)
class _Witnesses:
    """What is contradicted by each alternative that fulfils a wish, of those looked at."""

    looked_at: int = 0
    contradicted: list[frozenset[int]] = field(default_factory=list)


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
        rows = [*self._sums, *(row for rows in self._shown for row in rows)]
        self._row_numbers = _numbered(self._shown, first=len(self._sums))
        self._statement_of = {
            number: statement
            for statement, numbers in enumerate(self._row_numbers)
            for number in numbers
        }
        size = len(self.cells)
        self._check = Check(rows, size, self._most)
        self._programs = [Program(size, self._most, rows, whole=whole) for whole in (False, True)]
        self._alternatives: list[tuple[Alternative, frozenset[int]]] = [(self.truth, frozenset())]
        self._witnesses: dict[Row, _Witnesses] = {}

    def is_possible(self, wish: Row, hidden: Collection[int]) -> bool:
        """Whether counts are found that fulfil the wish and all that is shown but ``hidden``.

        ``hidden`` are places in ``statements``.
        """
        return self._outcome(wish, hidden) is None

    def is_impossible(self, wish: Row, hidden: Collection[int]) -> bool:
        """Whether it is proved that there are no such counts."""
        return self._outcome(wish, hidden) is Failure.IMPOSSIBLE

    def _outcome(self, wish: Row, hidden: Collection[int]) -> Failure | None:
        if self._is_witnessed(wish, frozenset(hidden)):
            return None
        left_out = self._left_out(hidden)
        for program in self._programs:
            found = program.solved(left_out, wish)
            if found is Failure.IMPOSSIBLE:
                return Failure.IMPOSSIBLE
            if not isinstance(found, Failure):
                counts = self._believed(found)
                if counts is not None and self._is_witnessed(wish, frozenset(hidden)):
                    return None
        return Failure.GAVE_UP

    def _is_witnessed(self, wish: Row, hidden: frozenset[int]) -> bool:
        """Whether an alternative that was found before fulfils the wish."""
        witnesses = self._witnesses.setdefault(wish, _Witnesses())
        for counts, contradicted in self._alternatives[witnesses.looked_at :]:
            if wish.holds(counts):
                witnesses.contradicted.append(contradicted)
        witnesses.looked_at = len(self._alternatives)
        return any(contradicted <= hidden for contradicted in reversed(witnesses.contradicted))

    def _left_out(self, hidden: Iterable[int]) -> frozenset[int]:
        return frozenset(number for place in hidden for number in self._row_numbers[place])

    def extreme(self, cell: Cell, hidden: Collection[int], sign: int) -> int | None:
        """The least (``sign`` 1) or largest (-1) count of that cell; None if it has no bound.

        Other counts need not be whole: so it can be wider than what is possible, never closer.
        """
        place = self.place[cell]
        found = self._programs[0].solved(self._left_out(hidden), cost=(place, sign))
        if isinstance(found, Failure) or found[place] >= self._most:
            return None
        bound = found[place]
        return math.ceil(bound - ALMOST) if sign > 0 else math.floor(bound + ALMOST)

    def certainly_below(self, cells: Iterable[Cell], limit: int) -> list[Cell]:
        """Of the cells those that must be above zero and below the limit, if nothing is hidden."""
        return [
            cell
            for cell in cells
            if self.is_impossible(self.row((cell, 1), low=limit), ())
            and self.is_impossible(self.row((cell, 1), high=0), ())
        ]

    def cheapest(self, wish: Row, hidden: Collection[int]) -> frozenset[int] | None:
        """What to hide besides, so that the wish can be true; None if hiding all does not help."""
        hideable = [
            number
            for number, statement in enumerate(self.statements)
            if number not in hidden and statement.cost is not None and self._shown[number]
        ]
        everything = {*hidden, *hideable}
        if not self.is_possible(wish, everything):
            return None
        found = self._least_hidden(wish, hidden, hideable)
        contradicted = None if found is None else self._believed(found)
        if found is not None and contradicted is not None and wish.holds(tuple(map(round, found))):
            chosen = contradicted - set(hidden)
            if chosen <= set(hideable):
                return frozenset(chosen)
        return frozenset(hideable)

    def _least_hidden(
        self, wish: Row, hidden: Collection[int], hideable: Sequence[int]
    ) -> Sequence[float] | None:
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
        found = solve(
            rows,
            lower=[0.0] * (size + len(hideable)),
            upper=[
                *(float(most) for most in map(sum, zip(self.truth, leeway, strict=True))),
                *(1.0 for _ in hideable),
            ],
            costs=costs,
        )
        return None if found is None else found[:size]

    def _rows(self, hidden: Collection[int]) -> Iterator[Row]:
        yield from self._sums
        for number, rows in enumerate(self._shown):
            if number not in hidden:
                yield from rows

    def _believed(self, found: Sequence[float]) -> frozenset[int] | None:
        """The statements that would be false if these were the counts; then remembered.

        None if they are not whole, or do not add up.
        """
        exact = np.array(found)
        rounded = np.rint(exact)
        if (np.abs(exact - rounded) > ALMOST * np.maximum(1, rounded)).any():
            return None
        counts = tuple(map(int, rounded.tolist()))
        broken = self._check.broken(counts)
        if broken and broken[0] < len(self._sums):
            return None
        contradicted = frozenset(self._statement_of[number] for number in broken)
        self._alternatives.append((counts, contradicted))
        return contradicted

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
        # Most have whole numbers without asking for them: quicker.
        for whole in (False, True):
            found = solve(
                relaxed,
                lower=[*lower, *[0.0] * missed],
                upper=[*upper, *[INFINITY] * missed],
                costs=dict.fromkeys(range(size, size + missed), 1.0),
                whole=whole,
            )
            if found is None:
                raise BrokenInvariant("figures could not be reconciled with themselves")
            counts = tuple(map(round, found[:size]))
            if all(abs(a - b) < ALMOST for a, b in zip(found, counts, strict=False)):
                break
        return counts


def _decimals(statement: Statement) -> int:
    if not isinstance(statement.about, Cell) or statement.value is None:
        return 0
    return max(0, -int(statement.value.normalize().as_tuple().exponent))


def _numbered(shown: Iterable[Sequence[Row]], first: int) -> list[range]:
    """The numbers of the rows of each statement; those of the first begin with ``first``."""
    numbers = []
    for rows in shown:
        numbers.append(range(first, first + len(rows)))
        first += len(rows)
    return numbers
