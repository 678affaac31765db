"""From a consolidated number back to the cell it was typed in.

Input: what the number is about; output: the number with its observation and submission.
Guarantee: every consolidated value leads to exactly one stored cell.
"""

from cl_pipeline.lineage.trace import build_trace, find_value
from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.trace import Trace
from cl_pipeline.stages.pipeline import Pipeline
from cl_pipeline.stages.vintages import newest_vintage


def trace_number(
    pipeline: Pipeline,
    indicator: str,
    sender: str,
    year: str,
    breakdown: Breakdown,
    *,
    measure: str | None = None,
    round_year: RoundYear | None = None,
) -> Trace:
    """The trace of one number in the newest vintage, or in the newest of one round.

    Raises:
        NotFound: no such number; the message says what there is instead.
    """
    vintage = newest_vintage(pipeline, round_year)
    value = find_value(
        vintage, pipeline.framework, indicator, sender, year, breakdown, measure=measure
    )
    observation = pipeline.store.observations.at(value.submission_id, value.sheet, value.cell)
    submission = pipeline.store.submissions.get(value.submission_id, deadlines=pipeline.deadlines)
    return build_trace(vintage, value, observation, submission)
