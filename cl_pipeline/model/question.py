"""A question that somebody asked about a number, and what was said to it since."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class QuestionStep(StrEnum):
    """What can be said to a question; the newest step is its state."""

    ASKED = "asked"
    ANSWERED = "answered"
    """The officer said where the number comes from."""
    CONFIRMED = "confirmed"
    """The focal point says the number is right."""
    CORRECTED = "corrected"
    """The focal point says it is not, and sends a return."""


@dataclass(frozen=True, slots=True)
class QuestionEvent:
    """One thing said to one question; key ``event_id``, counted up from 1; never changed.

    ``number`` names the question: the event with which it began. ``said_by`` is a role or body.
    """

    event_id: int
    number: int
    step: QuestionStep
    trace_key: str
    said_by: str
    said_at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One question with everything said to it, in order; key ``number``."""

    number: int
    trace_key: str
    events: tuple[QuestionEvent, ...]

    @property
    def state(self) -> QuestionStep:
        """The newest step."""
        return self.events[-1].step

    @property
    def is_open(self) -> bool:
        """True until the focal point has confirmed or corrected the number."""
        return self.state in (QuestionStep.ASKED, QuestionStep.ANSWERED)
