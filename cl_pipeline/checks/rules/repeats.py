"""Rules on figures that stand twice: in two columns, for one year, in two rows of one name.

Source: one survey of 2005-06 is repeated as the newest figure in every edition of a yearly report.
"""

from collections.abc import Iterator
from itertools import combinations

from cl_pipeline.catalogue import finding
from cl_pipeline.checks.view import ColumnView, Figure, SubmissionView, plain
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.identity import IndicatorKey
from cl_pipeline.model.labels import breakdown_label
from cl_pipeline.model.observation import ObservationKey


def values_are_new(view: SubmissionView) -> Iterator[Finding]:
    """SAME_VALUE_REPEATED at the later of two columns with one figure about one year."""
    for column, earlier, later in _headline_pairs(view):
        if earlier.value == later.value:
            yield _about("SAME_VALUE_REPEATED", column, earlier, later)


def years_have_one_value(view: SubmissionView) -> Iterator[Finding]:
    """YEAR_WITH_TWO_VALUES at the later of two columns that differ about one year."""
    for column, earlier, later in _headline_pairs(view):
        if earlier.value != later.value:
            yield _about("YEAR_WITH_TWO_VALUES", column, earlier, later)


def rows_stand_once(view: SubmissionView) -> Iterator[Finding]:
    """ROW_GIVEN_TWICE at each further row that means the same as one above it."""
    indicators = {indicator.key: indicator for indicator in view.framework.indicators}
    first: dict[ObservationKey, str] = {}
    for observation in view.observations:
        above = first.setdefault(observation.key, observation.cell)
        if above != observation.cell and observation.key.indicator in indicators:
            words = breakdown_label(observation.key.breakdown, view.framework)
            yield finding(
                "ROW_GIVEN_TWICE",
                found=f"{words} stands here and in the row of {above}",
                sheet=observation.sheet,
                cell=observation.cell,
                indicator=observation.key.indicator,
            )


def _headline_pairs(view: SubmissionView) -> Iterator[tuple[ColumnView, Figure, Figure]]:
    """Totals of a headline measure in two columns that are about the same year."""
    columns: dict[IndicatorKey, list[ColumnView]] = {}
    for column in view.columns:
        columns.setdefault(column.indicator.key, []).append(column)
    for own in columns.values():
        for measure in own[0].indicator.headlines:
            totals = [(column, figure) for column in own if (figure := column.total(measure))]
            for (_, earlier), (column, later) in combinations(totals, 2):
                if _is_of_one_year(earlier, later):
                    yield column, earlier, later


def _is_of_one_year(earlier: Figure, later: Figure) -> bool:
    year = earlier.observation.reference_year
    return year is not None and year == later.observation.reference_year


def _about(code: str, column: ColumnView, earlier: Figure, later: Figure) -> Finding:
    sheet, cell = later.address
    year, before = later.observation.reference_year, earlier.observation.key.column
    return finding(
        code,
        found=(
            f"{column.name(later)}: {plain(later.value)} for {year}; "
            f"in the column {before}: {plain(earlier.value)} for the same year"
        ),
        sheet=sheet,
        cell=cell,
        indicator=column.indicator.key,
    )
