"""Rules on gap codes: included elsewhere says where, and a missing total has no parts below it."""

from collections.abc import Iterator

from cl_pipeline.catalogue import finding
from cl_pipeline.checks.view import ColumnView, SubmissionView, plain
from cl_pipeline.model.breakdown import UNBROKEN
from cl_pipeline.model.codes import ObservationStatus
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.indicators import Measure
from cl_pipeline.model.observation import Observation


def included_says_where(view: SubmissionView) -> Iterator[Finding]:
    """INCLUDED_WITHOUT_WHERE at a gap code for "included elsewhere" without a place.

    Source: SDMX CL_OBS_STATUS, K is to be paired with the place that includes it.
    """
    for observation in view.observations:
        is_included = observation.obs_status == ObservationStatus.INCLUDED_ELSEWHERE
        if is_included and not (observation.gap_note or "").strip():
            yield _at(
                observation, "INCLUDED_WITHOUT_WHERE", f'"{observation.as_typed}", without a place'
            )


def gaps_have_no_parts(view: SubmissionView) -> Iterator[Finding]:
    """GAP_WITH_BREAKDOWN at a headline total that is a gap while its parts are numbers."""
    for column in view.columns:
        for measure in column.indicator.headlines:
            gap = column.gaps.get((measure.key, UNBROKEN))
            if gap is not None and column.of(measure.key):
                yield _at(gap, "GAP_WITH_BREAKDOWN", _told(gap, column, measure))


def _told(gap: Observation, column: ColumnView, measure: Measure) -> str:
    parts = column.of(measure.key)
    first = next(iter(parts.values()))
    more = "" if len(parts) == 1 else f" and {len(parts) - 1} more"
    part = f"{column.name(first)}: {plain(first.value)}"
    return f'total "{gap.as_typed}", while {part}{more} is given'


def _at(observation: Observation, code: str, found: str) -> Finding:
    return finding(
        code,
        found=found,
        sheet=observation.sheet,
        cell=observation.cell,
        indicator=observation.key.indicator,
    )
