"""Checking a form before it is sent: what the sender would be told. Nothing is stored.

Input: files anywhere on disk; output: one result per form with its findings, and the files that
are none. Guarantee: the same findings that collecting the same bytes would store, but for
FOLDER_DIFFERS: a file that is not on the drive lies in no Member State's folder.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cl_pipeline.checks.run import apply_omissions, check_drafts
from cl_pipeline.intake.kinds import FileKind, kind_of
from cl_pipeline.model.codes import SubmissionState
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.submission import SubmissionDraft, state_of
from cl_pipeline.workflows.a_list_collection.reading import FileToRead, read_drafts
from cl_pipeline.workflows.files import digest_of


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """One checked file; its draft carries all findings, those of reading first."""

    path: Path
    draft: SubmissionDraft
    state: SubmissionState


@dataclass(frozen=True, slots=True)
class Checked:
    """What one call looked at, each part in the order given.

    ``attachments`` are kept beside a return and never read; ``missing`` are paths of no file.
    """

    forms: tuple[CheckedFile, ...]
    attachments: tuple[Path, ...]
    missing: tuple[Path, ...]


def check_files(framework: Framework, paths: Sequence[Path]) -> Checked:
    """What each sender would be told about each file."""
    there = [path for path in paths if path.is_file()]
    forms = [path for path in there if kind_of(path.name, path) is FileKind.SUBMISSION]
    return Checked(
        _checked(framework, forms),
        tuple(path for path in there if path not in forms),
        tuple(path for path in paths if path not in there),
    )


def _checked(framework: Framework, paths: Sequence[Path]) -> tuple[CheckedFile, ...]:
    files = [FileToRead(digest_of(path), path, None) for path in paths]
    drafts = read_drafts(framework, files)
    found = check_drafts(drafts, framework)
    checked = [apply_omissions(draft, found.get(draft.digest, ())) for draft in drafts]
    return tuple(
        CheckedFile(path, draft, state_of(draft.findings))
        for path, draft in zip(paths, checked, strict=True)
    )
