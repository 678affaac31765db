"""Following one number through the store: what was sent about it, and what a cell came to.

Belongs here: narrow queries along an index, so that a question about one number never reads a
whole vintage. Does not belong here: why something does not stand (``stages.held_values``) and the
words for it (``lineage``).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import and_, func, select

from cl_pipeline.model.breakdown import DIMENSIONS, Breakdown
from cl_pipeline.model.codes import Severity
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.identity import (
    Digest,
    IndicatorKey,
    RoundYear,
    SenderCode,
    SubmissionId,
    VintageId,
)
from cl_pipeline.model.observation import Entry, Observation
from cl_pipeline.model.review import RuleOutcome
from cl_pipeline.model.submission import Arrival, Submission
from cl_pipeline.model.vintage import ConsolidatedValue, CoverageEntry
from cl_pipeline.store import gate
from cl_pipeline.store import submission_lists as lists
from cl_pipeline.store import vintage_rows as rows
from cl_pipeline.store.arrivals import arrival_of
from cl_pipeline.store.engine import Database
from cl_pipeline.store.gate import Condition
from cl_pipeline.store.rows import entry_of, finding_of, observation_of
from cl_pipeline.store.submission_lists import Deadlines
from cl_pipeline.store.tables import arrival, entry, finding, observation, submission
from cl_pipeline.store.vintage_tables import (
    consolidated,
    consolidation,
    coverage,
    rule_outcome,
    vintage,
)

OUT_OF_USE = (Severity.REJECT.value, Severity.OMIT.value)
"""Severities that keep something of a return from being used."""


@dataclass(frozen=True, slots=True)
class Landed:
    """One consolidated value of one vintage; key (vintage_id, value)."""

    vintage_id: VintageId
    round: RoundYear
    value: ConsolidatedValue


@dataclass(frozen=True, slots=True)
class Tracks:
    """The verbs that follow a number."""

    database: Database

    def sent(
        self,
        sender: SenderCode,
        indicator: IndicatorKey,
        breakdown: Breakdown,
    ) -> tuple[tuple[SubmissionId, Observation], ...]:
        """Everything ever read about that, whether it counts or not, in a fixed order."""
        same = [observation.c[name] == getattr(breakdown, name) for name in DIMENSIONS]
        query = (
            select(observation)
            .join(submission, _of_submission)
            .where(
                observation.c.framework == self.database.framework,
                observation.c.sender == sender,
                observation.c.indicator == indicator,
                *same,
            )
        )
        with self.database.reading() as connection:
            found = [
                (SubmissionId(row["submission_id"]), observation_of(row))
                for row in connection.execute(query).mappings()
            ]
        return tuple(sorted(found, key=lambda one: (one[0], one[1].sheet, one[1].cell)))

    def findings(
        self, submissions: Collection[SubmissionId], codes: Collection[str] = ()
    ) -> tuple[tuple[SubmissionId, Finding], ...]:
        """The findings of these submissions that keep something out of use, and those coded so."""
        out_of_use = finding.c.severity.in_(OUT_OF_USE) | finding.c.code.in_(sorted(codes))
        query = (
            select(finding)
            .where(
                finding.c.framework == self.database.framework,
                finding.c.submission_id.in_(sorted(submissions)),
                out_of_use,
            )
            .order_by(finding.c.submission_id, finding.c.position)
        )
        with self.database.reading() as connection:
            found = connection.execute(query).mappings()
            return tuple((SubmissionId(row["submission_id"]), finding_of(row)) for row in found)

    def entries(self, submission_id: SubmissionId) -> tuple[Entry, ...]:
        """Every worded entry of one submission, whether it counts or not, in a fixed order."""
        query = select(entry).where(
            entry.c.framework == self.database.framework, entry.c.submission_id == submission_id
        )
        with self.database.reading() as connection:
            found = [entry_of(row) for row in connection.execute(query).mappings()]
        return tuple(sorted(found, key=lambda one: (one.sheet, one.cell, one.field)))

    def speakers(
        self, sender: SenderCode, sheets_asked: Collection[str]
    ) -> tuple[tuple[SubmissionId, str, SubmissionId], ...]:
        """Each standing submission that declares one of these sheets, and which one speaks for it.

        Grain: (submission, sheet); the third is the speaker, which may be the submission itself.
        """
        framework = self.database.framework
        ranked = gate.sheets(framework, gate.standing(framework, submission.c.sender == sender))
        query = select(ranked).where(ranked.c.sheet.in_(sorted(sheets_asked)))
        with self.database.reading() as connection:
            found = connection.execute(query).all()
        speaker = {(r.round, r.form, r.sheet): r.submission_id for r in found if r.place == 1}
        return tuple(
            (SubmissionId(r.submission_id), r.sheet, speaker[r.round, r.form, r.sheet])
            for r in found
        )

    def submissions_named(
        self, submissions: Collection[SubmissionId], deadlines: Deadlines
    ) -> tuple[Submission, ...]:
        """These submissions, in order of receipt."""
        only = submission.c.submission_id.in_(sorted(submissions))
        with self.database.reading() as connection:
            return lists.submissions(connection, self.database.framework, (only,), deadlines)

    def submissions(self, sender: SenderCode, deadlines: Deadlines) -> tuple[Submission, ...]:
        """What that Member State sent, with files in its folders that name nobody."""
        framework = self.database.framework
        in_folder = submission.c.digest.in_(
            select(arrival.c.digest).where(
                arrival.c.framework == framework, arrival.c.path.contains(f"/{sender}/")
            )
        )
        nameless = and_(submission.c.sender.is_(None), in_folder)
        with self.database.reading() as connection:
            return lists.submissions(
                connection, framework, ((submission.c.sender == sender) | nameless,), deadlines
            )

    def arrivals(self, digest: Digest) -> tuple[Arrival, ...]:
        """Every path at which that content was seen, in order."""
        query = (
            select(arrival)
            .where(arrival.c.framework == self.database.framework, arrival.c.digest == digest)
            .order_by(arrival.c.arrival_id)
        )
        with self.database.reading() as connection:
            return tuple(arrival_of(row) for row in connection.execute(query).mappings())

    def landed(
        self, submission_id: SubmissionId, sheet: str | None = None, cell: str | None = None
    ) -> tuple[Landed, ...]:
        """The values of all vintages that stand at that cell, sheet or submission."""
        wanted = [consolidated.c.submission_id == submission_id]
        if sheet is not None:
            wanted.append(consolidated.c.sheet == sheet)
        if cell is not None:
            wanted.append(consolidated.c.cell == cell)
        return self._landed(wanted)

    def computed(
        self,
        vintages: Collection[VintageId],
        sender: SenderCode,
        indicators: Collection[IndicatorKey],
    ) -> tuple[Landed, ...]:
        """The computed values of those vintages about that Member State and indicators."""
        return self._landed(
            [
                consolidated.c.vintage_id.in_(sorted(vintages)),
                consolidated.c.sender == sender,
                consolidated.c.indicator.in_(sorted(indicators)),
                consolidated.c.formula.is_not(None),
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

    def _landed(self, wanted: Iterable[Condition]) -> tuple[Landed, ...]:
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
                Landed(VintageId(row["vintage_id"]), RoundYear(row["round"]), rows.value_of(row))
                for row in connection.execute(query).mappings()
            )


_of_submission = and_(
    observation.c.framework == submission.c.framework,
    observation.c.submission_id == submission.c.submission_id,
)
_of_vintage = and_(
    consolidated.c.framework == vintage.c.framework,
    consolidated.c.vintage_id == vintage.c.vintage_id,
)
