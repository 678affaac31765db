"""What is read from a submission: observations, and entries in words.

Every row keeps its address: sheet, cell and the text as typed.
"""

from dataclasses import dataclass
from decimal import Decimal

from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.codes import ConfidentialityStatus, Field, ObservationStatus
from cl_pipeline.model.identity import ColumnKey, IndicatorKey, MeasureKey


@dataclass(frozen=True, slots=True, order=True)
class ObservationKey:
    """What a value is about; with sender and round it is unique among current values."""

    indicator: IndicatorKey
    measure: MeasureKey
    column: ColumnKey
    breakdown: Breakdown


@dataclass(frozen=True, slots=True)
class Observation:
    """One value or gap of one submission; key (submission, sheet, cell).

    ``value`` is exact, in ``unit``, and None for a gap. ``reference_year`` is the year it is about.
    ``how_read`` names the rule that turned ``as_typed`` into the value. ``attributes`` are the
    declared properties of the column, (key, code) pairs.
    """

    key: ObservationKey
    value: Decimal | None
    unit: str
    reference_year: int | None
    obs_status: ObservationStatus
    conf_status: ConfidentialityStatus
    gap_code: str | None
    gap_note: str | None
    source: str | None
    source_year: int | None
    definition: str | None
    age_range: str | None
    attributes: tuple[tuple[str, str], ...]
    sheet: str
    cell: str
    as_typed: str
    how_read: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry in words or from a list; key (submission, sheet, cell).

    ``code`` is the code behind a drop-down's wording, None for free text.
    """

    field: Field
    indicator: IndicatorKey | None
    column: ColumnKey | None
    entry: int | None
    text: str
    code: str | None
    sheet: str
    cell: str
