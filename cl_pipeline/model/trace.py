"""The way of one number: back to the cell it was typed in, and forward to everything it reached."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.codes import DecisionKind
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


class ExclusionReason(StrEnum):
    """Why something a Member State sent is not the number that stands."""

    UNREADABLE = "unreadable"
    """The whole return could not be read."""
    OMITTED = "omitted"
    """The cell was left out; the rest of the return counts."""
    NOT_COVERED = "not_covered"
    """The return's cover does not declare the sheet."""
    WITHDRAWN = "withdrawn"
    AFTER_CLOSING = "after_closing"
    SUPERSEDED = "superseded"
    """A newer return of the same round speaks for the sheet."""
    LATER_ROUND = "later_round"
    """A later round's return says something else for the same year."""
    OTHER_ROUND = "other_round"
    """It is of a round after that of the vintage."""
    NOT_CONSOLIDATED = "not_consolidated"
    """It counts, and came after the vintage was made."""


@dataclass(frozen=True, slots=True)
class UnusedValue:
    """One thing a Member State sent about a number, and why it is not the number that stands.

    ``observation`` is None where nothing could be read from the cell, ``cell`` where the whole
    sheet or file is meant. ``decision`` is the withdrawal or the closing that keeps it out,
    ``newer`` the submission that speaks instead, ``current`` the value that stands instead.
    """

    submission: Submission
    sheet: str | None
    cell: str | None
    observation: Observation | None
    why: ExclusionReason
    finding: Finding | None = None
    decision: Decision | None = None
    newer: SubmissionId | None = None
    current: ConsolidatedValue | None = None


@dataclass(frozen=True, slots=True)
class TraceInput:
    """One input of a computed value: the cell it stands in and how it came there."""

    observation: Observation
    submission: Submission
    correction: Correction | None = None

    @property
    def value(self) -> Decimal | None:
        """What went into the formula: as typed, or as the Secretariat declared."""
        return self.correction.corrected if self.correction else self.observation.value

    @property
    def address(self) -> str:
        """Where the input stands: ``submission!sheet!cell``."""
        seen = self.observation
        return str(CellRef(self.submission.submission_id, seen.sheet, seen.cell))


@dataclass(frozen=True, slots=True)
class DownstreamVintage:
    """What a file, sheet or cell came to in one vintage; key ``vintage_id``."""

    vintage_id: str
    round: RoundYear
    values: tuple[ConsolidatedValue, ...]
    coverage: tuple[CoverageEntry, ...]
    outcomes: tuple[RuleOutcome, ...]
    """Outcomes of the rule that rest on one of the coverage entries."""


@dataclass(frozen=True, slots=True)
class Downstream:
    """Everything one submission, one of its sheets or one cell came to, vintage by vintage."""

    submission: Submission
    sheet: str | None
    cell: str | None
    vintages: tuple[DownstreamVintage, ...]
    decisions: tuple[Decision, ...]
    """Decisions about the return, its round and the indicators it reached."""


@dataclass(frozen=True, slots=True)
class Trace:
    """One consolidated value with what it came from.

    ``observation`` re-reads to the value; for a computed one it is that of the numerator, and
    ``inputs`` holds all of them in the order of the formula. ``received_files`` are the paths and
    times at which the file was seen, ``earlier`` what else was sent for it, ``downstream`` what is
    derived from it. ``round`` is that of the vintage.
    """

    vintage_id: str
    round: RoundYear
    value: ConsolidatedValue
    observation: Observation
    submission: Submission
    inputs: tuple[TraceInput, ...] = ()
    received_files: tuple[ReceivedFile, ...] = ()
    earlier: tuple[UnusedValue, ...] = ()
    downstream: Downstream | None = None
    correction: Correction | None = None
    """The declared correction that gave the value another figure than the observation has."""

    @property
    def erasure(self) -> Decision | None:
        """The decision by which the file is no longer in the archive, or None."""
        taken = self.downstream.decisions if self.downstream else ()
        about = (DecisionKind.ERASE, str(self.submission.submission_id))
        return next((one for one in taken if (one.kind, one.subject) == about), None)


@dataclass(frozen=True, slots=True)
class ValueQuery:
    """A question for a number, understood as far as the framework goes."""

    indicator: Indicator
    state: MemberState
    year: str
    breakdown: Breakdown
    measures: tuple[MeasureKey, ...]
    """The measures that may answer, in order of preference."""


@dataclass(frozen=True, slots=True)
class Absence:
    """A number that is not there: what was sent about it, and why that does not stand."""

    vintage_id: str
    round: RoundYear
    asked: ValueQuery
    unused: tuple[UnusedValue, ...]
    current: tuple[ConsolidatedValue, ...]
    """What the vintage holds of that Member State on the indicator instead."""
