"""What the officials review: outcomes of the rule of five, and the answers on the B list."""

from dataclasses import dataclass
from datetime import datetime

from cl_pipeline.model.codes import Suggestion
from cl_pipeline.model.identity import IndicatorKey, RoundYear, SenderCode, SubmissionId
from cl_pipeline.model.observation import Entry
from cl_pipeline.model.vintage import CoverageEntry, address


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """The rule of five for one indicator of one round; key (round, indicator).

    ``reporting`` are the Member States that count, in code order; ``evidence`` has one coverage
    entry per Member State. ``suggestion`` proposes, SLOM decides; ``reason`` says why in a
    sentence.
    """

    round: RoundYear
    indicator: IndicatorKey
    position: str
    reporting: tuple[SenderCode, ...]
    threshold: int
    meets_threshold: bool
    suggestion: Suggestion
    reason: str
    evidence: tuple[CoverageEntry, ...]

    @property
    def count(self) -> int:
        """How many Member States count."""
        return len(self.reporting)


@dataclass(frozen=True, slots=True)
class AlternativeOutcome:
    """The rule of five for one indicator, counted otherwise; key (indicator, ``alternative``).

    ``alternative`` is the key of a row of the framework. ``is_another`` is true where the outcome
    would be another than with the way to count in force.
    """

    alternative: str
    reporting: tuple[SenderCode, ...]
    meets_threshold: bool
    is_another: bool

    @property
    def count(self) -> int:
        """How many Member States would count."""
        return len(self.reporting)


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How far the outcome for one indicator stands; key ``indicator``. For the Secretariat only.

    ``rests_on`` are the returns without any one of which the threshold would not be met;
    ``is_one_short``: one further Member State would meet it.
    """

    indicator: IndicatorKey
    position: str
    reporting: tuple[SenderCode, ...]
    threshold: int
    alternatives: tuple[AlternativeOutcome, ...]
    rests_on: tuple[str, ...]
    is_one_short: bool

    @property
    def count(self) -> int:
        """How many Member States count with the way to count in force."""
        return len(self.reporting)

    @property
    def depends_on_one_submission(self) -> bool:
        """True where one return less, or one more, would change the outcome."""
        return bool(self.rests_on) or self.is_one_short

    @property
    def stands_under_all(self) -> bool:
        """True where every alternative gives the same outcome."""
        return not any(alternative.is_another for alternative in self.alternatives)


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
