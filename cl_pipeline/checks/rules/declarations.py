"""Rules on what is declared next to the figures.

Source: 61.6, 56.0 and 4.7 all printed as "percent" in one text on one survey, over three
populations; so the denominator must be declared, and counts of another year cannot be compared.
"""

from collections.abc import Iterator

from cl_pipeline.checks.rules.parts import age_range, cells_asked_about
from cl_pipeline.checks.view import (
    ColumnView,
    ReportedFigure,
    SubmissionView,
    identity_of,
)
from cl_pipeline.model.breakdown import TOTAL
from cl_pipeline.model.codes import Field, MeasureRole
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.indicators import Attribute

UNDECLARED = {
    "household_chores": "CHORES_UNDECLARED",
    "currency": "CURRENCY_UNDECLARED",
    "multiplier": "MULTIPLIER_UNDECLARED",
}
"""Properties that change what a figure means, with the code for leaving them open.

Source: Lao PDR 2017 has 28.2 with and 26.3 without chores from one survey; an amount needs its
currency and multiplier. Other properties are asked for and may stay open.
"""

ABOUT_MONEY = frozenset({"currency", "multiplier"})
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
    """A code of ``UNDECLARED``, or ATTRIBUTE_NOT_IN_LIST, at the property's cell."""
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


def all_ages_are_the_total(view: SubmissionView) -> Iterator[Finding]:
    """ALL_AGES_DIFFER at a row that covers all ages of its column and is not as its total."""
    tolerance = view.framework.rules.part_tolerance_pct
    for column in view.columns:
        asked = cells_asked_about(column, tolerance)
        for (measure, breakdown), figure in column.figures.items():
            total = column.figures.get((measure, breakdown._replace(age=TOTAL)))
            ages, declared = age_range(breakdown.age), figure.observation.age_range
            covered = age_range(declared or "") or age_range(column.indicator.age_range)
            if total is None or ages is None or ages != covered or figure.value == total.value:
                continue
            if figure.address not in asked:
                found = f"{column.label(figure)}; {column.label(total)}"
                yield column.finding(
                    "ALL_AGES_DIFFER", figure.address, found, ages=f"{ages[0]}-{ages[1]}"
                )


def _first_figure(column: ColumnView, attribute: Attribute) -> ReportedFigure | None:
    figures = (
        figure
        for measure in column.indicator.measures
        if measure.role == MeasureRole.AMOUNT or attribute.key not in ABOUT_MONEY
        for figure in column.of(measure.key).values()
    )
    return next(figures, None)


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
