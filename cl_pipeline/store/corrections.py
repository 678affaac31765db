"""Declared corrections: append-only, with who, when, why and on what evidence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

from sqlalchemy import Connection, insert, select

from cl_pipeline.model.decision import Corrected, Correction
from cl_pipeline.model.identity import RoundYear, SenderCode
from cl_pipeline.store.engine import Database
from cl_pipeline.store.rows import Found, Row, key_of, key_row
from cl_pipeline.store.tables import correction

PLAIN = tuple(
    field.name for field in fields(Correction) if field.name not in {"correction_id", "key"}
)
"""Columns that are named as their fields."""


@dataclass(frozen=True, slots=True)
class Corrections:
    """The verbs of corrections. Grain: one declaration; the newest about a place is in force."""

    database: Database

    def add(self, new: Correction) -> Correction:
        """Records a declaration, under the next number.

        Raises:
            StoreBusy: the database did not answer in time.
        """
        row: Row = {"framework": self.database.framework, **key_row(new.key)}
        row |= {name: getattr(new, name) for name in PLAIN}
        with self.database.writing() as connection:
            written = connection.execute(insert(correction).values(**row))
            assert written.inserted_primary_key is not None
            one = correction.c.correction_id == written.inserted_primary_key[0]
            return _correction_of(
                connection.execute(select(correction).where(one)).mappings().one()
            )

    def list(self) -> tuple[Correction, ...]:
        """All declarations in the order in which they were made."""
        with self.database.reading() as connection:
            return tuple(_all(connection, self.database.framework))

    def in_force(self) -> Mapping[Corrected, Correction]:
        """Of each place the newest declaration, unless it takes back."""
        newest = {one.about: one for one in self.list()}
        return {about: one for about, one in newest.items() if one.corrected is not None}


def _all(connection: Connection, framework: str) -> Iterator[Correction]:
    query = (
        select(correction)
        .where(correction.c.framework == framework)
        .order_by(correction.c.correction_id)
    )
    for row in connection.execute(query).mappings():
        yield _correction_of(row)


def _correction_of(row: Found) -> Correction:
    return Correction(
        correction_id=row["correction_id"],
        sender=SenderCode(row["sender"]),
        round=RoundYear(row["round"]),
        key=key_of(row),
        expected=row["expected"],
        corrected=row["corrected"],
        declared_by=row["declared_by"],
        declared_at=row["declared_at"],
        reason=row["reason"],
        evidence=row["evidence"],
    )
