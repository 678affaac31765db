"""The register of questions about numbers: append-only, one row per thing said."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from cl_pipeline.model.question import AskedQuestion, QuestionEvent, QuestionStep
from cl_pipeline.store.engine import Database
from cl_pipeline.store.rows import Found
from cl_pipeline.store.tables import question_event

NEW = 0
"""Number of a question until its first row has one."""


@dataclass(frozen=True, slots=True)
class AskedQuestions:
    """The verbs of the register. Grain: one thing said to one question."""

    database: Database

    def add(
        self,
        step: QuestionStep,
        trace_key: str,
        *,
        stated_by: str,
        stated_at: datetime,
        words: str,
        number: int = NEW,
    ) -> QuestionEvent:
        """Records one thing said; without a number it begins a question.

        Raises:
            StoreBusy: the database did not answer in time.
        """
        new = {
            "framework": self.database.framework,
            "number": number,
            "kind": step.value,
            "trace_key": trace_key,
            "stated_by": stated_by,
            "stated_at": stated_at,
            "words": words,
        }
        with self.database.writing() as connection:
            written = connection.execute(insert(question_event).values(**new))
            assert written.inserted_primary_key is not None
            one = question_event.c.event_id == written.inserted_primary_key[0]
            if number == NEW:
                begun = update(question_event).where(one)
                connection.execute(begun.values(number=question_event.c.event_id))
            return _event_of(connection.execute(select(question_event).where(one)).mappings().one())

    def list(self) -> tuple[AskedQuestion, ...]:
        """All questions in order, each with everything said to it."""
        query = (
            select(question_event)
            .where(question_event.c.framework == self.database.framework)
            .order_by(question_event.c.number, question_event.c.event_id)
        )
        said: dict[int, tuple[QuestionEvent, ...]] = {}
        with self.database.reading() as connection:
            for row in connection.execute(query).mappings():
                event = _event_of(row)
                said[event.number] = (*said.get(event.number, ()), event)
        return tuple(
            AskedQuestion(number, events[0].trace_key, events) for number, events in said.items()
        )


def _event_of(row: Found) -> QuestionEvent:
    return QuestionEvent(
        event_id=row["event_id"],
        number=row["number"],
        step=QuestionStep(row["kind"]),
        trace_key=row["trace_key"],
        stated_by=row["stated_by"],
        stated_at=row["stated_at"],
        words=row["words"],
    )
