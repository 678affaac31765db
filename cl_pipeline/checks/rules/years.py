"""Rules on reference years: stated, fitting their column, and one figure per year and row.

Source: a survey of 2005-06 is printed as current in every later edition of one yearly report; the
reference year must be separate from the year of the report. The window is the framework rule
``reference_year_window``.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from cl_pipeline.checks.view import Address, ColumnView, ReportedFigure, SubmissionView, finding_at
from cl_pipeline.model.codes import Field
from cl_pipeline.model.comparability import are_apart, stated_series
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.identity import BASELINE, OTHER_PREFIX, IndicatorKey
from cl_pipeline.model.labels import breakdown_label
from cl_pipeline.model.number_format import format_exact
from cl_pipeline.model.observation import ObservationKey


@dataclass(frozen=True, slots=True)
class StatedYear:
    """One year of one column, with the cell in which the form asks for it."""

    column: ColumnView
    year: int | None
    address: Address


def years_fit_columns(view: SubmissionView) -> Iterator[Finding]:
    """YEAR_IN_FUTURE or YEAR_OUTSIDE_COLUMN at the cell of the reference year."""
    window = view.framework.rules.reference_year_window
    for stated in _stated_years(view):
        year, column = stated.year, stated.column
        if year is None:
            continue
        if year > view.round:
            found = f"the figures are about {year}"
            yield column.finding("YEAR_IN_FUTURE", stated.address, found, first=0, last=view.round)
        elif column.column.isdigit():
            first, last = int(column.column) - window, int(column.column)
            if not first <= year <= last:
                found = f"the figures in the column {last} are about {year}"
                yield column.finding(
                    "YEAR_OUTSIDE_COLUMN", stated.address, found, first=first, last=last
                )


def years_are_stated(view: SubmissionView) -> Iterator[Finding]:
    """BASELINE_YEAR_MISSING or REFERENCE_YEAR_MISSING at figures without a year."""
    for stated in _stated_years(view):
        if stated.year is None:
            name = stated.column.column
            code = "BASELINE_YEAR_MISSING" if name == BASELINE else "REFERENCE_YEAR_MISSING"
            label = name.replace(OTHER_PREFIX, "other year ")
            found = f"figures in the column {label}, without a year"
            yield stated.column.finding(code, stated.address, found)


def years_have_one_figure(view: SubmissionView) -> Iterator[Finding]:
    """SAME_VALUE_REPEATED or YEAR_WITH_TWO_VALUES at the later of two columns about one year.

    Compared are the totals of headline measures. What states another property that is never
    compared over time (with and without household chores, other ages) is a series of its own.
    """
    registry = view.framework.comparability
    columns: dict[IndicatorKey, list[ColumnView]] = {}
    for column in view.columns:
        columns.setdefault(column.indicator.key, []).append(column)
    for own in columns.values():
        for measure in own[0].indicator.headlines:
            totals = [(column, figure) for column in own if (figure := column.total(measure))]
            for (before, earlier), (column, later) in combinations(totals, 2):
                indicator = column.indicator
                series = (
                    stated_series(figure.observation, indicator, registry)
                    for figure in (earlier, later)
                )
                if earlier.year is None or earlier.year != later.year or are_apart(*series):
                    continue
                is_same = earlier.value == later.value
                code = "SAME_VALUE_REPEATED" if is_same else "YEAR_WITH_TWO_VALUES"
                found = (
                    f"{column.label(later)} for {later.year}; in the column {before.column}: "
                    f"{format_exact(earlier.value)} for the same year"
                )
                yield column.finding(code, later.address, found)


def rows_are_unique(view: SubmissionView) -> Iterator[Finding]:
    """ROW_GIVEN_TWICE at each further row that means the same as one above it."""
    indicators = {indicator.key for indicator in view.framework.indicators}
    first: dict[ObservationKey, str] = {}
    for observation in view.observations:
        above = first.setdefault(observation.key, observation.cell)
        if above != observation.cell and observation.key.indicator in indicators:
            label = breakdown_label(observation.key.breakdown, view.framework)
            found = f"{label} is given here and in the row of {above}"
            yield finding_at(observation, "ROW_GIVEN_TWICE", found)


@lru_cache(maxsize=1)
def _stated_years(view: SubmissionView) -> tuple[StatedYear, ...]:
    """Each year once per cell in which it was asked for, though many figures share it.

    Two rules ask for those of the same submission, one after the other, so the last are kept.
    """
    stated: dict[StatedYear, None] = {}
    for column in view.columns:
        usual_year = _usual_year(column)
        # The form asks once for the year of all figures of a measure.
        first: dict[object, ReportedFigure] = {}
        for figure in column.figures.values():
            asked = (figure.measure, figure.year) if view.form else figure.address
            first.setdefault(asked, figure)
        for figure in first.values():
            # A measure's own cell is only for a year that differs from that of the column.
            differs = figure.year is not None and figure.year != usual_year
            address = view.asked_at(
                Field.REFERENCE_YEAR, column, figure.address, figure.measure if differs else None
            )
            stated[StatedYear(column, figure.year, address)] = None
    return tuple(stated)


def _usual_year(column: ColumnView) -> int | None:
    """The year most measures have; of two equally frequent ones the first."""
    stated = dict.fromkeys((figure.year, figure.measure) for figure in column.figures.values())
    counted = Counter(year for year, _ in stated if year is not None)
    return max(counted, key=counted.__getitem__, default=None)
