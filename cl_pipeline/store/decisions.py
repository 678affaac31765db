"""Decisions: append-only, with who, when and why.

Belongs here: recording a decision and giving them all back. Does not belong here: whether a
decision makes sense (``stages``) and what follows from it (``gate``, the effective framework).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.model.decision import Decision
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.store.engine import Database
from cl_pipeline.store.rows import Found
from cl_pipeline.store.tables import decision


@dataclass(frozen=True, slots=True)
class Decisions:
    """The verbs of decisions. Grain: one decision; one per kind and subject is in force."""

    database: Database

    def add(
        self,
        kind: DecisionKind,
        round_year: RoundYear | None,
        subject: str,
        *,
        decided_by: str,
        decided_at: datetime,
        reason: str,
    ) -> Decision:
        """The decision in force: a new one, or the one already taken on that kind and subject.

        Taking it again changes neither its time nor its reason: what was decided first holds.

        Raises:
            StoreBusy: the database did not answer in time.
        """
        in_force = select(decision).where(
            decision.c.framework == self.database.framework,
            decision.c.kind == kind.value,
            decision.c.subject == subject,
        )
        new = {
            "framework": self.database.framework,
            "kind": kind.value,
            "round": round_year,
            "subject": subject,
            "decided_by": decided_by,
            "decided_at": decided_at,
            "reason": reason,
        }
        with self.database.writing() as connection:
            if connection.execute(in_force).first() is None:
                connection.execute(insert(decision).values(**new))
            return _decision_of(connection.execute(in_force).mappings().one())

    def list(self) -> tuple[Decision, ...]:
        """All decisions in the order in which they were taken."""
        query = (
            select(decision)
            .where(decision.c.framework == self.database.framework)
            .order_by(decision.c.decision_id)
        )
        with self.database.reading() as connection:
            return tuple(_decision_of(row) for row in connection.execute(query).mappings())


def _decision_of(row: Found) -> Decision:
    return Decision(
        decision_id=row["decision_id"],
        kind=DecisionKind(row["kind"]),
        round=row["round"],
        subject=row["subject"],
        decided_by=row["decided_by"],
        decided_at=row["decided_at"],
        reason=row["reason"],
    )
