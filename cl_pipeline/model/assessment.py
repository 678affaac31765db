"""The B list: what a Member State wrote about an indicator, and how the table shows it."""

from dataclasses import dataclass
from datetime import datetime

from cl_pipeline.model.identity import IndicatorKey, RoundYear, SenderCode, SubmissionId
from cl_pipeline.model.observation import Entry
from cl_pipeline.model.vintage import address


@dataclass(frozen=True, slots=True)
class AcceptedEntry:
    """A worded entry that may be shown: its sender, submission and round come with it.

    Key (submission, sheet, cell). The store gives only entries of sheets that speak, as it does
    for ``AcceptedObservation``.
    """

    sender: SenderCode
    round: RoundYear
    submission_id: SubmissionId
    received_at: datetime
    is_sample: bool
    entry: Entry

    @property
    def address(self) -> str:
        """Where the entry stands: ``submission!sheet!cell``."""
        return address(self.submission_id, self.entry.sheet, self.entry.cell)


@dataclass(frozen=True, slots=True)
class BListRow:
    """One B-list indicator of one Member State in one round; key (round, indicator, sender).

    ``level`` is the code of the level the Member State itself reports and ``level_wording`` its
    words in the framework; both None where none was given. ``evidence`` and ``addresses`` (each
    ``submission!sheet!cell``) are in the order of the cells. ``has_submission`` is false where
    nothing about the indicator has been received yet.
    """

    round: RoundYear
    indicator: IndicatorKey
    position: str
    sender: SenderCode
    level: str | None
    level_wording: str | None
    narrative: str | None
    evidence: tuple[str, ...]
    addresses: tuple[str, ...]
    has_submission: bool
    is_sample: bool


@dataclass(frozen=True, slots=True)
class LevelGroup:
    """The Member States that describe themselves with one step of the form; ``wording`` is its."""

    wording: str
    senders: tuple[SenderCode, ...]


@dataclass(frozen=True, slots=True)
class Synthesis:
    """What the answers on one B-list indicator say together; key ``indicator``.

    ``groups`` are in the order of the form's steps. Everyone is in a group or in ``not_answered``.
    """

    indicator: IndicatorKey
    groups: tuple[LevelGroup, ...]
    with_evidence: tuple[SenderCode, ...]
    not_answered: tuple[SenderCode, ...]
