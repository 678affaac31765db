"""What is put before the senior labour officials: outcomes of rules, never decisions."""

from dataclasses import dataclass

from cl_pipeline.model.codes import Suggestion
from cl_pipeline.model.identity import IndicatorKey, RoundYear, SenderCode
from cl_pipeline.model.vintage import CoverageEntry


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
