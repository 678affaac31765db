"""A-list collection: drive -> archive -> read -> check -> store.

Bytes are archived before anyone looks inside, each file is one transaction, and a second call over
the same drive changes nothing.
"""

import gc
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from cl_pipeline.errors import (
    ArchiveDamaged,
    ArchiveUnavailable,
    BrokenInvariant,
    DriveUnavailable,
    FileStillChanging,
    NotAllowed,
    NotFound,
    TryAgain,
)
from cl_pipeline.intake.archive import copy_to_archive, digest_now, heal
from cl_pipeline.intake.drive import Drive, DriveFile
from cl_pipeline.intake.scan import (
    Scan,
    is_feedback,
    is_outgoing,
    scan,
    sender_folder,
)
from cl_pipeline.model.codes import ACCEPTED_STATES, Severity, SubmissionState
from cl_pipeline.model.framework import Framework, all_senders
from cl_pipeline.model.identity import Digest, RoundYear
from cl_pipeline.model.submission import (
    FileStamp,
    ReceivedFile,
    Submission,
    SubmissionDraft,
    erased_path,
    state_of,
)
from cl_pipeline.store.received_files import IGNORED, REMOVED, WAITING, WRITTEN
from cl_pipeline.store.records import COPY, SUBMISSION, FileSeen
from cl_pipeline.workflows.a_list_collection.reading import (
    asked_about_its_round,
    failed_draft,
    is_attachment,
    is_our_failure,
    read_and_check,
)
from cl_pipeline.workflows.a_list_collection.submissions import list_submissions
from cl_pipeline.workflows.outgoing import own_files
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.vintage_inputs import code_version

BATCH_FILES = 200
"""Files read and checked together: one Pandera call per source costs 10 ms however many rows."""

SETTLE_SECONDS = 2.0
SETTLE_ATTEMPTS = 15

SECOND_LOOK_SECONDS = 1.0
"""After this time a second look shows whether a file is still growing."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What one call did. ``submissions`` are those it read, in order of receipt.

    ``received_files`` have a content that is new at their path; ``still_changing`` could not be
    copied and wait for the next call; ``removed`` are no longer on the drive; they are kept and
    still count. ``copies`` have a content that was received before at another path. ``damaged``
    could not be read, because the archived bytes are not those that were received; every call
    tries again. ``attachments`` are paths of files that are no forms and were read for the
    feedback alone.
    """

    received_files: tuple[ReceivedFile, ...]
    attachments: tuple[str, ...]
    copies: tuple[ReceivedFile, ...]
    submissions: tuple[Submission, ...]
    unchanged_count: int
    ignored: tuple[tuple[str, str], ...]
    still_changing: tuple[str, ...]
    removed: tuple[str, ...]
    damaged: tuple[str, ...]


def collect(
    pipeline: Pipeline,
    *,
    wait: bool = True,
    look_at_every_file: bool = False,
    begin_anew: bool = False,
) -> Collected:
    """Collect everything new on the drive.

    ``wait``: half a minute for files that are still being copied. ``look_at_every_file``: read also
    those of known size and time, because a program may change a file and set its time back.
    ``begin_anew``: also if the store is empty and the drive is not.

    Raises:
        NotAllowed: nothing was ever received, but the drive has feedback from before.
        DriveUnavailable: the drive cannot be listed, or went away while a file was copied.
        ArchiveUnavailable: the archive's disk is too full for some files or cannot be written to;
            the message names them, and everything else is taken in.
        StoreBusy: the database did not answer.
    """
    pipeline.archive.sweep()
    drive = pipeline.drive
    seen = _settled_scan(pipeline, wait=wait)
    if not begin_anew:
        _refuse_lost_store(pipeline)
    altered = _altered(pipeline, drive, seen) if look_at_every_file else ()
    recorded, waiting, failures = _archive(pipeline, drive, seen, (*seen.changed, *altered))
    submissions, damaged = _read_unread(pipeline)
    if failures:
        raise ArchiveUnavailable(
            f"{len(failures)} files could not be kept, all others are: {'; '.join(failures[:5])}"
        )
    received = tuple(file for file in recorded if file.outcome == SUBMISSION)
    return Collected(
        received_files=received,
        attachments=_attachments(pipeline, submissions),
        copies=tuple(file for file in recorded if file.outcome == COPY),
        submissions=submissions,
        unchanged_count=seen.unchanged_count - sum(not is_outgoing(file.path) for file in altered),
        ignored=tuple((ignored.file.path, ignored.reason) for ignored in seen.ignored),
        still_changing=waiting,
        removed=tuple(path for path in seen.removed if not is_outgoing(path)),
        damaged=damaged,
    )


def drive_problem(pipeline: Pipeline) -> str:
    """Why nothing can be taken in from the drive now, in a sentence; empty if all is well."""
    try:
        _scan(pipeline, pipeline.store.received_files.known())
        _refuse_lost_store(pipeline)
    except (TryAgain, NotAllowed) as problem:
        return str(problem)
    return ""


def _attachments(pipeline: Pipeline, submissions: Sequence[Submission]) -> tuple[str, ...]:
    kept = []
    for submission in submissions:
        if submission.state == SubmissionState.REJECTED and submission.form is None:
            found = pipeline.store.submissions.findings(submission_id=submission.submission_id)
            if is_attachment(submission.path, {reason.code for _, reason in found}):
                kept.append(submission.path)
    return tuple(sorted(kept))


def look_at_drive(pipeline: Pipeline) -> Scan:
    """What is new on the drive, by names, sizes and times alone; nothing is read or stored.

    What a second look a second later finds different counts as still changing.

    Raises:
        DriveUnavailable: the drive cannot be listed.
    """
    known = pipeline.store.received_files.known()
    first = _scan(pipeline, known)
    if not first.changed:
        return first
    time.sleep(SECOND_LOOK_SECONDS)
    second = _scan(pipeline, known)
    settled = set(first.changed) & set(second.changed)
    growing = tuple(file for file in second.changed if file not in settled)
    return replace(
        second,
        changed=tuple(file for file in second.changed if file in settled),
        still_changing=(*second.still_changing, *growing),
    )


def read_unread(pipeline: Pipeline) -> tuple[Submission, ...]:
    """Read, check and store every archived form that was not read yet; gives the submissions.

    Raises:
        ArchiveDamaged: archived bytes differ from their digest; all other files are read.
    """
    submissions, damaged = _read_unread(pipeline)
    _refuse_damaged(damaged)
    return submissions


def _read_unread(pipeline: Pipeline) -> tuple[tuple[Submission, ...], tuple[str, ...]]:
    """The submissions that were read now, and the paths of damaged files."""
    unread = pipeline.store.submissions.unread()
    if not unread:
        return (), ()
    framework = pipeline.framework_in_force()
    damaged: list[str] = []
    for start in range(0, len(unread), BATCH_FILES):
        with _without_cycle_search():
            batch = unread[start : start + BATCH_FILES]
            damaged += _read_and_store(pipeline, framework, batch)[0]
    new = {file.submission_id for file in unread}
    submissions = list_submissions(pipeline)
    return tuple(found for found in submissions if found.submission_id in new), tuple(damaged)


def _refuse_damaged(damaged: Sequence[str]) -> None:
    if damaged:
        raise ArchiveDamaged(
            f"the archived bytes of {', '.join(damaged)} are not those that were received; save "
            "the same files on the drive again, or restore the archive from a backup"
        )


def read_again(pipeline: Pipeline, sender: str, round_year: RoundYear) -> tuple[Submission, ...]:
    """Read the archived submissions of a Member State's folder and round again, with today's rules.

    Raises:
        NotFound: there is no such sender, or nothing was received from it for that round.
        ArchiveDamaged: archived bytes differ from their digest; all other files are read.
        BrokenInvariant: our program fails on files that it has read before, or refuses files that
            it accepted before; what was read from them stays.
    """
    known = all_senders(pipeline.base_framework)
    if sender not in known:
        raise NotFound(f"there is no sender {sender!r}; give one of {', '.join(known)}")
    folder = f"{round_year}/{sender}/"
    before = {
        submission.submission_id
        for submission in list_submissions(pipeline, round_year)
        if submission.sender == sender
        or (submission.sender is None and submission.path.startswith(folder))
    }
    if not before:
        raise NotFound(f"nothing was received from {sender} for round {round_year}")
    files = pipeline.store.submissions.files(before)
    damaged, not_replaced = _read_and_store(pipeline, pipeline.framework_in_force(), files)
    _refuse_damaged(damaged)
    if not_replaced:
        raise BrokenInvariant(
            f"{'; '.join(not_replaced)}: what was read before stays, because the file is the same "
            "and only our side has changed. If a row of the framework or a layout changed a form "
            "that went out, undo that and make a new form version; else please report. A file that "
            "must not count can be withdrawn"
        )
    return tuple(
        submission
        for submission in list_submissions(pipeline, round_year)
        if submission.submission_id in before
    )


def _read_and_store(
    pipeline: Pipeline, framework: Framework, batch: Sequence[ReceivedFile]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read and store those files; gives the paths of damaged ones, and those whose reading stays.

    The bytes of a file are the same for ever. So our failure does not replace what was read from it
    before, and a refusal does not replace what was accepted.
    """
    kept = [file for file in batch if pipeline.archive.tombstone(file.digest) is None]
    damaged = {file.digest for file in kept if not is_intact(pipeline, file.digest)}
    files = [
        (
            file.submission_id,
            file.digest,
            pipeline.archive.path_of(file.digest),
            file.folder,
            file.path,
        )
        for file in kept
        if file.submission_id and file.digest not in damaged
    ]
    received = {file.submission_id: file for file in kept}
    not_replaced, before = [], pipeline.store.submissions.read_states()
    for read in read_and_check(framework, files):
        file = received[read.submission_id]
        draft = asked_about_its_round(read, file.received_at)
        state = before.get(draft.submission_id)
        is_refused_now = (
            state in ACCEPTED_STATES and state_of(draft.findings) == SubmissionState.REJECTED
        )
        if not (is_our_failure(draft) or is_refused_now):
            try:
                _save(pipeline, draft)
                continue
            except BrokenInvariant as failure:
                draft = failed_draft(draft, failure)
        if state is None:
            _save(pipeline, draft)
        else:
            why = next(found for found in draft.findings if found.severity == Severity.REJECT)
            not_replaced.append(f"{file.path} ({why.code}: {why.found})")
    return tuple(file.path for file in kept if file.digest in damaged), tuple(not_replaced)


def _save(pipeline: Pipeline, draft: SubmissionDraft) -> None:
    pipeline.store.submissions.save(
        [draft], run_id=pipeline.run_id, read_at=pipeline.now(), code_version=code_version()
    )


def is_intact(pipeline: Pipeline, digest: Digest) -> bool:
    """Whether the archive holds that content, if need be again from where it is on the drive."""
    archive, drive = pipeline.archive, pipeline.drive
    if archive.is_intact(digest):
        return True
    for path, received in pipeline.store.received_files.digests().items():
        # It may be gone from the drive by now, or the drive itself may be.
        with suppress(FileStillChanging, DriveUnavailable):
            if received == digest and heal(drive, archive, path, digest):
                return True
    return False


@contextmanager
def _without_cycle_search() -> Iterator[None]:
    """Searching for reference cycles slows down large batches."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _settled_scan(pipeline: Pipeline, *, wait: bool) -> Scan:
    known = pipeline.store.received_files.known()
    for _ in range(SETTLE_ATTEMPTS if wait else 0):
        seen = _scan(pipeline, known)
        if not seen.still_changing:
            return seen
        time.sleep(SETTLE_SECONDS)
    return _scan(pipeline, known)


def _scan(pipeline: Pipeline, known: Mapping[str, FileStamp | None]) -> Scan:
    return scan(
        pipeline.drive,
        known,
        # The system's own clock, also if the pipeline's is fixed: files settle in real time.
        now=datetime.now(UTC),
        settle_seconds=SETTLE_SECONDS,
        largest_mb=pipeline.settings.largest_file_mb,
    )


def _refuse_lost_store(pipeline: Pipeline) -> None:
    if not pipeline.store.received_files.is_empty():
        return
    known = pipeline.store.received_files.known()
    for file in pipeline.drive.files():
        if is_feedback(file.path) and file.path not in known:
            raise NotAllowed(
                f"the data folder {pipeline.settings.data_dir} has received nothing so far, but "
                f"the drive has feedback from before ({file.path}). Was the data folder lost or "
                "moved? Restore it from the backup, or set CL_DATA_DIR. To begin anew and answer "
                "every file again, choose begin_anew (`cl-pipeline ingest --begin-anew`)"
            )


def _altered(pipeline: Pipeline, drive: Drive, seen: Scan) -> tuple[DriveFile, ...]:
    received, altered = pipeline.store.received_files.digests(), []
    for file in seen.unchanged:
        # What changes while it is read has a new stamp at the next scan.
        with suppress(FileStillChanging):
            if digest_now(drive, file) != received.get(file.path):
                altered.append(file)
    return tuple(altered)


def _archive(
    pipeline: Pipeline, drive: Drive, seen: Scan, files: Sequence[DriveFile]
) -> tuple[tuple[ReceivedFile, ...], tuple[str, ...], tuple[str, ...]]:
    """What was added to the register, the paths that have to wait, and why the archive failed."""
    archive, waiting, rows, failures = pipeline.archive, list(seen.still_changing), [], []
    senders, own = all_senders(pipeline.base_framework), own_files(pipeline) if files else set()
    written = {digest for _, digest in own}
    wait_seconds = pipeline.settings.wait_minutes * 60
    for file in files:
        try:
            # Clocks of a drive and of this computer differ, and are set back.
            is_recent = abs(time.time() - file.modified_ns / 1e9) < wait_seconds
            digest = copy_to_archive(drive, archive, file, only_whole=is_recent)
        except FileStillChanging:
            waiting.append(file)
            continue
        except ArchiveUnavailable as failure:
            # A smaller file may still fit: one large file must not stop the others.
            failures.append(f"{file.path} ({file.size_bytes:,} bytes): {failure}")
            waiting.append(file)
            continue
        is_erased = archive.tombstone(digest) is not None
        kind = IGNORED if is_erased else SUBMISSION
        if (file.path, digest) in own or (is_outgoing(file.path) and digest in written):
            kind = WRITTEN
        folder = sender_folder(file.path, senders)
        shown = replace(file, path=erased_path(folder, digest)) if is_erased else file
        rows.append(_seen(shown, kind, digest, folder))
    rows += [_seen(ignored.file, IGNORED) for ignored in seen.ignored]
    rows += [_seen(file, WAITING) for file in waiting]
    rows += [_seen(DriveFile(path), REMOVED) for path in seen.removed]
    recorded = pipeline.store.received_files.record(
        rows, received_at=pipeline.now(), run_id=pipeline.run_id
    )
    return recorded, tuple(sorted(file.path for file in waiting)), tuple(failures)


def _seen(file: DriveFile, outcome: str, digest: str = "", folder: str = "") -> FileSeen:
    return FileSeen(file.path, Digest(digest), file.size_bytes, file.modified_ns, outcome, folder)
