"""One append-only table as a register of records, numbered in the order of their addition."""

from dataclasses import dataclass
from typing import Any, Generic

from sqlalchemy import Column, Connection, Table, insert, select

from cl_pipeline.store.engine import Database
from cl_pipeline.store.mapper import Record, Row, from_result, to_row
from cl_pipeline.store.scope import Condition


@dataclass(frozen=True, slots=True)
class Register(Generic[Record]):
    """A table whose rows are only ever added, read and written as records of one dataclass."""

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

        Raises:
            StoreBusy: the database did not answer in time.
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

    def list(self, *conditions: Condition) -> tuple[Record, ...]:
        """All records, or those that meet the conditions, in the order of their numbers."""
        with self.database.reading() as connection:
            return self.read(connection, *conditions)

    def read(self, connection: Connection, *conditions: Condition) -> tuple[Record, ...]:
        """The same as ``list`` over a connection that is open."""
        query = (
            select(self.table)
            .where(self.database.scope.includes(self.table), *conditions)
            .order_by(self.key)
        )
        return from_result(self.kind, connection.execute(query))
