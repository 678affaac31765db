"""Rules on percentages: they fit their counts and name their denominator.

Source: 61.6, 56.0 and 4.7 all printed as "percent" in one text on one survey, over three
populations; so the denominator must be declared, and counts of another year cannot be compared.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from cl_pipeline.checks.rules.containment import denominator_of, suspects
from cl_pipeline.checks.view import Address, ColumnView, ReportedFigure, SubmissionView
from cl_pipeline.model.codes import Field, MeasureRole
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.indicators import Indicator, Measure
from cl_pipeline.model.number_format import format_exact

ONE_PLACE = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Ratio:
    """A stated percentage with the two counts it should follow from."""

    stated: ReportedFigure
    numerator: ReportedFigure
    denominator: ReportedFigure

    @property
    def rate_pct(self) -> Decimal:
        """100 · numerator / denominator."""
        return 100 * self.numerator.value / self.denominator.value

    @property
    def is_of_one_year(self) -> bool:
        """True where all three are about the same year, stated or not."""
        figures = (self.stated, self.numerator, self.denominator)
        return len({figure.year for figure in figures}) == 1


def rates_fit_counts(view: SubmissionView) -> Iterator[Finding]:
    """RATE_DIFFERS at a percentage that its counts do not give.

    Counts that are asked about anyway are left out, and so is a fraction of 1 that reading has
    asked about. Source: issue "% against counts"; tolerance:
    framework rule ``rounding_tolerance_pct``, or half of the last digit stated if that is more.
    """
    rule_pct = view.framework.rules.rounding_tolerance_pct
    for column in view.columns:
        suspected = {suspect.figure.address for suspect in suspects(column)}
        for ratio in _ratios(column, suspected):
            if not ratio.is_of_one_year:
                yield _not_compared(ratio, column)
                continue
            tolerance_pct = max(rule_pct, half_of_last_digit(ratio.stated.value))
            if abs(ratio.stated.value - ratio.rate_pct) > tolerance_pct and not (
                _is_fraction(ratio, tolerance_pct) and ratio.stated.address in view.reported
            ):
                yield _differs(ratio, column, tolerance_pct)


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
        if rate.role != MeasureRole.RATE or rate.numerator is None:
            continue
        denominator_key = denominator_of(rate, column)
        if denominator_key is None:
            continue
        for breakdown, stated in column.of(rate.key).items():
            numerator = column.of(rate.numerator).get(breakdown)
            denominator = column.of(denominator_key).get(breakdown)
            if numerator is None or denominator is None or denominator.value == 0:
                continue
            if not suspected & {numerator.address, denominator.address}:
                yield Ratio(stated, numerator, denominator)


def _differs(ratio: Ratio, column: ColumnView, tolerance_pct: Decimal) -> Finding:
    stated, rate = ratio.stated.value, ratio.rate_pct
    hint = ""
    if _is_fraction(ratio, tolerance_pct):
        hint = "; as a fraction of 1 it would fit, percentages are written out of 100"
    return column.finding(
        "RATE_DIFFERS",
        ratio.stated.address,
        f"{format_exact(stated)} % stated; {_counts(ratio, column)} is {round(rate, 2)} %{hint}",
        tolerance=format_exact(tolerance_pct),
    )


def _is_fraction(ratio: Ratio, tolerance_pct: Decimal) -> bool:
    return abs(100 * ratio.stated.value - ratio.rate_pct) <= max(tolerance_pct, ONE_PLACE)


def _not_compared(ratio: Ratio, column: ColumnView) -> Finding:
    return column.finding(
        "CHECK_NOT_RUN",
        ratio.stated.address,
        "the percentage was not compared with its counts: they are about different years",
        needed="counts about the same year as the percentage",
    )


def _counts(ratio: Ratio, column: ColumnView) -> str:
    above, below = ratio.numerator, ratio.denominator
    name = column.indicator.measure(below.observation.key.measure).name
    counts = f"{format_exact(above.value)} of {format_exact(below.value)}"
    return f"{column.name(above)} {counts} ({name})"


def _choices(rate: Measure, indicator: Indicator) -> str:
    for attribute in indicator.attributes:
        if attribute.key == rate.denominator_attribute and attribute.choices:
            return "; ".join(wording for _, wording in attribute.choices)
    return "; ".join(indicator.measure(key).name for key in rate.denominators)
