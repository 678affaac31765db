"""Pictures that read in grey: matrices of Member States, activities by years, bars of figures."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING, Any

from cl_pipeline.forms.text_metrics import wrapped
from cl_pipeline.model.codes import ListLetter, MeasureRole
from cl_pipeline.model.context_tables import ActivityRow, ActivityYear, CompendiumRow, ThemeMatch
from cl_pipeline.model.document import Picture
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import ColumnKey, SenderCode, due_column
from cl_pipeline.model.indicators import Indicator, Measure
from cl_pipeline.model.labels import SAMPLE_NOTICE, UNIT_LABELS, format_column, format_measure
from cl_pipeline.model.number_format import format_number
from cl_pipeline.model.review import RedactedReview
from cl_pipeline.model.vintage import ConsolidatedValue, Vintage
from cl_pipeline.publication.coverage import (
    CARRIED,
    NOT_EXPECTED,
    NOTHING,
    REPORTED,
    SHOWN_ONLY,
    coverage_table,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DOTS_PER_INCH = 95
DARK, GREY, PALE = "#1a1a1a", "#6e6e6e", "#ececec"
HEAD, FOOT = 0.85, 0.85
"""Inches for the title above and the legend below a picture."""

COMPENDIUM_LEGEND = (
    "in each field: year of the newest source in use, and how many are named · –: without a year\n"
    "empty: no source named · grey column: the Member State has not answered the survey yet"
)

MATCH_LEGEND = (
    "black dot: offers a practice · ring: wishes to learn or for support · both: offers one and "
    "wishes for another\nin the last column: who may learn from whom, where wish and offer meet"
)

STATE_LOOKS = {
    "PLANNED": ("white", "////"),
    "UNDER_WAY": ("#9a9a9a", ""),
    "CARRIED_OUT": (DARK, ""),
    "NOT_TAKEN_UP": ("white", ""),
}
"""Fill and hatching of each state."""

GANTT_LEGEND = (
    "thin line: tentative time frame of Annex 1 · hatched: planned · grey: under way · "
    "black: carried out · empty box: not taken up for now\n"
    "on the right: the bodies that report, and the Member States that carry it out or will do "
    "so. Time frames are tentative; nothing is overdue."
)

NAME_WIDTH = 80.0
"""Space for the name of an activity, in Excel's unit of column width."""

BOX = 0.72
"""The part of a line's height that is filled."""

FEWEST_COUNTRIES = 2

CHART_INCHES = (8.6, 2.9)

BAR_LOOKS = (("#303030", ""), ("#d9d9d9", ""), ("white", "///"), ("#8c8c8c", ""), ("white", "++"))
"""Fill and hatching per column, different in a black-and-white print."""

WITHOUT_NOTES = "not comparable without the notes"


def coverage_picture(vintage: Vintage, framework: Framework) -> bytes:
    """The coverage of a round as a PNG."""
    names = [indicator.heading for indicator in framework.on_list(ListLetter.A)]
    senders = [state.code for state in framework.member_states]
    threshold = framework.rules.reporting_threshold
    figure, axes = _open_rows(10.5, 0.31, len(names), (0.38, 0.61))
    _label_matrix(axes, [*senders, "so far"], names)
    for place, row in enumerate(coverage_table(vintage, framework).records()):
        so_far = int(str(row["count"]))
        weight = "bold" if so_far >= threshold else "normal"
        _write(axes, len(senders), place, str(so_far), 10, weight=weight)
        for across, sender in enumerate(senders):
            _draw_mark(axes, across, place, str(row[sender]))
    legend = (
        f"column {format_column(due_column(framework.rounds, vintage.round)).lower()} · black: "
        "reported · grey: shown, not counted · white: no figure yet · letters: explained gap\n"
        "– not a member on the day of the review · so far: in this or an earlier column, bold "
        f"from {threshold} Member States · vintage {vintage.vintage_id}"
    )
    title = f"Coverage of list A, round {vintage.round}"
    _captions(figure, title, legend, is_sample=vintage.is_sample)
    return _png(figure)


def _draw_mark(axes: "Axes", across: int, place: int, mark: str) -> None:
    if mark.startswith((REPORTED, CARRIED, SHOWN_ONLY)):
        face = GREY if mark.startswith(SHOWN_ONLY) else DARK
        axes.plot(across, place, "o", markersize=9, color=face)
    elif mark == NOTHING:
        axes.plot(across, place, "o", markersize=9, markerfacecolor="white", color=GREY)
    else:
        _write(axes, across, place, mark, color=GREY if mark == NOT_EXPECTED else DARK)


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
    figure, axes = _open_rows(12.0, 0.33, len(indicators), (0.34, 0.65))
    names = [indicator.heading for indicator in indicators]
    _label_matrix(axes, senders, names, is_striped=False)
    for across, sender in enumerate(senders):
        if sender not in answered:
            axes.axvspan(across - 0.5, across + 0.5, color=PALE, linewidth=0)
    for row in rows:
        across, place = senders.index(row.sender), places[row.indicator]
        _write(axes, across, place, str(row.newest_year or "–"), 9.5)
        _write(axes, across + 0.44, place + 0.2, f"{len(row.sources)}", 6.5, ha="right", color=GREY)
    for place in range(len(indicators) - 1):
        axes.axhline(place + 0.5, color=PALE, linewidth=1)
    _captions(figure, title, COMPENDIUM_LEGEND, is_sample=is_sample)
    return _png(figure)


def match_picture(
    rows: Sequence[ThemeMatch], framework: Framework, title: str, *, is_sample: bool
) -> bytes:
    """Wishes and offers by theme as a PNG."""
    senders = [state.code for state in framework.member_states]
    figure, axes = _open_rows(13.0, 0.4, max(len(rows), 1), (0.27, 0.5))
    _label_matrix(axes, senders, [row.name for row in rows])
    for place, row in enumerate(rows):
        for sender in {wish.sender for wish in row.wishes}:
            ring = senders.index(sender)
            axes.plot(ring, place, "o", markersize=13, markerfacecolor="none", color=DARK)
        for sender in {offer.sender for offer in row.offers}:
            axes.plot(senders.index(sender), place, "o", markersize=7, color=DARK)
        pairs = " · ".join(f"{wishes} from {offers}" for wishes, offers in row.matches)
        _write(axes, 1.02, place, pairs, 8.5, is_outside=True)
    _captions(figure, title, MATCH_LEGEND, is_sample=is_sample)
    return _png(figure)


def gantt_picture(
    rows: Sequence[ActivityRow], cells: Sequence[ActivityYear], title: str, *, is_sample: bool
) -> bytes:
    """The picture as a PNG: one line per activity, under the name of its key result area."""
    areas = groupby(rows, key=lambda row: row.area.name)
    lines: list[str | ActivityRow] = [line for area, own in areas for line in (area, *own)]
    years = {year for row in rows for year in (row.area.years_from, row.area.years_to)}
    years |= {cell.year for cell in cells}
    shown = range(min(years), max(years) + 1)
    figure, axes = _open_rows(15.0, 0.27, len(lines), (0.455, 0.33))
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
    _captions(figure, title, GANTT_LEGEND, is_sample=is_sample)
    return _png(figure)


def _write_name(axes: "Axes", place: int, text: str, *, is_bold: bool = False) -> None:
    first, *others = wrapped(text, NAME_WIDTH)
    shortened = first.rstrip() + (" …" if others else "")
    x, weight = (-1.37, "bold") if is_bold else (-1.32, "normal")
    _write(axes, x, place, shortened, 8.2, weight=weight, is_outside=True)


def _draw(axes: "Axes", place: int, row: ActivityRow, cells: Sequence[ActivityYear]) -> None:
    _write_name(axes, place, row.activity.name)
    frame = [row.area.years_from + 0.04, row.area.years_to + 0.96]
    axes.plot(frame, [place, place], color=GREY, linewidth=1.2, zorder=1)
    bodies = [str(report.sender) for report in row.reports if report.code("state")]
    depth = BOX / max(len(bodies), 1)
    for cell in cells:
        if cell.activity == row.activity.key and cell.body in bodies:
            top = place - BOX / 2 + bodies.index(cell.body) * depth
            fill, hatch = STATE_LOOKS[cell.state]
            axes.barh(
                top, 1, depth * 0.92, left=cell.year, align="edge",
                color=fill, hatch=hatch, edgecolor=DARK, linewidth=0.5,
            )  # fmt: skip
    _write(axes, 1.02, place, ", ".join((*bodies, *row.taken_up_by)), 8, is_outside=True)


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
        numbers: dict[SenderCode, dict[ColumnKey, ConsolidatedValue]] = defaultdict(dict)
        for value in review.headline_numbers(indicator):
            if value.key.measure == measure.key and value.value is not None:
                numbers[value.sender][value.key.column] = value
        if len(numbers) < FEWEST_COUNTRIES:
            continue
        columns = tuple(
            column for column in review.columns if any(column in own for own in numbers.values())
        )
        rows = []
        for sender in review.in_order(numbers):
            own = numbers[sender]
            years = sorted({str(value.reference_year or "?") for value in own.values()})
            shown = tuple(own[column].value if column in own else None for column in columns)
            rows.append((f"{sender} {', '.join(years)}", shown))
        return ChartData(measure, columns, tuple(rows))
    return None


def bar_chart(data: ChartData, title: str, notice: str | None) -> bytes:
    """The chart as a PNG with its title, and the notice where there is one."""
    figure = _open_figure(*CHART_INCHES)
    figure.set_layout_engine("constrained")
    axes = figure.add_subplot()
    width = 0.8 / len(data.columns)
    for place, column in enumerate(data.columns):
        colour, hatch = BAR_LOOKS[place % len(BAR_LOOKS)]
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
    return _png(figure)


def _open_figure(width: float, height: float) -> "Figure":
    """A figure of that many inches, drawn without matplotlib's global state."""
    # Every process of the web UI would pay a second for it, most of them for nothing.
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(width, height), dpi=DOTS_PER_INCH)
    FigureCanvasAgg(figure)
    return figure


def _open_rows(
    width: float, line: float, count: int, span: tuple[float, float]
) -> "tuple[Figure, Axes]":
    """A figure with so many rows of ``line`` inches, counted from the top.

    ``span`` is where the drawing begins, and how wide it is, as parts of the figure's width.
    """
    height = HEAD + FOOT + line * count
    figure = _open_figure(width, height)
    axes = figure.add_axes((span[0], FOOT / height, span[1], 1 - (HEAD + FOOT) / height))
    axes.set_ylim(count - 0.5, -0.5)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    return figure, axes


def _label_matrix(
    axes: "Axes", columns: Sequence[str], rows: Sequence[str], *, is_striped: bool = True
) -> None:
    """Write the names of columns above and of rows on the left."""
    axes.set_xlim(-0.5, len(columns) - 0.5)
    axes.set_xticks(range(len(columns)), columns, fontsize=9)
    axes.set_yticks(range(len(rows)), rows, fontsize=9)
    for place in range(0, len(rows) if is_striped else 0, 2):
        axes.axhspan(place - 0.5, place + 0.5, color=PALE, linewidth=0)


def _write(
    axes: "Axes",
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


def _captions(figure: "Figure", title: str, legend: str, *, is_sample: bool) -> None:
    """Title above, legend below and, where it applies, the sample notice."""
    height = figure.get_figheight()
    figure.text(0.02, 1 - 0.3 / height, title, fontsize=13, weight="bold")
    figure.text(0.02, 0.47 / height, legend, fontsize=8, color=DARK, va="center")
    if is_sample:
        figure.text(0.02, 0.1 / height, SAMPLE_NOTICE, fontsize=8, style="italic", weight="bold")


def _png(figure: "Figure") -> bytes:
    """The figure as a PNG; the same figure gives the same bytes."""
    content = BytesIO()
    figure.savefig(
        content, format="png", metadata={"Software": None}, pil_kwargs={"optimize": True}
    )
    return content.getvalue()
