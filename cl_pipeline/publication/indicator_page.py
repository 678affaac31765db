"""One sheet per indicator: totals side by side, chart, comparability notes, and each figure."""

from openpyxl.worksheet.worksheet import Worksheet

from cl_pipeline.model.labels import UNIT_LABELS, format_measure
from cl_pipeline.publication.chart import (
    WITHOUT_NOTES,
    ChartText,
    add_chart,
    chart_data,
    write_chart_data,
)
from cl_pipeline.publication.comparability import Comparability, comparability
from cl_pipeline.publication.indicator_tables import (
    NO_FIGURE,
    NO_MEMBER,
    PageInput,
    write_figures,
    write_totals,
)
from cl_pipeline.publication.page import Page

WIDTHS = (18, *(10.5,) * 12, 20, 24)
"""Grid of the page: Member State, six pairs of columns, address, trace key."""

PAIRS_BESIDE = 2
"""Pairs that leave room for the chart beside the table; with more it stands below."""

BESIDE_CM, BELOW_CM, CHART_ROWS = (24, 6), (35, 7), 14
"""Width and height of a chart beside or below the table, and the rows that the latter takes."""

LEGEND = (
    f"{NO_FIGURE} no figure or reason yet · {NO_MEMBER} not a member on the day of the "
    "review, so not expected · letters: explained gap (sheet Coverage). Each number leads to its "
    "row on the sheet Sources."
)


def write_indicator(sheet: Worksheet, data_page: Page, given: PageInput) -> None:
    """The page of one indicator."""
    pack, indicator = given.pack, given.indicator
    page = Page(sheet, WIDTHS)
    page.title(f"{indicator.position}  {indicator.short_name}", pack.notice)
    page.line(indicator.name)
    outcome = next(one for one in pack.outcomes if one.indicator == indicator.key)
    page.line(outcome.reason)
    page.space()
    notes = comparability(pack, indicator)
    beside = page.row
    write_totals(page, given)
    _write_chart(page, data_page, given, notes, beside)
    page.line(LEGEND, small=True)
    page.space()
    page.section("Comparability notes")
    for note in notes.notes:
        page.line(f"•  {note}")
    page.space()
    write_figures(page, given)


def _write_chart(
    page: Page, data_page: Page, given: PageInput, notes: Comparability, beside: int
) -> None:
    data = chart_data(given.pack, given.indicator)
    if data is None:
        return
    warning = f" – {WITHOUT_NOTES}" if notes.differs else ""
    title = f"{given.indicator.position} {format_measure(data.measure)}{warning}"
    unit = UNIT_LABELS.get(data.measure.unit, data.measure.unit)
    words = ChartText(title, unit, given.pack.notice)
    source = write_chart_data(data_page, data, title)
    pairs = len(given.pack.columns) * len(given.indicator.headlines)
    if pairs <= PAIRS_BESIDE:
        # below the heading of the table, which may be longer than the table is wide
        add_chart(page.sheet, f"G{beside + 1}", source, words, BESIDE_CM)
    else:
        add_chart(page.sheet, page.picture(CHART_ROWS), source, words, BELOW_CM)
