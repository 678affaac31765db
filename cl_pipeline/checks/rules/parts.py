"""Rules on parts and wholes: no part is above its whole, and parts add up where they must.

Source: data of this kind, Malaysia 2023: 36 + 144 = 180 and 23 + 7 = 30; rounding of 0.001 and
"1.01 million" for 1,007,093 set the tolerance (framework rule ``part_tolerance_pct``).
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import product

from cl_pipeline.checks.rules.containment import Relation, Suspect, suspects
from cl_pipeline.checks.view import Address, ColumnView, ReportedFigure, SubmissionView
from cl_pipeline.model.breakdown import TOTAL, Breakdown
from cl_pipeline.model.codes import MeasureRole, ObservationStatus
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.indicators import Measure
from cl_pipeline.model.number_format import format_exact

HARDLY_ANY = frozenset({ObservationStatus.CANNOT_EXIST, ObservationStatus.NOT_SIGNIFICANT})
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
        suspected = {suspect.figure.address for suspect in suspects(column)}
        failing = [
            total
            for total in _sums(column)
            if total.fails(tolerance)
            and not any(figure.address in suspected for figure in (total.whole, *total.parts))
        ]
        by_whole: dict[Address, list[Sum]] = defaultdict(list)
        for total in _unexplained(failing):
            by_whole[total.whole.address].append(total)
        for address, sums in by_whole.items():
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


def _sums(column: ColumnView) -> Iterator[Sum]:
    """One sum for a single dimension; for two crossed ones a sum per code of the first.

    The crossed cells are compared with one margin only: with both, one wrong cell would be
    asked about twice.
    """
    for measure in column.indicator.measures:
        for breakdowns in measure.breakdowns if measure.role != MeasureRole.RATE else ():
            if not breakdowns.adds_up:
                continue
            *outer, dimension = breakdowns.dimensions
            *outer_codes, codes = breakdowns.codes
            for chosen in product(*outer_codes):
                whole = Breakdown(**dict(zip(outer, chosen, strict=True)))
                total = _sum(column, measure, whole, dimension, codes)
                if total is not None:
                    yield total


def _sum(
    column: ColumnView,
    measure: Measure,
    whole: Breakdown,
    dimension: str,
    codes: tuple[str, ...],
) -> Sum | None:
    figures = column.of(measure.key)
    places = _parts_of(whole, dimension, codes)
    parts = tuple(figures[place] for place in places if place in figures)
    if whole not in figures or not parts:
        return None
    gaps = (column.gaps.get((measure.key, place)) for place in places if place not in figures)
    is_complete = all(gap is not None and gap.obs_status in HARDLY_ANY for gap in gaps)
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
