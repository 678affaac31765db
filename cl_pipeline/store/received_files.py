"""The register of received files: every file ever seen, at which path, with which content.

A row is either a received file whose content is in the archive, to be read or kept as an
attachment, or a note about a path: it is ``ignored``, ``waiting`` (it could not be copied yet),
``removed`` from the drive, or there again ``unchanged``. A note never makes a submission current: a
file that disappears with a broken connection and comes back must not replace what was received
meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from cl_pipeline.model.identity import Digest, RoundYear
from cl_pipeline.model.submission import FileStamp, ReceivedFile
from cl_pipeline.store.engine import Condition, Database
from cl_pipeline.store.mapper import from_result, to_row
from cl_pipeline.store.records import FileSeen
from cl_pipeline.store.tables import received_file, submission

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

IGNORED, WAITING, REMOVED, UNCHANGED = "ignored", "waiting", "removed", "unchanged"
NOTES = frozenset({IGNORED, WAITING, REMOVED, UNCHANGED})

NUMBER = received_file.c.received_file_id
"""Counted up in the order of receipt."""

FEW_PATHS = 500
"""Up to so many paths are named in a query; with more, the newest rows of all paths are read."""


@dataclass(frozen=True, slots=True)
class ReceivedFiles:
    """The operations on the register. Grain: one content seen at one path."""

    database: Database

    def known(self) -> dict[str, FileStamp | None]:
        """The newest stamp of every path on the drive; None where it could not be copied yet."""
        with self.database.reading() as connection:
            newest = self._newest(connection)
        return {
            path: None if row.outcome == WAITING else FileStamp(row.size_bytes, row.modified_ns)
            for path, row in newest.items()
            if row.outcome != REMOVED
        }

    def digests(self) -> dict[str, Digest]:
        with self.database.reading() as connection:
            newest = self._newest(connection, received_file.c.outcome.not_in(NOTES))
        return {path: Digest(row.digest) for path, row in newest.items()}

    def record(
        self, rows: Sequence[FileSeen], *, received_at: datetime, run_id: str
    ) -> tuple[ReceivedFile, ...]:
        """Registers what was seen and returns the rows that are new.

        The newest content of a path, seen again, is not received again; only its stamp is updated,
        so that the next scan need not open the file. A path that goes back to an earlier content
        *is* received again: that content becomes current.
        """
        if not rows:
            return ()
        # Not in the order in which a folder happened to be listed: ids decide between equal times.
        ordered = sorted(rows, key=lambda seen: (seen.modified_ns, seen.path))
        with self.database.writing() as connection:
            about = _about(ordered)
            last = self._newest(connection, *about)
            content = self._newest(connection, received_file.c.outcome.not_in(NOTES), *about)
            new = []
            for seen in ordered:
                row = _row_to_write(seen, content.get(seen.path), last.get(seen.path))
                if _is_same(row, last.get(seen.path)):
                    _update_stamp(connection, row, last[seen.path])
                else:
                    new.append(row)
            framework = self.database.framework
            run = {"framework": framework, "run_id": run_id, "received_at": received_at}
            before = connection.scalar(sa.select(sa.func.max(NUMBER))) or 0
            if new:
                connection.execute(sa.insert(received_file), [_columns(seen) | run for seen in new])
            added = self.database.rows(received_file, before < NUMBER).order_by(NUMBER)
            return from_result(ReceivedFile, connection.execute(added))

    def list(self, round_year: RoundYear | None = None) -> tuple[ReceivedFile, ...]:
        """All received files in order, or those of one round.

        A file that names no round belongs to the round of its folder.
        """
        scope = self.database.scope
        query = self.database.rows(received_file)
        if round_year is not None:
            same = sa.and_(
                scope.includes(submission), submission.c.digest == received_file.c.digest
            )
            in_folder = received_file.c.path.startswith(f"{round_year}/")
            query = query.outerjoin(submission, same).where(
                sa.or_(
                    submission.c.round == round_year,
                    sa.and_(submission.c.round.is_(None), in_folder),
                )
            )
        return self.database.fetch(ReceivedFile, query.order_by(NUMBER))

    def _newest(self, connection: sa.Connection, *conditions: Condition) -> dict[str, sa.Row[Any]]:
        newest = (
            sa.select(sa.func.max(NUMBER))
            .where(self.database.scope.includes(received_file), *conditions)
            .group_by(received_file.c.path)
        )
        query = sa.select(received_file).where(NUMBER.in_(newest))
        return {row.path: row for row in connection.execute(query)}


def _about(seen: Sequence[FileSeen]) -> tuple[Condition, ...]:
    """Narrows a query to a few paths: one new file must not cost reading thousands of rows."""
    few = len(seen) <= FEW_PATHS
    return (received_file.c.path.in_([file.path for file in seen]),) if few else ()


def _row_to_write(
    seen: FileSeen, content: sa.Row[Any] | None, last: sa.Row[Any] | None
) -> FileSeen:
    """A note that nothing changed, where only notes follow the same content at that path."""
    if seen.outcome in NOTES or not _is_same(seen, content) or _is_same(seen, last):
        return seen
    return replace(seen, outcome=UNCHANGED)


def _is_same(seen: FileSeen, newest: sa.Row[Any] | None) -> bool:
    if newest is None or newest.outcome != seen.outcome:
        return False
    if seen.outcome in NOTES - {UNCHANGED}:
        return True
    return bool(newest.digest == seen.digest and newest.size_bytes == seen.size_bytes)


def _update_stamp(connection: sa.Connection, seen: FileSeen, newest: sa.Row[Any]) -> None:
    if newest.modified_ns != seen.modified_ns:
        same = newest.received_file_id == NUMBER
        connection.execute(
            sa.update(received_file).where(same).values(modified_ns=seen.modified_ns)
        )


def _columns(seen: FileSeen) -> dict[str, object]:
    modified_at = EPOCH + timedelta(microseconds=seen.modified_ns // 1000)
    return to_row(seen) | {"modified_at": modified_at}
