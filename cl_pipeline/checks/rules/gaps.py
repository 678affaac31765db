"""Rules on gap codes: included elsewhere says where, and a missing total has no parts below it.

Belongs here: what a gap code promises about other cells. Does not belong here: whether a code is
one of the list (``schemas.a_values``) and whether it counts as reported (``consolidation``).
"""

from collections.abc import Iterator

from cl_pipeline.catalogue import finding
from cl_pipeline.checks.view import ColumnView, ReturnView, plain
from cl_pipeline.model.breakdown import UNBROKEN
from cl_pipeline.model.codes import ObservationStatus
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.indicators import Measure
from cl_pipeline.model.observation import Observation


def included_says_where(view: ReturnView) -> Iterator[Finding]:
    """INCLUDED_WITHOUT_WHERE at a gap code for "included elsewhere" without a place.

    Source: SDMX CL_OBS_STATUS, K is to be paired with the place that includes it.
    """
    for one in view.observations:
        is_included = one.obs_status == ObservationStatus.INCLUDED_ELSEWHERE
        if is_included and not (one.gap_note or "").strip():
            yield _at(one, "INCLUDED_WITHOUT_WHERE", f'"{one.as_typed}", without a place')


def gaps_have_no_parts(view: ReturnView) -> Iterator[Finding]:
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


def _at(one: Observation, code: str, found: str) -> Finding:
    return finding(code, found=found, sheet=one.sheet, cell=one.cell, indicator=one.key.indicator)
