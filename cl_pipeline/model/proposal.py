"""Proposals about the lists, steps of a consultation, and inputs to the workshop."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cl_pipeline.model.codes import FormKey
from cl_pipeline.model.identity import RoundYear, SenderCode


class ProposalKind(StrEnum):
    MOVE = "move"
    REMOVE = "remove"
    KEEP = "keep"
    """Takes back what the same Member State proposed before, or supports keeping the indicator."""
    ADD = "add"
    DEFINE = "define"
    CONCERN = "concern"


LEAVING = frozenset({ProposalKind.MOVE, ProposalKind.REMOVE})
"""Kinds that are counted together: the indicator would leave its list."""

WITH_FREE_SUBJECT = frozenset({ProposalKind.ADD, ProposalKind.DEFINE})
"""Kinds whose subject need not be an indicator."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposal about an indicator, or (add, define) about a text.

    ``sender`` is None where nobody is named; it is then not counted. ``source`` is a line of a
    document, or who brought it; ``stated_at`` None for those of the documents.
    """

    sender: SenderCode | None
    kind: ProposalKind
    subject: str
    text: str
    source: str
    stated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """What is proposed about one subject; key (subject, ``kind``).

    ``named`` support it now; ``unattributed`` proposals are not counted. ``needed`` is the number
    the rule asks for, None where no rule does.
    """

    subject: str
    kind: str
    named: tuple[SenderCode, ...]
    unattributed: int
    needed: int | None
    texts: tuple[str, ...]


class ConsultationKind(StrEnum):
    SENT = "sent"
    COMMENT = "comment"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class ConsultationStep:
    """One step; key (form, version, number). ``body`` is who was asked or who commented."""

    number: int
    form: FormKey
    version: str
    kind: ConsultationKind
    body: str
    words: str
    stated_at: datetime


class InputKind(StrEnum):
    COMMENT = "comment"
    PROPOSAL = "proposal"
    SHARED_DATA = "shared_data"


@dataclass(frozen=True, slots=True)
class WorkshopInput:
    """One input; append-only. ``about`` is an indicator's key, an activity's key, or empty."""

    round: RoundYear
    body: str
    kind: InputKind
    about: str
    words: str
    noted_at: datetime
