"""Received file, draft and submission.

A *received file* is a file seen at a path; a *submission* is one content in one sender's folder. It
arrives once, and again only where a path goes back to it: a file that is moved, renamed or copied
says nothing new (DESIGN 5.1).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from unicodedata import normalize

from cl_pipeline.model.codes import Severity, SubmissionState
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.form import FormIdentity
from cl_pipeline.model.identity import Digest, RoundYear, SenderCode, SubmissionId
from cl_pipeline.model.observation import Entry, Observation

Deadlines = Mapping[tuple[str, RoundYear], datetime]
"""When each form of each round is due, UTC; key: form and round."""


class FileStamp(NamedTuple):
    """Size and time of last change: a file whose stamp is known is not read again."""

    size_bytes: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """One file seen at one path with one content; key ``received_file_id``, counted up from 1.

    ``outcome`` is ``submission`` (it arrives), ``copy`` (it arrived before, at another path),
    or a note: ``ignored`` (lock or temporary file), ``waiting``
    (not copied yet), ``removed``, there again ``unchanged``. ``folder`` is what the path names:
    ``2021/KHM``, ``2021``, ``KHM`` or nothing.
    """

    received_file_id: int
    path: str
    folder: str
    digest: Digest
    submission_id: SubmissionId | None
    size_bytes: int
    modified_at: datetime
    received_at: datetime
    outcome: str


class SheetReporter(NamedTuple):
    """Who reports one sheet; ``is_supplier``: the framework names it for the indicator."""

    sheet: str
    institution: str
    is_supplier: bool


def institution_key(institution: str | None) -> str:
    """The institution's name without differences in case, blanks and character forms."""
    return " ".join(normalize("NFKC", institution or "").casefold().split())


@dataclass(frozen=True, slots=True)
class SubmissionDraft:
    """Everything read from one file, before it is stored as a submission.

    ``identity`` is None where the file was not recognised; sender and round are those of the form,
    not of its folder. ``sheets`` are those the cover declares and the form has. ``folder`` is the
    folder of the file where it names another sender or round than the form. ``reporters`` are the
    institutions of sheets for which one is given, on cover or sheet.
    """

    submission_id: SubmissionId
    digest: Digest
    identity: FormIdentity | None
    institution: str | None
    contact_name: str | None
    contact_address: str | None
    filled_on: date | None
    sheets: tuple[str, ...]
    observations: tuple[Observation, ...]
    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]
    folder: str = ""
    reporters: tuple[SheetReporter, ...] = ()

    @property
    def sender(self) -> SenderCode | None:
        return self.identity.sender if self.identity else None

    @property
    def round(self) -> RoundYear | None:
        return self.identity.round if self.identity else None


def state_of(findings: tuple[Finding, ...]) -> SubmissionState:
    """The state of a submission with these findings: reject beats omit beats anything else."""
    severities = {finding.severity for finding in findings}
    if Severity.REJECT in severities:
        return SubmissionState.REJECTED
    if Severity.OMIT in severities:
        return SubmissionState.PARTLY_ACCEPTED
    return SubmissionState.ACCEPTED_WITH_FINDINGS if severities else SubmissionState.ACCEPTED


@dataclass(frozen=True, slots=True)
class Submission:
    """A stored submission as it is listed; key ``submission_id``.

    ``state`` takes later files and decisions into account. ``is_late``: first received after the
    deadline of its round's collection.
    """

    submission_id: SubmissionId
    digest: Digest
    path: str
    form: str | None
    version: str | None
    sender: SenderCode | None
    round: RoundYear | None
    institution: str | None
    sheets: tuple[str, ...]
    state: SubmissionState
    is_late: bool
    received_at: datetime
    finding_count: int
    observation_count: int
    is_sample: bool
    run_id: str | None
    """The run that read it: a Dagster run id, or ``cli-…`` for a call on the command line."""
    waits_for_decision: bool = False
    """It could be read but came after its round was closed; only a decision lets it count."""
    folder: str = ""
    """The folder of the file where it names another sender or round than the file itself."""


ERASED_FILE = re.compile(r"(?:.*/)?erased_[0-9a-f]{12}")
"""The path under which an erased file is registered."""


def erased_path(folder: str, digest: Digest) -> str:
    """The path in place of that of an erased file, whose name may be personal data.

    >>> erased_path("2021/KHM", Digest("0123456789abcdef"))
    '2021/KHM/erased_0123456789ab'
    """
    return "/".join(filter(None, (folder, f"erased_{digest[:12]}")))
