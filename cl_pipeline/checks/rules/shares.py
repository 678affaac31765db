"""Rules on percentages: they fit their counts, and a total lies between its parts.

Source: 61.6, 56.0 and 4.7 all printed as "percent" in one text on one survey, over three
populations; counts of another year cannot be compared.
"""

from collections.abc import Iterator
from decimal import Decimal

from cl_pipeline.checks.rules.across import excesses_across_sheets
from cl_pipeline.checks.rules.parts import Sum, sums, suspects
from cl_pipeline.checks.view import Address, ColumnView, ReportedFigure, SubmissionView
from cl_pipeline.model.codes import MeasureRole
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.number_format import format_exact

ONE_PLACE = Decimal("0.1")

TYPED_AS_PERCENT = "percent"
"""In how a value was read, where a percent sign or format says that it is out of 100."""

Ratio = tuple[ReportedFigure, ReportedFigure, ReportedFigure]
"""A stated percentage, its numerator and its denominator."""


def shares_fit(view: SubmissionView) -> Iterator[Finding]:
    """RATE_DIFFERS, PERCENT_AS_FRACTION or SHARE_OUTSIDE_PARTS, once for one percentage.

    Tolerance: framework rule ``rounding_tolerance_pct``, or half of the last digit stated if that
    is more.
    """
    across = {first.largest.figure.address for first, *_ in excesses_across_sheets(view)}
    for column in view.columns:
        suspected = across | {suspect.figure.address for suspect in suspects(column)}
        rule_pct = view.framework.rules.rounding_tolerance_pct
        against_counts = list(_against_counts(column, rule_pct, suspected))
        yield from against_counts
        asked = {(known.sheet or "", known.cell or "") for known in against_counts}
        yield from _against_parts(column, rule_pct, asked)


def _against_counts(
    column: ColumnView, rule_pct: Decimal, suspected: set[Address]
) -> Iterator[Finding]:
    """RATE_DIFFERS at a percentage that its counts do not give, or PERCENT_AS_FRACTION.

    A percentage below 1 is asked about as a fraction of 1, unless it was typed as a percentage or
    its counts decide. Counts that are asked about anyway are left out.
    """
    small = dict(_below_one(column))
    for stated, above, below in _ratios(column, suspected):
        if len({stated.year, above.year, below.year}) > 1:
            yield column.finding(
                "CHECK_NOT_RUN",
                stated.address,
                "the percentage was not compared with its counts: they are about different years",
                needed="counts about the same year as the percentage",
            )
            continue
        rate_pct = 100 * above.value / below.value
        tolerance_pct = max(rule_pct, half_of_last_digit(stated.value))
        is_fraction = abs(100 * stated.value - rate_pct) <= max(tolerance_pct, ONE_PLACE)
        differs = abs(stated.value - rate_pct) > tolerance_pct
        small.pop(stated.address, None)
        if not differs:
            continue
        hint = "; as a fraction of 1 it would fit, percentages are written out of 100"
        counts = f"{format_exact(above.value)} of {format_exact(below.value)}"
        yield column.finding(
            "RATE_DIFFERS",
            stated.address,
            f"{format_exact(stated.value)} % stated; {column.name(above)} {counts} "
            f"({column.indicator.measure(below.measure).name}) is {round(rate_pct, 2)} %"
            f"{hint if is_fraction else ''}",
            tolerance=format_exact(tolerance_pct),
        )
    for address, figure in small.items():
        found = f"the cell says {figure.observation.as_typed[:60]}"
        yield column.finding("PERCENT_AS_FRACTION", address, found)


def _against_parts(column: ColumnView, rule_pct: Decimal, asked: set[Address]) -> Iterator[Finding]:
    """SHARE_OUTSIDE_PARTS at a percentage that is not between those of all its parts.

    Where the form does not ask for the whole of a part, the parts may also be shares of one whole
    and add up. A margin that its own parts contradict explains what it is a part of.
    """
    failing: list[Sum] = []
    for rate in column.indicator.measures:
        wholes = [column.indicator.measure(key) for key in rate.denominators]
        for breakdowns, total in sums(column, rate) if rate.role == MeasureRole.RATE else ():
            has_own_wholes = all(
                any(offer.dimensions == breakdowns.dimensions for offer in whole.breakdowns)
                for whole in wholes
            )
            figures = {figure.address for figure in (total.whole, *total.parts)}
            if not figures & asked and _is_outside(total, rule_pct, may_add_up=not has_own_wholes):
                failing.append(total)
    margins = {total.whole for total in failing}
    shown: dict[ReportedFigure, list[str]] = {}
    for total in failing:
        if not margins & set(total.parts):
            values = " and ".join(format_exact(part.value) for part in total.parts)
            shown.setdefault(total.whole, []).append(f"by {total.dimension} {values}")
    for figure, parts in shown.items():
        found = f"{column.label(figure)}; {'; '.join(parts)}"
        yield column.finding("SHARE_OUTSIDE_PARTS", figure.address, found)


def _is_outside(total: Sum, rule_pct: Decimal, *, may_add_up: bool) -> bool:
    """True where all parts are given and the total is neither between them nor their sum."""
    values = [part.value for part in total.parts]
    tolerance = max(
        rule_pct, *(half_of_last_digit(value) for value in (total.whole.value, *values))
    )
    is_between = min(values) - tolerance <= total.whole.value <= max(values) + tolerance
    adds_up = may_add_up and abs(total.difference) <= tolerance
    return total.is_complete and not is_between and not adds_up


def half_of_last_digit(stated: Decimal) -> Decimal:
    """Half a unit of the last digit of a number as it was stated.

    >>> half_of_last_digit(Decimal("6.4")), half_of_last_digit(Decimal("70"))
    (Decimal('0.05'), Decimal('0.5'))
    """
    exponent = stated.as_tuple().exponent
    places = exponent if isinstance(exponent, int) else 0
    return Decimal(1).scaleb(min(places, 0)) / 2


def _below_one(column: ColumnView) -> Iterator[tuple[Address, ReportedFigure]]:
    """The percentages below 1 that neither a sign nor a format says to be percentages."""
    for figure in column.figures.values():
        is_rate = column.indicator.measure(figure.measure).role == MeasureRole.RATE
        is_typed_so = TYPED_AS_PERCENT in figure.observation.how_read
        if is_rate and 0 < abs(figure.value) < 1 and not is_typed_so:
            yield figure.address, figure


def _ratios(column: ColumnView, suspected: set[Address]) -> Iterator[Ratio]:
    for rate in column.indicator.measures:
        whole = rate.denominator(column.declared)
        if rate.role != MeasureRole.RATE or rate.numerator is None or whole is None:
            continue
        counts, wholes = column.of(rate.numerator), column.of(whole)
        for breakdown, stated in column.of(rate.key).items():
            above, below = counts.get(breakdown), wholes.get(breakdown)
            if above is None or below is None or below.value == 0:
                continue
            if not suspected & {above.address, below.address}:
                yield stated, above, below
