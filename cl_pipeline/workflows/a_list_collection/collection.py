"""A-list collection: drive -> archive -> read -> check -> store.

Input: a shared drive; output: arrivals, submissions, observations and findings in the store.
Guarantee: bytes are kept before anyone looks inside, each file is one transaction, and a second
call over the same drive changes nothing.
"""

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from cl_pipeline.checks.run import apply_omissions, check_drafts
from cl_pipeline.errors import FileStillChanging, NotFound
from cl_pipeline.intake.collect import collect as copy_to_archive
from cl_pipeline.intake.collect import digest_now
from cl_pipeline.intake.drive import Drive, DriveFile
from cl_pipeline.intake.kinds import FileKind, kind_of
from cl_pipeline.intake.scan import Scan, scan
from cl_pipeline.model.framework import all_senders
from cl_pipeline.model.identity import Digest, RoundYear
from cl_pipeline.model.submission import FileStamp, ReceivedFile, Submission, SubmissionDraft
from cl_pipeline.store import IGNORED, REMOVED, WAITING, FileSeen
from cl_pipeline.workflows.a_list_collection.collector_pause import collector_paused
from cl_pipeline.workflows.a_list_collection.reading import FileToRead, read_drafts
from cl_pipeline.workflows.a_list_collection.submissions import list_submissions
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.vintage_inputs import code_version

BATCH_FILES = 200
"""Returns read and checked together: one Pandera call per source costs 10 ms however many rows."""

SETTLE_SECONDS = 2.0
SETTLE_ATTEMPTS = 15


SECOND_LOOK_SECONDS = 1.0
"""Apart from the first look by this much, a second one shows whether a file still grows."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What one call did. ``submissions`` are those it read, in order of arrival.

    ``received_files`` are contents that are new at their path; ``still_changing`` could not be copied and
    wait for the next call; ``removed`` are no longer on the drive; they are kept and still count.
    """

    received_files: tuple[ReceivedFile, ...]
    submissions: tuple[Submission, ...]
    unchanged_count: int
    ignored: tuple[tuple[str, str], ...]
    still_changing: tuple[str, ...]
    removed: tuple[str, ...]


def collect(
    pipeline: Pipeline, *, wait: bool = True, look_at_every_file: bool = False
) -> Collected:
    """Takes in everything new on the drive.

    ``wait``: give files that are still being copied half a minute to settle; without it they are
    left for the next call. ``look_at_every_file``: read also the files whose size and time are
    known, because a program may change a file and set its time back.

    Raises:
        DriveUnavailable: the drive cannot be listed, or went away while a file was copied.
        ArchiveUnavailable: the archive's disk is full or cannot be written to.
        StoreBusy: the database did not answer.
    """
    pipeline.archive.sweep()
    drive = pipeline.drive
    seen = _settled_scan(pipeline, drive, wait=wait)
    altered = _altered(pipeline, drive, seen) if look_at_every_file else ()
    recorded, waiting = _archive(pipeline, drive, seen, (*seen.changed, *altered))
    return Collected(
        received_files=tuple(one for one in recorded if one.outcome in set(FileKind)),
        submissions=read_unread(pipeline),
        unchanged_count=len(seen.unchanged) - len(altered),
        ignored=tuple((one.file.path, one.reason) for one in seen.ignored),
        still_changing=waiting,
        removed=seen.removed,
    )


def look_at_drive(pipeline: Pipeline) -> Scan:
    """What is new on the drive, by names, sizes and times alone; nothing is read or stored.

    Where something is new, a second look a moment later shows whether it still grows: what differs
    counts as still changing.

    Raises:
        DriveUnavailable: the drive cannot be listed.
    """
    drive, known = pipeline.drive, pipeline.store.received_files.known()
    first = _scan(drive, known)
    if not first.changed:
        return first
    time.sleep(SECOND_LOOK_SECONDS)
    second = _scan(drive, known)
    settled = set(first.changed) & set(second.changed)
    return replace(
        second,
        changed=tuple(one for one in second.changed if one in settled),
        still_changing=(
            *second.still_changing,
            *(one for one in second.changed if one not in settled),
        ),
    )


def read_again(pipeline: Pipeline, sender: str, round_year: RoundYear) -> tuple[Submission, ...]:
    """Reads the archived returns of a Member State and round again, with today's rules.

    Files of its folder that could not be read so far, and so name nobody, are among them.

    Raises:
        NotFound: there is no such sender, or nothing came from it for that round.
        ArchiveDamaged: archived bytes differ from their digest.
    """
    known = all_senders(pipeline.base_framework)
    if sender not in known:
        raise NotFound(f"there is no sender {sender!r}; give one of {', '.join(known)}")
    folder = f"{round_year}/{sender}/"
    before = [
        list_submission
        for list_submission in list_submissions(pipeline, round_year)
        if list_submission.sender == sender
        or (list_submission.sender is None and list_submission.path.startswith(folder))
    ]
    if not before:
        raise NotFound(f"nothing from {sender} for round {round_year} has been taken in")
    save_drafts(
        pipeline,
        read_drafts(
            pipeline.framework_in_force(), _files(pipeline, [(o.digest, o.path) for o in before])
        ),
    )
    again = {one.submission_id for one in before}
    return tuple(
        list_submission
        for list_submission in list_submissions(pipeline, round_year)
        if list_submission.submission_id in again
    )


def save_drafts(pipeline: Pipeline, drafts: Sequence[SubmissionDraft]) -> None:
    """Checks drafts together and stores each with all its findings."""
    framework = pipeline.framework_in_force()
    found = check_drafts(drafts, framework)
    checked = [apply_omissions(draft, found.get(draft.digest, ())) for draft in drafts]
    pipeline.store.submissions.save(
        checked,
        run_id=pipeline.run_id,
        read_at=pipeline.now(),
        code_version=code_version(),
    )


def _settled_scan(pipeline: Pipeline, drive: Drive, *, wait: bool) -> Scan:
    known = pipeline.store.received_files.known()
    for _ in range(SETTLE_ATTEMPTS if wait else 0):
        seen = _scan(drive, known)
        if not seen.still_changing:
            return seen
        time.sleep(SETTLE_SECONDS)
    return _scan(drive, known)


def _scan(drive: Drive, known: Mapping[str, FileStamp | None]) -> Scan:
    # The system's own clock, also where the pipeline's is fixed: files settle in real time.
    return scan(drive, known, now=datetime.now(UTC), settle_seconds=SETTLE_SECONDS)


def _altered(pipeline: Pipeline, drive: Drive, seen: Scan) -> tuple[DriveFile, ...]:
    """Files of known size and time that hold something else than what arrived."""
    arrived, altered = pipeline.store.received_files.digests(), []
    for file in seen.unchanged:
        # What changes while it is read has a new stamp at the next scan.
        with suppress(FileStillChanging):
            if digest_now(drive, file) != arrived.get(file.path):
                altered.append(file)
    return tuple(altered)


def _archive(
    pipeline: Pipeline, drive: Drive, seen: Scan, files: Sequence[DriveFile]
) -> tuple[tuple[ReceivedFile, ...], tuple[str, ...]]:
    """What the register took down of this look, and the paths that have to wait."""
    waiting, rows = list(seen.still_changing), []
    for file in files:
        try:
            digest = copy_to_archive(drive, pipeline.archive, file)
        except FileStillChanging:
            waiting.append(file)
            continue
        if pipeline.archive.tombstone(digest) is not None:
            rows.append(_seen(file, IGNORED, digest))
            continue
        kept = pipeline.archive.path_of(digest)
        rows.append(_seen(file, str(kind_of(file.path, kept)), digest))
    rows += [_seen(one.file, IGNORED) for one in seen.ignored]
    rows += [_seen(one, WAITING) for one in waiting]
    rows += [_seen(DriveFile(path), REMOVED) for path in seen.removed]
    recorded = pipeline.store.received_files.record(
        rows, received_at=pipeline.now(), run_id=pipeline.run_id
    )
    return recorded, tuple(sorted(one.path for one in waiting))


def _seen(file: DriveFile, outcome: str, digest: str = "") -> FileSeen:
    return FileSeen(file.path, Digest(digest), file.size_bytes, file.modified_ns, outcome)


def read_unread(pipeline: Pipeline) -> tuple[Submission, ...]:
    """Reads, checks and stores every archived return that was not read yet."""
    unread = pipeline.store.submissions.unread()
    for start in range(0, len(unread), BATCH_FILES):
        batch = unread[start : start + BATCH_FILES]
        with collector_paused():
            save_drafts(
                pipeline, read_drafts(pipeline.framework_in_force(), _files(pipeline, batch))
            )
    read = {digest for digest, _ in unread}
    return tuple(
        list_submission
        for list_submission in list_submissions(pipeline)
        if list_submission.digest in read
    )


def _files(pipeline: Pipeline, batch: Sequence[tuple[Digest, str]]) -> list[FileToRead]:
    archive = pipeline.archive
    return [
        FileToRead(digest, archive.path_of(digest), path)
        for digest, path in batch
        if archive.tombstone(digest) is None
    ]
