"""The way of one number back to the cell it was typed in."""

from dataclasses import dataclass

from cl_pipeline.model.observation import Observation
from cl_pipeline.model.submission import Submission
from cl_pipeline.model.vintage import ConsolidatedValue


@dataclass(frozen=True, slots=True)
class Trace:
    """One consolidated value with what it came from.

    ``observation`` re-reads to the value; ``submission`` holds file, digest and time of arrival.
    """

    vintage_id: str
    value: ConsolidatedValue
    observation: Observation
    submission: Submission
