"""Two registers: who receives forms in a ministry, and who was sent which form when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Connection, func, insert, select

from cl_pipeline.model.codes import FormKey
from cl_pipeline.model.identity import Digest, IndicatorKey, RoundYear, SenderCode
from cl_pipeline.store.engine import Database
from cl_pipeline.store.records import FocalPoint, FormSent
from cl_pipeline.store.rows import Found
from cl_pipeline.store.tables import focal_point, form_sent

SentRow: TypeAlias = tuple[FormKey, str, RoundYear, str, Digest, str]
"""Form, version, round, sender, digest of the workbook, path it was written to."""

_KEY = ("form", "version", "round", "sender", "digest")


@dataclass(frozen=True, slots=True)
class Registers:
    """The verbs of both registers."""

    database: Database

    def add_focal_points(self, rows: Iterable[FocalPoint], *, added_at: datetime) -> int:
        """Adds what differs from what is in force and returns how many rows that were.

        Raises:
            StoreBusy: the database did not answer in time.
        """
        added = 0
        with self.database.writing() as connection:
            newest = _newest_focal_points(connection, self.database.framework)
            for row in rows:
                key = (row.sender, row.institution, row.address)
                if newest.get(key) == row:
                    continue
                newest[key] = row
                new = _focal_point_row(row) | {"noted_at": added_at}
                connection.execute(
                    insert(focal_point).values(framework=self.database.framework, **new)
                )
                added += 1
        return added

    def focal_points(self) -> tuple[FocalPoint, ...]:
        """The rows in force, in order of sender, institution and address."""
        with self.database.reading() as connection:
            newest = _newest_focal_points(connection, self.database.framework)
        return tuple(row for _, row in sorted(newest.items()) if row.is_active)

    def record_forms_sent(
        self, rows: Iterable[SentRow], *, sent_at: datetime, run_id: str
    ) -> tuple[FormSent, ...]:
        """Registers workbooks that went out and returns those not registered before.

        Raises:
            StoreBusy: the database did not answer in time.
        """
        new = []
        with self.database.writing() as connection:
            sent = {_sent_key(row) for row in _sent(connection, self.database.framework)}
            for form, version, round_year, sender, digest, path in rows:
                sender_code = SenderCode(sender)
                one = FormSent(
                    form, version, round_year, sender_code, digest, path, sent_at, run_id
                )
                if _sent_key(one) not in sent:
                    sent.add(_sent_key(one))
                    new.append(one)
            if new:
                connection.execute(
                    insert(form_sent), [_sent_row(one, self.database.framework) for one in new]
                )
        return tuple(new)

    def forms_sent(self, round_year: RoundYear | None = None) -> tuple[FormSent, ...]:
        """All workbooks sent, or those of one round, in the order in which they went out."""
        with self.database.reading() as connection:
            sent = _sent(connection, self.database.framework)
        return tuple(one for one in sent if round_year in {None, one.round})


def _newest_focal_points(
    connection: Connection, framework: str
) -> dict[tuple[str, str, str], FocalPoint]:
    newest = (
        select(func.max(focal_point.c.focal_point_id))
        .where(focal_point.c.framework == framework)
        .group_by(focal_point.c.sender, focal_point.c.institution, focal_point.c.address)
    )
    rows = connection.execute(
        select(focal_point).where(focal_point.c.focal_point_id.in_(newest))
    ).mappings()
    points = map(_focal_point_of, rows)
    return {(point.sender, point.institution, point.address): point for point in points}


def _focal_point_row(one: FocalPoint) -> dict[str, object]:
    return {
        "sender": one.sender,
        "institution": one.institution,
        "address": one.address,
        "language": one.language,
        "indicators": one.indicators,
        "is_active": one.is_active,
    }


def _focal_point_of(row: Found) -> FocalPoint:
    return FocalPoint(
        sender=SenderCode(row["sender"]),
        institution=row["institution"],
        address=row["address"],
        language=row["language"],
        indicators=tuple(IndicatorKey(one) for one in row["indicators"]),
        is_active=row["is_active"],
    )


def _sent(connection: Connection, framework: str) -> tuple[FormSent, ...]:
    query = (
        select(form_sent)
        .where(form_sent.c.framework == framework)
        .order_by(form_sent.c.form_sent_id)
    )
    return tuple(_sent_of(row) for row in connection.execute(query).mappings())


def _sent_key(one: FormSent) -> tuple[object, ...]:
    return tuple(getattr(one, name) for name in _KEY)


def _sent_row(one: FormSent, framework: str) -> dict[str, object]:
    return {
        "framework": framework,
        "form": one.form.value,
        "version": one.version,
        "round": one.round,
        "sender": one.sender,
        "digest": one.digest,
        "path": one.path,
        "sent_at": one.sent_at,
        "run_id": one.run_id,
    }


def _sent_of(row: Found) -> FormSent:
    return FormSent(
        form=FormKey(row["form"]),
        version=row["version"],
        round=RoundYear(row["round"]),
        sender=SenderCode(row["sender"]),
        digest=Digest(row["digest"]),
        path=row["path"],
        sent_at=row["sent_at"],
        run_id=row["run_id"],
    )
