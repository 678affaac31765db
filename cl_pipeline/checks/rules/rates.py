"""Rules on percentages: they fit their counts and name their denominator.

Source: 61.6, 56.0 and 4.7 all printed as "percent" in one text on one survey, over three
populations; so the denominator must be declared, and counts of another year cannot be compared.
"""

from collections.abc import Iterator
from decimal import Decimal

from cl_pipeline.checks.rules.parts import denominator_of, suspects
from cl_pipeline.checks.view import Address, ColumnView, ReportedFigure, SubmissionView
from cl_pipeline.model.codes import Field, MeasureRole
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.indicators import Indicator, Measure
from cl_pipeline.model.number_format import format_exact

ONE_PLACE = Decimal("0.1")

Ratio = tuple[ReportedFigure, ReportedFigure, ReportedFigure]
"""A stated percentage, its numerator and its denominator."""


def rates_fit_counts(view: SubmissionView) -> Iterator[Finding]:
    """RATE_DIFFERS at a percentage that its counts do not give.

    Counts that are asked about anyway are left out, and so is a fraction of 1 that reading has
    asked about. Source: issue "% against counts"; tolerance:
    framework rule ``rounding_tolerance_pct``, or half of the last digit stated if that is more.
    """
    rule_pct = view.framework.rules.rounding_tolerance_pct
    for column in view.columns:
        suspected = {suspect.figure.address for suspect in suspects(column)}
        for stated, above, below in _ratios(column, suspected):
            if len({stated.year, above.year, below.year}) > 1:
                yield column.finding(
                    "CHECK_NOT_RUN",
                    stated.address,
                    "the percentage was not compared with its counts: they are about different "
                    "years",
                    needed="counts about the same year as the percentage",
                )
                continue
            rate_pct = 100 * above.value / below.value
            tolerance_pct = max(rule_pct, half_of_last_digit(stated.value))
            is_fraction = abs(100 * stated.value - rate_pct) <= max(tolerance_pct, ONE_PLACE)
            differs = abs(stated.value - rate_pct) > tolerance_pct
            if not differs or (is_fraction and stated.address in view.reported):
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


def denominators_are_declared(view: SubmissionView) -> Iterator[Finding]:
    """DENOMINATOR_UNDECLARED where a percentage can be taken over several populations.

    Source: the documents leave the denominators of A3, A4 and A12 open, so the sender declares it.
    """
    for column in view.columns:
        for rate in column.indicator.measures:
            attribute = rate.denominator_attribute
            if attribute is None or not column.of(rate.key) or column.declared(attribute):
                continue
            first = next(iter(column.of(rate.key).values()))
            yield column.finding(
                "DENOMINATOR_UNDECLARED",
                view.asked_at(Field.ATTRIBUTE, column, first.address, rate.key, attribute),
                f"{column.label(first)}, of what is not stated",
                choices=_choices(rate, column.indicator),
            )


def half_of_last_digit(stated: Decimal) -> Decimal:
    """Half a unit of the last digit of a number as it was stated.

    >>> half_of_last_digit(Decimal("6.4")), half_of_last_digit(Decimal("70"))
    (Decimal('0.05'), Decimal('0.5'))
    """
    exponent = stated.as_tuple().exponent
    places = exponent if isinstance(exponent, int) else 0
    return Decimal(1).scaleb(min(places, 0)) / 2


def _ratios(column: ColumnView, suspected: set[Address]) -> Iterator[Ratio]:
    for rate in column.indicator.measures:
        whole = denominator_of(rate, column)
        if rate.role != MeasureRole.RATE or rate.numerator is None or whole is None:
            continue
        counts, wholes = column.of(rate.numerator), column.of(whole)
        for breakdown, stated in column.of(rate.key).items():
            above, below = counts.get(breakdown), wholes.get(breakdown)
            if above is None or below is None or below.value == 0:
                continue
            if not suspected & {above.address, below.address}:
                yield stated, above, below


def _choices(rate: Measure, indicator: Indicator) -> str:
    for attribute in indicator.attributes:
        if attribute.key == rate.denominator_attribute and attribute.choices:
            return "; ".join(wording for _, wording in attribute.choices)
    return "; ".join(indicator.measure(key).name for key in rate.denominators)
