"""Submissions with path, time of receipt and the state they are in now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from cl_pipeline.errors import NotFound
from cl_pipeline.model.codes import DecisionKind, SubmissionState
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.identity import RoundYear, SubmissionId
from cl_pipeline.model.submission import Deadlines, ReceivedFile, Submission, SubmissionDraft
from cl_pipeline.store.acceptance import (
    has_decision,
    is_held,
    ranked_sheets,
    received_after_closing,
    status_of,
)
from cl_pipeline.store.engine import Condition, Database, Scope
from cl_pipeline.store.mapper import Row, from_row
from cl_pipeline.store.records import CurrentContent, SubmissionStatus
from cl_pipeline.store.saving import save_draft
from cl_pipeline.store.tables import finding, received_file, submission, submission_sheet


@dataclass(frozen=True, slots=True)
class Submissions:
    """The operations on submissions. Grain: what was last read of one submission."""

    database: Database

    def unread(self) -> tuple[ReceivedFile, ...]:
        """The newest file of each submission that is still to be read, oldest receipt first."""
        scope = self.database.scope
        is_read = sa.exists().where(
            scope.includes(submission),
            submission.c.submission_id == received_file.c.submission_id,
        )
        waiting = (
            sa.select(
                sa.func.min(received_file.c.received_file_id).label("first"),
                sa.func.max(received_file.c.received_file_id).label("newest"),
            )
            .where(
                scope.includes(received_file), received_file.c.submission_id.is_not(None), ~is_read
            )
            .group_by(received_file.c.submission_id)
            .subquery()
        )
        query = (
            sa.select(received_file)
            .join(waiting, waiting.c.newest == received_file.c.received_file_id)
            .order_by(waiting.c.first)
        )
        return self.database.fetch(ReceivedFile, query)

    def files(self, submissions: Iterable[SubmissionId]) -> tuple[ReceivedFile, ...]:
        """The newest file of each of these submissions, in order of receipt."""
        number, about = received_file.c.received_file_id, received_file.c.submission_id
        newest = self.database.newest(number, about).where(about.in_(sorted(submissions)))
        query = sa.select(received_file).where(number.in_(newest)).order_by(number)
        return self.database.fetch(ReceivedFile, query)

    def save(
        self,
        drafts: Iterable[SubmissionDraft],
        *,
        run_id: str,
        read_at: datetime,
        code_version: str,
    ) -> tuple[SubmissionId, ...]:
        """Saves each draft in a transaction of its own and returns those that changed a row.

        The same content again changes nothing. Other content of the same file (read by newer code)
        replaces what was read before; the table ``reading`` keeps each read.

        Raises:
            BrokenInvariant: no received file is that submission, or two values share a cell.
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

        A file that names no round belongs to the round of its folder. ``is_late`` is measured by
        ``deadlines``; without them nothing is late.
        """
        waiting = self.received_after_closing()
        conditions = is_asked_for(self.database.scope, round_year)
        return tuple(
            replace(found, waits_for_decision=found.submission_id in waiting)
            for found in find_submissions(self.database, conditions, deadlines or {})
        )

    def get(self, submission_id: SubmissionId, *, deadlines: Deadlines | None = None) -> Submission:
        """One submission.

        Raises:
            NotFound: there is none of that id.
        """
        return self._one(
            submission.c.submission_id == submission_id, f"submission {submission_id!r}", deadlines
        )

    def of_file(self, digest_or_path: str, *, deadlines: Deadlines | None = None) -> Submission:
        """The submission read from the newest received file with that digest or drive path.

        Raises:
            NotFound: nothing was read from it yet.
        """
        named = sa.or_(
            received_file.c.digest == digest_or_path, received_file.c.path == digest_or_path
        )
        newest = (
            sa.select(received_file.c.submission_id)
            .where(
                self.database.scope.includes(received_file),
                received_file.c.submission_id.is_not(None),
                named,
            )
            .order_by(received_file.c.received_file_id.desc())
            .limit(1)
            .scalar_subquery()
        )
        return self._one(
            submission.c.submission_id == newest, f"submission of {digest_or_path}", deadlines
        )

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
            sa.select(finding, received.c.first_file)
            .join(submission, _is_part_of_submission(finding))
            .join(received, received.c.submission_id == submission.c.submission_id)
            .where(scope.includes(submission), received.c.rank == 1, *conditions)
        )
        with self.database.reading() as connection:
            rows = sorted(connection.execute(query).mappings(), key=_finding_order)
        return tuple((row["submission_id"], from_row(Finding, dict(row))) for row in rows)

    def current(self) -> tuple[CurrentContent, ...]:
        """What is current now, of all rounds, in a fixed order."""
        scope = self.database.scope
        ranked = ranked_sheets(scope)
        about = (ranked.c.round, ranked.c.sender, ranked.c.submission_id, ranked.c.sheet)
        query = (
            sa.select(*about, submission.c.content_digest)
            .join(submission, submission.c.submission_id == ranked.c.submission_id)
            .where(scope.includes(submission), ranked.c.rank == 1)
        )
        return tuple(sorted(CurrentContent(*row) for row in self.database.all(query)))

    def replaced_sheets(self) -> frozenset[tuple[SubmissionId, str]]:
        """The sheets of counting submissions that newer ones of the same institution replace."""
        scope = self.database.scope
        ranked = ranked_sheets(scope)
        query = sa.select(ranked.c.submission_id, ranked.c.sheet).where(
            ranked.c.rank > 1, ranked.c.is_chosen
        )
        return frozenset((SubmissionId(key), sheet) for key, sheet in self.database.all(query))

    def contents(self) -> Mapping[SubmissionId, str]:
        query = sa.select(submission.c.submission_id, submission.c.content_digest).where(
            self.database.scope.includes(submission)
        )
        return {SubmissionId(key): content for key, content in self.database.all(query)}

    def read_states(self) -> Mapping[SubmissionId, SubmissionState]:
        """What became of each submission when it was last read, whatever was decided since."""
        query = sa.select(submission.c.submission_id, submission.c.read_state).where(
            self.database.scope.includes(submission)
        )
        return {
            SubmissionId(key): SubmissionState(state) for key, state in self.database.all(query)
        }

    def received_with(self, codes: Sequence[str]) -> Mapping[SubmissionId, datetime]:
        """When each submission with such a finding was received first."""
        query = (
            sa.select(received_file.c.submission_id, sa.func.min(received_file.c.received_at))
            .join(finding, finding.c.submission_id == received_file.c.submission_id)
            .where(
                self.database.scope.includes(received_file),
                self.database.scope.includes(finding),
                finding.c.code.in_(codes),
            )
            .group_by(received_file.c.submission_id)
        )
        return {SubmissionId(key): first for key, first in self.database.all(query)}

    def received_after_closing(self) -> frozenset[SubmissionId]:
        """Submissions that could be read but came after the closing; a decision lets them count."""
        found = self.database.all(received_after_closing(self.database.scope))
        return frozenset(row.submission_id for row in found)

    def status(self, submission_id: SubmissionId) -> SubmissionStatus:
        """Whether that submission counts, and if not, why.

        Raises:
            NotFound: there is none of that id.
        """
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
            seen.c.submission_id == submission.c.submission_id,
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
            received.c.first_file,
            has_decision(scope, DecisionKind.WITHDRAW).label("is_withdrawn"),
            is_held(scope).label("is_held"),
        )
        .join(received, received.c.submission_id == submission.c.submission_id)
        .where(scope.includes(submission), received.c.rank == 1, *conditions)
    )
    with database.reading() as connection:
        rows = [dict(row) for row in connection.execute(query).mappings()]
        sheets = _sheets(connection, scope, conditions)
        not_shown = _not_shown(connection, scope, rows)
    for row in rows:
        deadline = deadlines.get((row["form"], row["round"]))
        row["sheets"] = sheets.get(row["submission_id"], ())
        row["is_late"] = deadline is not None and row["received_at"] > deadline
        row["state"] = _state(row, not_shown)
    rows.sort(key=itemgetter("first_file"))
    return tuple(from_row(Submission, row) for row in rows)


def _received(scope: Scope, conditions: Sequence[Condition]) -> sa.Subquery:
    """One row per submission and file: those with ``rank`` 1 have its newest path."""
    same, number = received_file.c.submission_id, received_file.c.received_file_id
    first = sa.func.min(number).over(partition_by=same)
    return (
        sa.select(
            same,
            received_file.c.path,
            sa.func.first_value(received_file.c.received_at, type_=received_file.c.received_at.type)
            .over(partition_by=same, order_by=number)
            .label("received_at"),
            first.label("first_file"),
            sa.func.row_number().over(partition_by=same, order_by=number.desc()).label("rank"),
        )
        .join(submission, submission.c.submission_id == same)
        .where(scope.includes(received_file), scope.includes(submission), *conditions)
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


def _not_shown(
    connection: sa.Connection, scope: Scope, rows: Sequence[Row]
) -> Mapping[str, SubmissionState]:
    """Submissions that count and declare sheets, none of which is current.

    Looks at everything that competes with the rows: all of their rounds and senders.
    """
    competing = {
        "rounds": sorted({row["round"] for row in rows if row["round"] is not None}),
        "senders": sorted({row["sender"] for row in rows if row["sender"] is not None}),
    }
    found = connection.execute(_without_current_sheet(scope), competing)
    return {
        submission_id: SubmissionState.SUPERSEDED if is_superseded else SubmissionState.SECOND
        for submission_id, is_superseded in found
    }


@lru_cache(maxsize=8)
def _without_current_sheet(scope: Scope) -> sa.Select[Any]:
    """Kept: building this query takes longer than running it for one sender."""
    senders = submission.c.sender.in_(sa.bindparam("senders", expanding=True))
    ranked = ranked_sheets(scope, senders)
    return (
        sa.select(ranked.c.submission_id, sa.func.min(sa.case((ranked.c.is_chosen, 1), else_=0)))
        .where(ranked.c.round.in_(sa.bindparam("rounds", expanding=True)))
        .group_by(ranked.c.submission_id)
        .having(sa.func.min(ranked.c.rank) > 1)
    )


def _state(row: Row, not_shown: Mapping[str, SubmissionState]) -> SubmissionState:
    """A withdrawal outweighs a newer submission, and both outweigh the state that reading gave."""
    if row["is_withdrawn"]:
        return SubmissionState.WITHDRAWN
    if row["is_held"] and row["read_state"] != SubmissionState.REJECTED:
        return SubmissionState.HELD
    return not_shown.get(row["submission_id"], SubmissionState(row["read_state"]))


def _finding_order(row: sa.RowMapping) -> tuple[Any, ...]:
    return (row["first_file"], row["position"])
