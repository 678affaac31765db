"""Observations and entries: what counts, what one submission holds, how two submissions differ."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from cl_pipeline.errors import NotFound
from cl_pipeline.model.breakdown import TOTAL
from cl_pipeline.model.codes import (
    DecisionKind,
    Field,
    FormKey,
    LateSubmissionPolicy,
    Severity,
)
from cl_pipeline.model.decision import Corrected, Correction
from cl_pipeline.model.identity import (
    OTHER_PREFIX,
    ColumnKey,
    IndicatorKey,
    RoundYear,
    SenderCode,
    SubmissionId,
)
from cl_pipeline.model.observation import Observation, ObservationKey
from cl_pipeline.model.review import AcceptedEntry
from cl_pipeline.model.vintage import AcceptedObservation
from cl_pipeline.store.acceptance import (
    conflicting_reports,
    counting_submissions,
    is_in_force,
    ranked_sheets,
)
from cl_pipeline.store.engine import Condition, Database
from cl_pipeline.store.mapper import columns
from cl_pipeline.store.records import CurrentSheet
from cl_pipeline.store.registers import Corrections
from cl_pipeline.store.tables import (
    correction,
    decision,
    entry,
    finding,
    observation,
    submission,
)

COMPARED = (
    *columns(ObservationKey), "value", "unit", "reference_year", "obs_status", "conf_status",
    "gap_code",
)  # fmt: skip
"""Columns that say what a value is about and what it is."""


@dataclass(frozen=True, slots=True)
class Subjects:
    """Indicators with the locations that are asked about, and reporting columns.

    It lets through more than the keys it was made of: always the national figures as well, and
    every column for a year that the form does not print, because forms number those themselves.
    """

    places: frozenset[tuple[IndicatorKey, str]]
    columns: frozenset[ColumnKey]

    @classmethod
    def of(cls, keys: Iterable[ObservationKey]) -> "Subjects":
        found = list(keys)
        own = {(key.indicator, key.breakdown.location) for key in found}
        national = {(key.indicator, TOTAL) for key in found}
        return cls(frozenset(own | national), frozenset(key.column for key in found))

    @property
    def indicators(self) -> frozenset[IndicatorKey]:
        return frozenset(indicator for indicator, _ in self.places)

    def condition(self) -> Condition:
        place = sa.tuple_(observation.c.indicator, observation.c.location)
        column = observation.c.reporting_column
        return sa.and_(
            place.in_(sorted(self.places)),
            sa.or_(
                column.in_(sorted(self.columns)), column.startswith(OTHER_PREFIX, autoescape=True)
            ),
        )


@dataclass(frozen=True, slots=True)
class Observations:
    database: Database

    def accepted(
        self,
        round_year: RoundYear,
        sender: SenderCode | None = None,
        subjects: Subjects | None = None,
        *,
        late_policy: LateSubmissionPolicy = LateSubmissionPolicy.BY_DECISION,
    ) -> tuple[AcceptedObservation, ...]:
        """Every observation that may count up to and including that round, in a fixed order.

        Grain: one value or gap of a current sheet, as reported or as corrected by a declaration,
        without those with an ``omit`` finding. ``sender``, ``subjects``: only those about these.
        ``late_policy`` other than by decision answers what would count then.
        """
        scope = self.database.scope
        senders = [] if sender is None else [submission.c.sender == sender]
        ranked = ranked_sheets(scope, *senders, late_policy=late_policy)
        on_sheet = sa.and_(
            observation.c.submission_id == ranked.c.submission_id,
            observation.c.sheet == ranked.c.sheet,
        )
        query = (
            sa.select(observation, ranked.c.received_at, ranked.c.is_sample)
            .join(ranked, on_sheet)
            .where(
                scope.includes(observation),
                ranked.c.round <= round_year,
                ranked.c.rank == 1,
                ~_is_omitted(),
            )
        )
        if subjects is not None:
            query = query.where(subjects.condition())
        found = self.database.fetch(AcceptedObservation, query)
        found = corrected(found, Corrections(self.database, correction, Correction).in_force())
        found = self.with_reasons(found)
        # Sorted here: databases sort text by their own locale, this order is the same on all.
        return tuple(sorted(found, key=_accepted_order))

    def with_reasons(
        self, accepted: Iterable[AcceptedObservation]
    ) -> tuple[AcceptedObservation, ...]:
        """The observations, with what may change figures of earlier rounds marked.

        That is what its form gives a reason for in its column (for other years, which have no cell
        for it, in any column of the sheet), or what a decision accepts.
        """
        scope = self.database.scope
        reasons = self.database.rows(entry, entry.c.field == Field.REVISION_REASON.value)
        decisions = sa.select(decision.c.subject, decision.c.details).where(
            scope.includes(decision),
            decision.c.kind == DecisionKind.ACCEPT_REVISION.value,
            is_in_force(scope),
        )
        with self.database.reading() as connection:
            stated = {
                (row.submission_id, row.sheet, row.reporting_column)
                for row in connection.execute(reasons)
                if row.text.strip()
            }
            decided = {tuple(row) for row in connection.execute(decisions)}
        on_sheet = {place[:2] for place in stated}

        def may_revise(row: AcceptedObservation) -> bool:
            place = (row.submission_id, row.observation.sheet)
            column = row.observation.key.column
            is_other = column.startswith(OTHER_PREFIX) and place in on_sheet
            return is_other or place in decided or (*place, column) in stated

        return tuple(replace(row, may_revise=True) if may_revise(row) else row for row in accepted)

    def entries(
        self,
        round_year: RoundYear,
        *,
        form: FormKey | None = None,
        fields: Collection[Field] = (),
    ) -> tuple[AcceptedEntry, ...]:
        """Every entry that may be shown up to and including that round, in a fixed order.

        Grain: one entry of a current sheet. A remark about the submission as a whole, on a sheet
        that the cover does not list, is shown as long as any sheet of the submission is current.
        """
        scope = self.database.scope
        counting, ranked = counting_submissions(scope), ranked_sheets(scope)
        query = (
            sa.select(entry, counting.c.received_at, counting.c.is_sample)
            .join(counting, counting.c.submission_id == entry.c.submission_id)
            .where(scope.includes(entry), counting.c.round <= round_year)
        )
        if form is not None:
            query = query.where(counting.c.form == form.value)
        if fields:
            query = query.where(entry.c.field.in_(sorted(field.value for field in fields)))
        sheets = sa.select(ranked.c.submission_id, ranked.c.sheet, ranked.c.rank)
        with self.database.reading():
            ranks = {(row.submission_id, row.sheet): row.rank for row in self.database.all(sheets)}
            found = self.database.fetch(AcceptedEntry, query)
        return tuple(sorted(_shown(found, ranks), key=_entry_order))

    def current_sheets(self, round_year: RoundYear) -> tuple[CurrentSheet, ...]:
        """Each current sheet of that round, and what other institutions sent on the same sheet."""
        ranked = ranked_sheets(self.database.scope)
        query = (
            sa.select(ranked, (ranked.c.rank == 1).label("is_current"))
            .where(ranked.c.round == round_year)
            .order_by(ranked.c.rank)
        )
        return conflicting_reports(self.database.fetch(CurrentSheet, query))

    def of_submission(
        self,
        submission_id: SubmissionId,
        *,
        sheets: Collection[str] | None = None,
        subjects: Subjects | None = None,
    ) -> tuple[Observation, ...]:
        """What was read from one submission, whether it counts or not, in a fixed order."""
        conditions: list[Condition] = []
        if sheets is not None:
            conditions.append(observation.c.sheet.in_(sorted(sheets)))
        if subjects is not None:
            conditions.append(subjects.condition())
        return self._sorted(self._query(submission_id, *conditions))

    def differing(self, submission_id: SubmissionId, than: SubmissionId) -> tuple[Observation, ...]:
        """The observations that the other submission does not have in the same cell.

        Key, value, unit, year, status and gap are compared.
        """
        other = observation.alias("other")
        same = [observation.c[name].is_not_distinct_from(other.c[name]) for name in COMPARED]
        is_there = sa.exists().where(
            self.database.scope.includes(other),
            other.c.submission_id == than,
            other.c.sheet == observation.c.sheet,
            other.c.cell == observation.c.cell,
            *same,
        )
        return self._sorted(self._query(submission_id, ~is_there))

    def at(self, submission_id: SubmissionId, sheet: str, cell: str) -> Observation:
        """The observation read from that cell; NotFound if there is none."""
        place = (observation.c.sheet == sheet, observation.c.cell == cell)
        found = self.database.fetch(Observation, self._query(submission_id, *place))
        if not found:
            raise NotFound(f"no value was read from {submission_id}, sheet {sheet!r}, cell {cell}")
        return found[0]

    def _query(self, submission_id: SubmissionId, *conditions: Condition) -> sa.Select[Any]:
        same = observation.c.submission_id == submission_id
        return self.database.rows(observation, same, *conditions)

    def _sorted(self, query: sa.Select[Any]) -> tuple[Observation, ...]:
        found = self.database.fetch(Observation, query)
        return tuple(sorted(found, key=lambda read: (read.key, read.sheet, read.cell)))


def corrected(
    accepted: Iterable[AcceptedObservation], in_force: Mapping[Corrected, Correction]
) -> tuple[AcceptedObservation, ...]:
    """The observations, with the declared figure where a correction applies to what was typed."""
    return tuple(_corrected(observed_value, in_force) for observed_value in accepted)


def _corrected(
    accepted: AcceptedObservation, in_force: Mapping[Corrected, Correction]
) -> AcceptedObservation:
    about = (accepted.sender, accepted.round, accepted.observation.key)
    correction = in_force.get(about) if in_force else None
    if correction is None or not correction.holds_for(accepted.observation):
        return accepted
    return replace(
        accepted,
        observation=replace(accepted.observation, value=correction.corrected),
        correction_id=correction.correction_id,
    )


def _is_omitted() -> Condition:
    return sa.exists().where(
        finding.c.framework == observation.c.framework,
        finding.c.submission_id == observation.c.submission_id,
        finding.c.severity == Severity.OMIT.value,
        finding.c.sheet == observation.c.sheet,
        finding.c.cell == observation.c.cell,
    )


def _shown(
    found: Iterable[AcceptedEntry], ranks: Mapping[tuple[str, str], int]
) -> Iterator[AcceptedEntry]:
    declares = {submission_id for submission_id, _ in ranks}
    has_current = {submission_id for (submission_id, _), rank in ranks.items() if rank == 1}
    for accepted in found:
        rank = ranks.get((accepted.submission_id, accepted.entry.sheet))
        is_remark = rank is None and accepted.entry.indicator is None
        is_of_current = (
            accepted.submission_id in has_current or accepted.submission_id not in declares
        )
        if rank == 1 or (is_remark and is_of_current):
            yield accepted


def _accepted_order(accepted: AcceptedObservation) -> tuple[object, ...]:
    read = accepted.observation
    return (
        accepted.sender, accepted.round, read.key, accepted.submission_id, read.sheet, read.cell,
    )  # fmt: skip


def _entry_order(accepted: AcceptedEntry) -> tuple[object, ...]:
    worded = accepted.entry
    topic = (worded.indicator or "", worded.field, worded.column or "", worded.entry or 0)
    return (
        accepted.sender, accepted.round, *topic, accepted.submission_id, worded.sheet, worded.cell,
    )  # fmt: skip
