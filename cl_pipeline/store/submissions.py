"""Submissions with path, time of receipt and the state they are in now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from cl_pipeline.errors import NotFound
from cl_pipeline.model.codes import DecisionKind, SubmissionState
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.identity import Digest, RoundYear, SubmissionId
from cl_pipeline.model.submission import Deadlines, Submission, SubmissionDraft
from cl_pipeline.store.acceptance import (
    counting_submissions,
    has_decision,
    is_acceptable,
    is_file_of_submission,
    ranked_sheets,
    status_of,
)
from cl_pipeline.store.engine import Condition, Database, Scope
from cl_pipeline.store.mapper import Row, from_row
from cl_pipeline.store.records import SUBMISSION, SubmissionStatus
from cl_pipeline.store.saving import save_draft
from cl_pipeline.store.tables import finding, received_file, submission, submission_sheet


@dataclass(frozen=True, slots=True)
class Submissions:
    """The operations on submissions. Grain: what was last read from one digest."""

    database: Database

    def unread(self) -> tuple[tuple[Digest, str], ...]:
        """Digests that are still to be read, with their newest path, oldest first."""
        scope = self.database.scope
        is_read = sa.exists().where(
            scope.includes(submission), submission.c.digest == received_file.c.digest
        )
        waiting = (
            sa.select(
                sa.func.min(received_file.c.received_file_id).label("first"),
                sa.func.max(received_file.c.received_file_id).label("newest"),
            )
            .where(scope.includes(received_file), received_file.c.outcome == SUBMISSION, ~is_read)
            .group_by(received_file.c.digest)
            .subquery()
        )
        query = (
            sa.select(received_file.c.digest, received_file.c.path)
            .join(waiting, waiting.c.newest == received_file.c.received_file_id)
            .order_by(waiting.c.first)
        )
        with self.database.reading() as connection:
            return tuple((Digest(digest), path) for digest, path in connection.execute(query))

    def save(
        self,
        drafts: Iterable[SubmissionDraft],
        *,
        run_id: str,
        read_at: datetime,
        code_version: str,
    ) -> tuple[SubmissionId, ...]:
        """Saves each draft in a transaction of its own and returns those that changed a row.

        The same content again changes nothing; other content of the same file replaces it, and the
        table ``reading`` keeps each read.

        Raises:
            BrokenInvariant: no received file has that digest, or two values share a cell.
        """
        run: Row = {"run_id": run_id, "read_at": read_at, "code_version": code_version}
        changed = []
        for draft in drafts:
            with self.database.writing() as connection:
                if save_draft(connection, self.database.framework, draft, run):
                    changed.append(draft.submission_id)
        return tuple(changed)

    def list(
        self, round_year: RoundYear | None = None, *, deadlines: Deadlines | None = None
    ) -> tuple[Submission, ...]:
        """All submissions, or those of one round, in order of receipt.

        ``is_late`` is measured by ``deadlines``; without them nothing is late.
        """
        waiting = self.received_after_closing()
        conditions = is_asked_for(self.database.scope, round_year)
        return tuple(
            replace(found, waits_for_decision=found.submission_id in waiting)
            for found in find_submissions(self.database, conditions, deadlines or {})
        )

    def get(self, submission_id: SubmissionId, *, deadlines: Deadlines | None = None) -> Submission:
        """The submission of that id; NotFound if there is none."""
        return self._one(
            submission.c.submission_id == submission_id, f"submission {submission_id!r}", deadlines
        )

    def of_digest(self, digest: Digest, *, deadlines: Deadlines | None = None) -> Submission:
        """The submission read from that digest; NotFound if nothing was read from it yet."""
        return self._one(submission.c.digest == digest, f"submission of digest {digest}", deadlines)

    def _one(self, condition: Condition, label: str, deadlines: Deadlines | None) -> Submission:
        found = find_submissions(self.database, (condition,), deadlines or {})
        if not found:
            raise NotFound(f"there is no {label}; `cl-pipeline submissions` lists those there are")
        return found[0]

    def findings(
        self, round_year: RoundYear | None = None, submission_id: SubmissionId | None = None
    ) -> tuple[tuple[SubmissionId, Finding], ...]:
        """Findings with their submission, in order of receipt, then of address."""
        scope = self.database.scope
        conditions = is_asked_for(scope, round_year, submission_id)
        received = _received(scope, conditions)
        query = (
            sa.select(finding, received.c.received_at, received.c.path)
            .join(submission, _is_part_of_submission(finding))
            .join(received, received.c.digest == submission.c.digest)
            .where(scope.includes(submission), received.c.rank == 1, *conditions)
        )
        with self.database.reading() as connection:
            rows = sorted(connection.execute(query).mappings(), key=_finding_order)
        return tuple((row["submission_id"], from_row(Finding, dict(row))) for row in rows)

    def contents(self) -> Mapping[SubmissionId, str]:
        query = sa.select(submission.c.submission_id, submission.c.content_digest).where(
            self.database.scope.includes(submission)
        )
        with self.database.reading() as connection:
            return {SubmissionId(key): content for key, content in connection.execute(query)}

    def received_after_closing(self) -> frozenset[SubmissionId]:
        """Submissions that could be read but came after the closing; a decision lets them count."""
        scope = self.database.scope
        counting = counting_submissions(scope)
        query = sa.select(submission.c.submission_id).where(
            *is_acceptable(scope),
            submission.c.submission_id.not_in(sa.select(counting.c.submission_id)),
        )
        with self.database.reading() as connection:
            return frozenset(SubmissionId(key) for key in connection.scalars(query))

    def status(self, submission_id: SubmissionId) -> SubmissionStatus:
        """Whether that submission counts, and if not, why; NotFound if there is none of that id."""
        found = self.get(submission_id)
        with self.database.reading() as connection:
            return status_of(connection, self.database.scope, found)


def is_asked_for(
    scope: Scope, round_year: RoundYear | None, submission_id: SubmissionId | None = None
) -> tuple[Condition, ...]:
    """Submissions of that id, and that name that round or, if they name none, lie in its folder."""
    conditions = []
    if submission_id is not None:
        conditions.append(submission.c.submission_id == submission_id)
    if round_year is not None:
        seen = received_file.alias("seen")
        in_folder = sa.exists().where(
            scope.includes(seen),
            seen.c.digest == submission.c.digest,
            seen.c.path.startswith(f"{round_year}/"),
        )
        without_round = sa.and_(submission.c.round.is_(None), in_folder)
        conditions.append(sa.or_(submission.c.round == round_year, without_round))
    return tuple(conditions)


def find_submissions(
    database: Database, conditions: Sequence[Condition], deadlines: Deadlines
) -> tuple[Submission, ...]:
    scope = database.scope
    received = _received(scope, conditions)
    query = (
        sa.select(
            submission,
            received.c.path,
            received.c.received_at,
            has_decision(scope, DecisionKind.WITHDRAW).label("is_withdrawn"),
        )
        .join(received, received.c.digest == submission.c.digest)
        .where(scope.includes(submission), received.c.rank == 1, *conditions)
    )
    with database.reading() as connection:
        rows = [dict(row) for row in connection.execute(query).mappings()]
        sheets = _sheets(connection, scope, conditions)
        superseded = _superseded(connection, scope, rows)
    for row in rows:
        deadline = deadlines.get((row["form"], row["round"]))
        row["sheets"] = sheets.get(row["submission_id"], ())
        row["is_late"] = deadline is not None and row["received_at"] > deadline
        row["state"] = _state(row, superseded)
    found = [from_row(Submission, row) for row in rows]
    return tuple(sorted(found, key=_submission_order))


def _received(scope: Scope, conditions: Sequence[Condition]) -> sa.Subquery:
    """One row per digest and file: those with ``rank`` 1 have the newest path of the digest."""
    newest_first = (received_file.c.received_at.desc(), received_file.c.received_file_id.desc())
    same = received_file.c.digest
    return (
        sa.select(
            received_file.c.digest,
            received_file.c.path,
            sa.func.min(received_file.c.received_at).over(partition_by=same).label("received_at"),
            sa.func.row_number().over(partition_by=same, order_by=newest_first).label("rank"),
        )
        .join(submission, is_file_of_submission(scope))
        .where(scope.includes(submission), *conditions)
        .subquery("received")
    )


def _is_part_of_submission(part: sa.Table) -> Condition:
    return sa.and_(
        part.c.framework == submission.c.framework,
        part.c.submission_id == submission.c.submission_id,
    )


def _sheets(
    connection: sa.Connection, scope: Scope, conditions: Sequence[Condition]
) -> Mapping[str, tuple[str, ...]]:
    query = (
        sa.select(submission_sheet.c.submission_id, submission_sheet.c.sheet)
        .join(submission, _is_part_of_submission(submission_sheet))
        .where(scope.includes(submission), *conditions)
        .order_by(submission_sheet.c.submission_id, submission_sheet.c.position)
    )
    found: dict[str, tuple[str, ...]] = {}
    for submission_id, sheet in connection.execute(query):
        found[submission_id] = (*found.get(submission_id, ()), sheet)
    return found


def _superseded(connection: sa.Connection, scope: Scope, rows: Sequence[Row]) -> set[str]:
    """Submissions that count and declare sheets, none of which is current.

    Looks at everything that competes with the rows: all of their rounds and senders.
    """
    competing = {
        "rounds": sorted({row["round"] for row in rows if row["round"] is not None}),
        "senders": sorted({row["sender"] for row in rows if row["sender"] is not None}),
    }
    return set(connection.scalars(_without_current_sheet(scope), competing))


@lru_cache(maxsize=8)
def _without_current_sheet(scope: Scope) -> sa.Select[Any]:
    """Kept: building this query takes longer than running it for one sender."""
    competing = (
        submission.c.round.in_(sa.bindparam("rounds", expanding=True)),
        submission.c.sender.in_(sa.bindparam("senders", expanding=True)),
    )
    ranked = ranked_sheets(scope, counting_submissions(scope, *competing))
    return (
        sa.select(ranked.c.submission_id)
        .group_by(ranked.c.submission_id)
        .having(sa.func.min(ranked.c.rank) > 1)
    )


def _state(row: Row, superseded: set[str]) -> SubmissionState:
    """A withdrawal outweighs a newer submission, and both outweigh the state that reading gave."""
    if row["is_withdrawn"]:
        return SubmissionState.WITHDRAWN
    if row["submission_id"] in superseded:
        return SubmissionState.SUPERSEDED
    return SubmissionState(row["read_state"])


def _submission_order(found: Submission) -> tuple[object, ...]:
    return (found.received_at, found.path, found.submission_id)


def _finding_order(row: sa.RowMapping) -> tuple[Any, ...]:
    return (row["received_at"], row["path"], row["submission_id"], row["position"])
