"""Reference series: outside figures that submissions are compared with, and the differences."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from cl_pipeline.model.identity import IndicatorKey, SenderCode


class FigureKind(StrEnum):
    """The relation of an outside figure to the indicator."""

    DIRECT = "direct"
    NEAR = "near"
    PROXY = "proxy"
    """Measures something else; a difference is expected."""
    COMPLEMENT = "complement"
    """100 minus it is what the indicator asks, e.g. children out of school."""
    DISTRIBUTION = "distribution"
    """A share of a total, not a rate; it is kept and never compared."""
    DENOMINATOR = "denominator"
    """A population; compared with the population reported with a rate."""


class Reason(StrEnum):
    DEFINITION = "definition"
    AGE_RANGE = "age range"
    REVISION = "revision"
    NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class ReferenceSeries:
    """One file of outside figures; key (key, digest).

    ``tolerance_pct``: percent of the reported figure by which the two may differ unremarked.
    ``report`` is the national report it is taken from (``sdg``, ``nap``), else empty.
    """

    key: str
    title: str
    source: str
    version: str
    fetched_on: date
    tolerance_pct: Decimal
    report: str
    digest: str


@dataclass(frozen=True, slots=True)
class ReferenceFigure:
    """One outside figure as published; key (series, line).

    ``measure`` is a measure's key, or ``rate``, ``count`` or ``denominator`` for the headline or
    population of that kind. ``sex``, ``location`` and ``sector`` are codes.
    """

    series: str
    line: int
    sender: SenderCode
    year: int
    indicator: IndicatorKey
    measure: str
    kind: FigureKind
    concept: str
    sex: str
    age: str
    location: str
    sector: str
    value: Decimal
    unit: str
    edition: str
    definition: str
    source_title: str
    publisher: str
    source_year: int | None


@dataclass(frozen=True, slots=True)
class ReferenceDecision:
    """The officer's decision about one difference; key ``difference``; the newest is in force.

    ``is_put``: the sender was asked with question ``question``; else nothing was done.
    """

    difference: str
    is_put: bool
    decided_by: str
    words: str
    decided_at: datetime
    question: int | None


@dataclass(frozen=True, slots=True)
class ReferenceDifference:
    """A reported figure and an outside one for the same thing that differ; key ``key``.

    ``compared`` is the outside value (for a complement 100 minus it); ``difference_pct`` is in
    percent of the reported one, None where that is 0.
    """

    key: str
    figure: ReferenceFigure
    trace_key: str
    position: str
    reported: Decimal
    reported_ages: str
    reported_definition: str
    compared: Decimal
    difference_pct: Decimal | None
    reasons: tuple[Reason, ...]
    decision: ReferenceDecision | None
