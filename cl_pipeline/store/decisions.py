"""Decisions and declared corrections: append-only, with who, when and why."""

from collections.abc import Mapping

from sqlalchemy import Connection, FromClause, Text, and_, case, cast, exists

from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.model.decision import OPPOSITE, Corrected, Correction, Decision
from cl_pipeline.model.identity import VintageId
from cl_pipeline.store.engine import Database
from cl_pipeline.store.registers import Register
from cl_pipeline.store.scope import Condition, Scope
from cl_pipeline.store.tables import correction, decision


class Decisions(Register[Decision]):
    """The operations on decisions. Grain: one decision."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, decision, Decision)

    def add(self, record: Decision, **more: object) -> Decision:
        """The decision in force: a new one, or the one already taken with the same content.

        Taking it again changes neither its time nor its reason: the first one counts. Once it was
        revoked or reversed, the same content is a new decision; but never the same row of the same
        workbook (``origin``).
        """
        with self.database.writing() as connection:
            taken = self.read(connection)
            is_revocation = record.kind == DecisionKind.REVOKE
            compared = taken if is_revocation else self.read(connection, self._is_in_force)
            same = [earlier for earlier in compared if earlier.decides_the_same_as(record)] or [
                earlier for earlier in taken if record.origin and earlier.origin == record.origin
            ]
            return same[-1] if same else self.insert(connection, record, **more)

    def in_force(self) -> tuple[Decision, ...]:
        """The decisions in force, in the order in which they were taken."""
        return self.list(self._is_in_force)

    def is_signed(self, connection: Connection, vintage_id: VintageId) -> bool:
        """True where a sign-off of that vintage is in force, over a connection that is open."""
        is_sign_off = decision.c.kind == DecisionKind.SIGN_OFF.value
        about = decision.c.subject == vintage_id
        return bool(self.read(connection, self._is_in_force, is_sign_off, about))

    @property
    def _is_in_force(self) -> Condition:
        return is_in_force(self.database.scope)


def is_in_force(scope: Scope) -> Condition:
    """True for decisions that are not revoked and have no later opposite.

    A revocation is a decision in the register, and never in force itself.
    """
    later = decision.alias("later_decision")
    opposite = case(
        *((decision.c.kind == kind.value, other.value) for kind, other in OPPOSITE.items())
    )
    is_reversed = exists().where(
        scope.includes(later),
        later.c.kind == opposite,
        later.c.subject == decision.c.subject,
        later.c.decision_id > decision.c.decision_id,
        ~_is_revoked(scope, later),
    )
    is_revocation = decision.c.kind == DecisionKind.REVOKE.value
    return and_(~is_revocation, ~_is_revoked(scope, decision), ~is_reversed)


def _is_revoked(scope: Scope, taken: FromClause) -> Condition:
    revocation = decision.alias("revocation")
    return exists().where(
        scope.includes(revocation),
        revocation.c.kind == DecisionKind.REVOKE.value,
        revocation.c.subject == cast(taken.c.decision_id, Text),
    )


class Corrections(Register[Correction]):
    """The operations on corrections. Grain: one declaration; append-only."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, correction, Correction)

    def in_force(self) -> Mapping[Corrected, Correction]:
        """The newest declaration about each place, unless it takes the earlier ones back."""
        newest = {declared.about: declared for declared in self.list()}
        return {about: found for about, found in newest.items() if found.corrected is not None}
