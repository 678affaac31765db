"""Read and check forms, each apart from the others, to store them or before they are sent.

A file that cannot be read is a draft with one finding that says why; it never stops the others.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path, PurePath
from typing import TypeVar

from cl_pipeline.catalogue import finding
from cl_pipeline.errors import (
    ArchiveDamaged,
    TryAgain,
    UsageError,
)
from cl_pipeline.intake.scan import SPREADSHEET_ENDINGS
from cl_pipeline.model.codes import NOT_A_FORM, PERSONAL_DATA, SubmissionState
from cl_pipeline.model.finding import finding_order
from cl_pipeline.model.framework import Framework, regions
from cl_pipeline.model.identity import Digest, SubmissionId, submission_id
from cl_pipeline.model.number_format import JAKARTA
from cl_pipeline.model.personal_data import personal_data, personal_data_label
from cl_pipeline.model.submission import (
    SubmissionDraft,
    state_of,
)
from cl_pipeline.model.workbook import RawWorkbook
from cl_pipeline.reading.xlsx.pool import KILLED, ReaderPool, ReadFailure
from cl_pipeline.workflows.a_list_collection.understanding import checked, understood
from cl_pipeline.workflows.bounded import SECONDS, OutOfBounds, bounded, within
from cl_pipeline.workflows.files import digest_of

Made = TypeVar("Made")
Instead = TypeVar("Instead")

FileToRead = tuple[SubmissionId, Digest, Path, str, str]
"""A file's submission and digest, where its bytes are, what its folder on the drive names, and its
path there or its name."""


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


def check_files(framework: Framework, paths: Sequence[Path]) -> Checked:
    """The findings that collecting these files would store, but for FOLDER_DIFFERS.

    A file that is not on the drive is in no Member State's folder.
    """
    there = [path for path in paths if path.is_file()]
    drafts = read_and_check(framework, [_file_to_check(path) for path in there])
    read = [
        CheckedFile(path, draft, state_of(draft.findings))
        for path, draft in zip(there, drafts, strict=True)
        if not is_attachment(path.name, {reason.code for reason in draft.findings})
    ]
    paths_read = {file.path for file in read}
    return Checked(
        tuple(read),
        tuple(path for path in there if path not in paths_read),
        tuple(path for path in paths if path not in there),
    )


def is_attachment(name: str, codes: Collection[str]) -> bool:
    """True for a file that was never meant as a form, by its name and the codes of its findings."""
    is_named_as_form = PurePath(name).suffix.lower() in SPREADSHEET_ENDINGS
    return not is_named_as_form and set(codes) <= NOT_A_FORM | {"NOT_A_WORKBOOK"}


def _file_to_check(path: Path) -> FileToRead:
    digest = digest_of(path)
    return submission_id(digest), digest, path, "", path.name


def read_and_check(framework: Framework, files: Sequence[FileToRead]) -> list[SubmissionDraft]:
    """The drafts of those files with all their findings, without the cells left out."""
    drafts = list(_read(framework, files)) if files else []
    return isolated(
        partial(within, SECONDS + len(drafts), checked, framework, drafts),
        lambda _: [
            isolated(partial(_checked_alone, framework, draft), partial(failed_draft, draft))
            for draft in drafts
        ],
    )


def _checked_alone(framework: Framework, draft: SubmissionDraft) -> SubmissionDraft:
    return bounded(checked, framework, [draft])[0]


def _read(framework: Framework, files: Sequence[FileToRead]) -> Iterator[SubmissionDraft]:
    with ReaderPool() as pool:
        results: Iterable[tuple[Digest, RawWorkbook | ReadFailure]] = pool.read(
            (digest, kept_at.absolute()) for _, digest, kept_at, *_ in files
        )
        for (key, _, _, folder, name), (digest, result) in zip(files, results, strict=True):
            nothing = SubmissionDraft(key, digest, None, None, None, None, None, (), (), (), ())
            if isinstance(result, ReadFailure):
                yield replace(nothing, findings=(result.finding(),))
                continue
            draft = isolated(
                partial(bounded, understood, framework, digest, result, folder),
                partial(failed_draft, nothing),
            )
            yield _asked_about_its_name(framework, replace(draft, submission_id=key), name)


def _asked_about_its_name(
    framework: Framework, draft: SubmissionDraft, name: str
) -> SubmissionDraft:
    """The draft with a question where the name of its file or folders has personal data.

    A file that is not recognised as a form is asked about already.
    """
    kinds = personal_data(name.replace("/", " / "), regions(framework).get(draft.sender or ""))
    if draft.identity is None or not kinds:
        return draft
    asked = finding(PERSONAL_DATA, found=f"the file name has {personal_data_label(kinds)}")
    return replace(draft, findings=tuple(sorted({*draft.findings, asked}, key=finding_order)))


def asked_about_its_round(draft: SubmissionDraft, received_at: datetime) -> SubmissionDraft:
    """The draft with a question where its round lies in a year after that of its receipt."""
    year, identity = received_at.astimezone(JAKARTA).year, draft.identity
    is_ahead = identity is not None and identity.round > year and not identity.is_sample
    if not is_ahead or state_of(draft.findings) == SubmissionState.REJECTED:
        return draft
    found = f"the form is for the round of {draft.round}; we received it in {year}"
    asked = finding("ROUND_AHEAD", found=found, round=str(draft.round))
    return replace(draft, findings=tuple(sorted({*draft.findings, asked}, key=finding_order)))


def isolated(make: Callable[[], Made], failed: Callable[[Exception], Instead]) -> Made | Instead:
    """What ``make`` makes of one file; if our own program fails on it, what ``failed`` gives.

    One file must not stop the others, whatever is in it.
    """
    try:
        return make()
    except (TryAgain, UsageError, ArchiveDamaged):
        # These are not about what is in the file.
        raise
    except Exception as failure:
        logging.getLogger(__name__).exception("our program failed on one file")
        return failed(failure)


def is_our_failure(draft: SubmissionDraft) -> bool:
    """Whether the draft says nothing about its file but that our program failed on it."""
    return {found.code for found in draft.findings} in ({"OUR_FAILURE"}, {KILLED})


def failed_draft(draft: SubmissionDraft, failure: Exception) -> SubmissionDraft:
    """The draft with nothing but a finding that says that our program failed on its file."""
    why = str(failure) if isinstance(failure, OutOfBounds) else type(failure).__name__
    found = f"our program stopped at this file ({why})"
    return replace(
        draft,
        sheets=(),
        observations=(),
        entries=(),
        reporters=(),
        findings=(finding("OUR_FAILURE", found=found),),
    )
