"""The register of arrivals: every file ever seen, at which path, with which content.

Belongs here: recording what a scan saw, and telling the next scan what is known. Does not belong
here: what was read from a file (``submissions``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, and_, func, insert, or_, select, update

from cl_pipeline.model.identity import Digest, RoundYear
from cl_pipeline.model.submission import Arrival
from cl_pipeline.store.engine import Database
from cl_pipeline.store.records import FileSeen, FileStamp
from cl_pipeline.store.rows import Found
from cl_pipeline.store.tables import arrival, submission

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The verbs of the register. Grain: one content seen at one path."""

    database: Database

    def known(self) -> dict[str, FileStamp]:
        """The stamp of the newest arrival at every path."""
        with self.database.reading() as connection:
            return {
                path: FileStamp(row["size_bytes"], row["stamp_ns"])
                for path, row in _newest(connection, self.database.framework).items()
            }

    def record(
        self, rows: Sequence[FileSeen], *, received_at: datetime, run_id: str
    ) -> tuple[Arrival, ...]:
        """Registers what was seen and returns the arrivals that are new.

        The content that already stands newest at its path is no new arrival; only its stamp is
        kept up to date, so that the next scan need not open it. A path that goes back to an
        earlier content *is* a new arrival: that content speaks again.

        Raises:
            StoreBusy: the database did not answer in time.
        """
        # Not in the order in which a folder happened to be listed: ids break ties of time.
        ordered = sorted(rows, key=lambda row: (row.modified_ns, row.path))
        with self.database.writing() as connection:
            newest = _newest(connection, self.database.framework)
            known = [row for row in ordered if _is_same(row, newest.get(row.path))]
            new = [row for row in ordered if not _is_same(row, newest.get(row.path))]
            for row in known:
                _restamp(connection, row, newest[row.path])
            if not new:
                return ()
            said = {"framework": self.database.framework, "run_id": run_id}
            return _insert(connection, new, said | {"received_at": received_at})

    def list(self, round_year: RoundYear | None = None) -> tuple[Arrival, ...]:
        """All arrivals in order, or those of one round.

        An arrival is of the round that its content names; where that names none, of the round in
        whose folder it lay.
        """
        query = select(arrival).where(arrival.c.framework == self.database.framework)
        if round_year is not None:
            same = and_(
                submission.c.framework == arrival.c.framework,
                submission.c.digest == arrival.c.digest,
            )
            in_folder = arrival.c.path.startswith(f"{round_year}/")
            query = query.outerjoin(submission, same).where(
                or_(
                    submission.c.round == round_year,
                    and_(submission.c.round.is_(None), in_folder),
                )
            )
        with self.database.reading() as connection:
            rows = connection.execute(query.order_by(arrival.c.arrival_id)).mappings()
            return tuple(_arrival_of(row) for row in rows)


def _newest(connection: Connection, framework: str) -> dict[str, Found]:
    newest = (
        select(func.max(arrival.c.arrival_id))
        .where(arrival.c.framework == framework)
        .group_by(arrival.c.path)
    )
    rows = connection.execute(select(arrival).where(arrival.c.arrival_id.in_(newest)))
    return {row["path"]: row for row in rows.mappings()}


def _is_same(seen: FileSeen, newest: Found | None) -> bool:
    return (
        newest is not None
        and newest["digest"] == seen.digest
        and newest["size_bytes"] == seen.size_bytes
        and newest["outcome"] == seen.outcome
    )


def _restamp(connection: Connection, seen: FileSeen, newest: Found) -> None:
    if newest["stamp_ns"] != seen.modified_ns:
        one = arrival.c.arrival_id == newest["arrival_id"]
        connection.execute(update(arrival).where(one).values(stamp_ns=seen.modified_ns))


def _insert(
    connection: Connection, rows: Sequence[FileSeen], said: dict[str, object]
) -> tuple[Arrival, ...]:
    before = connection.scalar(select(func.max(arrival.c.arrival_id))) or 0
    connection.execute(insert(arrival), [said | _row(row) for row in rows])
    new = select(arrival).where(arrival.c.arrival_id > before).order_by(arrival.c.arrival_id)
    return tuple(_arrival_of(row) for row in connection.execute(new).mappings())


def _row(seen: FileSeen) -> dict[str, object]:
    return {
        "path": seen.path,
        "digest": seen.digest,
        "size_bytes": seen.size_bytes,
        "stamp_ns": seen.modified_ns,
        "modified_at": EPOCH + timedelta(microseconds=seen.modified_ns // 1000),
        "outcome": seen.outcome,
    }


def _arrival_of(row: Found) -> Arrival:
    return Arrival(
        arrival_id=row["arrival_id"],
        path=row["path"],
        digest=Digest(row["digest"]),
        size_bytes=row["size_bytes"],
        modified_at=row["modified_at"],
        received_at=row["received_at"],
        outcome=row["outcome"],
    )
