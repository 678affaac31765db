"""Checking a form before it is sent: what the sender would be told. Nothing is stored.

Input: files anywhere on disk; output: one result per file with its findings. Guarantee: the same
findings that collecting the same bytes would store, but for FOLDER_DIFFERS: a file that is not on
the drive lies in no Member State's folder.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cl_pipeline.checks.run import apply_omissions, check_drafts
from cl_pipeline.model.codes import SubmissionState
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.submission import ReturnDraft, state_of
from cl_pipeline.stages.files import digest_of
from cl_pipeline.stages.reading import FileToRead, read_drafts


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """One checked file; its draft carries all findings, those of reading first."""

    path: Path
    draft: ReturnDraft
    state: SubmissionState


def check_files(framework: Framework, paths: Sequence[Path]) -> tuple[CheckedFile, ...]:
    """What each sender would be told about each file, in the order given.

    Raises:
        NotFound: a path is no file.
    """
    files = [FileToRead(digest_of(path), path, None) for path in paths]
    drafts = read_drafts(framework, files)
    found = check_drafts(drafts, framework)
    checked = [apply_omissions(draft, found.get(draft.digest, ())) for draft in drafts]
    return tuple(
        CheckedFile(path, draft, state_of(draft.findings))
        for path, draft in zip(paths, checked, strict=True)
    )
