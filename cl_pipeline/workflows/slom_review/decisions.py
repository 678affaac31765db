"""Decisions: recorded from the command line, the web UI or a workbook, and obeyed by the pipeline.

A decision that cannot take effect is refused; the same decision twice is recorded once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict, Unpack

from cl_pipeline.errors import NotAllowed, NotFound, PipelineError, UsageError
from cl_pipeline.intake.archive import collect as copy_to_archive
from cl_pipeline.intake.drive import DECISIONS, DriveFile
from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.model.decision import Decision
from cl_pipeline.model.identity import Digest, VintageId
from cl_pipeline.model.table import Table, text_columns
from cl_pipeline.publication.workbook import tables_workbook
from cl_pipeline.reading.xlsx.pool import ReaderPool, ReadFailure
from cl_pipeline.review.decision_sheet import HEADINGS, WrittenDecision, written_decisions
from cl_pipeline.workflows.erasure import erase
from cl_pipeline.workflows.files import digest_of, replace_bytes
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.slom_review.decision_subjects import Asked, understand

SHEET = "Decisions"
COLUMN_WIDTHS = (20, 22, 18, 12, 20, 40, 22)
EMPTY_ROWS = 20
"""Rows that are drawn in a blank workbook; more can be written below."""

NOTES = (
    "One row per decision. Leave what does not apply empty.",
    "decision: one of " + ", ".join(kind.replace("_", " ") for kind in DecisionKind) + ".",
    "about: the round, the submission (S-…), the vintage (V-…), the indicator (A9), the form and "
    "version or round (a_list 1.2, a_list 2021), or the number of the decision to revoke.",
    "to: the list (B), the new deadline (2021-09-15), or 'ad referendum'.",
    "decided by: a body or role, no person's name. why: the reason, in a sentence.",
)


class HowExactly(TypedDict, total=False):
    """Optional parts of a decision.

    ``details`` and ``in_round`` as in ``decision_subjects.Asked``; ``vintage``: the one that was
    decided on, where it is not the newest; ``origin``: workbook and row it was written in.
    """

    details: str
    in_round: int | None
    vintage: str
    origin: str


def decide(
    pipeline: Pipeline,
    kind: DecisionKind,
    subject: str,
    *,
    decided_by: str,
    reason: str,
    **more: Unpack[HowExactly],
) -> Decision:
    """Records one decision; ``decision_subjects.Asked`` explains ``subject`` for each kind.

    Raises:
        UsageError: who, why or something that the kind needs is missing.
        NotFound: the subject does not exist.
        NotAllowed: the decision cannot take effect, or the same was taken for another round.
    """
    if not decided_by.strip() or not reason.strip():
        raise UsageError("a decision needs who decided it (a body or role) and why")
    found = understand(
        pipeline,
        Asked(kind, subject.strip(), more.get("details", "").strip(), more.get("in_round")),
    )
    vintage_id = found.vintage_id
    if named := more.get("vintage"):
        vintage_id = pipeline.store.vintages.load(VintageId(named)).vintage_id
    taken = pipeline.store.decisions.add(
        Decision(
            0, kind, found.round, found.subject, decided_by.strip(), pipeline.now(),
            reason.strip(), found.details, vintage_id, more.get("origin"),
        )
    )  # fmt: skip
    if kind == DecisionKind.ERASE:
        erase(pipeline, taken)
    return taken


@dataclass(frozen=True, slots=True)
class FromWorkbook:
    """The decisions of one workbook; ``digest`` names its bytes in the archive."""

    digest: Digest
    decisions: tuple[Decision, ...]


def decide_from_workbook(pipeline: Pipeline, path: Path) -> tuple[Decision, ...]:
    """Records the decisions of a one-sheet workbook, row by row, if every row is understood.

    Raises:
        NotFound: there is no such file.
        UsageError: it is not a workbook, or rows cannot be understood; names each cell, what was
            found, what is expected and what to do. Nothing is recorded.
        NotAllowed: a row cannot take effect; names the row. The rows above it are recorded.
    """
    if not path.is_file():
        raise NotFound(f"{path} is not a file; give the path of a decisions workbook")
    return _record(pipeline, _written(digest_of(path), path, path.name), path.name)


def decide_from_drive(pipeline: Pipeline) -> tuple[FromWorkbook, ...]:
    """Records the decisions of every workbook in the drive's folder ``decisions``.

    The bytes are kept in the archive. A row that was recorded before adds nothing, even if the
    decision was revoked or is outdated; to take it again, give another reason.

    Raises:
        DriveUnavailable: the drive cannot be listed.
        UsageError, NotFound, NotAllowed: as for ``decide_from_workbook``.
    """
    drive, found = pipeline.drive, []
    for file in drive.files():
        if not _is_decisions_workbook(file):
            continue
        digest = copy_to_archive(drive, pipeline.archive, file)
        rows = _written(digest, pipeline.archive.path_of(digest), file.path)
        found.append(FromWorkbook(digest, _record(pipeline, rows, file.path)))
    return tuple(found)


def write_blank_workbook(path: Path) -> None:
    """Writes a decisions workbook to fill in; the same call gives the same bytes."""
    headings = [heading.capitalize() for heading in HEADINGS.values()]
    columns = text_columns(dict(zip(headings, COLUMN_WIDTHS, strict=True)))
    table = Table(SHEET, columns, (("",) * len(columns),) * EMPTY_ROWS, NOTES)
    replace_bytes(path, tables_workbook(SHEET, {SHEET: table}, is_sample=False))


def _is_decisions_workbook(file: DriveFile) -> bool:
    folder, _, name = file.path.rpartition("/")
    is_lock = name.startswith(("~$", "."))
    return folder == DECISIONS and name.lower().endswith(".xlsx") and not is_lock


def _written(digest: Digest, path: Path, name: str) -> tuple[WrittenDecision, ...]:
    with ReaderPool(workers=1) as pool:
        _, raw = next(iter(pool.read([(digest, path.absolute())])))
    if isinstance(raw, ReadFailure):
        raise UsageError(f"{name} could not be read as a workbook: {raw.found}; save it as .xlsx")
    return written_decisions(raw, name)


def _record(pipeline: Pipeline, rows: Sequence[WrittenDecision], name: str) -> tuple[Decision, ...]:
    known = {
        decision.origin: decision for decision in pipeline.store.decisions.list() if decision.origin
    }
    recorded = []
    for row in rows:
        origin = f"{name} {row.digest}"
        if origin in known:
            recorded.append(known[origin])
            continue
        try:
            recorded.append(
                decide(
                    pipeline,
                    row.kind,
                    row.about,
                    decided_by=row.decided_by,
                    reason=row.reason,
                    details=row.details,
                    in_round=row.in_round,
                    vintage=row.vintage,
                    origin=origin,
                )
            )
        except (UsageError, NotFound, NotAllowed) as refused:
            raise _at_row(refused, name, row.line) from refused
    return tuple(recorded)


def _at_row(refused: PipelineError, name: str, line: int) -> PipelineError:
    return type(refused)(f"{name}, row {line}: {refused}")
