"""Read forms in worker processes: to store them, or to check them before they are sent.

Output: one draft per file, in the order given. Guarantee: a file that cannot be read is a draft
with one finding that says why; it never stops the others. Nothing is stored here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cl_pipeline.checks.run import apply_omissions, check_drafts
from cl_pipeline.intake.scan import FileKind, kind_of
from cl_pipeline.model.codes import SubmissionState
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import Digest
from cl_pipeline.model.submission import SubmissionDraft, state_of
from cl_pipeline.model.workbook import RawWorkbook
from cl_pipeline.reading.draft import draft_submission
from cl_pipeline.reading.recognise import recognise
from cl_pipeline.reading.xlsx.pool import ReaderPool, ReadFailure
from cl_pipeline.workflows.files import digest_of


@dataclass(frozen=True, slots=True)
class FileToRead:
    """One file: its digest, where its bytes are, and its path on the drive, if it has one."""

    digest: Digest
    kept_at: Path
    drive_path: str | None


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """One checked file; its draft has all findings, those of reading first."""

    path: Path
    draft: SubmissionDraft
    state: SubmissionState


@dataclass(frozen=True, slots=True)
class Checked:
    """What one call looked at, each part in the order given.

    ``attachments`` would be archived and not read; ``missing`` are paths without a file.
    """

    forms: tuple[CheckedFile, ...]
    attachments: tuple[Path, ...]
    missing: tuple[Path, ...]


def read_checked(framework: Framework, files: Sequence[FileToRead]) -> tuple[SubmissionDraft, ...]:
    """The drafts of those files with all their findings, without the cells left out."""
    drafts = tuple(_read_drafts(framework, files))
    found = check_drafts(drafts, framework)
    return tuple(apply_omissions(draft, found.get(draft.digest, ())) for draft in drafts)


def check_files(framework: Framework, paths: Sequence[Path]) -> Checked:
    """The findings that each sender would receive about each file.

    The findings are those that collecting the same bytes would store, but for FOLDER_DIFFERS: a
    file that is not on the drive is in no Member State's folder.
    """
    there = [path for path in paths if path.is_file()]
    forms = [path for path in there if kind_of(path.name, path) is FileKind.SUBMISSION]
    drafts = read_checked(framework, [FileToRead(digest_of(path), path, None) for path in forms])
    return Checked(
        tuple(
            CheckedFile(path, draft, state_of(draft.findings))
            for path, draft in zip(forms, drafts, strict=True)
        ),
        tuple(path for path in there if path not in forms),
        tuple(path for path in paths if path not in there),
    )


def _read_drafts(framework: Framework, files: Sequence[FileToRead]) -> Iterator[SubmissionDraft]:
    if not files:
        return
    with ReaderPool() as pool:
        results: Iterable[tuple[Digest, RawWorkbook | ReadFailure]] = pool.read(
            (file.digest, file.kept_at.absolute()) for file in files
        )
        for file, (digest, result) in zip(files, results, strict=True):
            if isinstance(result, ReadFailure):
                nothing = (None, None, None, None, None, (), (), ())
                yield SubmissionDraft(digest, *nothing, (result.finding(),))
            else:
                recognition = recognise(result, framework, drive_path=file.drive_path)
                yield draft_submission(digest, result, recognition, framework)
