"""Queries of a trace: what was ever sent about a number, and what a cell became in each vintage."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from cl_pipeline.model.breakdown import DIMENSIONS, Breakdown
from cl_pipeline.model.codes import Severity
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.identity import (
    IndicatorKey,
    MeasureKey,
    RoundYear,
    SenderCode,
    SubmissionId,
    VintageId,
)
from cl_pipeline.model.observation import Entry, Observation
from cl_pipeline.model.review import RuleOutcome
from cl_pipeline.model.submission import Deadlines, ReceivedFile, Submission
from cl_pipeline.model.vintage import CoverageEntry
from cl_pipeline.store.acceptance import ranked_sheets
from cl_pipeline.store.engine import Condition, Database, Scope
from cl_pipeline.store.mapper import Record
from cl_pipeline.store.records import DownstreamRow
from cl_pipeline.store.submissions import find_submissions
from cl_pipeline.store.tables import (
    consolidated,
    consolidation,
    coverage,
    entry,
    finding,
    observation,
    received_file,
    rule_outcome,
    submission,
    submission_sheet,
)

OUT_OF_USE = (Severity.REJECT.value, Severity.OMIT.value)
"""Severities that keep something of a submission from being used."""


@dataclass(frozen=True, slots=True)
class History:
    database: Database

    def observations(
        self,
        sender: SenderCode,
        indicator: IndicatorKey,
        breakdown: Breakdown,
        measures: Collection[MeasureKey] | None = None,
        column_or_year: str | None = None,
    ) -> tuple[tuple[SubmissionId, Observation], ...]:
        """Everything ever read about that, whether it counts or not, in a fixed order.

        ``column_or_year``: only of the reporting column of that name or the reference year.
        """
        scope = self.database.scope
        conditions = [observation.c[name] == getattr(breakdown, name) for name in DIMENSIONS]
        if measures is not None:
            conditions.append(observation.c.measure.in_(sorted(measures)))
        if column_or_year is not None:
            of_column = observation.c.reporting_column == column_or_year
            is_year = column_or_year.isdigit()
            of_year = observation.c.reference_year == int(column_or_year) if is_year else sa.false()
            conditions.append(sa.or_(of_column, of_year))
        of_submission = observation.c.submission_id == submission.c.submission_id
        query = self.database.rows(
            observation,
            observation.c.sender == sender,
            observation.c.indicator == indicator,
            *conditions,
        ).join(submission, sa.and_(scope.includes(submission), of_submission))
        found = self.database.fetch_with("submission_id", Observation, query)
        return tuple(sorted(found, key=lambda pair: (pair[0], pair[1].sheet, pair[1].cell)))

    def findings(
        self, submissions: Collection[SubmissionId], codes: Collection[str] = ()
    ) -> tuple[tuple[SubmissionId, Finding], ...]:
        """The findings of these submissions that keep something out of use or have these codes."""
        query = self.database.rows(
            finding,
            finding.c.submission_id.in_(sorted(submissions)),
            finding.c.severity.in_(OUT_OF_USE) | finding.c.code.in_(sorted(codes)),
        ).order_by(finding.c.submission_id, finding.c.position)
        return self.database.fetch_with("submission_id", Finding, query)

    def entries(self, submission_id: SubmissionId) -> tuple[Entry, ...]:
        """Every worded entry of one submission, whether it counts or not, in a fixed order."""
        query = self.database.rows(entry, entry.c.submission_id == submission_id)
        found = self.database.fetch(Entry, query)
        return tuple(sorted(found, key=lambda worded: (worded.sheet, worded.cell, worded.field)))

    def institutions(self, sender: SenderCode) -> Mapping[tuple[SubmissionId, str], str]:
        """Who reports a sheet, by submission and sheet, where its cover or the sheet names one."""
        reports = submission_sheet.c
        query = self.database.rows(
            submission_sheet,
            reports.institution.is_not(None),
            reports.submission_id.in_(
                sa.select(submission.c.submission_id).where(submission.c.sender == sender)
            ),
        )
        rows = self.database.all(query)
        return {(row.submission_id, row.sheet): row.institution for row in rows}

    def current_submissions(
        self,
        sender: SenderCode,
        sheets_asked: Collection[str],
        rounds: Collection[RoundYear],
    ) -> tuple[tuple[SubmissionId, str, SubmissionId, bool], ...]:
        """Each counting submission that declares one of these sheets, and whose copy is current.

        Grain: (submission, sheet); the third is the submission with the current copy; the fourth is
        false where that is another institution's.
        """
        asked = {"sender": sender, "sheets": sorted(sheets_asked), "rounds": sorted(rounds)}
        with self.database.reading() as connection:
            rows = connection.execute(_ranked(self.database.scope), asked)
            return tuple((*sheet, bool(is_chosen)) for *sheet, is_chosen in rows)

    def submissions_named(
        self, submissions: Collection[SubmissionId], deadlines: Deadlines
    ) -> tuple[Submission, ...]:
        named = submission.c.submission_id.in_(sorted(submissions))
        return find_submissions(self.database, (named,), deadlines)

    def submissions(self, sender: SenderCode, deadlines: Deadlines) -> tuple[Submission, ...]:
        """What that Member State sent, with files in its folders that name no sender."""
        seen = received_file.alias("seen")
        in_folder = submission.c.submission_id.in_(
            sa.select(seen.c.submission_id).where(
                self.database.scope.includes(seen), seen.c.path.contains(f"/{sender}/")
            )
        )
        without_sender = sa.and_(submission.c.sender.is_(None), in_folder)
        return find_submissions(
            self.database, ((submission.c.sender == sender) | without_sender,), deadlines
        )

    def received_files(self, submission_id: SubmissionId) -> tuple[ReceivedFile, ...]:
        """Every path at which that submission arrived or was seen again, in order."""
        query = self.database.rows(received_file, received_file.c.submission_id == submission_id)
        return self.database.fetch(ReceivedFile, query.order_by(received_file.c.received_file_id))


@dataclass(frozen=True, slots=True)
class DownstreamQueries:
    database: Database

    def values_at(
        self, submission_id: SubmissionId, sheet: str | None = None, cell: str | None = None
    ) -> tuple[DownstreamRow, ...]:
        """The values of all vintages that were taken from that cell, sheet or submission."""
        conditions = [consolidated.c.submission_id == submission_id]
        if sheet is not None:
            conditions.append(consolidated.c.sheet == sheet)
        if cell is not None:
            conditions.append(consolidated.c.cell == cell)
        return self._values(*conditions)

    def computed_from(
        self,
        vintages: Collection[VintageId],
        sender: SenderCode,
        indicators: Collection[IndicatorKey],
        submission_id: SubmissionId,
        cell: str | None = None,
    ) -> tuple[DownstreamRow, ...]:
        """The computed values of those vintages that may have used that submission or cell.

        The query looks for the address as text; callers compare the whole address.
        """
        addresses = sa.type_coerce(consolidated.c.inputs, sa.Text)
        used = [addresses.contains(submission_id, autoescape=True)]
        if cell is not None:
            used.append(addresses.contains(f'!{cell}"', autoescape=True))
        return self._values(
            consolidated.c.vintage_id.in_(sorted(vintages)),
            consolidated.c.sender == sender,
            consolidated.c.indicator.in_(sorted(indicators)),
            consolidated.c.formula.is_not(None),
            *used,
        )

    def coverage(
        self,
        vintages: Collection[VintageId],
        sender: SenderCode,
        indicators: Collection[IndicatorKey],
    ) -> tuple[tuple[VintageId, CoverageEntry], ...]:
        of_sender = coverage.c.sender == sender
        return self._about(coverage, CoverageEntry, vintages, indicators, of_sender)

    def outcomes(
        self, vintages: Collection[VintageId], indicators: Collection[IndicatorKey]
    ) -> tuple[tuple[VintageId, RuleOutcome], ...]:
        return self._about(rule_outcome, RuleOutcome, vintages, indicators)

    def _about(
        self,
        table: sa.Table,
        kind: type[Record],
        vintages: Collection[VintageId],
        indicators: Collection[IndicatorKey],
        *conditions: Condition,
    ) -> tuple[tuple[VintageId, Record], ...]:
        query = self.database.rows(
            table,
            table.c.vintage_id.in_(sorted(vintages)),
            table.c.indicator.in_(sorted(indicators)),
            *conditions,
        ).order_by(table.c.vintage_id, table.c.position)
        return self.database.fetch_with("vintage_id", kind, query)

    def _values(self, *conditions: Condition) -> tuple[DownstreamRow, ...]:
        scope = self.database.scope
        first_made = (
            sa.select(
                consolidation.c.vintage_id,
                sa.func.min(consolidation.c.consolidation_id).label("made"),
            )
            .where(scope.includes(consolidation))
            .group_by(consolidation.c.vintage_id)
            .subquery("first_made")
        )
        query = (
            self.database.rows(consolidated, *conditions)
            .join(first_made, first_made.c.vintage_id == consolidated.c.vintage_id)
            .order_by(first_made.c.made, consolidated.c.position)
        )
        return self.database.fetch(DownstreamRow, query)


@lru_cache(maxsize=8)
def _ranked(scope: Scope) -> sa.Select[Any]:
    """Kept: building this query takes longer than running it for one sender."""
    ranked = ranked_sheets(scope, submission.c.sender == sa.bindparam("sender"))
    sheet = (ranked.c.submission_id, ranked.c.sheet, ranked.c.current_id, ranked.c.is_chosen)
    return sa.select(*sheet).where(
        ranked.c.round.in_(sa.bindparam("rounds", expanding=True)),
        ranked.c.sheet.in_(sa.bindparam("sheets", expanding=True)),
    )
