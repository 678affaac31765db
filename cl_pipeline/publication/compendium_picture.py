"""The compendium as a picture: indicators down, Member States across, the newest source in each."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from cl_pipeline.model.context_tables import CompendiumRow
from cl_pipeline.model.framework import Framework
from cl_pipeline.publication.drawing import DARK, GREY, PALE, bare, open_figure, png, words

HEAD, FOOT = 0.85, 0.8
"""Room for the words above and below the matrix, in inches."""

LEGEND = (
    "in each field: year of the newest source in use, and how many are named · –: without a year\n"
    "empty: no source named · grey column: the Member State has not answered the survey yet"
)


def compendium_picture(
    rows: Sequence[CompendiumRow], framework: Framework, title: str, *, is_sample: bool
) -> bytes:
    """The matrix as a PNG; Member States that name nothing have a grey column."""
    named = {row.indicator for row in rows}
    indicators = [
        indicator for indicator in framework.indicators if indicator.key in named or indicator.letter == "A"
    ]  # fmt: skip
    senders = [state.code for state in framework.member_states]
    height = HEAD + FOOT + 0.33 * len(indicators)
    figure = open_figure(12.0, height)
    axes = figure.add_axes((0.34, FOOT / height, 0.65, 1 - (HEAD + FOOT) / height))
    axes.set_xlim(-0.5, len(senders) - 0.5)
    axes.set_ylim(len(indicators) - 0.5, -0.5)
    axes.set_xticks(range(len(senders)), senders, fontsize=9)
    labels = [f"{indicator.position}  {indicator.short_name}" for indicator in indicators]
    axes.set_yticks(range(len(indicators)), labels, fontsize=9)
    axes.xaxis.tick_top()
    bare(axes)
    answered = {row.sender for row in rows}
    for across, sender in enumerate(senders):
        if sender not in answered:
            axes.axvspan(across - 0.5, across + 0.5, color=PALE, linewidth=0)
    places = {one.key: place for place, one in enumerate(indicators)}
    for row in rows:
        _draw(axes, senders.index(row.sender), places[row.indicator], row)
    for place in range(len(indicators) - 1):
        axes.axhline(place + 0.5, color=PALE, linewidth=1)
    words(figure, title, LEGEND, is_sample=is_sample)
    return png(figure)


def _draw(axes: Axes, across: int, place: int, row: CompendiumRow) -> None:
    year = str(row.newest_year) if row.newest_year else "–"
    axes.text(across, place, year, ha="center", va="center_baseline", fontsize=9.5, color=DARK)
    axes.text(
        across + 0.44, place + 0.2, f"{len(row.sources)}", ha="right", va="center_baseline",
        fontsize=6.5, color=GREY,
    )  # fmt: skip
