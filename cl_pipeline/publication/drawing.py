"""What the pictures around the indicators share: a figure without global state, and its bytes."""

from io import BytesIO

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from cl_pipeline.model.labels import SAMPLE_NOTICE

DOTS_PER_INCH = 95
DARK, GREY, PALE = "#1a1a1a", "#6e6e6e", "#ececec"


def open_figure(width: float, height: float) -> Figure:
    """A figure of that many inches, drawn without matplotlib's global state."""
    figure = Figure(figsize=(width, height), dpi=DOTS_PER_INCH)
    FigureCanvasAgg(figure)
    return figure


def bare(axes: Axes) -> None:
    """Takes away the frame and the ticks."""
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)


def words(figure: Figure, title: str, legend: str, *, is_sample: bool) -> None:
    """Title above, legend below and, where it applies, the sample notice."""
    height = figure.get_figheight()
    figure.text(0.02, 1 - 0.3 / height, title, fontsize=13, weight="bold")
    figure.text(0.02, 0.45 / height, legend, fontsize=8, color=DARK, va="center")
    if is_sample:
        figure.text(0.02, 0.1 / height, SAMPLE_NOTICE, fontsize=8, style="italic", weight="bold")


def png(figure: Figure) -> bytes:
    """The figure as a PNG; the same figure gives the same bytes."""
    content = BytesIO()
    figure.savefig(
        content, format="png", metadata={"Software": None}, pil_kwargs={"optimize": True}
    )
    return content.getvalue()
