"""Following a cell forward through the store: what it came to in each vintage."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Text, and_, func, select, type_coerce

from cl_pipeline.model.identity import (
    IndicatorKey,
    RoundYear,
    SenderCode,
    SubmissionId,
    VintageId,
)
from cl_pipeline.model.review import RuleOutcome
from cl_pipeline.model.vintage import ConsolidatedValue, CoverageEntry
from cl_pipeline.store import vintage_rows as rows
from cl_pipeline.store.acceptance import Condition
from cl_pipeline.store.engine import Database
from cl_pipeline.store.vintage_tables import (
    consolidated,
    consolidation,
    coverage,
    rule_outcome,
    vintage,
)


@dataclass(frozen=True, slots=True)
class DownstreamRow:
    """One consolidated value of one vintage; key (vintage_id, value)."""

    vintage_id: VintageId
    round: RoundYear
    value: ConsolidatedValue


@dataclass(frozen=True, slots=True)
class DownstreamQueries:
    """The verbs that follow a cell."""

    database: Database

    def values_at(
        self, submission_id: SubmissionId, sheet: str | None = None, cell: str | None = None
    ) -> tuple[DownstreamRow, ...]:
        """The values of all vintages that stand at that cell, sheet or submission."""
        wanted = [consolidated.c.submission_id == submission_id]
        if sheet is not None:
            wanted.append(consolidated.c.sheet == sheet)
        if cell is not None:
            wanted.append(consolidated.c.cell == cell)
        return self._values(wanted)

    def computed_from(
        self,
        vintages: Collection[VintageId],
        sender: SenderCode,
        indicators: Collection[IndicatorKey],
        submission_id: SubmissionId,
        cell: str | None = None,
    ) -> tuple[DownstreamRow, ...]:
        """The computed values of those vintages that may have used that submission, or cell of it.

        May: an address is looked for as text; whoever asks compares it whole.
        """
        addresses = type_coerce(consolidated.c.inputs, Text)
        used = [addresses.contains(submission_id, autoescape=True)]
        if cell is not None:
            used.append(addresses.contains(f'!{cell}"', autoescape=True))
        return self._values(
            [
                consolidated.c.vintage_id.in_(sorted(vintages)),
                consolidated.c.sender == sender,
                consolidated.c.indicator.in_(sorted(indicators)),
                consolidated.c.formula.is_not(None),
                *used,
            ]
        )

    def coverage(
        self,
        vintages: Collection[VintageId],
        sender: SenderCode,
        indicators: Collection[IndicatorKey],
    ) -> tuple[tuple[VintageId, CoverageEntry], ...]:
        """The coverage entries of those vintages about that Member State and indicators."""
        query = (
            select(coverage)
            .where(
                coverage.c.framework == self.database.framework,
                coverage.c.vintage_id.in_(sorted(vintages)),
                coverage.c.sender == sender,
                coverage.c.indicator.in_(sorted(indicators)),
            )
            .order_by(coverage.c.vintage_id, coverage.c.position)
        )
        with self.database.reading() as connection:
            found = connection.execute(query).mappings()
            return tuple((VintageId(row["vintage_id"]), rows.coverage_of(row)) for row in found)

    def outcomes(
        self, vintages: Collection[VintageId], indicators: Collection[IndicatorKey]
    ) -> tuple[tuple[VintageId, RuleOutcome], ...]:
        """What the rule of five said in those vintages about those indicators."""
        query = (
            select(rule_outcome)
            .where(
                rule_outcome.c.framework == self.database.framework,
                rule_outcome.c.vintage_id.in_(sorted(vintages)),
                rule_outcome.c.indicator.in_(sorted(indicators)),
            )
            .order_by(rule_outcome.c.vintage_id, rule_outcome.c.position)
        )
        with self.database.reading() as connection:
            found = connection.execute(query).mappings()
            return tuple((VintageId(row["vintage_id"]), rows.outcome_of(row)) for row in found)

    def _values(self, wanted: Iterable[Condition]) -> tuple[DownstreamRow, ...]:
        """In order of making of the vintages, then of the values in them."""
        first_made = (
            select(
                consolidation.c.vintage_id,
                func.min(consolidation.c.consolidation_id).label("place"),
            )
            .where(consolidation.c.framework == self.database.framework)
            .group_by(consolidation.c.vintage_id)
            .subquery("first_made")
        )
        query = (
            select(consolidated)
            .join(vintage, _of_vintage)
            .join(first_made, first_made.c.vintage_id == consolidated.c.vintage_id)
            .where(consolidated.c.framework == self.database.framework, *wanted)
            .order_by(first_made.c.place, consolidated.c.position)
        )
        with self.database.reading() as connection:
            return tuple(
                DownstreamRow(
                    VintageId(row["vintage_id"]), RoundYear(row["round"]), rows.value_of(row)
                )
                for row in connection.execute(query).mappings()
            )


_of_vintage = and_(
    consolidated.c.framework == vintage.c.framework,
    consolidated.c.vintage_id == vintage.c.vintage_id,
)
