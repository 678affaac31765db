"""What a country already reported elsewhere, as it stands beside the input cells of its form.

Input: figures of reference series that come from a national report; output: words per cell.
Guarantee: only figures that ask the same (``direct``) are shown, with year and report, so that the
focal point confirms instead of typing again; nothing is filled in.

Source: 01-monitoring-workshop-2021 lines 279 to 283 and 304 to 307: data of other reports may be
used (SDG, national action plan).
"""

from collections.abc import Mapping, Sequence

from cl_pipeline.model.breakdown import UNBROKEN, Breakdown
from cl_pipeline.model.codes import MeasureRole
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import BASELINE, MeasureKey, RoundYear, SenderCode, due_column
from cl_pipeline.model.observation import ObservationKey
from cl_pipeline.model.reference import FigureKind, ReferenceFigure, ReferenceSeries

ROLES = {"rate": MeasureRole.RATE, "count": MeasureRole.COUNT}


def reported_elsewhere(
    framework: Framework,
    sender: SenderCode,
    round_year: RoundYear,
    figures: Sequence[ReferenceFigure],
    series: Mapping[str, ReferenceSeries],
) -> dict[ObservationKey, str]:
    """The words beside each cell of the round's own column for which a report has a figure.

    Of several years the one nearest to the baseline year is taken in the baseline round, else the
    newest within the window a column may look back; of several editions the newest.
    """
    best: dict[ObservationKey, ReferenceFigure] = {}
    for figure in figures:
        is_meant = figure.sender == sender and figure.kind == FigureKind.DIRECT
        if (
            not is_meant
            or not series[figure.series].report
            or not _fits(framework, figure, round_year)
        ):
            continue
        key = _key(framework, figure, round_year)
        if key and (
            key not in best
            or _rank(framework, figure, round_year) > _rank(framework, best[key], round_year)
        ):
            best[key] = figure
    return {
        key: f"{one.value.normalize():f} ({one.year}, {series[one.series].report.upper()})"
        for key, one in best.items()
    }


def _fits(framework: Framework, reference_figure: ReferenceFigure, round_year: RoundYear) -> bool:
    if due_column(framework.rounds, round_year) == BASELINE:
        return reference_figure.year <= round_year
    return round_year - framework.rules.reference_year_window <= reference_figure.year <= round_year


def _rank(
    framework: Framework, reference_figure: ReferenceFigure, round_year: RoundYear
) -> tuple[int, int, int]:
    distance = 0
    if due_column(framework.rounds, round_year) == BASELINE:
        distance = -abs(reference_figure.year - framework.rules.baseline_year)
    # Of two concepts printed together the first stands in the file first.
    return (distance, reference_figure.year, (reference_figure.source_year or 0))


def _key(
    framework: Framework, reference_figure: ReferenceFigure, round_year: RoundYear
) -> ObservationKey | None:
    indicator = framework.indicator(reference_figure.indicator)
    role = ROLES.get(reference_figure.measure)
    measures = [m.key for m in indicator.headlines if role is not None and m.role == role]
    measure = measures[0] if measures else MeasureKey(reference_figure.measure)
    if measure not in {m.key for m in indicator.measures}:
        return None
    if {reference_figure.location, reference_figure.sector} != {"_T"}:
        return None
    breakdown = UNBROKEN if reference_figure.sex == "_T" else Breakdown(sex=reference_figure.sex)
    column = due_column(framework.rounds, round_year)
    return ObservationKey(indicator.key, measure, column, breakdown)
