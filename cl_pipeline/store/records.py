"""Rows of the store's registers, where the model has no dataclass for them."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from cl_pipeline.model.codes import ExclusionReason, FormKey
from cl_pipeline.model.identity import (
    Digest,
    IndicatorKey,
    RoundYear,
    SenderCode,
    SubmissionId,
    VintageId,
)
from cl_pipeline.model.vintage import ConsolidatedValue

SUBMISSION = "submission"
"""Outcome of a received file by which a submission arrives."""

COPY = "copy"
"""Outcome of a received file whose submission had arrived before; it changes nothing."""


@dataclass(frozen=True, slots=True)
class FileSeen:
    """One file seen on the drive; key ``path``; ``digest`` is empty for one that was ignored.

    ``folder`` is what its path names: ``2021/KHM``, ``2021``, ``KHM`` or nothing.
    """

    path: str
    digest: Digest
    size_bytes: int
    modified_ns: int
    outcome: str
    folder: str = ""


@dataclass(frozen=True, slots=True)
class CurrentSheet:
    """One current sheet, or the same sheet as another institution sent it.

    Key (round, sender, form, sheet, submission_id). Of one round, sender, form and sheet exactly
    one row ``is_current``; the others are the newest of each *other* institution on that sheet.
    """

    round: RoundYear
    sender: SenderCode
    form: FormKey
    sheet: str
    submission_id: SubmissionId
    institution: str | None
    received_at: datetime
    is_current: bool


class CurrentContent(NamedTuple):
    """One current sheet, with the digest of everything that was read from its submission."""

    round: RoundYear
    sender: SenderCode
    submission_id: SubmissionId
    sheet: str
    content_digest: str


@dataclass(frozen=True, slots=True)
class SubmissionStatus:
    """Why no sheet of a submission counts, also in a sentence; None and empty where one does."""

    reason: ExclusionReason | None
    sentence: str


@dataclass(frozen=True, slots=True)
class DownstreamRow:
    vintage_id: VintageId
    round: RoundYear
    value: ConsolidatedValue


@dataclass(frozen=True, slots=True)
class VintageSummary:
    """One consolidation without its values; key ``vintage_id``.

    ``made_at`` and ``run_id`` are those of its latest making.
    """

    vintage_id: VintageId
    round: RoundYear
    accepted_digest: str
    framework_digest: str
    code_version: str
    is_sample: bool
    made_at: datetime
    run_id: str


@dataclass(frozen=True, slots=True)
class FocalPoint:
    """Who in a ministry receives which form; key (sender, institution, address).

    ``address`` is published nowhere; ``language`` is a CLDR code. No row is removed: a later one
    with ``is_active`` false ends it.
    """

    sender: SenderCode
    institution: str
    address: str
    language: str
    indicators: tuple[IndicatorKey, ...]
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class FormSent:
    """One workbook sent to one sender; key (form, version, round, sender, digest)."""

    form: FormKey
    version: str
    round: RoundYear
    sender: SenderCode
    digest: Digest
    path: str
    sent_at: datetime
    run_id: str


@dataclass(frozen=True, slots=True)
class FeedbackDue:
    """The feedback on a submission as it is now; key (submission_id, recipient).

    ``recipient`` is a Member State or body, or empty where it is the officer. ``version`` is a
    digest of all that the feedback says, ``occasion`` of the part of it that deserves a mail.
    """

    submission_id: SubmissionId
    recipient: str
    version: str
    occasion: str


@dataclass(frozen=True, slots=True)
class FeedbackWritten(FeedbackDue):
    """Feedback on one submission as it was written; the newest of a recipient is on the drive.

    ``folder`` is where it was written. ``is_to_be_mailed``: mail was configured and a focal point
    registered when it was written; ``mailed_at`` is None until a mail server took it.
    """

    folder: str
    is_to_be_mailed: bool
    written_at: datetime
    run_id: str
    mailed_at: datetime | None = None

    @property
    def mail_id(self) -> str:
        return f"{self.submission_id}.{self.version[:16]}.{self.written_at:%Y%m%d%H%M%S%f}"


@dataclass(frozen=True, slots=True)
class DeadlineNotice:
    """One notice of a changed deadline to a sender; the newest of (form, round, sender) counts.

    ``due_at`` is the deadline that it names. ``is_to_be_mailed``: mail was configured and a focal
    point registered when it was written; ``mailed_at`` is None until a mail server took it.
    """

    form: FormKey
    round: RoundYear
    sender: SenderCode
    due_at: datetime
    path: str
    is_to_be_mailed: bool
    written_at: datetime
    run_id: str
    mailed_at: datetime | None = None

    @property
    def mail_id(self) -> str:
        return f"{self.sender}.{self.round}.{self.form}.{self.written_at:%Y%m%d%H%M%S%f}"
