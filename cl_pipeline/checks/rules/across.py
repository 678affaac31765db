"""A rule between the sheets of one submission: no part is above its whole on another sheet.

Which figures are parts of which is the framework's (``wholes.csv``); those on one sheet are pairs
of ``parts``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import chain

from cl_pipeline.checks.rules.parts import age_range, cells_asked_about, holds
from cl_pipeline.checks.view import Address, ColumnView, ReportedFigure, SubmissionView
from cl_pipeline.model.breakdown import TOTAL, AgeRange
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.indicators import Containment, MeasureOf
from cl_pipeline.model.number_format import format_exact

ALL_OF_IT = Decimal(100)
"""The whole of shares, in percent."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A figure and the column it is in."""

    column: ColumnView
    figure: ReportedFigure

    @property
    def subject(self) -> tuple[object, ...]:
        """Year and breakdown without the ages."""
        breakdown = self.figure.observation.key.breakdown
        return (self.figure.year, breakdown._replace(age=TOTAL))

    @property
    def code(self) -> str:
        """The code of the row's ages."""
        return self.figure.observation.key.breakdown.age

    @property
    def ages(self) -> AgeRange | None:
        """The ages of the row; of a total those declared, else the indicator's."""
        seen = self.figure.observation
        return (
            age_range(self.code)
            or age_range(seen.age_range or "")
            or age_range(self.column.indicator.age_range)
        )

    @property
    def label(self) -> str:
        """The position of the indicator, the name of the figure and its number."""
        return f"{self.column.indicator.position} {self.column.label(self.figure)}"

    def is_about_the_same(self, other: "Placed") -> bool:
        """True for one year and one breakdown."""
        return (self.subject, self.code) == (other.subject, other.code)

    def is_within(self, whole: "Placed") -> bool:
        """True where this is about the same as the whole, or about some of its ages."""
        if self.subject != whole.subject or self.figure.year is None:
            return False
        own, all_ages = self.ages, whole.ages
        return own == all_ages or bool(own and all_ages and holds(all_ages, own))


@dataclass(frozen=True, slots=True)
class Excess:
    """Parts that together are above their whole, None where that is 100 %."""

    parts: tuple[Placed, ...]
    whole: Placed | None

    @property
    def largest(self) -> Placed:
        """The part that explains it best."""
        return max(self.parts, key=lambda part: part.figure.value)

    @property
    def found(self) -> str:
        """What a finding says was found."""
        parts = " + ".join(part.label for part in self.parts)
        if len(self.parts) > 1:
            together = sum((part.figure.value for part in self.parts), Decimal())
            parts += f" = {format_exact(together)}"
        return f"{parts} > {self.whole.label if self.whole else '100 %'}"

    @property
    def addresses(self) -> frozenset[Address]:
        """The cells of all its figures."""
        wholes = [self.whole] if self.whole else []
        return frozenset(placed.figure.address for placed in (*self.parts, *wholes))


def parts_fit_across_sheets(view: SubmissionView) -> Iterator[Finding]:
    """PART_ABOVE_WHOLE or PARTS_EXCEED_WHOLE at the largest part, once for the same parts.

    Compared are figures of one year and breakdown in any column, and an age group with a wider one.
    """
    for excesses in excesses_across_sheets(view):
        first, more = excesses[0], len(excesses) - 1
        largest = first.largest
        yield largest.column.finding(
            "PARTS_EXCEED_WHOLE" if len(first.parts) > 1 else "PART_ABOVE_WHOLE",
            largest.figure.address,
            f"{first.found}{f', and {more} more like this' if more else ''}",
        )


@lru_cache(maxsize=1)
def excesses_across_sheets(view: SubmissionView) -> tuple[tuple[Excess, ...], ...]:
    """The excesses of one submission, those of the same parts together, totals first.

    Left out are cells that are asked about within their sheet or because of other parts. Two rules
    ask for the same submission, one after the other, so the last is kept.
    """
    tolerance = view.framework.rules.part_tolerance_pct
    asked = set(chain.from_iterable(cells_asked_about(own, tolerance) for own in view.columns))
    by_parts: dict[tuple[MeasureOf, ...], list[Excess]] = {}
    for rule in view.framework.wholes:
        by_parts.setdefault(rule.parts, []).extend(_excesses(view, rule, tolerance))
    found = []
    for excesses in by_parts.values():
        # Two wholes can show the same parts to be too large.
        own = {excess.parts: excess for excess in excesses if not excess.addresses & asked}
        if own:
            found.append(tuple(own.values()))
            asked.add(found[-1][0].largest.figure.address)
    return tuple(found)


def _excesses(view: SubmissionView, rule: Containment, tolerance_pct: Decimal) -> Iterator[Excess]:
    measures = (*rule.parts, *([rule.whole] if rule.whole else []))
    if len({indicator for indicator, _ in measures}) == 1:
        return
    first, *others = (_figures(view, part) for part in rule.parts)
    allowed = 1 + (tolerance_pct / 100 if others else 0)
    for part in first:
        same = [[own for own in other if own.is_about_the_same(part)] for other in others]
        if not all(same):
            continue
        # Of two series the smaller parts and the larger whole: only what cannot be is asked about.
        parts = (part, *(min(other, key=_value) for other in same))
        for whole in _wholes(view, rule.whole, parts):
            limit = _value(whole) if whole else ALL_OF_IT
            is_single = len(parts) == 1 or all(_value(own) <= limit for own in parts)
            if is_single and sum(map(_value, parts)) > limit * allowed:
                yield Excess(parts, whole)


def _wholes(
    view: SubmissionView, whole: MeasureOf | None, parts: tuple[Placed, ...]
) -> list[Placed | None]:
    """The largest figure of each row that holds all parts; None alone where 100 % is the whole."""
    if whole is None:
        return [None]
    rows: dict[str, Placed] = {}
    for placed in sorted(_figures(view, whole), key=_value):
        if all(part.is_within(placed) for part in parts):
            rows[placed.code] = placed
    return list(rows.values())


def _figures(view: SubmissionView, measure: MeasureOf) -> list[Placed]:
    """The figures of a measure in all columns, the totals first."""
    indicator, key = measure
    placed = [
        Placed(column, figure)
        for column in view.columns
        if column.indicator.key == indicator
        for figure in column.of(key).values()
    ]
    return sorted(placed, key=lambda own: not own.figure.observation.key.breakdown.is_total)


def _value(placed: Placed) -> Decimal:
    return placed.figure.value
