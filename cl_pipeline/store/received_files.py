"""The register of received files: every file ever seen, at which path, with which content.

A row is either a received file whose content is in the archive (a ``submission``, a ``copy`` of one
that was received before, an ``attachment``), or a note about a path: it is ``ignored``, ``waiting``
(it could not be copied yet), ``removed`` from the drive, there again ``unchanged``, or was
``written`` there by this project (the digest is that of what it wrote). Only the
first kind can make a submission current: neither a file that disappears with a broken connection
and comes back, nor one that is moved, renamed or copied, may replace what was received meanwhile.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from cl_pipeline.model.identity import Digest, RoundYear, SubmissionId, submission_id
from cl_pipeline.model.submission import FileStamp, ReceivedFile, erased_path
from cl_pipeline.store.engine import Condition, Database
from cl_pipeline.store.mapper import from_result, to_row
from cl_pipeline.store.records import COPY, SUBMISSION, FileSeen
from cl_pipeline.store.tables import received_file, submission

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

IGNORED, WAITING, REMOVED, UNCHANGED = "ignored", "waiting", "removed", "unchanged"
WRITTEN = "written"
NOTES = frozenset({IGNORED, WAITING, REMOVED, UNCHANGED, WRITTEN})

FEW_FILES = 500
"""Up to so many files are named in a query; with more, the rows of all files are read."""

Place = tuple[SubmissionId, str, str]
"""Submission, folder and path of a content that was seen."""

Known = dict[Digest, list[Place]]
"""Where contents were seen before, in order, by digest."""


@dataclass(frozen=True, slots=True)
class ReceivedFiles:
    """The operations on the register. Grain: one content seen at one path."""

    database: Database

    def known(self) -> dict[str, FileStamp | None]:
        """The newest stamp of every path that is still on the drive.

        None where the file could not be copied yet.
        """
        with self.database.reading() as connection:
            newest = self._newest(connection)
        return {
            path: None if row.outcome == WAITING else FileStamp(row.size_bytes, row.modified_ns)
            for path, row in newest.items()
            if row.outcome != REMOVED
        }

    def digests(self) -> dict[str, Digest]:
        """The newest content of every path, received or written."""
        with self.database.reading() as connection:
            newest = self._newest(connection, received_file.c.outcome.not_in(NOTES - {WRITTEN}))
        return {path: Digest(row.digest) for path, row in newest.items()}

    def written(self) -> frozenset[tuple[str, Digest]]:
        """The paths and contents that this project ever wrote to the drive."""
        query = sa.select(received_file.c.path, received_file.c.digest).where(
            self.database.scope.includes(received_file), received_file.c.outcome == WRITTEN
        )
        return frozenset((path, Digest(digest)) for path, digest in self.database.all(query))

    def is_empty(self) -> bool:
        """True if nothing was ever received."""
        query = sa.select(received_file.c.received_file_id).where(
            self.database.scope.includes(received_file), received_file.c.outcome.not_in(NOTES)
        )
        return not self.database.all(query.limit(1))

    def on_drive(self) -> frozenset[SubmissionId]:
        """The submissions whose file is still on the drive, at any path."""
        with self.database.reading() as connection:
            newest = self._newest(connection)
            content = self._newest(connection, received_file.c.outcome.not_in(NOTES))
        return frozenset(
            SubmissionId(row.submission_id)
            for path, row in content.items()
            if row.submission_id and newest[path].outcome != REMOVED
        )

    def record(
        self, rows: Sequence[FileSeen], *, received_at: datetime, run_id: str
    ) -> tuple[ReceivedFile, ...]:
        """Registers what was seen and returns the rows that are new.

        The newest content of a path, seen again, is not received again; only its stamp is updated,
        so that the next scan need not open the file. A content of the same folder at a new path is
        a copy. A path that goes back to an earlier content *is* received again: that content
        becomes current.
        """
        if not rows:
            return ()
        # Not in the order in which a folder happened to be listed: ids decide between equal times.
        ordered = sorted(rows, key=lambda seen: (seen.modified_ns, seen.path))
        with self.database.writing() as connection:
            about = _about(ordered)
            last = self._newest(connection, *about)
            content = self._newest(connection, received_file.c.outcome.not_in(NOTES), *about)
            known = self._known(connection, ordered)
            new = []
            for seen in ordered:
                row = _row_to_write(seen, content.get(seen.path), last.get(seen.path))
                if _is_same(row, last.get(seen.path)):
                    _update_stamp(connection, row, last[seen.path])
                elif row.outcome == SUBMISSION:
                    received_id, outcome = _received_as(row, known[row.digest])
                    known[row.digest].append((received_id, row.folder, row.path))
                    new.append(_columns(replace(row, outcome=outcome), received_id))
                else:
                    new.append(_columns(row, None))
            run = {
                "framework": self.database.framework,
                "run_id": run_id,
                "received_at": received_at,
            }
            return _insert(connection, [row | run for row in new]) if new else ()

    def erase_names(self, digest: Digest) -> None:
        """Replaces every path of that content, and of notes at a path that had no other one."""
        own = received_file.c.digest == digest
        in_scope = self.database.scope.includes(received_file)
        with self.database.writing() as connection:
            rows = connection.execute(sa.select(received_file).where(in_scope, own)).all()
            paths = {row.path: erased_path(row.folder, digest) for row in rows}
            others = sa.select(received_file.c.path).where(
                in_scope, ~own, received_file.c.digest != "", received_file.c.path.in_(paths)
            )
            shared = set(connection.scalars(others))
            for path, instead in paths.items():
                about = [in_scope, received_file.c.path == path]
                changed = sa.update(received_file).where(*about, *([own] if path in shared else []))
                connection.execute(changed.values(path=instead))

    def list(self, round_year: RoundYear | None = None) -> tuple[ReceivedFile, ...]:
        """All received files in order, or those of one round; without what was written.

        A file belongs to the round that its content names; where it names none, to the round of its
        folder.
        """
        scope = self.database.scope
        query = self.database.rows(received_file).where(received_file.c.outcome != WRITTEN)
        if round_year is not None:
            same = sa.and_(
                scope.includes(submission),
                submission.c.submission_id == received_file.c.submission_id,
            )
            in_folder = received_file.c.path.startswith(f"{round_year}/")
            query = query.outerjoin(submission, same).where(
                sa.or_(
                    submission.c.round == round_year,
                    sa.and_(submission.c.round.is_(None), in_folder),
                )
            )
        return self.database.fetch(ReceivedFile, query.order_by(received_file.c.received_file_id))

    def _newest(self, connection: sa.Connection, *conditions: Condition) -> dict[str, sa.Row[Any]]:
        number, path = received_file.c.received_file_id, received_file.c.path
        newest = self.database.newest(number, path).where(*conditions)
        query = sa.select(received_file).where(number.in_(newest))
        return {row.path: row for row in connection.execute(query)}

    def _known(self, connection: sa.Connection, seen: Sequence[FileSeen]) -> Known:
        """Where the contents of these files were seen before."""
        about = _few(received_file.c.digest, (file.digest for file in seen if file.digest))
        query = (
            sa.select(
                received_file.c.digest,
                received_file.c.submission_id,
                received_file.c.folder,
                received_file.c.path,
            )
            .where(
                self.database.scope.includes(received_file),
                received_file.c.submission_id.is_not(None),
                *about,
            )
            .order_by(received_file.c.received_file_id)
        )
        known: Known = defaultdict(list)
        for digest, *place in connection.execute(query):
            known[digest].append(tuple(place))
        return known


def _received_as(seen: FileSeen, known: Sequence[Place]) -> tuple[SubmissionId, str]:
    """The submission of a file, and whether it arrives by it or is a copy.

    The same content in folders of two senders or rounds is two submissions. A path whose newest
    content differs and that had this content before goes back to it: it arrives again.
    """
    folders: dict[SubmissionId, set[str]] = defaultdict(set)
    for known_id, folder, _ in known:
        folders[known_id].add(folder)
    for known_id, own in folders.items():
        if all(_is_compatible(seen.folder, folder) for folder in own):
            goes_back = (known_id, seen.path) in {(other, path) for other, _, path in known}
            return known_id, SUBMISSION if goes_back else COPY
    return submission_id(seen.digest, seen.folder if known else ""), SUBMISSION


def _is_compatible(folder: str, other: str) -> bool:
    """Whether two folders can be one: every round and sender that both name is the same.

    >>> _is_compatible("2021", "2021/KHM"), _is_compatible("2021/KHM", "2021/LAO")
    (True, False)
    """
    named, other_named = set(folder.split("/")), set(other.split("/"))
    return not folder or not other or named <= other_named or other_named <= named


def _about(seen: Sequence[FileSeen]) -> tuple[Condition, ...]:
    return _few(received_file.c.path, (file.path for file in seen))


def _few(column: sa.ColumnElement[Any], values: Iterable[str]) -> tuple[Condition, ...]:
    """Narrows a query to a few values: one new file must not cost reading thousands of rows."""
    named = set(values)
    return (column.in_(sorted(named)),) if len(named) <= FEW_FILES else ()


def _row_to_write(
    seen: FileSeen, content: sa.Row[Any] | None, last: sa.Row[Any] | None
) -> FileSeen:
    """A note that nothing changed, where only notes follow the same content at that path."""
    if seen.outcome in NOTES or not _is_same(seen, content) or _is_same(seen, last):
        return seen
    return replace(seen, outcome=UNCHANGED)


def _is_same(seen: FileSeen, newest: sa.Row[Any] | None) -> bool:
    if newest is None or _kind(newest.outcome) != _kind(seen.outcome):
        return False
    if seen.outcome in NOTES - {UNCHANGED, WRITTEN}:
        return True
    return bool(newest.digest == seen.digest and newest.size_bytes == seen.size_bytes)


def _kind(outcome: str) -> str:
    return SUBMISSION if outcome == COPY else outcome


def _update_stamp(connection: sa.Connection, seen: FileSeen, newest: sa.Row[Any]) -> None:
    if newest.modified_ns != seen.modified_ns:
        same = received_file.c.received_file_id == newest.received_file_id
        connection.execute(
            sa.update(received_file).where(same).values(modified_ns=seen.modified_ns)
        )


def _insert(connection: sa.Connection, rows: list[dict[str, object]]) -> tuple[ReceivedFile, ...]:
    before = connection.scalar(sa.select(sa.func.max(received_file.c.received_file_id))) or 0
    connection.execute(sa.insert(received_file), rows)
    new = (
        sa.select(received_file)
        .where(received_file.c.received_file_id > before)
        .order_by(received_file.c.received_file_id)
    )
    return from_result(ReceivedFile, connection.execute(new))


def _columns(seen: FileSeen, received_id: SubmissionId | None) -> dict[str, object]:
    modified_at = EPOCH + timedelta(microseconds=seen.modified_ns // 1000)
    return to_row(seen) | {"modified_at": modified_at, "submission_id": received_id}
