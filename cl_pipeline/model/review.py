"""What is put before the senior labour officials: outcomes of rules, never decisions.

Belongs here: what a rule proposes, with its evidence. Does not belong here: what people decided
(``model.decision``) and the evidence by itself (``model.vintage``).
"""

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
