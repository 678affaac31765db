"""A native chart of one indicator, where at least two Member States have numbers."""

from copy import copy
from dataclasses import dataclass
from typing import Literal

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.legend import Legend
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.colors import ColorChoice
from openpyxl.drawing.fill import PatternFillProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import (
    CharacterProperties,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
)
from openpyxl.worksheet.worksheet import Worksheet

from cl_pipeline.model.codes import MeasureRole
from cl_pipeline.model.identity import ColumnKey
from cl_pipeline.model.indicators import Indicator, Measure
from cl_pipeline.model.labels import format_column
from cl_pipeline.model.review import RedactedReview
from cl_pipeline.publication.cells import Figure
from cl_pipeline.publication.page import Page
from cl_pipeline.publication.review_data import source_places

CHART_DATA = "Chart data"

FEWEST_COUNTRIES = 2

DARK, MIDDLE, PALE, WHITE = "303030", "8C8C8C", "D9D9D9", "FFFFFF"


def _hatched(pattern: Literal["wdUpDiag", "lgGrid"]) -> GraphicalProperties:
    fill = PatternFillProperties(
        prst=pattern,
        fgClr=ColorChoice(srgbClr=DARK),  # type: ignore[arg-type]  # takes the six digits
        bgClr=ColorChoice(srgbClr=WHITE),  # type: ignore[arg-type]  # takes the six digits
    )
    return GraphicalProperties(pattFill=fill)


FILLS = (
    GraphicalProperties(solidFill=DARK),
    GraphicalProperties(solidFill=PALE),
    _hatched("wdUpDiag"),
    GraphicalProperties(solidFill=MIDDLE),
    _hatched("lgGrid"),
)
"""One fill per column, told apart in a black-and-white print: three greys and two hatchings."""

WITHOUT_NOTES = "not comparable without the notes"


@dataclass(frozen=True, slots=True)
class ChartData:
    """The numbers of one chart: one row per Member State, one column per reporting column."""

    measure: Measure
    columns: tuple[ColumnKey, ...]
    rows: tuple[tuple[str, tuple[Figure | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class ChartSource:
    """Where a chart's numbers stand: the series with their names, and the categories."""

    series: Reference
    categories: Reference


def chart_data(pack: RedactedReview, indicator: Indicator) -> ChartData | None:
    """The headline measure to draw: a rate before a count, if two Member States have numbers."""
    headlines = sorted(
        indicator.headlines,
        key=lambda headline: (headline.role != MeasureRole.RATE, headline.position),
    )
    for measure in headlines:
        data = _data_of(pack, indicator, measure)
        if data is not None and len(data.rows) >= FEWEST_COUNTRIES:
            return data
    return None


def _data_of(pack: RedactedReview, indicator: Indicator, measure: Measure) -> ChartData | None:
    places = source_places(pack)
    numbers = {
        (value.sender, value.key.column): (
            Figure(value.value, value.trace_key, places[value.trace_key]),
            value.reference_year,
        )
        for value in pack.totals(indicator)
        if value.key.measure == measure.key and value.value is not None
    }
    columns = tuple(
        column
        for column in pack.columns
        if any((sender, column) in numbers for sender in pack.senders)
    )
    rows = []
    for sender in pack.senders:
        found = [numbers.get((sender, column)) for column in columns]
        if any(found):
            years = ", ".join(sorted({str(finding[1] or "?") for finding in found if finding}))
            rows.append(
                (f"{sender} {years}", tuple(finding[0] if finding else None for finding in found))
            )
    return ChartData(measure, columns, tuple(rows)) if rows else None


def write_chart_data(page: Page, data: ChartData, title: str) -> ChartSource:
    """The next block on the sheet of chart data: title, header, one row per Member State."""
    page.section(title)
    headers = ["", *(format_column(column) for column in data.columns)]
    first = page.table(headers, [[label, *values] for label, values in data.rows])
    last, width = first + len(data.rows), 1 + len(data.columns)
    return ChartSource(
        Reference(page.sheet, min_col=2, max_col=width, min_row=first, max_row=last),
        Reference(page.sheet, min_col=1, min_row=first + 1, max_row=last),
    )


@dataclass(frozen=True, slots=True)
class ChartText:
    """The words of a chart: its title, what its bars measure, and the notice it must carry."""

    title: str
    axis: str
    notice: str | None


def add_chart(
    sheet: Worksheet,
    anchor: str,
    source: ChartSource,
    words: ChartText,
    size_cm: tuple[int, int],
) -> None:
    """The chart on the indicator's page, drawn from its block of chart data."""
    chart = BarChart()
    chart.type, chart.grouping, chart.gapWidth, chart.overlap = "col", "clustered", 70, -5
    chart.add_data(source.series, titles_from_data=True)
    chart.set_categories(source.categories)
    chart.title = _title(words.title, words.notice)
    chart.width, chart.height = size_cm
    if len(chart.series) == 1:
        chart.legend = None
    else:
        chart.legend = Legend()
        chart.legend.position = "b"
    _draw_axes(chart)
    chart.y_axis.title = Title(tx=Text(rich=RichText(p=[_line(words.axis, 800)])), overlay=False)
    for series, fill in zip(chart.series, FILLS, strict=False):
        series.graphicalProperties = copy(fill)
        series.graphicalProperties.line = LineProperties(solidFill="404040")
    sheet.add_chart(chart, anchor)


def _title(text: str, notice: str | None) -> Title:
    """The title, and below it the notice, which goes along when the chart is copied elsewhere."""
    lines = [_line(text, 1000, bold=True), *([_line(notice, 800)] if notice else [])]
    return Title(tx=Text(rich=RichText(p=lines)), overlay=False)


def _line(text: str, size: int, *, bold: bool = False) -> Paragraph:
    """One line of a chart's words; ``size`` in hundredths of a point."""
    letters = CharacterProperties(sz=size, b=bold)
    run = RegularTextRun(rPr=letters, t=text)
    return Paragraph(pPr=ParagraphProperties(defRPr=letters), r=[run])


def _draw_axes(chart: BarChart) -> None:
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.txPr = chart.y_axis.txPr = _small_letters()
    pale = GraphicalProperties(ln=LineProperties(solidFill="D9D9D9"))
    chart.y_axis.majorGridlines = ChartLines(spPr=pale)
    chart.y_axis.number_format = "#,##0"
    chart.y_axis.scaling.min = 0
    chart.dataLabels = DataLabelList(showVal=True, txPr=_small_letters())
    for off in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
        setattr(chart.dataLabels, off, False)


def _small_letters() -> RichText:
    letters = CharacterProperties(sz=800)
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=letters), endParaRPr=letters)])
