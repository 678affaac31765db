"""Submissions as people see them: with path, time of receipt and the state they are in now."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import (
    CTE,
    Connection,
    Select,
    Subquery,
    Table,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
)

from cl_pipeline.errors import NotFound
from cl_pipeline.model.codes import DecisionKind, SubmissionState
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.identity import Digest, RoundYear, SenderCode, SubmissionId
from cl_pipeline.model.submission import Submission
from cl_pipeline.store.acceptance import Condition, brought_by, is_decided, sheets, standing
from cl_pipeline.store.rows import Found, finding_of
from cl_pipeline.store.tables import finding, received_file, submission, submission_sheet

Conditions = Sequence[Condition]

Deadlines = Mapping[tuple[str, RoundYear], datetime]
"""When each form of each round was due. Forms of a round are due in phases of their own."""


def of_round(round_year: RoundYear | None) -> tuple[Condition, ...]:
    """Submissions of that round, by their own word or, where they have none, by their folder."""
    if round_year is None:
        return ()
    lay = received_file.alias("lay")
    in_folder = exists().where(
        lay.c.framework == submission.c.framework,
        lay.c.digest == submission.c.digest,
        lay.c.path.startswith(f"{round_year}/"),
    )
    return (
        or_(
            submission.c.round == round_year,
            and_(submission.c.round.is_(None), in_folder),
        ),
    )


def submissions(
    connection: Connection,
    framework: str,
    wanted: Conditions,
    deadlines: Deadlines,
) -> tuple[Submission, ...]:
    """The wanted submissions in order of receipt."""
    received = _received(framework, wanted)
    query = (
        select(
            submission,
            received.c.path,
            received.c.received_at,
            is_decided(DecisionKind.WITHDRAW).label("is_withdrawn"),
        )
        .join(received, received.c.digest == submission.c.digest)
        .where(submission.c.framework == framework, received.c.place == 1, *wanted)
    )
    rows = connection.execute(query).mappings().all()
    sheets_of = _sheets(connection, framework, wanted)
    superseded = _superseded(connection, framework, rows)
    found = [_submission(row, sheets_of, superseded, deadlines) for row in rows]
    return tuple(sorted(found, key=lambda one: (one.received_at, one.path, one.submission_id)))


def findings(
    connection: Connection, framework: str, wanted: Conditions
) -> tuple[tuple[SubmissionId, Finding], ...]:
    """The findings of the wanted submissions, in order of receipt, then of address."""
    received = _received(framework, wanted)
    query = (
        select(finding, received.c.received_at, received.c.path)
        .join(submission, _same_submission(finding))
        .join(received, received.c.digest == submission.c.digest)
        .where(submission.c.framework == framework, received.c.place == 1, *wanted)
    )
    rows = sorted(
        connection.execute(query).mappings(),
        key=lambda row: (row["received_at"], row["path"], row["submission_id"], row["position"]),
    )
    return tuple((SubmissionId(row["submission_id"]), finding_of(row)) for row in rows)


def only_one(found: Sequence[Submission], asked: str) -> Submission:
    """The only submission found.

    Raises:
        NotFound: there is none.
    """
    if not found:
        raise NotFound(f"there is no {asked}; `cl-pipeline submissions` lists those there are")
    return found[0]


def _received(framework: str, wanted: Conditions) -> Subquery:
    """One row per digest of the wanted: its newest path and when it was first received."""
    newest_first = (received_file.c.received_at.desc(), received_file.c.received_file_id.desc())
    of_one = received_file.c.digest
    return (
        select(
            received_file.c.digest,
            received_file.c.path,
            func.min(received_file.c.received_at).over(partition_by=of_one).label("received_at"),
            func.row_number().over(partition_by=of_one, order_by=newest_first).label("place"),
        )
        .join(submission, brought_by())
        .where(submission.c.framework == framework, *wanted)
        .subquery("received")
    )


def _same_submission(part: Table) -> Condition:
    return and_(
        part.c.framework == submission.c.framework,
        part.c.submission_id == submission.c.submission_id,
    )


def _sheets(
    connection: Connection, framework: str, wanted: Conditions
) -> Mapping[str, tuple[str, ...]]:
    query = (
        select(submission_sheet)
        .join(submission, _same_submission(submission_sheet))
        .where(submission.c.framework == framework, *wanted)
        .order_by(submission_sheet.c.submission_id, submission_sheet.c.position)
    )
    found: dict[str, tuple[str, ...]] = {}
    for row in connection.execute(query).mappings():
        found[row["submission_id"]] = (*found.get(row["submission_id"], ()), row["sheet"])
    return found


def _superseded(connection: Connection, framework: str, rows: Sequence[Found]) -> set[str]:
    """Submissions that stand and declare sheets, none of which speaks.

    Among all that competes with the listed ones: all of their rounds and senders.
    """
    rivals = {
        "rounds": sorted({row["round"] for row in rows if row["round"] is not None}),
        "senders": sorted({row["sender"] for row in rows if row["sender"] is not None}),
    }
    return set(connection.scalars(_nowhere_first(framework), rivals))


@cache
def _nowhere_first(framework: str) -> Select[str]:
    """Built once: building the gate takes longer than asking it about one sender."""
    of_rivals = (
        submission.c.round.in_(bindparam("rounds", expanding=True)),
        submission.c.sender.in_(bindparam("senders", expanding=True)),
    )
    ranked: CTE = sheets(framework, standing(framework, *of_rivals))
    return (
        select(ranked.c.submission_id)
        .group_by(ranked.c.submission_id)
        .having(func.min(ranked.c.place) > 1)
    )


def _submission(
    row: Found,
    sheets_of: Mapping[str, tuple[str, ...]],
    superseded: set[str],
    deadlines: Deadlines,
) -> Submission:
    deadline = deadlines.get((row["form"], row["round"]))
    return Submission(
        submission_id=SubmissionId(row["submission_id"]),
        digest=Digest(row["digest"]),
        path=row["path"],
        form=row["form"],
        version=row["version"],
        sender=SenderCode(row["sender"]) if row["sender"] else None,
        round=row["round"],
        institution=row["institution"],
        sheets=sheets_of.get(row["submission_id"], ()),
        state=_state(row, superseded),
        is_late=deadline is not None and row["received_at"] > deadline,
        received_at=row["received_at"],
        finding_count=row["finding_count"],
        observation_count=row["observation_count"],
        is_sample=row["is_sample"],
        run_id=row["run_id"],
    )


def _state(row: Found, superseded: set[str]) -> SubmissionState:
    """A withdrawal outweighs a newer return, and both outweigh what the file itself gave."""
    if row["is_withdrawn"]:
        return SubmissionState.WITHDRAWN
    if row["submission_id"] in superseded:
        return SubmissionState.SUPERSEDED
    return SubmissionState(row["read_state"])
