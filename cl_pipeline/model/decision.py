"""What people decided: append-only, with who, when and why.

Belongs here: the decision as it is recorded. Does not belong here: what follows from it
(``store.gate``, ``framework.effective``) and what a rule only proposes (``model.review``).
"""

from dataclasses import dataclass
from datetime import datetime

from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.model.identity import RoundYear


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision; key ``decision_id``, counted up from 1.

    ``subject`` is what it is about: ``a_list 1.0`` (final form), the round (close), a submission
    id (accept late, withdraw). ``decided_by`` is a role or body, never a person's name.
    """

    decision_id: int
    kind: DecisionKind
    round: RoundYear | None
    subject: str
    decided_by: str
    decided_at: datetime
    reason: str
