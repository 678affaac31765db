"""Figures by sex, age or place of which no total was stated: shown as parts, never counted."""

from collections import defaultdict

from cl_pipeline.model.codes import ConfidentialityStatus
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import ColumnKey, MeasureKey, SenderCode
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.model.labels import (
    breakdown_label,
    format_column,
    format_measure,
    format_year,
    small_count_label,
)
from cl_pipeline.model.review import RedactedReview
from cl_pipeline.model.table import Cell, Column, ColumnType, Table
from cl_pipeline.model.vintage import ConsolidatedValue

PART_COLUMNS = (
    Column("sender", "Member State", width=18),
    Column("column", "Column", width=10.5),
    Column("measure", "Measure", width=40),
    Column("part", "Part", width=30),
    Column("value", "Number", type=ColumnType.NUMBER, width=13),
    Column("reference_year", "About year", type=ColumnType.YEAR, width=10.5),
    Column("trace_key", "Trace key", width=31),
)

Parts = dict[tuple[SenderCode, MeasureKey, ColumnKey], list[ConsolidatedValue]]


def parts_without_total(review: RedactedReview, indicator: Indicator) -> Parts:
    """The figures of headline measures by one property whose total nobody stated or explained.

    Left out are those of a Member State and column of which a part may not be shown: the other
    parts would give it away.
    """
    headlines = {measure.key for measure in indicator.headlines}
    explained = {gap.code for gap in review.framework.gap_codes if gap.is_explained}
    found: Parts = defaultdict(list)
    totals: set[tuple[SenderCode, MeasureKey, ColumnKey]] = set()
    for value in review.vintage.values:
        key = value.key
        if key.indicator == indicator.key and key.measure in headlines:
            place = (value.sender, key.measure, key.column)
            if key.breakdown.is_total and (value.value is not None or value.gap_code in explained):
                totals.add(place)
            if len(key.breakdown.given()) == 1:
                found[place].append(value)
    not_shown = _hidden_codes(review.framework)
    hidden = {
        (sender, column)
        for (sender, _, column), values in found.items()
        if any(value.value is None and value.gap_code in not_shown for value in values)
    }
    shown: Parts = {}
    for place, values in found.items():
        numbers = [value for value in values if value.value is not None]
        if numbers and place not in totals and (place[0], place[2]) not in hidden:
            shown[place] = numbers
    return shown


def parts_table(review: RedactedReview, indicator: Indicator) -> Table:
    """Parts of which no total was stated; grain: one figure, key ``trace_key``."""
    rows: list[tuple[Cell, ...]] = [
        (
            review.country(sender),
            format_column(column),
            format_measure(indicator.measure(measure)),
            breakdown_label(value.key.breakdown, review.framework),
            value.value,
            format_year(value.reference_year),
            value.trace_key,
        )
        for (sender, measure, column), values in parts_without_total(review, indicator).items()
        for value in values
    ]
    return Table("Parts without a total, which do not count", PART_COLUMNS, tuple(rows))


def _hidden_codes(framework: Framework) -> set[str]:
    """What is shown in place of a figure that may not be shown."""
    withheld = {
        gap.code for gap in framework.gap_codes if gap.conf_status != ConfidentialityStatus.FREE
    }
    return withheld | {small_count_label(framework)}
