"""Rules on what is declared next to the figures, and on percentages, which depend on it.

Source: 61.6, 56.0 and 4.7 all printed as "percent" in one text on one survey, over three
populations; so the denominator must be declared, and counts of another year cannot be compared.
"""

from collections.abc import Iterator
from decimal import Decimal

from cl_pipeline.checks.rules.across import excesses_across_sheets
from cl_pipeline.checks.rules.parts import age_range, denominator_of, suspects
from cl_pipeline.checks.view import (
    Address,
    ColumnView,
    ReportedFigure,
    SubmissionView,
    identity_of,
)
from cl_pipeline.model.codes import Field, MeasureRole
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.indicators import Attribute
from cl_pipeline.model.number_format import format_exact

UNDECLARED = {"household_chores": "CHORES_UNDECLARED", "currency": "CURRENCY_UNDECLARED"}
"""Properties that change what a figure means, with the code for leaving them open.

Source: Lao PDR 2017 has 28.2 with and 26.3 without chores from one survey; an amount needs its
currency. Other properties are asked for and may stay open.
"""

ABOUT_MONEY = frozenset({"currency"})
"""Properties of amounts alone; a share of public expenditure has no currency."""


def sources_are_named(view: SubmissionView) -> Iterator[Finding]:
    """SOURCE_MISSING once per column that has headline totals without a source."""
    for column in view.columns:
        for measure in column.indicator.headlines:
            figure = column.total(measure)
            if figure is not None and not (figure.observation.source or "").strip():
                address = view.asked_at(Field.SOURCE, column, figure.address)
                found = f"{column.label(figure)}, without a source"
                yield column.finding("SOURCE_MISSING", address, found)
                break


def properties_are_declared(view: SubmissionView) -> Iterator[Finding]:
    """CHORES_UNDECLARED, CURRENCY_UNDECLARED, ATTRIBUTE_NOT_IN_LIST at the property's cell."""
    for column in view.columns:
        for attribute in column.indicator.attributes:
            figure = _first_figure(column, attribute)
            declared = column.declared(attribute.key)
            listed = {code for code, _ in attribute.choices}
            if declared is None:
                code = UNDECLARED.get(attribute.key)
            else:
                code = "ATTRIBUTE_NOT_IN_LIST" if listed and declared not in listed else None
            if figure is None or code is None:
                continue
            answer = f'"{declared}"' if declared else "no answer"
            yield column.finding(
                code,
                view.asked_at(Field.ATTRIBUTE, column, figure.address, attribute=attribute.key),
                f"{attribute.name}: {answer}, while figures are given",
                choices="; ".join(wording for _, wording in attribute.choices),
            )


def age_ranges_fit(view: SubmissionView) -> Iterator[Finding]:
    """DEFINITION_AGE_DIFFERS, or AGE_RANGE_UNCLEAR, at the cell of the age range.

    Source: figures on child labour are published for 5-17, 5-14, 7-14, 10-14 and 10-17; national
    ranges are welcome and noted, not refused. Young workers begin at the minimum age for work,
    which is 15 in some Member States (01-monitoring-workshop-2021 Summary of feedback).
    """
    minimum_ages = {state.code: state.minimum_age for state in view.framework.member_states}
    minimum_age = minimum_ages.get(identity_of(view.draft).sender)
    for column in view.columns:
        covered = age_range(column.indicator.age_range)
        ranges = (figure.observation.age_range or "" for figure in column.figures.values())
        typed = next(filter(str.strip, ranges), "")
        ages = age_range(typed)
        if covered is None or not typed or ages == covered:
            continue
        if column.indicator.from_minimum_age and ages == (minimum_age, covered[1]):
            continue
        first = column.observations[0]
        yield column.finding(
            "AGE_RANGE_UNCLEAR" if ages is None else "DEFINITION_AGE_DIFFERS",
            view.asked_at(Field.AGE_RANGE, column, (first.sheet, first.cell)),
            f'the age range of the figures is given as "{typed}"',
            ages=f"{covered[0]}-{covered[1]}",
        )


def _first_figure(column: ColumnView, attribute: Attribute) -> ReportedFigure | None:
    figures = (
        figure
        for measure in column.indicator.measures
        if measure.role == MeasureRole.AMOUNT or attribute.key not in ABOUT_MONEY
        for figure in column.of(measure.key).values()
    )
    return next(figures, None)


ONE_PLACE = Decimal("0.1")

TYPED_AS_PERCENT = "percent"
"""In how a value was read, where a percent sign or format says that it is out of 100."""

Ratio = tuple[ReportedFigure, ReportedFigure, ReportedFigure]
"""A stated percentage, its numerator and its denominator."""


def rates_fit_counts(view: SubmissionView) -> Iterator[Finding]:
    """RATE_DIFFERS at a percentage that its counts do not give, or PERCENT_AS_FRACTION.

    A percentage below 1 is asked about as a fraction of 1, unless it was typed as a percentage or
    its counts decide. Counts that are asked about anyway are left out. Source: issue "% against
    counts"; tolerance: framework rule ``rounding_tolerance_pct``, or half of the last digit stated
    if that is more.
    """
    rule_pct = view.framework.rules.rounding_tolerance_pct
    across = {first.largest.figure.address for first, *_ in excesses_across_sheets(view)}
    for column in view.columns:
        suspected = across | {suspect.figure.address for suspect in suspects(column)}
        small = dict(_below_one(column))
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
            listed = dict(
                choice
                for declared in column.indicator.attributes
                if declared.key == attribute
                for choice in declared.choices
            )
            yield column.finding(
                "DENOMINATOR_UNDECLARED",
                view.asked_at(Field.ATTRIBUTE, column, first.address, rate.key, attribute),
                f"{column.label(first)}, of what is not stated",
                choices="; ".join(listed.values()),
            )


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
