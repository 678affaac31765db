"""What the Secretariat asks a Member State, what it answers, and what is still open."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cl_pipeline.model.codes import FormKey
from cl_pipeline.model.identity import IndicatorKey, RoundYear, SenderCode


class QuestionStep(StrEnum):
    """A step of a question; the newest one is its state."""

    ASKED = "asked"
    ANSWERED = "answered"
    """The officer explained where the number comes from."""
    CONFIRMED = "confirmed"
    """The focal point confirms the number."""
    CORRECTED = "corrected"
    """The focal point corrects the number with a new submission."""


@dataclass(frozen=True, slots=True)
class QuestionEvent:
    """One step of one question; key ``event_id``, counted up from 1; never changed.

    ``number`` names the question: the event with which it began.
    """

    event_id: int
    number: int
    step: QuestionStep
    trace_key: str
    stated_by: str
    stated_at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    number: int
    trace_key: str
    events: tuple[QuestionEvent, ...]

    @property
    def state(self) -> QuestionStep:
        return self.events[-1].step

    @property
    def is_open(self) -> bool:
        """True until the focal point has confirmed or corrected the number."""
        return self.state in (QuestionStep.ASKED, QuestionStep.ANSWERED)


AGREE, CORRECT = "AGREE", "CORRECT"
"""Codes of the list ``confirmation``."""

RESPONSE_LABELS = {AGREE: "agrees", CORRECT: "asks for a change", "": "not confirmed yet"}


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One indicator of one Member State before a meeting; key (round, indicator, sender).

    ``shown`` is what will be shown now, ``was_shown`` what the answered form had. ``answer`` is a
    code of the list ``confirmation``, empty where there is none; ``address`` that of the answer.
    """

    round: RoundYear
    indicator: IndicatorKey
    position: str
    sender: SenderCode
    shown: str
    was_shown: str
    answer: str
    remark: str
    address: str
    is_sample: bool
    was_sent: bool
    """A form with its figures went out to the Member State, or came back from it."""

    @property
    def response_label(self) -> str:
        if self.is_about_another_figure:
            return f"{RESPONSE_LABELS[self.answer]}, of what was shown before: {self.was_shown}"
        return RESPONSE_LABELS[self.answer]

    @property
    def is_about_another_figure(self) -> bool:
        return bool(self.answer) and self.was_shown != self.shown


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One indicator that is still open in the column of a round; key (sender, indicator).

    ``cells`` are (name of the measure, cell), one of which is enough; ``current`` is what the form
    has now. ``institutions`` supply the indicator as far as anything names any.
    """

    sender: SenderCode
    indicator: IndicatorKey
    sheet: str
    name: str
    cells: tuple[tuple[str, str], ...]
    current: str
    institutions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Timeliness:
    """Receipt of the first submission of a form, against the deadline in force; key all three."""

    round: RoundYear
    form: FormKey
    sender: SenderCode
    due_at: datetime
    received_at: datetime | None

    @property
    def days_after(self) -> int | None:
        """Full days after the deadline, 0 or less in time; None without a submission."""
        if self.received_at is None:
            return None
        return -((self.due_at - self.received_at).days)
