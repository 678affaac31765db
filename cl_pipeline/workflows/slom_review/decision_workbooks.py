"""Decisions written in workbooks: one that the officer names, or proposals on the shared drive.

Whoever may save on the drive can propose a decision; the officer sees it before it is recorded.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cl_pipeline.errors import (
    FileStillChanging,
    NotAllowed,
    NotFound,
    UsageError,
)
from cl_pipeline.intake.archive import copy_to_archive
from cl_pipeline.intake.drive import DECISIONS, DriveFile
from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.model.decision import Decision
from cl_pipeline.model.identity import Digest
from cl_pipeline.model.table import Table, text_columns
from cl_pipeline.publication.workbook import tables_workbook
from cl_pipeline.reading.xlsx.pool import read_workbook
from cl_pipeline.review.decision_sheet import HEADINGS, WrittenDecision, written_decisions
from cl_pipeline.workflows.bounded import OutOfBounds, bounded
from cl_pipeline.workflows.files import add_file, digest_of
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.slom_review.decisions import decide

SHEET = "Decisions"
COLUMN_WIDTHS = (20, 22, 18, 12, 20, 40, 22)
EMPTY_ROWS = 20
"""Rows that are drawn in a blank workbook; more can be written below."""

NOT_FROM_THE_DRIVE = {DecisionKind.ERASE, DecisionKind.WITHDRAW, DecisionKind.REVOKE}
"""What takes something away is decided in the web UI or by command, one at a time."""

MOST_ROWS = 60
"""Of one proposal: as many as the web UI shows, so that nobody confirms what was not shown."""

DIGITS_SHOWN = 32
"""Of a digest: enough to name a workbook that somebody has looked at."""

FROM_THE_DRIVE = tuple(kind for kind in DecisionKind if kind not in NOT_FROM_THE_DRIVE)

NOTES = (
    "One row per decision. Leave what does not apply empty.",
    "decision: one of " + ", ".join(kind.replace("_", " ") for kind in FROM_THE_DRIVE) + ".",
    "about: the round, the submission (S-…), the vintage (V-…), the indicator (A9), or the form "
    "and version or round (a_list 1.2, a_list 2021).",
    "to: the list (B), the new deadline (2021-09-15), or 'ad referendum'.",
    "decided by: a body or role, no person's name. why: the reason, in a sentence.",
)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A decisions workbook on the drive; key ``path``.

    ``digest`` names its bytes in the archive, None where it could not be copied; ``rows`` are those
    that were not recorded before. ``problem`` says why there are none.
    """

    path: str
    digest: Digest | None = None
    rows: tuple[WrittenDecision, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded of one proposal; ``problem`` names the row that was refused, if any."""

    proposed: Proposed
    decisions: tuple[Decision, ...] = ()
    problem: str = ""


def decide_from_workbook(pipeline: Pipeline, path: Path) -> tuple[Decision, ...]:
    """Records the decisions of a one-sheet workbook, row by row, if every row is understood.

    A row that was recorded before adds nothing, even if the decision was revoked or is outdated;
    to take it again, give another reason.

    Raises:
        NotFound: there is no such file.
        UsageError: it is not a workbook, or rows cannot be understood; names each cell, what was
            found, what is expected and what to do. Nothing is recorded.
        NotAllowed: a row cannot take effect; names the row. The rows above it are recorded.
    """
    if not path.is_file():
        raise NotFound(f"{path} is not a file; give the path of a decisions workbook")
    rows = _written(digest_of(path), path, path.name, tuple(DecisionKind))
    known = {decision.origin: decision for decision in pipeline.store.decisions.list()}
    return tuple(
        known.get(_origin(path.name, row)) or _record(pipeline, path.name, row) for row in rows
    )


def proposed_decisions(pipeline: Pipeline) -> tuple[Proposed, ...]:
    """What the workbooks in the drive's folder ``decisions`` propose; records nothing.

    The bytes are kept in the archive. A workbook that cannot be read hides no other one.

    Raises:
        DriveUnavailable: the drive cannot be listed.
    """
    known = {decision.origin for decision in pipeline.store.decisions.list()}
    found = []
    for file in filter(_is_decisions_workbook, pipeline.drive.files()):
        try:
            found.append(_proposed(pipeline, file, known))
        except (FileStillChanging, UsageError) as problem:
            found.append(Proposed(file.path, problem=str(problem)))
    return tuple(found)


def record_proposed(
    pipeline: Pipeline, proposals: Sequence[Proposed], is_confirmed: Callable[[Digest], bool]
) -> Iterator[Recorded]:
    """Records the rows of the confirmed proposals; a row that is refused ends its workbook only."""
    for proposed in proposals:
        taken: list[Decision] = []
        problem = proposed.problem
        if proposed.digest and is_confirmed(proposed.digest):
            try:
                for row in proposed.rows:
                    taken.append(_record(pipeline, proposed.path, row))
            except (UsageError, NotFound, NotAllowed) as refused:
                problem = str(refused)
        yield Recorded(proposed, tuple(taken), problem)


def proposal_rows(proposals: Sequence[Proposed]) -> list[dict[str, str]]:
    """Grain: one row of a workbook, or one workbook that could not be read."""
    return [
        {
            "file": proposed.path,
            "digest": (proposed.digest or "")[:DIGITS_SHOWN],
            "row": str(row.line) if row else "",
            "decision": row.kind.replace("_", " ") if row else "",
            "about": row.about if row else "",
            "to": row.details if row else "",
            "from round": str(row.in_round or "") if row else "",
            "decided by": row.decided_by if row else "",
            "why": row.reason if row else proposed.problem or "nothing new",
        }
        for proposed in proposals
        for row in proposed.rows or (None,)
    ]


def write_blank_workbook(path: Path) -> Path:
    """Writes a decisions workbook to fill in and returns where; never over a filled one."""
    headings = [heading.capitalize() for heading in HEADINGS.values()]
    columns = text_columns(dict(zip(headings, COLUMN_WIDTHS, strict=True)))
    table = Table(SHEET, columns, (("",) * len(columns),) * EMPTY_ROWS, NOTES)
    return add_file(path, tables_workbook(SHEET, {SHEET: table}, is_sample=False))


def _is_decisions_workbook(file: DriveFile) -> bool:
    folder, _, name = file.path.rpartition("/")
    is_lock = name.startswith(("~$", "."))
    return folder == DECISIONS and name.lower().endswith(".xlsx") and not is_lock


def _proposed(pipeline: Pipeline, file: DriveFile, known: set[str | None]) -> Proposed:
    largest_mb = pipeline.settings.largest_file_mb
    if file.refusal:
        return Proposed(file.path, problem=file.refusal)
    if file.size_bytes > largest_mb * 1024 * 1024:
        return Proposed(file.path, problem=f"larger than {largest_mb} MB")
    digest = copy_to_archive(pipeline.drive, pipeline.archive, file)
    try:
        rows = _written(digest, pipeline.archive.path_of(digest), file.path, FROM_THE_DRIVE)
    except UsageError as problem:
        return Proposed(file.path, digest, problem=str(problem))
    new = tuple(row for row in rows if _origin(file.path, row) not in known)
    if len(new) > MOST_ROWS:
        return Proposed(
            file.path,
            digest,
            problem=f"{len(new)} new rows are more than can be shown at once; write at most "
            f"{MOST_ROWS} rows in one workbook",
        )
    return Proposed(file.path, digest, new)


def _written(
    digest: Digest, path: Path, name: str, kinds: Sequence[DecisionKind]
) -> tuple[WrittenDecision, ...]:
    raw = read_workbook(digest, path, name)
    try:
        return bounded(written_decisions, raw, name, kinds)
    except OutOfBounds as failure:
        raise UsageError(
            f"{name} could not be understood ({failure}); copy its rows into a new workbook"
        ) from failure


def _origin(name: str, row: WrittenDecision) -> str:
    return f"{name} {row.digest}"


def _record(pipeline: Pipeline, name: str, row: WrittenDecision) -> Decision:
    try:
        return decide(
            pipeline,
            row.kind,
            row.about,
            decided_by=row.decided_by,
            reason=row.reason,
            details=row.details,
            in_round=row.in_round,
            vintage=row.vintage,
            origin=_origin(name, row),
        )
    except (UsageError, NotFound, NotAllowed) as refused:
        raise type(refused)(f"{name}, row {row.line}: {refused}") from refused
