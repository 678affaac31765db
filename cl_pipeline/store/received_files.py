"""The register of arrivals: every file ever seen, at which path, with which content.

A row is an arrival (outcome ``return`` or ``attachment``: content that is in the archive) or a note
about a path: it is ``ignored``, ``waiting`` (it could not be copied yet), ``removed`` from the
drive, or there again ``unchanged``. Notes make nothing speak: a file that vanishes with a broken
connection and comes back must not outrank what arrived meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, and_, func, insert, or_, select, update

from cl_pipeline.model.identity import Digest, RoundYear
from cl_pipeline.model.submission import FileStamp, ReceivedFile
from cl_pipeline.store.acceptance import Condition
from cl_pipeline.store.engine import Database
from cl_pipeline.store.records import FileSeen
from cl_pipeline.store.rows import Found
from cl_pipeline.store.tables import received_file, submission

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

IGNORED, WAITING, REMOVED, UNCHANGED = "ignored", "waiting", "removed", "unchanged"
FEW_PATHS = 500
"""So many are named in a query; where there are more, all that are known are read."""

NOTES = frozenset({IGNORED, WAITING, REMOVED, UNCHANGED})


@dataclass(frozen=True, slots=True)
class ReceivedFiles:
    """The verbs of the register. Grain: one content seen at one path."""

    database: Database

    def known(self) -> dict[str, FileStamp | None]:
        """What the register last said of every path, but for those no longer on the drive.

        The stamp of what was last seen there; None where that could not be copied yet.
        """
        with self.database.reading() as connection:
            newest = _newest(connection, self.database.framework)
        return {
            path: FileStamp(row["size_bytes"], row["stamp_ns"])
            if row["outcome"] != WAITING
            else None
            for path, row in newest.items()
            if row["outcome"] != REMOVED
        }

    def digests(self) -> dict[str, Digest]:
        """The digest of the newest content that arrived at every path."""
        with self.database.reading() as connection:
            newest = _newest(
                connection, self.database.framework, received_file.c.outcome.not_in(NOTES)
            )
        return {path: Digest(row["digest"]) for path, row in newest.items()}

    def record(
        self, rows: Sequence[FileSeen], *, received_at: datetime, run_id: str
    ) -> tuple[ReceivedFile, ...]:
        """Registers what was seen and returns the rows that are new.

        The content that already stands newest at its path is no new arrival; only its stamp is
        kept up to date, so that the next scan need not open it. A path that goes back to an
        earlier content *is* a new arrival: that content speaks again.

        Raises:
            StoreBusy: the database did not answer in time.
        """
        if not rows:
            return ()
        # Not in the order in which a folder happened to be listed: ids break ties of time.
        ordered = sorted(rows, key=lambda row: (row.modified_ns, row.path))
        framework = self.database.framework
        with self.database.writing() as connection:
            about = _about(ordered)
            last = _newest(connection, framework, *about)
            content = _newest(connection, framework, received_file.c.outcome.not_in(NOTES), *about)
            new = []
            for row in ordered:
                noted = _noted(row, content.get(row.path), last.get(row.path))
                if _is_same(noted, last.get(row.path)):
                    _restamp(connection, noted, last[row.path])
                else:
                    new.append(noted)
            if not new:
                return ()
            said = {"framework": framework, "run_id": run_id, "received_at": received_at}
            return _insert(connection, new, said)

    def list(self, round_year: RoundYear | None = None) -> tuple[ReceivedFile, ...]:
        """All arrivals in order, or those of one round.

        An arrival is of the round that its content names; where that names none, of the round in
        whose folder it lay.
        """
        query = select(received_file).where(received_file.c.framework == self.database.framework)
        if round_year is not None:
            same = and_(
                submission.c.framework == received_file.c.framework,
                submission.c.digest == received_file.c.digest,
            )
            in_folder = received_file.c.path.startswith(f"{round_year}/")
            query = query.outerjoin(submission, same).where(
                or_(
                    submission.c.round == round_year,
                    and_(submission.c.round.is_(None), in_folder),
                )
            )
        with self.database.reading() as connection:
            rows = connection.execute(query.order_by(received_file.c.received_file_id)).mappings()
            return tuple(received_file_of(row) for row in rows)


def _newest(connection: Connection, framework: str, *of_rows: Condition) -> dict[str, Found]:
    newest = (
        select(func.max(received_file.c.received_file_id))
        .where(received_file.c.framework == framework, *of_rows)
        .group_by(received_file.c.path)
    )
    rows = connection.execute(
        select(received_file).where(received_file.c.received_file_id.in_(newest))
    )
    return {row["path"]: row for row in rows.mappings()}


def _about(rows: Sequence[FileSeen]) -> tuple[Condition, ...]:
    """Narrows a query to a few paths: one file among thousands should cost that one."""
    few = len(rows) <= FEW_PATHS
    return (received_file.c.path.in_([row.path for row in rows]),) if few else ()


def _noted(seen: FileSeen, content: Found | None, last: Found | None) -> FileSeen:
    """The row to write: a note, where only notes stand after the same content at that path."""
    if seen.outcome in NOTES or not _is_same(seen, content) or _is_same(seen, last):
        return seen
    return replace(seen, outcome=UNCHANGED)


def _is_same(seen: FileSeen, newest: Found | None) -> bool:
    if newest is None or newest["outcome"] != seen.outcome:
        return False
    if seen.outcome in NOTES - {UNCHANGED}:
        return True
    return bool(newest["digest"] == seen.digest and newest["size_bytes"] == seen.size_bytes)


def _restamp(connection: Connection, seen: FileSeen, newest: Found) -> None:
    if newest["stamp_ns"] != seen.modified_ns:
        one = received_file.c.received_file_id == newest["received_file_id"]
        connection.execute(update(received_file).where(one).values(stamp_ns=seen.modified_ns))


def _insert(
    connection: Connection, rows: Sequence[FileSeen], said: dict[str, object]
) -> tuple[ReceivedFile, ...]:
    before = connection.scalar(select(func.max(received_file.c.received_file_id))) or 0
    connection.execute(insert(received_file), [said | _row(row) for row in rows])
    new = (
        select(received_file)
        .where(received_file.c.received_file_id > before)
        .order_by(received_file.c.received_file_id)
    )
    return tuple(received_file_of(row) for row in connection.execute(new).mappings())


def _row(seen: FileSeen) -> dict[str, object]:
    return {
        "path": seen.path,
        "digest": seen.digest,
        "size_bytes": seen.size_bytes,
        "stamp_ns": seen.modified_ns,
        "modified_at": EPOCH + timedelta(microseconds=seen.modified_ns // 1000),
        "outcome": seen.outcome,
    }


def received_file_of(row: Found) -> ReceivedFile:
    """The arrival of a row."""
    return ReceivedFile(
        received_file_id=row["received_file_id"],
        path=row["path"],
        digest=Digest(row["digest"]),
        size_bytes=row["size_bytes"],
        modified_at=row["modified_at"],
        received_at=row["received_at"],
        outcome=row["outcome"],
    )
