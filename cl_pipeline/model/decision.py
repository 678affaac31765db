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

DECISION_MEANINGS = {
    DecisionKind.CLOSE_ROUND: "Close a round: submissions received afterwards count only by "
    "decision.",
    DecisionKind.REOPEN_ROUND: "Re-open a round: everything received counts until it is closed "
    "again.",
    DecisionKind.EXTEND_DEADLINE: "Change the deadline of a form in a round: later, or earlier to "
    "correct it; 23:59 in Jakarta. Member States that sent nothing get a notice; "
    "feedback names the new day.",
    DecisionKind.ACCEPT_LATE: "Let a submission count that was received after its round was "
    "closed.",
    DecisionKind.CONFIRM_SENDER: "Let a submission count that lies in the folder of another sender "
    "or round.",
    DecisionKind.CHOOSE_SUPPLIER: "Show a sheet as the institution of this submission reports it.",
    DecisionKind.ACCEPT_REVISION: "Let a sheet of this submission change figures of earlier "
    "rounds.",
    DecisionKind.WITHDRAW: "Withdraw a submission at its sender's wish; it stays in the archive.",
    DecisionKind.FINAL_FORM: "Make a form version final, so that it can go out.",
    DecisionKind.ERASE: "Erase a file and its words, for good, with the papers and runs that may "
    "show them; figures stay.",
    DecisionKind.MOVE_INDICATOR: "Move an indicator to another list from a round on; earlier "
    "rounds stay as they were.",
    DecisionKind.SIGN_OFF: "Accept the figures of a vintage: it is frozen, and later changes are "
    "shown separately.",
    DecisionKind.REVOKE: "Revoke an earlier decision; both stay in the register.",
}
"""What a decision of each kind does, as the command line and the web UI explain it."""

OPPOSITE = {
    DecisionKind.CLOSE_ROUND: DecisionKind.REOPEN_ROUND,
    DecisionKind.REOPEN_ROUND: DecisionKind.CLOSE_ROUND,
}
"""Kinds of which the later one is in force for a round."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision; key ``decision_id``, counted up from 1.

    ``subject``: ``a_list 1.0`` (final form), ``a_list 2021`` (extend), the round (close, re-open),
    a submission (accept late, withdraw, erase), an indicator (move), a vintage (sign-off), a
    decision (revoke). It takes effect from ``round``. ``details`` are the list an indicator moves
    to, the new last day of a form, or ``ad referendum``; ``decided_by`` is a body, never a person.
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

    @property
    def settles(self) -> tuple[object, ...]:
        """What it settles; of several decisions in force that settle the same, the last applies."""
        about = {
            DecisionKind.EXTEND_DEADLINE: self.subject,
            DecisionKind.MOVE_INDICATOR: self.subject,
            DecisionKind.CHOOSE_SUPPLIER: self.details,
            DecisionKind.SIGN_OFF: "",
        }
        own = about.get(self.kind, (self.subject, self.details))
        return (self.kind, self.round, own)

    def decides_the_same_as(self, other: "Decision") -> bool:
        own = (self.kind, self.round, self.subject, self.details)
        return own == (other.kind, other.round, other.subject, other.details)


def signed_vintage(in_force: Iterable[Decision], round_year: RoundYear) -> Decision | None:
    """The sign-off of a round among the decisions in force, or None; of several the latest."""
    signed = [
        decision
        for decision in in_force
        if decision.kind == DecisionKind.SIGN_OFF and decision.round == round_year
    ]
    return signed[-1] if signed else None


Corrected = tuple[SenderCode, RoundYear, ObservationKey]
"""The subject of a correction: one value of one Member State and round."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One declared correction; key ``correction_id``, counted up from 1; append-only.

    The newest about a value is in force; ``corrected`` None takes back those before it.
    """

    correction_id: int
    sender: SenderCode
    round: RoundYear
    key: ObservationKey
    expected: Decimal
    """The figure of the submission; the correction applies only while it is this one."""
    corrected: Decimal | None
    declared_by: str
    declared_at: datetime
    reason: str
    evidence: str

    @property
    def about(self) -> Corrected:
        return (self.sender, self.round, self.key)

    def holds_for(self, seen: Observation) -> bool:
        """True where the submission still has the figure that the correction replaces."""
        return self.corrected is not None and seen.value == self.expected
