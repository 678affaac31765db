"""The lineage of one number: back to the cell it was typed in, and everything derived from it."""

from dataclasses import dataclass
from decimal import Decimal

from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.codes import DecisionKind, ExclusionReason
from cl_pipeline.model.decision import Correction, Decision
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.framework import MemberState
from cl_pipeline.model.identity import MeasureKey, RoundYear, SubmissionId
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.model.keys import CellRef
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.review import RuleOutcome
from cl_pipeline.model.submission import ReceivedFile, Submission
from cl_pipeline.model.vintage import ConsolidatedValue, CoverageEntry


@dataclass(frozen=True, slots=True)
class UnusedValue:
    """One thing a Member State sent about a number, and why it is not the current value.

    ``observation`` is None if nothing could be read, ``cell`` if the whole sheet or file is meant.
    ``decision``, ``replaced_by`` and ``current`` are what excludes it.
    """

    submission: Submission
    sheet: str | None
    cell: str | None
    observation: Observation | None
    reason: ExclusionReason
    finding: Finding | None = None
    decision: Decision | None = None
    replaced_by: SubmissionId | None = None
    current: ConsolidatedValue | None = None


@dataclass(frozen=True, slots=True)
class TraceInput:
    observation: Observation
    submission: Submission
    correction: Correction | None = None

    @property
    def value(self) -> Decimal | None:
        """What went into the formula: as typed, or as the Secretariat declared."""
        return self.correction.corrected if self.correction else self.observation.value

    @property
    def address(self) -> str:
        observation = self.observation
        return str(CellRef(self.submission.submission_id, observation.sheet, observation.cell))


@dataclass(frozen=True, slots=True)
class DownstreamVintage:
    vintage_id: str
    round: RoundYear
    values: tuple[ConsolidatedValue, ...]
    coverage: tuple[CoverageEntry, ...]
    outcomes: tuple[RuleOutcome, ...]
    """Outcomes of the rule of five with evidence among the coverage entries."""


@dataclass(frozen=True, slots=True)
class Downstream:
    """Everything derived from a submission, one of its sheets or one cell, by vintage."""

    submission: Submission
    sheet: str | None
    cell: str | None
    vintages: tuple[DownstreamVintage, ...]
    decisions: tuple[Decision, ...]
    """Decisions about the submission, its round and the indicators derived from it."""


@dataclass(frozen=True, slots=True)
class Trace:
    """One consolidated value with what it came from.

    ``observation`` re-reads to the value; for a computed one it is that of the numerator, and
    ``inputs`` has all of them in the order of the formula.
    """

    vintage_id: str
    round: RoundYear
    value: ConsolidatedValue
    observation: Observation
    submission: Submission
    inputs: tuple[TraceInput, ...] = ()
    received_files: tuple[ReceivedFile, ...] = ()
    unused: tuple[UnusedValue, ...] = ()
    downstream: Downstream | None = None
    correction: Correction | None = None
    """The declared correction that made the value differ from the observation."""

    @property
    def erasure(self) -> Decision | None:
        taken = self.downstream.decisions if self.downstream else ()
        about = (DecisionKind.ERASE, str(self.submission.submission_id))
        return next(
            (decision for decision in taken if (decision.kind, decision.subject) == about), None
        )


@dataclass(frozen=True, slots=True)
class ValueQuery:
    indicator: Indicator
    state: MemberState
    year: str
    """A reporting column or a reference year."""
    breakdown: Breakdown
    measures: tuple[MeasureKey, ...]
    """The measures that may answer, in order of preference."""


@dataclass(frozen=True, slots=True)
class Absence:
    """A number that a vintage does not have: what was sent about it, and why it is not used."""

    vintage_id: str
    round: RoundYear
    request: ValueQuery
    unused: tuple[UnusedValue, ...]
    available: tuple[ConsolidatedValue, ...]
    """What the vintage has from that Member State on the indicator instead."""
