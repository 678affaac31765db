"""What all pictures share: a figure without global state, its captions, and its bytes."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from cl_pipeline.model.labels import SAMPLE_NOTICE

DOTS_PER_INCH = 95
DARK, GREY, PALE = "#1a1a1a", "#6e6e6e", "#ececec"
HEAD, FOOT = 0.85, 0.85
"""Inches for the title above and the legend below a picture."""


def open_figure(width: float, height: float) -> Figure:
    """A figure of that many inches, drawn without matplotlib's global state."""
    figure = Figure(figsize=(width, height), dpi=DOTS_PER_INCH)
    FigureCanvasAgg(figure)
    return figure


def open_rows(
    width: float, line: float, count: int, span: tuple[float, float]
) -> tuple[Figure, Axes]:
    """A figure with so many rows of ``line`` inches, counted from the top.

    ``span`` is where the drawing begins, and how wide it is, as parts of the figure's width.
    """
    height = HEAD + FOOT + line * count
    figure = open_figure(width, height)
    axes = figure.add_axes((span[0], FOOT / height, span[1], 1 - (HEAD + FOOT) / height))
    axes.set_ylim(count - 0.5, -0.5)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    return figure, axes


def label_matrix(axes: Axes, columns: Sequence[str], rows: Sequence[str]) -> None:
    """Write the names of columns above and of rows on the left."""
    axes.set_xlim(-0.5, len(columns) - 0.5)
    axes.set_xticks(range(len(columns)), columns, fontsize=9)
    axes.set_yticks(range(len(rows)), rows, fontsize=9)


def write(
    axes: Axes,
    x: float,
    row: float,
    text: str,
    size: float = 9,
    *,
    is_outside: bool = False,
    **more: str,
) -> None:
    """Write a text at the height of a row, in the middle unless ``ha`` says otherwise.

    Outside the drawing ``x`` counts in widths of the drawing, and the text begins there.
    """
    options: dict[str, Any] = {"ha": "center", "va": "center_baseline", "color": DARK}
    if is_outside:
        options |= {"ha": "left", "transform": axes.get_yaxis_transform()}
    axes.text(x, row, text, fontsize=size, **options | more)


def captions(figure: Figure, title: str, legend: str, *, is_sample: bool) -> None:
    """Title above, legend below and, where it applies, the sample notice."""
    height = figure.get_figheight()
    figure.text(0.02, 1 - 0.3 / height, title, fontsize=13, weight="bold")
    figure.text(0.02, 0.47 / height, legend, fontsize=8, color=DARK, va="center")
    if is_sample:
        figure.text(0.02, 0.1 / height, SAMPLE_NOTICE, fontsize=8, style="italic", weight="bold")


def png(figure: Figure) -> bytes:
    """The figure as a PNG; the same figure gives the same bytes."""
    content = BytesIO()
    figure.savefig(
        content, format="png", metadata={"Software": None}, pil_kwargs={"optimize": True}
    )
    return content.getvalue()
