"""Reading: archived files -> drafts of returns.

Input: digests with the path of their archived bytes and where they lay on the drive; output: one
draft per file, in the order given. Guarantee: a file that cannot be read is a draft with one
finding that says why; it never stops the others.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import Digest
from cl_pipeline.model.submission import SubmissionDraft
from cl_pipeline.model.workbook import RawWorkbook
from cl_pipeline.reading.draft import draft_submission
from cl_pipeline.reading.recognise import recognise
from cl_pipeline.reading.xlsx.pool import ReaderPool, ReadFailure


@dataclass(frozen=True, slots=True)
class FileToRead:
    """One file: its digest, where its bytes are kept, and where it lay on the drive, if it did."""

    digest: Digest
    kept_at: Path
    drive_path: str | None


def read_drafts(framework: Framework, files: Sequence[FileToRead]) -> tuple[SubmissionDraft, ...]:
    """The drafts of those files, parsed in child processes."""
    return tuple(_drafts(framework, files))


def _drafts(framework: Framework, files: Sequence[FileToRead]) -> Iterator[SubmissionDraft]:
    if not files:
        return
    with ReaderPool() as pool:
        results: Iterable[tuple[Digest, RawWorkbook | ReadFailure]] = pool.read(
            (one.digest, one.kept_at.absolute()) for one in files
        )
        for file, (digest, result) in zip(files, results, strict=True):
            yield _draft(framework, digest, result, file.drive_path)


def _draft(
    framework: Framework,
    digest: Digest,
    result: RawWorkbook | ReadFailure,
    drive_path: str | None,
) -> SubmissionDraft:
    if isinstance(result, ReadFailure):
        return unread_draft(digest, result)
    recognition = recognise(result, framework, drive_path=drive_path)
    return draft_submission(digest, result, recognition, framework)


def unread_draft(digest: Digest, failure: ReadFailure) -> SubmissionDraft:
    """The draft of a file nothing could be read from."""
    return SubmissionDraft(digest, None, None, None, None, None, (), (), (), (failure.finding(),))
