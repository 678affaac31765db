"""Registers: tables whose rows are only ever added, read and written as records of one kind."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from typing import Any, Generic

import sqlalchemy as sa

from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.model.decision import Corrected, Correction, Decision
from cl_pipeline.model.question import AskedQuestion, QuestionEvent
from cl_pipeline.model.reference import ReferenceFigure, ReferenceSeries
from cl_pipeline.store import tables
from cl_pipeline.store.acceptance import is_in_force
from cl_pipeline.store.engine import Condition, Database, has_key
from cl_pipeline.store.mapper import Record, Row, from_result, to_row
from cl_pipeline.store.records import (
    DeadlineNotice,
    FeedbackDue,
    FeedbackWritten,
    FocalPoint,
    FormSent,
)
from cl_pipeline.store.tables import feedback_report


@dataclass(frozen=True, slots=True)
class Register(Generic[Record]):
    """One append-only table, numbered in the order of addition."""

    database: Database
    table: sa.Table
    kind: type[Record]

    @property
    def key(self) -> sa.Column[Any]:
        (key,) = self.table.primary_key
        return key

    def add(self, record: Record, **more: object) -> Record:
        """Adds one record and returns it as it is stored, with its number.

        ``more`` are the columns of the table that are no fields of the record.
        """
        with self.database.writing() as connection:
            return self.insert(connection, record, **more)

    def insert(self, connection: sa.Connection, record: Record, **more: object) -> Record:
        row: Row = {"framework": self.database.framework, **to_row(record), **more}
        row.pop(self.key.name, None)
        number = connection.execute(sa.insert(self.table).returning(self.key), [row]).scalar_one()
        (stored,) = self.read(connection, self.key == number)
        return stored

    def insert_new(
        self, connection: sa.Connection, records: Iterable[Record], **more: object
    ) -> tuple[Record, ...]:
        new = tuple(records)
        if new:
            shared = {"framework": self.database.framework, **more}
            connection.execute(sa.insert(self.table), [to_row(record) | shared for record in new])
        return new

    def list(self, *conditions: Condition, **equal: object) -> tuple[Record, ...]:
        """All records, or those that meet the conditions, in the order of their numbers.

        ``equal`` are values by column; None asks for any.
        """
        asked = [self.table.c[name] == value for name, value in equal.items() if value is not None]
        with self.database.reading() as connection:
            return self.read(connection, *conditions, *asked)

    def read(self, connection: sa.Connection, *conditions: Condition) -> tuple[Record, ...]:
        query = self.database.rows(self.table, *conditions).order_by(self.key)
        return from_result(self.kind, connection.execute(query))

    def newest(self, connection: sa.Connection, *columns: str) -> tuple[Record, ...]:
        newest = self.database.newest(self.key, *(self.table.c[name] for name in columns))
        return self.read(connection, self.key.in_(newest))


class FocalPoints(Register[FocalPoint]):
    """The register of focal points; of each the newest row is in force."""

    def update(self, rows: Iterable[FocalPoint], *, noted_at: datetime) -> int:
        """Adds what differs from the rows in force and returns how many rows that were."""
        new = []
        with self.database.writing() as connection:
            newest = self._by_key(connection)
            for row in rows:
                if newest.get(_focal_point_key(row)) != row:
                    newest[_focal_point_key(row)] = row
                    new.append(row)
            return len(self.insert_new(connection, new, noted_at=noted_at))

    def in_force(self) -> tuple[FocalPoint, ...]:
        """The active ones, in order of sender, institution and address."""
        with self.database.reading() as connection:
            newest = self._by_key(connection)
        return tuple(row for _, row in sorted(newest.items()) if row.is_active)

    def _by_key(self, connection: sa.Connection) -> dict[tuple[str, ...], FocalPoint]:
        newest = self.newest(connection, "sender", "institution", "address")
        return {_focal_point_key(row): row for row in newest}


_focal_point_key = attrgetter("sender", "institution", "address")


class FormsSent(Register[FormSent]):
    def record(self, sent: Iterable[FormSent]) -> tuple[FormSent, ...]:
        """Registers workbooks and returns those not registered before."""
        with self.database.writing() as connection:
            known = {_sent_key(form) for form in self.read(connection)}
            new = {_sent_key(form): form for form in reversed(tuple(sent))}
            return self.insert_new(
                connection, (form for key, form in reversed(new.items()) if key not in known)
            )


_sent_key = attrgetter("form", "version", "round", "sender", "digest")


class QuestionEvents(Register[QuestionEvent]):
    def add(self, record: QuestionEvent, **more: object) -> QuestionEvent:
        """Records one event; one without the number of a question (0) begins a new one."""
        with self.database.writing() as connection:
            event = self.insert(connection, record, **more)
            if record.number:
                return event
            same = self.key == event.event_id
            connection.execute(sa.update(self.table).where(same).values(number=self.key))
            return replace(event, number=event.event_id)

    def questions(self) -> tuple[AskedQuestion, ...]:
        """All questions in the order of their numbers, each with its events."""
        events: dict[int, tuple[QuestionEvent, ...]] = {}
        for event in self.list():
            events[event.number] = (*events.get(event.number, ()), event)
        return tuple(
            AskedQuestion(number, found[0].trace_key, found)
            for number, found in sorted(events.items())
        )


class Decisions(Register[Decision]):
    """The operations on decisions. Grain: one decision."""

    def add(self, record: Decision, **more: object) -> Decision:
        """The decision in force: a new one, or the one already taken with the same content.

        Taking it again changes neither its time nor its reason: the first one counts. Once it was
        revoked, reversed or outdated by a later one, the same content is a new decision; but never
        the same row of the same workbook (``origin``).
        """
        with self.database.writing() as connection:
            taken = self.read(connection)
            is_revocation = record.kind == DecisionKind.REVOKE
            compared = taken if is_revocation else self.read(connection, self._is_in_force)
            last = [earlier for earlier in compared if earlier.settles == record.settles][-1:]
            same = [earlier for earlier in last if earlier.decides_the_same_as(record)] or [
                earlier for earlier in taken if record.origin and earlier.origin == record.origin
            ]
            return same[-1] if same else self.insert(connection, record, **more)

    def in_force(self) -> tuple[Decision, ...]:
        return self.list(self._is_in_force)

    @property
    def _is_in_force(self) -> Condition:
        return is_in_force(self.database.scope)


class Corrections(Register[Correction]):
    """The operations on corrections. Grain: one declaration; append-only."""

    def in_force(self) -> Mapping[Corrected, Correction]:
        """The newest declaration about each place, unless it takes the earlier ones back."""
        newest = {declared.about: declared for declared in self.list()}
        return {about: found for about, found in newest.items() if found.corrected is not None}


class Reference(Register[ReferenceSeries]):
    """The operations on reference series; of each key the content that was loaded last counts."""

    def save(
        self,
        series: ReferenceSeries,
        figures: Sequence[ReferenceFigure],
        *,
        loaded_at: datetime,
        run_id: str,
    ) -> bool:
        """Saves a series; False where this content is the current one of its key already."""
        if (series.key, series.digest) in {(known.key, known.digest) for known in self.series()}:
            return False
        content = {"framework": self.database.framework, "digest": series.digest}
        known = sa.select(tables.reference_figure).where(has_key(tables.reference_figure, content))
        with self.database.writing() as connection:
            self.insert_new(connection, [series], loaded_at=loaded_at, run_id=run_id)
            if connection.execute(known.limit(1)).first() is None:
                rows = [to_row(figure) | content for figure in figures]
                connection.execute(sa.insert(tables.reference_figure), rows)
        return True

    def series(self) -> tuple[ReferenceSeries, ...]:
        with self.database.reading() as connection:
            found = self.newest(connection, "series")
        return tuple(sorted(found, key=lambda series: series.key))

    def figures(self) -> tuple[ReferenceFigure, ...]:
        """The figures of the current series, in the order of their files."""
        current = [series.digest for series in self.series()]
        is_current = tables.reference_figure.c.digest.in_(current)
        query = self.database.rows(tables.reference_figure, is_current)
        found = self.database.fetch(ReferenceFigure, query)
        return tuple(sorted(found, key=lambda figure: (figure.series, figure.line)))


class FeedbackReports(Register[FeedbackWritten]):
    """The operations on the register. Grain: one writing of one submission to one recipient."""

    def outdated(self, present: Iterable[FeedbackDue]) -> tuple[FeedbackDue, ...]:
        """Those that were not written yet, or not as they are now."""
        newest = self._newest()
        return tuple(due for due in present if not _is_written(due, newest.get(_key(due))))

    def record(self, written: FeedbackWritten) -> None:
        """Registers that feedback was written; the same feedback again changes nothing."""
        with self.database.writing() as connection:
            newest = self.read(connection, _is_about(written))
            if not _is_written(written, newest[-1] if newest else None):
                self.insert(connection, written)

    def to_mail(self, present: Iterable[FeedbackDue]) -> tuple[FeedbackWritten, ...]:
        """Feedback as it is now for whose occasion no mail server has taken a mail yet."""
        newest = self._newest()
        mailed = self._newest(feedback_report.c.mailed_at.is_not(None))
        written = [newest[_key(due)] for due in present if _is_written(due, newest.get(_key(due)))]
        return tuple(
            report
            for report in written
            if report.is_to_be_mailed
            and (_key(report) not in mailed or mailed[_key(report)].occasion != report.occasion)
        )

    def record_mailed(self, written: FeedbackWritten, *, at: datetime) -> None:
        with self.database.writing() as connection:
            newest = sa.select(sa.func.max(self.key)).where(
                self.database.scope.includes(self.table), _is_about(written)
            )
            same = self.key == newest.scalar_subquery()
            connection.execute(sa.update(self.table).where(same).values(mailed_at=at))

    def _newest(self, *conditions: Condition) -> dict[tuple[str, str], FeedbackWritten]:
        return {_key(report): report for report in self.list(*conditions)}


class DeadlineNotices(Register[DeadlineNotice]):
    """The operations on notices of changed deadlines. Grain: one notice to one sender."""

    def current(self) -> tuple[DeadlineNotice, ...]:
        """The newest of each form, round and sender."""
        with self.database.reading() as connection:
            return self.newest(connection, "form", "round", "sender")

    def record_mailed(self, notice: DeadlineNotice, *, at: datetime) -> None:
        own = {name: getattr(notice, name) for name in ("form", "round", "sender", "written_at")}
        same = has_key(self.table, {"framework": self.database.framework, **own})
        with self.database.writing() as connection:
            connection.execute(sa.update(self.table).where(same).values(mailed_at=at))


def _key(due: FeedbackDue) -> tuple[str, str]:
    return due.submission_id, due.recipient


def _is_written(due: FeedbackDue, newest: FeedbackWritten | None) -> bool:
    return newest is not None and newest.version == due.version


def _is_about(due: FeedbackDue) -> Condition:
    return sa.and_(
        feedback_report.c.submission_id == due.submission_id,
        feedback_report.c.recipient == due.recipient,
    )
