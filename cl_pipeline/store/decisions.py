"""Decisions and declared corrections: append-only, with who, when and why."""

from collections.abc import Mapping

from sqlalchemy import Connection

from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.model.decision import Corrected, Correction, Decision, decisions_in_force
from cl_pipeline.model.identity import VintageId
from cl_pipeline.store.engine import Database
from cl_pipeline.store.registers import Register
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
            in_force = taken if record.kind == DecisionKind.REVOKE else decisions_in_force(taken)
            same = [earlier for earlier in in_force if earlier.decides_the_same_as(record)] or [
                earlier for earlier in taken if record.origin and earlier.origin == record.origin
            ]
            return same[-1] if same else self.insert(connection, record, **more)

    def in_force(self) -> tuple[Decision, ...]:
        """The decisions in force, in the order in which they were taken."""
        return decisions_in_force(self.list())

    def is_signed(self, connection: Connection, vintage_id: VintageId) -> bool:
        """True where a sign-off of that vintage is in force, over a connection that is open."""
        return any(
            taken.kind == DecisionKind.SIGN_OFF and taken.subject == vintage_id
            for taken in decisions_in_force(self.read(connection))
        )


class Corrections(Register[Correction]):
    """The operations on corrections. Grain: one declaration; append-only."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, correction, Correction)

    def in_force(self) -> Mapping[Corrected, Correction]:
        """The newest declaration about each place, unless it takes the earlier ones back."""
        newest = {declared.about: declared for declared in self.list()}
        return {about: found for about, found in newest.items() if found.corrected is not None}
