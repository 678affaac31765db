"""Coverage as a picture: indicators down, Member States across, readable in grey."""

from io import BytesIO

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import SenderCode
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.model.vintage import Vintage
from cl_pipeline.publication.coverage_table import (
    NOT_EXPECTED,
    NOTHING,
    REPORTED,
    SHOWN_ONLY,
    CoverageRow,
    coverage_rows,
)

DOTS_PER_INCH = 95
HEAD, FOOT = 0.85, 0.85
"""Room for the words above and below the matrix, in inches."""

DARK, GREY, PALE = "#1a1a1a", "#6e6e6e", "#ececec"


def coverage_picture(vintage: Vintage, framework: Framework) -> bytes:
    """The coverage of a round as a PNG, with the sample notice where it applies."""
    rows = coverage_rows(vintage, framework)
    senders = [sender for sender, _ in rows[0].marks] if rows else []
    height = HEAD + FOOT + 0.31 * len(rows)
    figure = Figure(figsize=(10.5, height), dpi=DOTS_PER_INCH)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.38, FOOT / height, 0.61, 1 - (HEAD + FOOT) / height))
    _draw_frame(axes, rows, senders, framework.rules.reporting_threshold)
    for place, row in enumerate(rows):
        for across, (_, mark) in enumerate(row.marks):
            _draw_mark(axes, across, place, mark)
    _draw_text(figure, vintage, framework, height)
    content = BytesIO()
    figure.savefig(
        content, format="png", metadata={"Software": None}, pil_kwargs={"optimize": True}
    )
    return content.getvalue()


def _draw_frame(
    axes: Axes, rows: tuple[CoverageRow, ...], senders: list[SenderCode], threshold: int
) -> None:
    axes.set_xlim(-0.5, len(senders) + 0.9)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xticks([*range(len(senders)), len(senders) + 0.2], [*senders, "count"], fontsize=9)
    names = [f"{row.indicator.position}  {row.indicator.short_name}" for row in rows]
    axes.set_yticks(range(len(rows)), names, fontsize=9)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    for place, row in enumerate(rows):
        if place % 2 == 0:
            axes.axhspan(place - 0.5, place + 0.5, color=PALE, linewidth=0)
        meets = row.count >= threshold
        weight = "bold" if meets else "normal"
        axes.text(
            len(senders) + 0.2,
            place,
            str(row.count),
            ha="center",
            va="center_baseline",
            weight=weight,
        )


def _draw_mark(axes: Axes, across: int, place: int, mark: str) -> None:
    if mark.startswith((REPORTED, SHOWN_ONLY)):
        face = DARK if mark.startswith(REPORTED) else GREY
        axes.plot(across, place, "o", markersize=9, color=face)
    elif mark == NOTHING:
        axes.plot(across, place, "o", markersize=9, markerfacecolor="white", color=GREY)
    else:
        colour = GREY if mark == NOT_EXPECTED else DARK
        axes.text(across, place, mark, ha="center", va="center_baseline", fontsize=9, color=colour)


def _draw_text(figure: Figure, vintage: Vintage, framework: Framework, height: float) -> None:
    threshold = framework.rules.reporting_threshold
    figure.text(
        0.02,
        1 - 0.3 / height,
        f"Coverage of list A, round {vintage.round}",
        fontsize=13,
        weight="bold",
    )
    figure.text(
        0.02,
        0.5 / height,
        f"black: reported and counted · grey: shown, not counted · white: no figure yet, and no "
        f"reason given · letters: explained gap\n– not a member on the day of the review · "
        f"count in bold: {threshold} Member States or more · vintage {vintage.vintage_id}",
        fontsize=8,
        color=DARK,
        va="center",
    )
    if vintage.is_sample:
        figure.text(0.02, 0.1 / height, SAMPLE_NOTICE, fontsize=8, style="italic", weight="bold")
