"""What is reviewed: a vintage with its outcomes and sources, and the answers on list B."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.model.codes import Field, ListLetter, Suggestion
from cl_pipeline.model.framework import Framework, Supplier
from cl_pipeline.model.identity import (
    ColumnKey,
    IndicatorKey,
    RoundYear,
    SenderCode,
    SubmissionId,
    VintageId,
    due_column,
    reporting_columns,
)
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.model.keys import CellRef
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.model.observation import Entry, Observation
from cl_pipeline.model.submission import Submission
from cl_pipeline.model.vintage import ConsolidatedValue, CoverageEntry, Vintage

Key = TypeVar("Key")
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """The rule of five for one indicator of one round; key (round, indicator).

    ``reporting`` count, in code order; ``evidence`` has one entry per Member State.
    ``suggestion`` is a proposal: SLOM decides.
    """

    round: RoundYear
    indicator: IndicatorKey
    position: str
    reporting: tuple[SenderCode, ...]
    threshold: int
    meets_threshold: bool
    suggestion: Suggestion
    reason: str
    evidence: tuple[CoverageEntry, ...]

    @property
    def count(self) -> int:
        return len(self.reporting)


@dataclass(frozen=True, slots=True)
class AlternativeOutcome:
    """The rule of five for one indicator, counted differently; key (indicator, ``alternative``)."""

    alternative: str
    reporting: tuple[SenderCode, ...]
    meets_threshold: bool
    changes_outcome: bool

    @property
    def count(self) -> int:
        return len(self.reporting)


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How robust the outcome for one indicator is; key ``indicator``. For the Secretariat only.

    Without any one of the submissions ``rests_on`` the threshold would not be met.
    """

    indicator: IndicatorKey
    position: str
    reporting: tuple[SenderCode, ...]
    threshold: int
    alternatives: tuple[AlternativeOutcome, ...]
    rests_on: tuple[str, ...]
    is_one_short: bool

    @property
    def count(self) -> int:
        return len(self.reporting)

    @property
    def is_robust(self) -> bool:
        return not any(alternative.changes_outcome for alternative in self.alternatives)


@dataclass(frozen=True, slots=True)
class AcceptedEntry:
    """An accepted entry in words; key (submission, sheet, cell)."""

    sender: SenderCode
    round: RoundYear
    submission_id: SubmissionId
    received_at: datetime
    is_sample: bool
    entry: Entry

    @property
    def address(self) -> str:
        return str(CellRef(self.submission_id, self.entry.sheet, self.entry.cell))


def all_suppliers(framework: Framework, entries: Iterable[AcceptedEntry]) -> tuple[Supplier, ...]:
    """The institutions that supply indicators: of the documents, then named in submissions."""
    found = {
        (supplier.sender, supplier.indicator, supplier.institution): supplier
        for supplier in framework.suppliers
    }
    for accepted in entries:
        indicator, institution = accepted.entry.indicator, accepted.entry.text.strip()
        if accepted.entry.field == Field.INSTITUTION and indicator:
            source = f"named in a submission {accepted.address}"
            supplier = Supplier(accepted.sender, institution, indicator, source)
            found.setdefault((accepted.sender, indicator, institution), supplier)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class BListRow:
    """One B-list indicator of one Member State in one round; key (round, indicator, sender).

    ``level`` is the code of the reported level, None where none was given. ``evidence`` and
    ``addresses`` are in the order of the cells.
    """

    round: RoundYear
    indicator: IndicatorKey
    position: str
    sender: SenderCode
    level: str | None
    level_wording: str | None
    narrative: str | None
    evidence: tuple[str, ...]
    addresses: tuple[str, ...]
    has_submission: bool
    is_sample: bool


@dataclass(frozen=True, slots=True)
class LevelGroup:
    wording: str
    senders: tuple[SenderCode, ...]


@dataclass(frozen=True, slots=True)
class Synthesis:
    """A summary of the answers on one B-list indicator; key ``indicator``.

    ``groups`` are in the order of the form's steps. Everyone is in a group or in ``not_answered``.
    """

    indicator: IndicatorKey
    groups: tuple[LevelGroup, ...]
    with_evidence: tuple[SenderCode, ...]
    not_answered: tuple[SenderCode, ...]


@dataclass(frozen=True, slots=True)
class SignOff:
    """What SLOM signed of a round, and the A-list totals that are others now.

    ``changed``: Member State, position, column, measure, the figure signed and the one now.
    """

    vintage_id: VintageId
    decided_by: str
    decided_at: datetime
    is_ad_referendum: bool
    changed: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ReviewData:
    """Everything the Secretariat sees when it reviews a vintage, hidden figures among it.

    ``observations`` has, by address, at least those of the vintage's A-list totals.
    """

    vintage: Vintage
    outcomes: tuple[RuleOutcome, ...]
    framework: Framework
    submissions: Mapping[SubmissionId, Submission]
    observations: Mapping[str, Observation]
    signed: SignOff | None = None

    @property
    def notice(self) -> str | None:
        return SAMPLE_NOTICE if self.vintage.is_sample else None

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        return self.framework.on_list(ListLetter.A)

    @property
    def voluntary(self) -> tuple[Indicator, ...]:
        """The indicators of list C that a Member State reports."""
        return tuple(voluntary_reports(self.vintage, self.framework))

    @property
    def due(self) -> ColumnKey:
        return due_column(self.framework.rounds, self.vintage.round)

    @property
    def columns(self) -> tuple[ColumnKey, ...]:
        asked = reporting_columns(self.framework.rounds, self.vintage.round)
        return tuple(column for column, _ in asked)

    @property
    def senders(self) -> tuple[SenderCode, ...]:
        return tuple(state.code for state in self.framework.member_states)

    def in_order(self, senders: Iterable[SenderCode]) -> tuple[SenderCode, ...]:
        return tuple(sorted(senders, key=self.senders.index))

    def country(self, sender: SenderCode) -> str:
        return self.framework.member_state(sender).name

    def totals(self, indicator: Indicator) -> tuple[ConsolidatedValue, ...]:
        """Numbers and gaps of the indicator that are not broken down, by Member State."""
        found = (
            value
            for value in self.vintage.values
            if value.key.indicator == indicator.key and value.key.breakdown.is_total
        )
        return tuple(sorted(found, key=lambda value: self.senders.index(value.sender)))

    def headline_numbers(self, indicator: Indicator) -> tuple[ConsolidatedValue, ...]:
        """The totals of headline measures that are numbers, in the columns of the review."""
        headlines = {measure.key for measure in indicator.headlines}
        return tuple(
            value
            for value in self.totals(indicator)
            if value.value is not None
            and value.key.measure in headlines
            and value.key.column in self.columns
        )

    @property
    def numbers(self) -> tuple[ConsolidatedValue, ...]:
        return tuple(
            value
            for indicator in (*self.indicators, *self.voluntary)
            for value in self.totals(indicator)
            if value.value is not None
        )

    def observation(self, value: ConsolidatedValue) -> Observation:
        """The observation a value was taken from; for a computed one that of its numerator."""
        return _handed_in(self.observations, value.address, value)

    def submission(self, value: ConsolidatedValue) -> Submission:
        return _handed_in(self.submissions, value.submission_id, value)


def voluntary_reports(vintage: Vintage, framework: Framework) -> dict[Indicator, set[SenderCode]]:
    """Who has a current figure on an indicator of list C, also a hidden one, in list order."""
    gaps = {gap.code for gap in framework.gap_codes if not gap.counts_as_reported}
    listed = {indicator.key: indicator for indicator in framework.on_list(ListLetter.C)}
    found: dict[IndicatorKey, set[SenderCode]] = {key: set() for key in listed}
    for value in vintage.values:
        key = value.key
        if key.indicator in listed and key.breakdown.is_total and value.gap_code not in gaps:
            found[key.indicator].add(value.sender)
    return {listed[key]: senders for key, senders in found.items() if senders}


def _handed_in(found: Mapping[Key, Found], key: Key, value: ConsolidatedValue) -> Found:
    try:
        return found[key]
    except KeyError:
        raise BrokenInvariant(f"{value.trace_key}: {key} was not handed in") from None


@dataclass(frozen=True, slots=True)
class RedactedReview(ReviewData):
    """A review without hidden figures and texts about them: what may leave the Secretariat.

    Made by ``disclosure.redaction.redact`` alone; everything that is published takes this type.
    """


@dataclass(frozen=True, slots=True)
class OwnReview(ReviewData):
    """A review for one Member State: its own figures and words in full, of others the redacted.

    Made by ``disclosure.redaction.own_review`` alone; only what is sent to that Member State takes
    it. Personal data are in none of its words.
    """


ReviewToSend = RedactedReview | OwnReview
"""What a Member State may be sent."""
