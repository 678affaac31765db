"""One consolidation: the current values, and what each Member State has reported.

Three things make a vintage: the accepted set, the framework in force, the code. The same three
give the same vintage (DESIGN 5.7).
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from cl_pipeline.model.codes import (
    ConfidentialityStatus,
    CoverageState,
    ObservationStatus,
)
from cl_pipeline.model.identity import (
    ColumnKey,
    IndicatorKey,
    RoundYear,
    SenderCode,
    SubmissionId,
    VintageId,
)
from cl_pipeline.model.keys import CellRef, TraceKey
from cl_pipeline.model.observation import Observation, ObservationKey


@dataclass(frozen=True, slots=True)
class AcceptedObservation:
    """An accepted observation; the store's ``acceptance`` decides which are."""

    sender: SenderCode
    round: RoundYear
    submission_id: SubmissionId
    received_at: datetime
    is_sample: bool
    observation: Observation
    correction_id: int | None = None
    """The declared correction that gave the observation its value; the typed text stays."""
    may_revise: bool = False
    """Its form states why it revises an earlier figure, or a decision accepts the revision."""

    @property
    def address(self) -> str:
        return str(CellRef(self.submission_id, self.observation.sheet, self.observation.cell))


@dataclass(frozen=True, slots=True)
class ConsolidatedValue:
    """One value or gap of one vintage; key (vintage, sender, key).

    Taken from one observation, or computed: ``formula`` names the rule and ``inputs`` the cells
    it used. ``flags``: ``carried`` (from an earlier round), ``corrected`` (the
    Secretariat declared a different figure), ``estimated``, ``withheld`` …
    """

    sender: SenderCode
    key: ObservationKey
    value: Decimal | None
    unit: str
    reference_year: int | None
    obs_status: ObservationStatus
    conf_status: ConfidentialityStatus
    gap_code: str | None
    from_round: RoundYear
    submission_id: SubmissionId
    sheet: str
    cell: str
    formula: str | None
    inputs: tuple[str, ...]
    flags: tuple[str, ...]

    @property
    def address(self) -> str:
        """The cell of the value, or of its numerator if computed: ``submission!sheet!cell``."""
        return str(CellRef(self.submission_id, self.sheet, self.cell))

    @property
    def trace_key(self) -> str:
        key = self.key
        return str(TraceKey(key.indicator, self.sender, key.column, key.measure, key.breakdown))


NOT_ANSWERED = "not answered yet"
"""Detail of coverage without a value or gap, whatever else has come in."""

PARTS_ONLY = "parts without a total, which do not count"
"""Detail of a coverage entry of which only broken down figures were given."""


@dataclass(frozen=True, slots=True)
class CoverageEntry:
    """One indicator, Member State and column of one vintage.

    ``evidence`` is the address of the value or gap that decides; ``detail`` a phrase about it.
    ``counts`` is true for a report of a state that is a member on the day of the round's review.
    """

    indicator: IndicatorKey
    sender: SenderCode
    column: ColumnKey
    state: CoverageState
    counts: bool
    detail: str
    evidence: str | None


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """One question that arises from comparing submissions; ``code`` as in the catalogue."""

    code: str
    sender: SenderCode
    indicator: IndicatorKey
    column: ColumnKey
    address: str
    found: str
    expected: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """The baseline of one indicator and Member State; key (indicator, sender).

    ``distance_years`` is how far its year lies from the framework's baseline year.
    """

    indicator: IndicatorKey
    sender: SenderCode
    reference_year: int | None
    distance_years: int | None
    nearer_year: int | None
    """A reported year nearer to the baseline year than the stated one, else None."""


@dataclass(frozen=True, slots=True)
class Vintage:
    vintage_id: VintageId
    round: RoundYear
    accepted_digest: str
    framework_digest: str
    code_version: str
    values: tuple[ConsolidatedValue, ...]
    coverage: tuple[CoverageEntry, ...]
    baselines: tuple[Baseline, ...]
    questions: tuple[OpenQuestion, ...]
    is_sample: bool
    """True where any accepted submission is sample data; every output then carries the notice."""

    def values_without_address(self) -> tuple[ConsolidatedValue, ...]:
        """The values that have neither a cell nor the values they were computed from."""
        return tuple(
            value
            for value in self.values
            if not all((value.submission_id, value.sheet, value.cell))
            or (value.formula and not value.inputs)
        )
