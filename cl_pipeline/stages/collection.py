"""A-list collection: drive -> archive -> read -> check -> store.

Input: a shared drive; output: arrivals, submissions, observations and findings in the store.
Guarantee: bytes are kept before anyone looks inside, each file is one transaction, and a second
call over the same drive changes nothing.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cl_pipeline.checks.run import apply_omissions, check_drafts
from cl_pipeline.errors import FileStillChanging, NotFound
from cl_pipeline.intake.collect import collect as copy_to_archive
from cl_pipeline.intake.drive import Drive, DriveFile, FileStamp
from cl_pipeline.intake.kinds import kind_of
from cl_pipeline.intake.scan import Scan, scan
from cl_pipeline.model.identity import Digest, RoundYear
from cl_pipeline.model.submission import Arrival, ReturnDraft, Submission
from cl_pipeline.stages.pipeline import Pipeline
from cl_pipeline.stages.reading import FileToRead, read_drafts
from cl_pipeline.stages.returns import list_submissions
from cl_pipeline.store.records import FileSeen

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
    arrivals, waiting = _archive(pipeline, drive, seen)
    ignored = tuple((one.path, one.reason) for one in seen.ignored)
    return Collected(arrivals, _read_unread(pipeline), seen.unchanged_count, ignored, waiting)


def look_at_drive(pipeline: Pipeline) -> Scan:
    """What is new on the drive, by names, sizes and times alone; nothing is read or stored.

    Raises:
        DriveUnavailable: the drive cannot be listed.
    """
    return _settled_scan(pipeline, Drive(pipeline.settings.drive), wait=False)


def read_again(pipeline: Pipeline, sender: str, round_year: RoundYear) -> tuple[Submission, ...]:
    """Reads the archived returns of a Member State and round again, with today's rules.

    Raises:
        NotFound: nothing came from that Member State for that round.
        ArchiveDamaged: archived bytes differ from their digest.
    """
    before = [one for one in list_submissions(pipeline, round_year) if one.sender == sender]
    if not before:
        raise NotFound(f"nothing from {sender} for round {round_year} has been taken in")
    save_drafts(
        pipeline,
        read_drafts(pipeline.framework, _files(pipeline, [(o.digest, o.path) for o in before])),
    )
    again = {one.submission_id for one in before}
    return tuple(
        one for one in list_submissions(pipeline, round_year) if one.submission_id in again
    )


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
    for _ in range(SETTLE_ATTEMPTS if wait else 0):
        seen = _scan(drive, known)
        if not seen.still_changing:
            return seen
        time.sleep(SETTLE_SECONDS)
    return _scan(drive, known)


def _scan(drive: Drive, known: Mapping[str, FileStamp]) -> Scan:
    # The system's own clock, also where the pipeline's is fixed: files settle in real time.
    return scan(drive, known, now=datetime.now(UTC), settle_seconds=SETTLE_SECONDS)


def _archive(
    pipeline: Pipeline, drive: Drive, seen: Scan
) -> tuple[tuple[Arrival, ...], tuple[str, ...]]:
    rows = [_seen(DriveFile(one.path), "ignored") for one in seen.ignored]
    waiting = list(seen.still_changing)
    for file in seen.changed:
        try:
            digest = copy_to_archive(drive, pipeline.archive, file)
        except FileStillChanging:
            waiting.append(file.path)
            continue
        kept = pipeline.archive.path_of(digest)
        rows.append(_seen(file, str(kind_of(file.path, kept)), digest))
    recorded = pipeline.store.arrivals.record(
        rows, received_at=pipeline.now(), run_id=pipeline.run_id
    )
    return recorded, tuple(sorted(waiting))


def _seen(file: DriveFile, outcome: str, digest: str = "") -> FileSeen:
    return FileSeen(file.path, Digest(digest), file.size_bytes, file.modified_ns, outcome)


def _read_unread(pipeline: Pipeline) -> tuple[Submission, ...]:
    unread = pipeline.store.submissions.unread()
    for start in range(0, len(unread), BATCH_FILES):
        batch = unread[start : start + BATCH_FILES]
        save_drafts(pipeline, read_drafts(pipeline.framework, _files(pipeline, batch)))
    read = {digest for digest, _ in unread}
    return tuple(one for one in list_submissions(pipeline) if one.digest in read)


def _files(pipeline: Pipeline, batch: Sequence[tuple[Digest, str]]) -> list[FileToRead]:
    return [FileToRead(digest, pipeline.archive.path_of(digest), path) for digest, path in batch]
