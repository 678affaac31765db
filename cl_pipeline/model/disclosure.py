"""What is not published of a vintage, and why."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cl_pipeline.model.identity import IndicatorKey, SenderCode


class Protection(StrEnum):
    """Why a figure is hidden."""

    SMALL = "small"
    """A count of people above zero and below the smallest count shown."""
    WITHHELD = "withheld"
    """The Member State does not want it shown."""
    IMPLIED = "implied"
    """Nobody reported it, but the others give a small or withheld figure away."""
    PROTECTS = "protects"
    """A small or withheld figure could be computed from it."""


class Audience(StrEnum):
    """Who reads; ``disclosure.redaction.hidden_from`` says what each does not see."""

    SECRETARIAT = "secretariat"
    MEMBER_STATE = "member_state"
    """One Member State, in what is sent to it alone."""
    MEETING = "meeting"
    """All Member States."""
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class HiddenFigure:
    """One figure that is not published; key ``trace_key``.

    A reader of everything that is published can compute no closer bounds of a count than ``low``
    and ``high`` (None: no bound). ``protects`` is the figure for which this one is hidden, None if
    it is protected itself; ``cost`` is what hiding it loses. ``is_protected`` is false if figures
    shown before give it away.
    """

    trace_key: str
    sender: SenderCode
    indicator: IndicatorKey
    reason: Protection
    low: Decimal | None
    high: Decimal | None
    protects: str | None = None
    cost: int = 0
    is_protected: bool = True
