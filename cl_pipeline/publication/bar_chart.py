"""The chart of one indicator, where at least two Member States have numbers; readable in grey."""

from dataclasses import dataclass
from decimal import Decimal

from cl_pipeline.model.codes import MeasureRole
from cl_pipeline.model.document import Picture
from cl_pipeline.model.identity import ColumnKey, SenderCode
from cl_pipeline.model.indicators import Indicator, Measure
from cl_pipeline.model.labels import UNIT_LABELS, format_column, format_measure
from cl_pipeline.model.number_format import format_number
from cl_pipeline.model.review import RedactedReview
from cl_pipeline.publication.pictures import open_figure, png

FEWEST_COUNTRIES = 2

INCHES = (8.6, 2.9)

LOOKS = (("#303030", ""), ("#d9d9d9", ""), ("white", "///"), ("#8c8c8c", ""), ("white", "++"))
"""Fill and hatching per column, different in a black-and-white print."""

WITHOUT_NOTES = "not comparable without the notes"


@dataclass(frozen=True, slots=True)
class ChartData:
    """The numbers of one chart: one row per Member State, one column per reporting column.

    A row's label has the Member State's code and the years its numbers are about.
    """

    measure: Measure
    columns: tuple[ColumnKey, ...]
    rows: tuple[tuple[str, tuple[Decimal | None, ...]], ...]


def indicator_chart(
    review: RedactedReview, indicator: Indicator, *, differs: bool
) -> Picture | None:
    """The chart of an indicator; its title warns where the figures differ in what they measure."""
    data = chart_data(review, indicator)
    if data is None:
        return None
    name = format_measure(data.measure)
    title = f"{indicator.position} {name}" + (f" – {WITHOUT_NOTES}" if differs else "")
    description = f"Bars of {name} by Member State; the table above has the numbers."
    return Picture(bar_chart(data, title, review.notice), description)


def chart_data(review: RedactedReview, indicator: Indicator) -> ChartData | None:
    """The headline measure to draw: a rate before a count, if two Member States have numbers."""
    headlines = sorted(
        indicator.headlines,
        key=lambda headline: (headline.role != MeasureRole.RATE, headline.position),
    )
    for measure in headlines:
        data = _data_of(review, indicator, measure)
        if len(data.rows) >= FEWEST_COUNTRIES:
            return data
    return None


def _data_of(review: RedactedReview, indicator: Indicator, measure: Measure) -> ChartData:
    numbers: dict[SenderCode, dict[ColumnKey, tuple[Decimal, str]]] = {}
    for value in review.headline_numbers(indicator):
        if value.key.measure == measure.key and value.value is not None:
            year = str(value.reference_year or "?")
            numbers.setdefault(value.sender, {})[value.key.column] = (value.value, year)
    columns = tuple(
        column for column in review.columns if any(column in own for own in numbers.values())
    )
    rows = []
    for sender in review.in_order(numbers):
        own = numbers[sender]
        years = ", ".join(sorted({year for _, year in own.values()}))
        shown = tuple(own[column][0] if column in own else None for column in columns)
        rows.append((f"{sender} {years}", shown))
    return ChartData(measure, columns, tuple(rows))


def bar_chart(data: ChartData, title: str, notice: str | None) -> bytes:
    """The chart as a PNG with its title, and the notice where there is one."""
    figure = open_figure(*INCHES)
    figure.set_layout_engine("constrained")
    axes = figure.add_subplot()
    width = 0.8 / len(data.columns)
    for place, column in enumerate(data.columns):
        colour, hatch = LOOKS[place % len(LOOKS)]
        offset = (place - (len(data.columns) - 1) / 2) * width
        drawn = [
            (across + offset, numbers[place])
            for across, (_, numbers) in enumerate(data.rows)
            if numbers[place] is not None
        ]
        bars = axes.bar(
            [x for x, _ in drawn],
            [float(number or 0) for _, number in drawn],
            width * 0.92,
            color=colour, hatch=hatch, edgecolor="#404040", label=format_column(column),
        )  # fmt: skip
        labels = [format_number(number or Decimal(0)) for _, number in drawn]
        axes.bar_label(bars, labels, fontsize=7, padding=1)
    axes.set_xticks(range(len(data.rows)), [label for label, _ in data.rows], fontsize=8)
    axes.set_ylabel(UNIT_LABELS.get(data.measure.unit, data.measure.unit), fontsize=8)
    axes.tick_params(axis="y", labelsize=8)
    axes.ticklabel_format(axis="y", style="plain")
    axes.margins(y=0.15)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_title("\n".join(part for part in (title, notice) if part), fontsize=9)
    if len(data.columns) > 1:
        figure.legend(
            loc="outside lower center", fontsize=7, frameon=False, ncols=len(data.columns)
        )
    return png(figure)
