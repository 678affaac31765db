"""Registers of the Secretariat: focal points, forms sent, proposals, questions, workshop inputs."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Connection, func, insert, select, update

from cl_pipeline.model.codes import FormKey
from cl_pipeline.model.identity import Digest, RoundYear, SenderCode
from cl_pipeline.model.proposal import ConsultationKind, ConsultationStep, Proposal, WorkshopInput
from cl_pipeline.model.question import AskedQuestion, QuestionEvent, QuestionStep
from cl_pipeline.store.engine import Database
from cl_pipeline.store.mapper import from_result, to_row
from cl_pipeline.store.records import FocalPoint, FormSent
from cl_pipeline.store.register import Register
from cl_pipeline.store.tables import (
    consultation_step,
    focal_point,
    form_sent,
    proposal,
    question_event,
    workshop_input,
)

SentRow: TypeAlias = tuple[FormKey, str, RoundYear, str, Digest, str]
"""Form, version, round, sender, digest of the workbook, path it was written to."""


@dataclass(frozen=True, slots=True)
class Registers:
    """The operations on focal points and on forms that were sent."""

    database: Database

    @property
    def _sent(self) -> Register[FormSent]:
        return Register(self.database, form_sent, FormSent)

    def add_focal_points(self, rows: Iterable[FocalPoint], *, added_at: datetime) -> int:
        """Adds what differs from the rows in force and returns how many rows that were.

        Raises:
            StoreBusy: the database did not answer in time.
        """
        shared = {"framework": self.database.framework, "noted_at": added_at}
        new = []
        with self.database.writing() as connection:
            newest = self._newest(connection)
            for row in rows:
                if newest.get(_focal_point_key(row)) != row:
                    newest[_focal_point_key(row)] = row
                    new.append(shared | to_row(row))
            if new:
                connection.execute(insert(focal_point), new)
        return len(new)

    def focal_points(self) -> tuple[FocalPoint, ...]:
        """The rows in force, in order of sender, institution and address."""
        with self.database.reading() as connection:
            newest = self._newest(connection)
        return tuple(row for _, row in sorted(newest.items()) if row.is_active)

    def _newest(self, connection: Connection) -> dict[tuple[str, ...], FocalPoint]:
        newest = (
            select(func.max(focal_point.c.focal_point_id))
            .where(self.database.scope.includes(focal_point))
            .group_by(focal_point.c.sender, focal_point.c.institution, focal_point.c.address)
        )
        query = select(focal_point).where(focal_point.c.focal_point_id.in_(newest))
        found = from_result(FocalPoint, connection.execute(query))
        return {_focal_point_key(row): row for row in found}

    def record_forms_sent(
        self, rows: Iterable[SentRow], *, sent_at: datetime, run_id: str
    ) -> tuple[FormSent, ...]:
        """Registers workbooks that went out and returns those not registered before.

        Raises:
            StoreBusy: the database did not answer in time.
        """
        new: dict[tuple[object, ...], FormSent] = {}
        with self.database.writing() as connection:
            known = {_sent_key(sent) for sent in self._sent.read(connection)}
            for form, version, round_year, sender, digest, path in rows:
                code = SenderCode(sender)
                sent = FormSent(form, version, round_year, code, digest, path, sent_at, run_id)
                if _sent_key(sent) not in known:
                    new.setdefault(_sent_key(sent), sent)
            shared = {"framework": self.database.framework}
            if new:
                connection.execute(
                    insert(form_sent), [shared | to_row(sent) for sent in new.values()]
                )
        return tuple(new.values())

    def forms_sent(self, round_year: RoundYear | None = None) -> tuple[FormSent, ...]:
        """All workbooks sent, or those of one round, in the order in which they went out."""
        return self._sent.list(*([] if round_year is None else [form_sent.c.round == round_year]))


def _focal_point_key(row: FocalPoint) -> tuple[str, ...]:
    return (row.sender, row.institution, row.address)


def _sent_key(sent: FormSent) -> tuple[object, ...]:
    return (sent.form, sent.version, sent.round, sent.sender, sent.digest)


@dataclass(frozen=True, slots=True)
class Proposals:
    """The operations on what precedes decisions. Grain: one proposal; one consultation step."""

    database: Database

    @property
    def _proposals(self) -> Register[Proposal]:
        return Register(self.database, proposal, Proposal)

    @property
    def _steps(self) -> Register[ConsultationStep]:
        return Register(self.database, consultation_step, ConsultationStep)

    def add(self, new: Proposal, *, stated_at: datetime) -> None:
        """Records one proposal.

        Raises:
            StoreBusy: the database did not answer in time.
        """
        self._proposals.add(new, stated_at=stated_at)

    def list(self) -> tuple[Proposal, ...]:
        """All proposals in the order in which they were made."""
        return self._proposals.list()

    def add_step(
        self,
        form: FormKey,
        version: str,
        kind: ConsultationKind,
        body: str,
        text: str,
        *,
        stated_at: datetime,
    ) -> None:
        """Records one step of the consultation about a form version.

        Raises:
            StoreBusy: the database did not answer in time.
        """
        self._steps.add(ConsultationStep(0, form, version, kind, body, text, stated_at))

    def steps(self) -> tuple[ConsultationStep, ...]:
        """All steps of all consultations in the order in which they were taken."""
        return self._steps.list()


@dataclass(frozen=True, slots=True)
class AskedQuestions:
    """The operations on questions about numbers. Grain: one event of one question; append-only."""

    database: Database

    @property
    def _events(self) -> Register[QuestionEvent]:
        return Register(self.database, question_event, QuestionEvent)

    def add(
        self,
        step: QuestionStep,
        trace_key: str,
        *,
        stated_by: str,
        stated_at: datetime,
        words: str,
        number: int = 0,
    ) -> QuestionEvent:
        """Records one event; without the number of a question it begins a new one.

        Raises:
            StoreBusy: the database did not answer in time.
        """
        new = QuestionEvent(0, number, step, trace_key, stated_by, stated_at, words)
        with self.database.writing() as connection:
            event = self._events.insert(connection, new)
            if number:
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


@dataclass(frozen=True, slots=True)
class Workshop:
    """The operations on inputs of other bodies to the inter-sectoral workshop."""

    database: Database

    @property
    def _inputs(self) -> Register[WorkshopInput]:
        return Register(self.database, workshop_input, WorkshopInput)

    def add(self, new: WorkshopInput) -> None:
        """Records one input.

        Raises:
            StoreBusy: the database did not answer in time.
        """
        self._inputs.add(new)

    def list(self, round_year: RoundYear) -> tuple[WorkshopInput, ...]:
        """The inputs of a round, in the order in which they were recorded."""
        return self._inputs.list(workshop_input.c.round == round_year)
