"""Matrices as pictures, readable in grey: Member States across; indicators or themes down."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from cl_pipeline.model.context_tables import CompendiumRow, ThemeMatch
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.vintage import Vintage
from cl_pipeline.publication.coverage import (
    NOT_EXPECTED,
    NOTHING,
    REPORTED,
    SHOWN_ONLY,
    coverage_rows,
)
from cl_pipeline.publication.drawing import (
    DARK,
    GREY,
    PALE,
    captions,
    label_matrix,
    open_rows,
    png,
    write,
)

COMPENDIUM_LEGEND = (
    "in each field: year of the newest source in use, and how many are named · –: without a year\n"
    "empty: no source named · grey column: the Member State has not answered the survey yet"
)

MATCH_LEGEND = (
    "black dot: offers a practice · ring: wishes to learn or for support · both: offers one and "
    "wishes for another\nin the last column: who may learn from whom, where wish and offer meet"
)


def coverage_picture(vintage: Vintage, framework: Framework) -> bytes:
    """The coverage of a round as a PNG."""
    rows = coverage_rows(vintage, framework)
    senders = [sender for sender, _ in rows[0].marks] if rows else []
    threshold = framework.rules.reporting_threshold
    figure, axes = open_rows(10.5, 0.31, len(rows), (0.38, 0.61))
    names = [f"{row.indicator.position}  {row.indicator.short_name}" for row in rows]
    label_matrix(axes, [*senders, "count"], names)
    for place, row in enumerate(rows):
        if place % 2 == 0:
            axes.axhspan(place - 0.5, place + 0.5, color=PALE, linewidth=0)
        weight = "bold" if row.count >= threshold else "normal"
        write(axes, len(senders), place, str(row.count), 10, weight=weight)
        for across, (_, mark) in enumerate(row.marks):
            _draw_mark(axes, across, place, mark)
    legend = (
        "black: reported and counted · grey: shown, not counted · white: not answered yet · "
        "letters: explained gap\n– not a member on the day of the review · "
        f"count in bold: {threshold} Member States or more · vintage {vintage.vintage_id}"
    )
    title = f"Coverage of list A, round {vintage.round}"
    captions(figure, title, legend, is_sample=vintage.is_sample)
    return png(figure)


def _draw_mark(axes: Axes, across: int, place: int, mark: str) -> None:
    if mark.startswith((REPORTED, SHOWN_ONLY)):
        face = DARK if mark.startswith(REPORTED) else GREY
        axes.plot(across, place, "o", markersize=9, color=face)
    elif mark == NOTHING:
        axes.plot(across, place, "o", markersize=9, markerfacecolor="white", color=GREY)
    else:
        write(axes, across, place, mark, color=GREY if mark == NOT_EXPECTED else DARK)


def compendium_picture(
    rows: Sequence[CompendiumRow], framework: Framework, title: str, *, is_sample: bool
) -> bytes:
    """The newest source per indicator as a PNG; who names no source has a grey column."""
    named, answered = {row.indicator for row in rows}, {row.sender for row in rows}
    indicators = [
        indicator
        for indicator in framework.indicators
        if indicator.key in named or indicator.letter == "A"
    ]
    senders = [state.code for state in framework.member_states]
    places = {indicator.key: place for place, indicator in enumerate(indicators)}
    figure, axes = open_rows(12.0, 0.33, len(indicators), (0.34, 0.65))
    names = [f"{indicator.position}  {indicator.short_name}" for indicator in indicators]
    label_matrix(axes, senders, names)
    for across, sender in enumerate(senders):
        if sender not in answered:
            axes.axvspan(across - 0.5, across + 0.5, color=PALE, linewidth=0)
    for row in rows:
        across, place = senders.index(row.sender), places[row.indicator]
        write(axes, across, place, str(row.newest_year or "–"), 9.5)
        write(axes, across + 0.44, place + 0.2, f"{len(row.sources)}", 6.5, ha="right", color=GREY)
    for place in range(len(indicators) - 1):
        axes.axhline(place + 0.5, color=PALE, linewidth=1)
    captions(figure, title, COMPENDIUM_LEGEND, is_sample=is_sample)
    return png(figure)


def match_picture(
    rows: Sequence[ThemeMatch], framework: Framework, title: str, *, is_sample: bool
) -> bytes:
    """Wishes and offers by theme as a PNG."""
    senders = [state.code for state in framework.member_states]
    figure, axes = open_rows(13.0, 0.4, max(len(rows), 1), (0.27, 0.5))
    label_matrix(axes, senders, [row.name for row in rows])
    for place, row in enumerate(rows):
        if place % 2 == 0:
            axes.axhspan(place - 0.5, place + 0.5, color=PALE, linewidth=0)
        for sender in {wish.sender for wish in row.wishes}:
            ring = senders.index(sender)
            axes.plot(ring, place, "o", markersize=13, markerfacecolor="none", color=DARK)
        for sender in {offer.sender for offer in row.offers}:
            axes.plot(senders.index(sender), place, "o", markersize=7, color=DARK)
        pairs = " · ".join(f"{wishes} from {offers}" for wishes, offers in row.matches)
        write(axes, 1.02, place, pairs, 8.5, is_outside=True)
    captions(figure, title, MATCH_LEGEND, is_sample=is_sample)
    return png(figure)
