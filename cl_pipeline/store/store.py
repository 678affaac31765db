"""The store: one opened database with its operations in groups."""

import weakref
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa

from cl_pipeline.model.decision import Correction, Decision
from cl_pipeline.model.identity import SubmissionId
from cl_pipeline.model.proposal import ConsultationStep, Proposal, WorkshopInput
from cl_pipeline.model.question import QuestionEvent
from cl_pipeline.model.reference import ReferenceDecision, ReferenceSeries
from cl_pipeline.store import tables
from cl_pipeline.store.engine import Database, Scope, has_key, open_engine
from cl_pipeline.store.erasure import erase_institutions, erase_texts
from cl_pipeline.store.lineage_queries import DownstreamQueries, History
from cl_pipeline.store.mapper import Row
from cl_pipeline.store.migrations import migrate
from cl_pipeline.store.observations import Observations
from cl_pipeline.store.received_files import WRITTEN, ReceivedFiles
from cl_pipeline.store.records import DeadlineNotice, FeedbackWritten, FocalPoint, FormSent
from cl_pipeline.store.registers import (
    Corrections,
    DeadlineNotices,
    Decisions,
    FeedbackReports,
    FocalPoints,
    FormsSent,
    QuestionEvents,
    Reference,
    Register,
)
from cl_pipeline.store.submissions import Submissions
from cl_pipeline.store.vintages import Vintages

FRAMEWORK = "roadmap_2025"
"""The framework whose rows are meant by default; each framework has rows of its own."""


class Store:
    """One opened database. Use it as a context manager, or ``close`` it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.received_files = ReceivedFiles(database)
        self.submissions = Submissions(database)
        self.observations = Observations(database)
        self.vintages = Vintages(database)
        self.decisions = Decisions(database, tables.decision, Decision)
        self.corrections = Corrections(database, tables.correction, Correction)
        self.proposals = Register(database, tables.proposal, Proposal)
        self.consultation_steps = Register(database, tables.consultation_step, ConsultationStep)
        self.workshop_inputs = Register(database, tables.workshop_input, WorkshopInput)
        self.focal_points = FocalPoints(database, tables.focal_point, FocalPoint)
        self.forms_sent = FormsSent(database, tables.form_sent, FormSent)
        self.feedback_reports = FeedbackReports(database, tables.feedback_report, FeedbackWritten)
        self.deadline_notices = DeadlineNotices(database, tables.deadline_notice, DeadlineNotice)
        self.question_events = QuestionEvents(database, tables.question_event, QuestionEvent)
        self.reference = Reference(database, tables.reference_series, ReferenceSeries)
        self.reference_decisions = Register(database, tables.reference_decision, ReferenceDecision)
        self.history = History(database)
        self.downstream = DownstreamQueries(database)

    def as_of(self, instant: datetime | None) -> "Store":
        """The same store as it was at that instant, to be read only; None: as it is now."""
        scope = Scope(self.database.framework, instant)
        return Store(Database(self.database.engine, scope, self.database))

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        with self.database.reading():
            yield

    def change_stamp(self) -> str:
        """Moves on with every row that can change what is current or open; empty at the start."""
        keys = (
            tables.received_file.c.received_file_id,
            tables.reading.c.reading_id,
            self.decisions.key,
            self.corrections.key,
            self.question_events.key,
        )
        # What this project itself wrote to the drive changes nothing.
        is_ours = tables.received_file.c.outcome == WRITTEN
        newest = (sa.select(sa.func.max(key)) for key in keys)
        queries = [next(newest).where(~is_ours), *newest]
        query = sa.select(*(query.scalar_subquery() for query in queries))
        with self.database.reading() as connection:
            numbers = connection.execute(query).one()
        return ".".join(str(number or 0) for number in numbers) if any(numbers) else ""

    def copy_submission(self, submission_id: SubmissionId, target: "Store") -> None:
        """Copies what was read from one file into another store, without the person it names."""
        key = self._key(submission_id)
        with self.database.reading() as old, target.database.writing() as new:
            for table in (
                tables.submission, tables.submission_sheet, tables.observation, tables.entry,
                tables.finding,
            ):  # fmt: skip
                rows = old.execute(sa.select(table).where(has_key(table, key))).mappings()
                if copies := [dict(row) for row in rows]:
                    new.execute(sa.insert(table), copies)

    def erase_texts(self, submission_id: SubmissionId, codes: Collection[str]) -> None:
        """Deletes what a submission says in words; see ``erasure``."""
        erase_texts(self.database, submission_id, codes)

    def erase_institutions(
        self, submission_ids: Collection[SubmissionId], kept: Collection[str], number: int
    ) -> None:
        """Replaces who reported these submissions; see ``erasure``."""
        erase_institutions(self.database, submission_ids, kept, number)

    def _key(self, submission_id: SubmissionId) -> Row:
        return {"framework": self.database.framework, "submission_id": submission_id}

    def close(self) -> None:
        self.database.engine.dispose()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_store(url: str, framework: str = FRAMEWORK) -> Store:
    """The store at ``sqlite:///<path>`` or ``postgresql://<user>@<host>/<database>``, migrated.

    Raises:
        SettingsError: the address cannot be used, or a newer version of this program made it.
    """
    database = Database(open_engine(url), Scope(framework))
    # A store opened for one call need not be closed: its connections go with the last reference.
    weakref.finalize(database, database.engine.dispose)
    migrate(database)
    return Store(database)
