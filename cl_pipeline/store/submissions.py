"""Submissions: what was read from each digest, saved whole or not at all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Table, and_, delete, exists, func, insert, select, update

from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.model.codes import ACCEPTED_STATES, DecisionKind, SubmissionState
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.identity import Digest, RoundYear, SubmissionId
from cl_pipeline.model.submission import Submission, SubmissionDraft, state_of
from cl_pipeline.store import submission_lists as lists
from cl_pipeline.store.acceptance import Condition, is_decided, standing
from cl_pipeline.store.bulk import insert_many
from cl_pipeline.store.engine import Database
from cl_pipeline.store.records import SUBMISSION, SubmissionStatus
from cl_pipeline.store.rows import (
    ENTRY,
    OBSERVATION,
    Row,
    content_digest,
    entries_to_store,
    entry_values,
    finding_row,
    observation_values,
    sorted_findings,
)
from cl_pipeline.store.submission_lists import Deadlines
from cl_pipeline.store.submission_status import status_of
from cl_pipeline.store.tables import (
    contact,
    entry,
    finding,
    observation,
    reading,
    received_file,
    submission,
    submission_sheet,
)

PARTS = (submission_sheet, contact, observation, entry, finding)
"""What a second read of the same file replaces."""


@dataclass(frozen=True, slots=True)
class Submissions:
    """The verbs of submissions. Grain: what was last read from one digest."""

    database: Database

    def unread(self) -> tuple[tuple[Digest, str], ...]:
        """Digests that are to be read and were not yet, with their newest path, oldest first."""
        framework = self.database.framework
        is_read = exists().where(
            submission.c.framework == framework, submission.c.digest == received_file.c.digest
        )
        waiting = (
            select(
                func.min(received_file.c.received_file_id).label("first"),
                func.max(received_file.c.received_file_id).label("newest"),
            )
            .where(
                received_file.c.framework == framework,
                received_file.c.outcome == SUBMISSION,
                ~is_read,
            )
            .group_by(received_file.c.digest)
            .subquery()
        )
        query = (
            select(received_file.c.digest, received_file.c.path)
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

        The same content again changes nothing. Another content of the same file (read by newer
        code) replaces what was read before; ``reading`` keeps that there was an earlier read.

        Raises:
            StoreBusy: the database did not answer in time.
            BrokenInvariant: no arrival to be read has that digest, or two values share a cell.
        """
        said: Row = {"run_id": run_id, "read_at": read_at, "code_version": code_version}
        changed = []
        for draft in drafts:
            with self.database.writing() as connection:
                if _save(connection, self.database.framework, draft, said):
                    changed.append(draft.submission_id)
        return tuple(changed)

    def list(
        self, round_year: RoundYear | None = None, *, deadlines: Deadlines | None = None
    ) -> tuple[Submission, ...]:
        """All submissions, or those of one round, in order of receipt.

        A file that names no round belongs to the round in whose folder it lay. ``deadlines`` are
        what ``is_late`` is measured by; without them nothing is late.
        """
        with self.database.reading() as connection:
            return lists.submissions(
                connection, self.database.framework, lists.of_round(round_year), deadlines or {}
            )

    def get(self, submission_id: SubmissionId, *, deadlines: Deadlines | None = None) -> Submission:
        """One submission.

        Raises:
            NotFound: there is none of that id.
        """
        only = submission.c.submission_id == submission_id
        with self.database.reading() as connection:
            found = lists.submissions(connection, self.database.framework, (only,), deadlines or {})
        return lists.only_one(found, f"submission {submission_id!r}")

    def of_digest(self, digest: Digest, *, deadlines: Deadlines | None = None) -> Submission:
        """The submission read from that digest.

        Raises:
            NotFound: nothing was read from it yet.
        """
        only = submission.c.digest == digest
        with self.database.reading() as connection:
            found = lists.submissions(connection, self.database.framework, (only,), deadlines or {})
        return lists.only_one(found, f"submission of digest {digest}")

    def findings(
        self, round_year: RoundYear | None = None, submission_id: SubmissionId | None = None
    ) -> tuple[tuple[SubmissionId, Finding], ...]:
        """Findings, each with the submission it stands on; by receipt, then by address."""
        wanted = lists.of_round(round_year)
        if submission_id is not None:
            wanted = (*wanted, submission.c.submission_id == submission_id)
        with self.database.reading() as connection:
            return lists.findings(connection, self.database.framework, wanted)

    def contents(self) -> Mapping[SubmissionId, str]:
        """The digest over everything that was read, by submission."""
        query = select(submission.c.submission_id, submission.c.content_digest).where(
            submission.c.framework == self.database.framework
        )
        with self.database.reading() as connection:
            return {SubmissionId(one): content for one, content in connection.execute(query)}

    def received_after_closing(self) -> frozenset[SubmissionId]:
        """Returns that could be read but came after the closing; a decision lets them count."""
        framework = self.database.framework
        stands = standing(framework)
        query = select(submission.c.submission_id).where(
            submission.c.framework == framework,
            submission.c.read_state.in_([state.value for state in ACCEPTED_STATES]),
            submission.c.sender.is_not(None),
            ~is_decided(DecisionKind.WITHDRAW),
            submission.c.submission_id.not_in(select(stands.c.submission_id)),
        )
        with self.database.reading() as connection:
            return frozenset(SubmissionId(scalar) for scalar in connection.scalars(query))

    def status(self, submission_id: SubmissionId) -> SubmissionStatus:
        """Whether that submission counts, and if not, why.

        Raises:
            NotFound: there is none of that id.
        """
        found = self.get(submission_id)
        with self.database.reading() as connection:
            return status_of(connection, self.database.framework, found)


def _save(connection: Connection, framework: str, draft: SubmissionDraft, said: Row) -> bool:
    new = content_digest(draft)
    key: Row = {"framework": framework, "submission_id": draft.submission_id}
    one = _is_of(submission, key)
    stored = connection.execute(
        select(submission.c.digest, submission.c.content_digest).where(one)
    ).one_or_none()
    if stored is not None and stored.digest != draft.digest:
        raise BrokenInvariant(f"{stored.digest} and {draft.digest} give the same submission id")
    if stored is not None and stored.content_digest == new:
        return False
    _refuse_unnamed(draft)
    row = _submission_row(draft) | said | {"content_digest": new}
    if stored is None:
        _refuse_unknown(connection, framework, draft.digest)
        connection.execute(insert(submission).values(**key, **row))
    else:
        connection.execute(update(submission).where(one).values(**row))
        for table in PARTS:
            connection.execute(delete(table).where(_is_of(table, key)))
    _insert_parts(connection, draft, key)
    log = {name: row[name] for name in ("content_digest", "read_state")}
    connection.execute(insert(reading).values(**key, **said, **log))
    return True


def _is_of(table: Table, key: Row) -> Condition:
    return and_(*(table.c[name] == value for name, value in key.items()))


def _refuse_unknown(connection: Connection, framework: str, digest: Digest) -> None:
    arrived = select(received_file.c.received_file_id).where(
        received_file.c.framework == framework,
        received_file.c.digest == digest,
        received_file.c.outcome == SUBMISSION,
    )
    if connection.execute(arrived.limit(1)).first() is None:
        raise BrokenInvariant(f"no arrival has digest {digest}; record it before what was read")


def _refuse_unnamed(draft: SubmissionDraft) -> None:
    # It would be accepted and yet count nowhere, and nobody would be told why.
    if draft.identity is None and state_of(draft.findings) != SubmissionState.REJECTED:
        raise BrokenInvariant(
            f"{draft.digest} names no form, and no finding says so; please report"
        )


def _submission_row(draft: SubmissionDraft) -> Row:
    mark = draft.identity
    return {
        "digest": draft.digest,
        "form": mark.form.value if mark else None,
        "version": mark.version if mark else None,
        "round": draft.round,
        "sender": draft.sender,
        "institution": draft.institution,
        "filled_on": draft.filled_on,
        "is_sample": bool(mark and mark.is_sample),
        "read_state": state_of(draft.findings).value,
        "finding_count": len(set(draft.findings)),
        "observation_count": len(draft.observations),
    }


def _insert_parts(connection: Connection, draft: SubmissionDraft, key: Row) -> None:
    about = key | {"round": draft.round, "sender": draft.sender}
    sheets = enumerate(dict.fromkeys(draft.sheets))
    person: Row = {"name": draft.contact_name, "address": draft.contact_address}
    parts: Sequence[tuple[Table, list[Row]]] = (
        (submission_sheet, [key | {"position": at, "sheet": sheet} for at, sheet in sheets]),
        (contact, [key | person] if any(person.values()) else []),
        (
            finding,
            [
                about | {"position": at} | finding_row(one)
                for at, one in enumerate(sorted_findings(draft), start=1)
            ],
        ),
    )
    for table, rows in parts:
        if rows:
            connection.execute(insert(table), rows)
    observed = map(observation_values, draft.observations)
    insert_many(connection, observation, about, tuple(OBSERVATION), observed)
    entered = map(entry_values, entries_to_store(draft))
    insert_many(connection, entry, about, tuple(ENTRY), entered)
