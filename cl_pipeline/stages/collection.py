"""A-list collection: drive -> archive -> read -> check -> store.

Input: a shared drive; output: arrivals, submissions, observations and findings in the store.
Guarantee: bytes are kept before anyone looks inside, each file is one transaction, and a second
call over the same drive changes nothing.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cl_pipeline.checks.run import apply_omissions, check_drafts
from cl_pipeline.errors import NotFound
from cl_pipeline.intake.drive import Drive
from cl_pipeline.intake.scan import FileStamp, Scan, scan
from cl_pipeline.model.codes import SubmissionState
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.identity import Digest, RoundYear
from cl_pipeline.model.submission import Arrival, ReturnDraft, Submission
from cl_pipeline.stages.pipeline import Pipeline
from cl_pipeline.stages.reading import FileToRead, read_drafts

BATCH_FILES = 200
"""Returns read and checked together: one Pandera call per source costs 10 ms however many rows."""

SETTLE_SECONDS = 2.0
SETTLE_ATTEMPTS = 15


@dataclass(frozen=True, slots=True)
class Collected:
    """What one call did. ``submissions`` are those it read, in order of arrival."""

    arrivals: tuple[Arrival, ...]
    submissions: tuple[Submission, ...]
    unchanged_count: int
    ignored: tuple[tuple[str, str], ...]
    still_changing: tuple[str, ...]


def collect(pipeline: Pipeline, *, wait: bool = True) -> Collected:
    """Takes in everything new on the drive.

    ``wait``: give files that are still being copied half a minute to settle; without it they are
    left for the next call.

    Raises:
        DriveUnavailable: the drive cannot be listed.
        StoreBusy: the database did not answer.
    """
    drive = Drive(pipeline.settings.drive)
    seen = _settled_scan(pipeline, drive, wait=wait)
    arrivals = _archive(pipeline, drive, seen)
    read = tuple(_read_unread(pipeline))
    return Collected(arrivals, read, seen.unchanged_count, seen.ignored, seen.still_changing)


def look_at_drive(pipeline: Pipeline) -> Scan:
    """What is new on the drive, by names, sizes and times alone; nothing is read or stored.

    Raises:
        DriveUnavailable: the drive cannot be listed.
    """
    return _settled_scan(pipeline, Drive(pipeline.settings.drive), wait=False)


def read_again(
    pipeline: Pipeline, sender: str, round_year: RoundYear
) -> tuple[Submission, ...]:
    """Reads the archived returns of a Member State and round again, with today's rules.

    Raises:
        NotFound: nothing came from that Member State for that round.
        ArchiveDamaged: archived bytes differ from their digest.
    """
    before = [one for one in pipeline.store.submissions.list(round_year) if one.sender == sender]
    if not before:
        raise NotFound(f"nothing from {sender} for round {round_year} has been taken in")
    save_drafts(
        pipeline,
        read_drafts(pipeline.framework, _files(pipeline, [(o.digest, o.path) for o in before])),
    )
    return tuple(pipeline.store.submissions.get(one.submission_id) for one in before)


def list_submissions(
    pipeline: Pipeline, round_year: int | None = None
) -> tuple[Submission, ...]:
    """What was sent and what became of it, oldest first.

    Raises:
        NotFound: the calendar has no such round.
    """
    chosen = pipeline.round(round_year) if round_year else None
    return pipeline.store.submissions.list(chosen)


def list_findings(
    pipeline: Pipeline, round_year: int | None = None, *, only_speaking: bool = False
) -> tuple[tuple[Submission, Finding], ...]:
    """Stored findings with their submissions; ``only_speaking`` leaves replaced ones out.

    Raises:
        NotFound: the calendar has no such round.
    """
    by_id = {one.submission_id: one for one in list_submissions(pipeline, round_year)}
    silent = {SubmissionState.SUPERSEDED, SubmissionState.WITHDRAWN} if only_speaking else set()
    chosen = pipeline.round(round_year) if round_year else None
    rows = pipeline.store.submissions.findings(chosen)
    return tuple((by_id[key], f) for key, f in rows if by_id[key].state not in silent)


def save_drafts(pipeline: Pipeline, drafts: Sequence[ReturnDraft]) -> None:
    """Checks drafts together and stores each with all its findings."""
    framework = pipeline.framework
    found = check_drafts(drafts, framework)
    checked = [apply_omissions(draft, found.get(draft.digest, ())) for draft in drafts]
    pipeline.store.submissions.save(
        checked,
        run_id=pipeline.run_id,
        read_at=pipeline.now(),
        code_version=pipeline.code_version,
    )


def _settled_scan(pipeline: Pipeline, drive: Drive, *, wait: bool) -> Scan:
    known = {
        path: FileStamp(stamp.size_bytes, stamp.modified_ns)
        for path, stamp in pipeline.store.arrivals.known().items()
    }
    seen = scan(drive, known, settle_seconds=SETTLE_SECONDS)
    for _ in range(SETTLE_ATTEMPTS if wait else 0):
        if not seen.still_changing:
            break
        time.sleep(SETTLE_SECONDS)
        seen = scan(drive, known, settle_seconds=SETTLE_SECONDS)
    return seen


def _archive(pipeline: Pipeline, drive: Drive, seen: Scan) -> tuple[Arrival, ...]:
    rows = []
    for file in sorted(seen.changed, key=lambda one: (one.stamp.modified_ns, one.path)):
        with drive.open(file.path) as stream:
            rows.append((file, pipeline.archive.keep(stream)))
    return pipeline.store.arrivals.record(rows, received_at=pipeline.now(), run_id=pipeline.run_id)


def _read_unread(pipeline: Pipeline) -> Iterable[Submission]:
    unread = pipeline.store.submissions.unread()
    for start in range(0, len(unread), BATCH_FILES):
        batch = unread[start : start + BATCH_FILES]
        save_drafts(pipeline, read_drafts(pipeline.framework, _files(pipeline, batch)))
        for digest, _ in batch:
            yield pipeline.store.submissions.of_digest(digest)


def _files(pipeline: Pipeline, batch: Sequence[tuple[Digest, str]]) -> list[FileToRead]:
    return [FileToRead(digest, pipeline.archive.path_of(digest), path) for digest, path in batch]
