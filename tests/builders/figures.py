"""One figure of Cambodia as it is in a vintage, whatever it was read from."""

from decimal import Decimal

from cl_pipeline.model.breakdown import UNBROKEN, Breakdown
from cl_pipeline.model.codes import ConfidentialityStatus, ObservationStatus
from cl_pipeline.model.identity import ColumnKey, RoundYear, SenderCode, SubmissionId
from cl_pipeline.model.indicators import Indicator, Measure
from cl_pipeline.model.observation import ObservationKey
from cl_pipeline.model.vintage import ConsolidatedValue


def figure(
    value: Decimal | None,
    indicator: Indicator,
    measure: Measure,
    *,
    column: str = "baseline",
    year: int = 2016,
    breakdown: Breakdown = UNBROKEN,
    conf_status: ConfidentialityStatus = ConfidentialityStatus.FREE,
) -> ConsolidatedValue:
    """The figure; a gap where ``value`` is None."""
    return ConsolidatedValue(
        sender=SenderCode("KHM"),
        key=ObservationKey(indicator.key, measure.key, ColumnKey(column), breakdown),
        value=value,
        unit=measure.unit,
        reference_year=year,
        obs_status=ObservationStatus.NORMAL,
        conf_status=conf_status,
        gap_code=None,
        from_round=RoundYear(2021),
        submission_id=SubmissionId("S-1"),
        sheet="A",
        cell="C1",
        formula=None,
        inputs=(),
        flags=(),
    )
