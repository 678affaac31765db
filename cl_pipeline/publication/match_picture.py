"""Wishes and offers as a picture: themes down, Member States across."""

from collections.abc import Sequence

from cl_pipeline.model.context_tables import ThemeMatch
from cl_pipeline.model.framework import Framework
from cl_pipeline.publication.drawing import DARK, PALE, bare, open_figure, png, words

HEAD, FOOT, LINE = 0.85, 0.8, 0.4
"""Room above and below, and the height of one theme, in inches."""

LEGEND = (
    "black dot: offers a practice · ring: wishes to learn or for support · both: offers one and "
    "wishes for another\nin the last column: who may learn from whom, where wish and offer meet"
)


def match_picture(
    rows: Sequence[ThemeMatch], framework: Framework, title: str, *, is_sample: bool
) -> bytes:
    """The matrix as a PNG."""
    senders = [state.code for state in framework.member_states]
    height = HEAD + FOOT + LINE * max(len(rows), 1)
    figure = open_figure(13.0, height)
    axes = figure.add_axes((0.27, FOOT / height, 0.5, 1 - (HEAD + FOOT) / height))
    axes.set_xlim(-0.5, len(senders) - 0.5)
    axes.set_ylim(max(len(rows), 1) - 0.5, -0.5)
    axes.set_xticks(range(len(senders)), senders, fontsize=9)
    names = [row.name for row in rows]
    axes.set_yticks(range(len(rows)), names, fontsize=9)
    axes.xaxis.tick_top()
    bare(axes)
    for place, row in enumerate(rows):
        if place % 2 == 0:
            axes.axhspan(place - 0.5, place + 0.5, color=PALE, linewidth=0)
        for one in {wish.sender for wish in row.wishes}:
            axes.plot(
                senders.index(one), place, "o", markersize=13, markerfacecolor="none", color=DARK
            )
        for one in {offer.sender for offer in row.offers}:
            axes.plot(senders.index(one), place, "o", markersize=7, color=DARK)
        pairs = " · ".join(f"{wishes} from {offers}" for wishes, offers in row.matches)
        axes.text(
            1.02, place, pairs, transform=axes.get_yaxis_transform(), ha="left",
            va="center_baseline", fontsize=8.5, color=DARK,
        )  # fmt: skip
    words(figure, title, LEGEND, is_sample=is_sample)
    return png(figure)
