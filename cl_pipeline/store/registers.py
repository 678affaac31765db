"""Registers: tables whose rows are only ever added, read and written as records of one kind."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic

from sqlalchemy import Column, Connection, Table, func, insert, select, update

from cl_pipeline.model.question import AskedQuestion, QuestionEvent
from cl_pipeline.store.engine import Database
from cl_pipeline.store.mapper import Record, Row, from_result, to_row
from cl_pipeline.store.records import FocalPoint, FormSent
from cl_pipeline.store.scope import Condition
from cl_pipeline.store.tables import focal_point, form_sent, question_event


@dataclass(frozen=True, slots=True)
class Register(Generic[Record]):
    """One append-only table, numbered in the order of addition."""

    database: Database
    table: Table
    kind: type[Record]

    @property
    def key(self) -> Column[Any]:
        """The number that counts the rows up."""
        (key,) = self.table.primary_key
        return key

    def add(self, record: Record, **more: object) -> Record:
        """Adds one record and returns it as it is stored, with its number.

        ``more`` are the columns of the table that are no fields of the record.
        """
        with self.database.writing() as connection:
            return self.insert(connection, record, **more)

    def insert(self, connection: Connection, record: Record, **more: object) -> Record:
        """The same as ``add`` within a transaction that is open."""
        row: Row = {"framework": self.database.framework, **to_row(record), **more}
        row.pop(self.key.name, None)
        number = connection.execute(insert(self.table).returning(self.key), [row]).scalar_one()
        (stored,) = self.read(connection, self.key == number)
        return stored

    def insert_new(
        self, connection: Connection, records: Iterable[Record], **more: object
    ) -> tuple[Record, ...]:
        """Adds several records within a transaction that is open, and returns them."""
        new = tuple(records)
        if new:
            shared = {"framework": self.database.framework, **more}
            connection.execute(insert(self.table), [to_row(record) | shared for record in new])
        return new

    def list(self, *conditions: Condition, **equal: object) -> tuple[Record, ...]:
        """All records, or those that meet the conditions, in the order of their numbers.

        ``equal`` are values by column; None asks for any.
        """
        asked = [self.table.c[name] == value for name, value in equal.items() if value is not None]
        with self.database.reading() as connection:
            return self.read(connection, *conditions, *asked)

    def read(self, connection: Connection, *conditions: Condition) -> tuple[Record, ...]:
        """The same as ``list`` over a connection that is open."""
        query = (
            select(self.table)
            .where(self.database.scope.includes(self.table), *conditions)
            .order_by(self.key)
        )
        return from_result(self.kind, connection.execute(query))

    def newest(self, connection: Connection, *columns: str) -> tuple[Record, ...]:
        """The newest record for each combination of values in these columns."""
        numbers = (
            select(func.max(self.key))
            .where(self.database.scope.includes(self.table))
            .group_by(*(self.table.c[name] for name in columns))
        )
        return self.read(connection, self.key.in_(numbers))


class FocalPoints(Register[FocalPoint]):
    """The register of focal points; of each the newest row is in force."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, focal_point, FocalPoint)

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

    def _by_key(self, connection: Connection) -> dict[tuple[str, ...], FocalPoint]:
        newest = self.newest(connection, "sender", "institution", "address")
        return {_focal_point_key(row): row for row in newest}


def _focal_point_key(row: FocalPoint) -> tuple[str, ...]:
    return (row.sender, row.institution, row.address)


class FormsSent(Register[FormSent]):
    """The register of workbooks that went out."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, form_sent, FormSent)

    def record(self, sent: Iterable[FormSent]) -> tuple[FormSent, ...]:
        """Registers workbooks and returns those not registered before."""
        with self.database.writing() as connection:
            known = {_sent_key(form) for form in self.read(connection)}
            by_key: dict[tuple[object, ...], FormSent] = {}
            for form in sent:
                by_key.setdefault(_sent_key(form), form)
            return self.insert_new(
                connection, (form for key, form in by_key.items() if key not in known)
            )


def _sent_key(sent: FormSent) -> tuple[object, ...]:
    return (sent.form, sent.version, sent.round, sent.sender, sent.digest)


@dataclass(frozen=True, slots=True)
class AskedQuestions:
    """The operations on questions about numbers. Grain: one event of one question; append-only."""

    database: Database

    @property
    def _events(self) -> Register[QuestionEvent]:
        return Register(self.database, question_event, QuestionEvent)

    def add(self, new: QuestionEvent) -> QuestionEvent:
        """Records one event; one without the number of a question (0) begins a new one."""
        with self.database.writing() as connection:
            event = self._events.insert(connection, new)
            if new.number:
                return event
            same = question_event.c.event_id == event.event_id
            connection.execute(
                update(question_event).where(same).values(number=question_event.c.event_id)
            )
            return replace(event, number=event.event_id)

    def list(self) -> tuple[AskedQuestion, ...]:
        """All questions in the order of their numbers, each with its events."""
        events: dict[int, tuple[QuestionEvent, ...]] = {}
        for event in self._events.list():
            events[event.number] = (*events.get(event.number, ()), event)
        return tuple(
            AskedQuestion(number, found[0].trace_key, found)
            for number, found in sorted(events.items())
        )
