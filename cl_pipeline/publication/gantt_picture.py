"""The activities of Annex 1 over the years, as a Gantt picture that reads in grey."""

from collections.abc import Sequence
from itertools import groupby

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from cl_pipeline.forms.text_metrics import wrapped
from cl_pipeline.model.context_tables import ActivityRow, ActivityYear
from cl_pipeline.publication.drawing import (
    DARK,
    GREY,
    captions,
    open_rows,
    png,
    write,
)

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
"""Space for the name of an activity, in Excel's unit of column width."""

BOX = 0.72
"""The part of a line's height that is filled."""


def gantt_picture(
    rows: Sequence[ActivityRow], cells: Sequence[ActivityYear], title: str, *, is_sample: bool
) -> bytes:
    """The picture as a PNG: one line per activity, under the name of its key result area."""
    lines = _lines(rows)
    years = {year for row in rows for year in (row.years_from, row.years_to)}
    years |= {cell.year for cell in cells}
    shown = range(min(years), max(years) + 1)
    figure, axes = open_rows(15.0, 0.27, len(lines), (0.455, 0.33))
    axes.set_xlim(shown[0], shown[-1] + 1)
    axes.set_xticks([year + 0.5 for year in shown], [str(year) for year in shown])
    axes.set_yticks([])
    for year in (*shown, shown[-1] + 1):
        axes.axvline(year, color="#d9d9d9", linewidth=0.6, zorder=0)
    for place, line in enumerate(lines):
        if isinstance(line, str):
            _write_name(axes, place, line, is_bold=True)
        else:
            _draw(axes, place, line, cells)
    captions(figure, title, LEGEND, is_sample=is_sample)
    return png(figure)


def _lines(rows: Sequence[ActivityRow]) -> list[str | ActivityRow]:
    """The rows, each key result area under its name."""
    areas = groupby(rows, key=lambda row: row.area)
    return [line for area, own in areas for line in (area, *own)]


def _write_name(axes: Axes, place: int, text: str, *, is_bold: bool = False) -> None:
    first, *others = wrapped(text, NAME_WIDTH)
    shortened = first.rstrip() + (" …" if others else "")
    x, weight = (-1.37, "bold") if is_bold else (-1.32, "normal")
    write(axes, x, place, shortened, 8.2, weight=weight, is_outside=True)


def _draw(axes: Axes, place: int, row: ActivityRow, cells: Sequence[ActivityYear]) -> None:
    _write_name(axes, place, row.name)
    frame = [row.years_from + 0.04, row.years_to + 0.96]
    axes.plot(frame, [place, place], color=GREY, linewidth=1.2, zorder=1)
    bodies = [report.body for report in row.reports if report.state]
    depth = BOX / max(len(bodies), 1)
    for cell in cells:
        if cell.activity == row.activity and cell.body in bodies:
            top = place - BOX / 2 + bodies.index(cell.body) * depth
            fill, hatch = LOOKS[cell.state]
            axes.add_patch(
                Rectangle(
                    (cell.year, top), 1, depth * 0.92,
                    facecolor=fill, hatch=hatch, edgecolor=DARK, linewidth=0.5,
                )
            )  # fmt: skip
    write(axes, 1.02, place, ", ".join((*bodies, *row.carried_out_in)), 8, is_outside=True)
