"""The two tables on an indicator's page: totals side by side, and each figure with its source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cl_pipeline.model.codes import CoverageState
from cl_pipeline.model.identity import ColumnKey, MeasureKey, SenderCode
from cl_pipeline.model.indicators import Indicator, Measure
from cl_pipeline.model.labels import (
    UNIT_LABELS,
    format_column,
    format_flags,
    format_measure,
    format_source,
    format_year,
    small_count_label,
)
from cl_pipeline.model.review import RedactedReview
from cl_pipeline.model.vintage import ConsolidatedValue
from cl_pipeline.publication.cells import Content, Figure
from cl_pipeline.publication.page import Page

PAIRS = 5
"""Pairs of value and year that fit beside one another."""

NO_FIGURE, NO_MEMBER = "..", "n.m."
"""Marks beside numbers; the circle and the dash of the matrix could be read as a zero there.
Source: two dots for what is not available, as in tables of the United Nations."""

FIGURES_HEADING = "Each figure with its source, and each gap with a note"
NOTHING_YET = "There are none yet."

FIGURE_HEADERS = (
    ("Member State", 1),
    ("Column", 1),
    ("Measure", 2),
    ("Number", 1),
    ("About year", 1),
    ("Remarks", 1),
    ("Ages and definition", 3),
    ("Source", 3),
    ("Sheet and cell; file", 1),
    ("Trace key", 1),
)

Totals = Mapping[tuple[SenderCode, MeasureKey, ColumnKey], ConsolidatedValue]


@dataclass(frozen=True, slots=True)
class PageInput:
    """What one indicator's page is written from; ``places`` lead from trace key to source."""

    pack: RedactedReview
    indicator: Indicator
    places: Mapping[str, str]
    not_expected: frozenset[tuple[SenderCode, ColumnKey]]


def not_expected(
    pack: RedactedReview, indicator: Indicator
) -> frozenset[tuple[SenderCode, ColumnKey]]:
    """Cells of the page in which nothing is expected."""
    return frozenset(
        (entry.sender, entry.column)
        for entry in pack.vintage.coverage
        if entry.indicator == indicator.key and entry.state == CoverageState.NOT_EXPECTED
    )


@dataclass(frozen=True, slots=True)
class Table:
    """One table with its heading, ready to be shown in any medium."""

    heading: str
    headers: tuple[str, ...]
    rows: tuple[Sequence[Content], ...]


def totals_tables(given: PageInput) -> tuple[Table, ...]:
    """The headline totals: one row per Member State, a pair of value and year per column.

    All measures stand in one table where they fit, else in one table each.
    """
    pack, indicator = given.pack, given.indicator
    totals = {
        (value.sender, value.key.measure, value.key.column): value
        for value in pack.totals(indicator)
    }
    measures = indicator.headlines
    is_one_table = len(measures) * len(pack.columns) <= PAIRS
    groups = [measures] if is_one_table else [(measure,) for measure in measures]
    return tuple(
        Table(
            " · ".join(format_measure(measure) for measure in group),
            tuple(_totals_headers(pack, group)),
            tuple(_totals_row(given, totals, group, sender) for sender in pack.senders),
        )
        for group in groups
    )


def write_totals(page: Page, given: PageInput) -> None:
    """The tables of totals on a sheet."""
    for table in totals_tables(given):
        page.section(table.heading)
        page.table(table.headers, table.rows, centred=True, is_paged=True)


def _totals_headers(pack: RedactedReview, measures: Sequence[Measure]) -> list[str]:
    headers = ["Member State"]
    for measure in measures:
        for column in pack.columns:
            name = format_column(column)
            unit = UNIT_LABELS.get(measure.unit, measure.unit)
            headers += [f"{name}, {unit}" if len(measures) > 1 else name, "about year"]
    return headers


def _totals_row(
    given: PageInput, totals: Totals, measures: Sequence[Measure], sender: SenderCode
) -> list[Content]:
    row: list[Content] = [given.pack.country(sender)]
    for measure in measures:
        for column in given.pack.columns:
            value = totals.get((sender, measure.key, column))
            if value is not None and value.value is not None:
                row += [_figure(given, value), format_year(value.reference_year)]
            elif value is None and (sender, column) in given.not_expected:
                row += [NO_MEMBER, None]
            else:
                row += [_gap_mark(given, value), None]
    return row


def _gap_mark(given: PageInput, value: ConsolidatedValue | None) -> str:
    if value is None or not _is_told(given, value):
        return NO_FIGURE
    return value.gap_code or NO_FIGURE


def _is_told(given: PageInput, value: ConsolidatedValue) -> bool:
    """True for a number, a hidden small count, and a gap that the sender explains."""
    framework = given.pack.framework
    told = {gap.code for gap in framework.gap_codes if gap.is_explained} | {
        small_count_label(framework)
    }
    return value.value is not None or value.gap_code in told


def _has_text(given: PageInput, value: ConsolidatedValue) -> bool:
    """True for a number and for a gap with a note; other gaps are told by their code alone."""
    return value.value is not None or bool(given.pack.observation(value).gap_note)


def _figure(given: PageInput, value: ConsolidatedValue) -> Content:
    if value.value is None:
        return value.gap_code
    return Figure(value.value, value.trace_key, given.places[value.trace_key])


def figures_table(given: PageInput) -> Table:
    """Each total that is held, with what is needed to understand it.

    Grain: one Member State, column and measure; key: the trace key.
    """
    told = [value for value in given.pack.totals(given.indicator) if _has_text(given, value)]
    rows = tuple(_figure_row(given, value) for value in told)
    return Table(FIGURES_HEADING, tuple(header for header, _ in FIGURE_HEADERS), rows)


def write_figures(page: Page, given: PageInput) -> None:
    """The table of figures on a sheet."""
    table = figures_table(given)
    page.section(table.heading)
    spans = tuple(span for _, span in FIGURE_HEADERS)
    page.table(table.headers, table.rows, spans=spans, nothing=NOTHING_YET, is_paged=True)


def _figure_row(given: PageInput, value: ConsolidatedValue) -> Sequence[Content]:
    pack = given.pack
    seen = pack.observation(value)
    ages = f"ages {seen.age_range}" if seen.age_range else ""
    described = "; ".join(text for text in (ages, seen.definition) if text) or "not stated"
    is_number = value.value is not None
    return (
        pack.country(value.sender),
        format_column(value.key.column),
        format_measure(given.indicator.measure(value.key.measure)),
        _figure(given, value),
        format_year(value.reference_year) if is_number else "",
        format_flags(value) if is_number else _gap_text(given, value),
        described if is_number else "",
        format_source(seen) if is_number else "",
        f"{value.sheet}!{value.cell}; {pack.submission(value).path}",
        value.trace_key,
    )


def _gap_text(given: PageInput, value: ConsolidatedValue) -> str:
    names = {gap.code: gap.name for gap in given.pack.framework.gap_codes}
    note = given.pack.observation(value).gap_note
    name = names.get(value.gap_code or "", "no number")
    return f"{name}: {note}" if note else name
