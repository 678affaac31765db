"""What people decided or corrected: append-only, with who, when and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.model.identity import RoundYear, SenderCode, VintageId
from cl_pipeline.model.observation import Observation, ObservationKey

AD_REFERENDUM = "ad referendum"
"""Detail of a sign-off that was given between meetings, to be confirmed by the next one."""

OPPOSITE = {
    DecisionKind.CLOSE_ROUND: DecisionKind.REOPEN_ROUND,
    DecisionKind.REOPEN_ROUND: DecisionKind.CLOSE_ROUND,
}
"""Kinds of which the later one holds for a round."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision; key ``decision_id``, counted up from 1.

    ``subject`` is what it is about: ``a_list 1.0`` (final form), ``a_list 2021`` (extend), the
    round (close, re-open), a submission id (accept late, withdraw), the key of an indicator (move),
    a vintage (sign-off), the number of a decision (revoke). ``round`` is the round it takes effect
    from. ``details`` say what exactly where the kind leaves it open: the list an indicator moves
    to, the day a deadline is extended to, ``ad referendum``. ``vintage_id`` is the vintage that lay
    on the table. ``decided_by`` is a role or body, never a person's name.
    """

    decision_id: int
    kind: DecisionKind
    round: RoundYear | None
    subject: str
    decided_by: str
    decided_at: datetime
    reason: str
    details: str = ""
    vintage_id: VintageId | None = None
    origin: str | None = None
    """Workbook and row it was written in, None where it was taken otherwise."""

    def decides_the_same_as(self, other: "Decision") -> bool:
        """True where both decide the same thing, whoever said it when."""
        return self._content() == other._content()

    def _content(self) -> tuple[object, ...]:
        return (self.kind, self.round, self.subject, self.details)


def decisions_in_force(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions that hold, in order: not revoked, and not overtaken by a later opposite.

    A revocation is a decision of its own and stands in the register; here it is left out.
    """
    taken = tuple(decisions)
    revoked = {one.subject for one in taken if one.kind == DecisionKind.REVOKE}
    kept = [
        one
        for one in taken
        if one.kind != DecisionKind.REVOKE and str(one.decision_id) not in revoked
    ]
    return tuple(one for one in kept if not any(_overtakes(other, one) for other in kept))


def _overtakes(later: Decision, earlier: Decision) -> bool:
    return (
        later.decision_id > earlier.decision_id
        and later.subject == earlier.subject
        and later.kind == OPPOSITE.get(earlier.kind)
    )


def signed_vintage(decisions: Iterable[Decision], round_year: RoundYear) -> Decision | None:
    """The sign-off that holds for a round, or None; of several the latest."""
    signed = [
        one
        for one in decisions_in_force(decisions)
        if one.kind == DecisionKind.SIGN_OFF and one.round == round_year
    ]
    return signed[-1] if signed else None


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
