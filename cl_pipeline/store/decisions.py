"""Decisions: append-only, with who, when and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict, Unpack

from sqlalchemy import Connection, insert, select

from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.model.decision import Decision, decisions_in_force
from cl_pipeline.model.identity import RoundYear, VintageId
from cl_pipeline.store.engine import Database
from cl_pipeline.store.rows import Found
from cl_pipeline.store.tables import decision


class Particulars(TypedDict, total=False):
    """What a kind of decision may leave open; as in ``model.decision.Decision``."""

    details: str
    vintage_id: VintageId | None
    origin: str | None


@dataclass(frozen=True, slots=True)
class Decisions:
    """The verbs of decisions. Grain: one decision."""

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
        **more: Unpack[Particulars],
    ) -> Decision:
        """The decision in force: a new one, or the one already taken that says the same.

        Taking it again changes neither its time nor its reason: what was decided first holds. Once
        it was revoked or overtaken, the same words are a new decision; but never the same row of
        the same workbook (``origin``).

        Raises:
            StoreBusy: the database did not answer in time.
        """
        new = Decision(0, kind, round_year, subject, decided_by, decided_at, reason, **more)
        with self.database.writing() as connection:
            taken = all_decisions(connection, self.database.framework)
            held = taken if kind == DecisionKind.REVOKE else decisions_in_force(taken)
            same = [one for one in held if one.decides_the_same_as(new)] or [
                one for one in taken if new.origin is not None and one.origin == new.origin
            ]
            if same:
                return same[-1]
            result = connection.execute(
                insert(decision).returning(decision.c.decision_id),
                [{"framework": self.database.framework, **_row(new)}],
            )
            number = result.scalar_one()
            return next(
                all_decision
                for all_decision in all_decisions(connection, self.database.framework)
                if all_decision.decision_id == number
            )

    def list(self) -> tuple[Decision, ...]:
        """All decisions in the order in which they were taken."""
        with self.database.reading() as connection:
            return all_decisions(connection, self.database.framework)

    def in_force(self) -> tuple[Decision, ...]:
        """The decisions that hold, in the order in which they were taken."""
        return decisions_in_force(self.list())


def all_decisions(connection: Connection, framework: str) -> tuple[Decision, ...]:
    """All decisions in the order in which they were taken, over a connection that is open."""
    query = (
        select(decision).where(decision.c.framework == framework).order_by(decision.c.decision_id)
    )
    return tuple(_decision_of(row) for row in connection.execute(query).mappings())


def is_signed(connection: Connection, framework: str, vintage_id: VintageId) -> bool:
    """True where a sign-off of that vintage stands."""
    return any(
        one.kind == DecisionKind.SIGN_OFF and one.subject == vintage_id
        for one in decisions_in_force(all_decisions(connection, framework))
    )


def _row(one: Decision) -> dict[str, object]:
    return {
        "kind": one.kind.value,
        "round": one.round,
        "subject": one.subject,
        "decided_by": one.decided_by,
        "decided_at": one.decided_at,
        "reason": one.reason,
        "details": one.details,
        "vintage_id": one.vintage_id,
        "origin": one.origin,
    }


def _decision_of(row: Found) -> Decision:
    return Decision(
        decision_id=row["decision_id"],
        kind=DecisionKind(row["kind"]),
        round=row["round"],
        subject=row["subject"],
        decided_by=row["decided_by"],
        decided_at=row["decided_at"],
        reason=row["reason"],
        details=row["details"],
        vintage_id=row["vintage_id"],
        origin=row["origin"],
    )
