"""The activities of Annex 1 over the years, as a Gantt picture that reads in grey."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from cl_pipeline.forms.text_metrics import wrapped
from cl_pipeline.model.context_tables import ActivityRow, ActivityYear
from cl_pipeline.publication.drawing import DARK, GREY, bare, open_figure, png, words

HEAD, FOOT, LINE = 0.8, 0.85, 0.27
"""Room above and below, and the height of one line, in inches."""

LOOKS = {
    "PLANNED": ("white", "////"),
    "UNDER_WAY": ("#9a9a9a", ""),
    "CARRIED_OUT": (DARK, ""),
    "NOT_TAKEN_UP": ("white", ""),
}
"""Fill and hatching of each state."""

LEGEND = (
    "thin line: tentative time frame of Annex 1 · hatched: planned · grey: under way · "
    "black: carried out · empty box: not taken up for now\n"
    "on the right: the bodies that report, and the Member States that carry the activity out. Time "
    "frames are tentative; nothing is overdue."
)

NAME_WIDTH = 80.0
"""Room for the name of an activity, in Excel's unit of column width."""


def gantt_picture(
    rows: Sequence[ActivityRow], cells: Sequence[ActivityYear], title: str, *, is_sample: bool
) -> bytes:
    """The picture as a PNG: one line per activity, under the name of its key result area."""
    lines = _lines(rows)
    years = sorted({year for row in rows for year in (row.years_from, row.years_to)})
    years = sorted({*years, *(cell.year for cell in cells)})
    first, last = years[0], years[-1]
    height = HEAD + FOOT + LINE * len(lines)
    figure = open_figure(15.0, height)
    axes = figure.add_axes((0.455, FOOT / height, 0.33, 1 - (HEAD + FOOT) / height))
    axes.set_xlim(first, last + 1)
    axes.set_ylim(len(lines) - 0.5, -0.5)
    shown = list(range(first, last + 1))
    axes.set_xticks([year + 0.5 for year in shown], [str(year) for year in shown])
    axes.xaxis.tick_top()
    axes.set_yticks([])
    bare(axes)
    for year in range(first, last + 2):
        axes.axvline(year, color="#d9d9d9", linewidth=0.6, zorder=0)
    for place, line in enumerate(lines):
        if isinstance(line, str):
            _write(axes, place, line, is_bold=True)
        else:
            _draw(axes, place, line, cells)
    words(figure, title, LEGEND, is_sample=is_sample)
    return png(figure)


def _lines(rows: Sequence[ActivityRow]) -> list[str | ActivityRow]:
    lines: list[str | ActivityRow] = []
    for row in rows:
        if not any(isinstance(line, ActivityRow) and line.area == row.area for line in lines[-1:]):
            lines.append(row.area)
        lines.append(row)
    return lines


def _write(axes: Axes, place: int, text: str, *, is_bold: bool = False) -> None:
    shown = wrapped(text, NAME_WIDTH)
    cut = shown[0].rstrip() + (" …" if len(shown) > 1 else "")
    weight = "bold" if is_bold else "normal"
    indent = 0 if is_bold else 0.05
    axes.text(
        -1.37 + indent, place, cut, transform=axes.get_yaxis_transform(), ha="left",
        va="center_baseline", fontsize=8.2, weight=weight, color=DARK,
    )  # fmt: skip


def _draw(axes: Axes, place: int, row: ActivityRow, cells: Sequence[ActivityYear]) -> None:
    _write(axes, place, row.name)
    axes.plot(
        [row.years_from + 0.04, row.years_to + 0.96],
        [place, place],
        color=GREY,
        linewidth=1.2,
        zorder=1,
    )
    reported = [report.body for report in row.reports if report.state]
    depth = 0.72 / max(len(reported), 1)
    for nth, body in enumerate(reported):
        top = place - 0.36 + nth * depth
        for cell in cells:
            if (cell.activity, cell.body) == (row.activity, body):
                fill, hatch = LOOKS[cell.state]
                box = Rectangle(
                    (cell.year, top),
                    1,
                    depth * 0.92,
                    facecolor=fill,
                    hatch=hatch,
                    edgecolor=DARK,
                    linewidth=0.5,
                )
                axes.add_patch(box)
    said = ", ".join((*reported, *row.carried_out_in))
    axes.text(
        1.02, place, said, transform=axes.get_yaxis_transform(), ha="left",
        va="center_baseline", fontsize=8, color=DARK,
    )  # fmt: skip
