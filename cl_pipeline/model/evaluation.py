"""The evaluation of the framework in its last year: from baseline to last value. Nothing is graded."""

from dataclasses import dataclass

from cl_pipeline.model.comparability import AseanFigure
from cl_pipeline.model.identity import ColumnKey, IndicatorKey
from cl_pipeline.model.progress import Progress


@dataclass(frozen=True, slots=True)
class CoverageOverRounds:
    """How many members of the last round hold a figure for each column; key ``indicator``."""

    indicator: IndicatorKey
    position: str
    reported: tuple[tuple[ColumnKey, int], ...]
    members: int


@dataclass(frozen=True, slots=True)
class NeverReported:
    """How many members never reported an indicator, and what they said instead; key ``indicator``.

    ``reasons`` are (what is said, by how many); they name no Member State.
    """

    indicator: IndicatorKey
    position: str
    members: int
    reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class AreaEvaluation:
    """One key result area; key ``key``. ``rows`` hold the last figure of each measure and state.

    ``cannot_be_said`` are sentences on what the figures do not carry.
    """

    key: str
    name: str
    indicators: tuple[str, ...]
    rows: tuple[Progress, ...]
    cannot_be_said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The whole, made from one vintage."""

    areas: tuple[AreaEvaluation, ...]
    coverage: tuple[CoverageOverRounds, ...]
    never: tuple[NeverReported, ...]
    asean: tuple[AseanFigure, ...]
