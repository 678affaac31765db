"""A figure the Secretariat declares to be another than the return says; the return stays as it is."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from cl_pipeline.model.identity import RoundYear, SenderCode
from cl_pipeline.model.observation import Observation, ObservationKey

Corrected = tuple[SenderCode, RoundYear, ObservationKey]
"""What a correction is about: one place of the form of one Member State and round."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One declared correction; key ``correction_id``, counted up from 1; append-only.

    The newest one about a place is in force. ``corrected`` None takes back those before it.
    ``declared_by`` is a body or role. ``evidence`` says where the other figure stands.
    """

    correction_id: int
    sender: SenderCode
    round: RoundYear
    key: ObservationKey
    expected: Decimal
    """What the return must say for the correction to hold; another figure there stops it."""
    corrected: Decimal | None
    declared_by: str
    declared_at: datetime
    reason: str
    evidence: str

    @property
    def about(self) -> Corrected:
        """The place it is about."""
        return (self.sender, self.round, self.key)

    def holds_for(self, seen: Observation) -> bool:
        """True where the return still says what the correction was declared for."""
        return self.corrected is not None and seen.value == self.expected
