"""The chart of one indicator as a picture, readable in grey."""

from io import BytesIO

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from cl_pipeline.model.labels import UNIT_LABELS, format_column
from cl_pipeline.model.number_format import format_number
from cl_pipeline.publication.chart import ChartData

INCHES = (8.6, 2.9)
DOTS_PER_INCH = 110
LOOKS = (("#303030", ""), ("#d9d9d9", ""), ("white", "///"), ("#8c8c8c", ""), ("white", "++"))
"""Fill and hatching per column, told apart in a black-and-white print."""


def bar_chart(data: ChartData, title: str, notice: str | None) -> bytes:
    """The chart as a PNG with its title, and the notice where there is one."""
    figure = Figure(figsize=INCHES, dpi=DOTS_PER_INCH, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    width = 0.8 / len(data.columns)
    for place, column in enumerate(data.columns):
        colour, hatch = LOOKS[place % len(LOOKS)]
        drawn = [
            (across + (place - (len(data.columns) - 1) / 2) * width, values[place])
            for across, (_, values) in enumerate(data.rows)
        ]
        at = [(x, one.value) for x, one in drawn if one is not None]
        bars = axes.bar(
            [x for x, _ in at],
            [float(number) for _, number in at],
            width * 0.92,
            color=colour,
            hatch=hatch,
            edgecolor="#404040",
            label=format_column(column),
        )
        axes.bar_label(bars, [format_number(number) for _, number in at], fontsize=7, padding=1)
    axes.set_xticks(range(len(data.rows)), [label for label, _ in data.rows], fontsize=8)
    axes.set_ylabel(UNIT_LABELS.get(data.measure.unit, data.measure.unit), fontsize=8)
    axes.tick_params(axis="y", labelsize=8)
    axes.ticklabel_format(axis="y", style="plain")
    axes.margins(y=0.15)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_title("\n".join(part for part in (title, notice) if part), fontsize=9)
    if len(data.columns) > 1:
        axes.legend(fontsize=7, frameon=False, ncols=len(data.columns))
    content = BytesIO()
    figure.savefig(content, format="png", metadata={"Software": None})
    return content.getvalue()
