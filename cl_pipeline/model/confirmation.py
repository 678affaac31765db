"""What a Member State answers to "this is what will be shown for you"."""

from dataclasses import dataclass

from cl_pipeline.model.identity import IndicatorKey, RoundYear, SenderCode

AGREE, CORRECT = "AGREE", "CORRECT"
"""Codes of the list ``confirmation``."""

RESPONSE_LABELS = {AGREE: "agrees", CORRECT: "asks for a change", "": "not confirmed yet"}


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One indicator of one Member State before a meeting; key (round, indicator, sender).

    ``shown`` is what will be shown now, in words, empty where there is no figure; ``was_shown``
    what stood in the form that was answered. ``answer`` is a code of the list ``confirmation``,
    empty where there is none. ``address`` is ``submission!sheet!cell`` of the answer.
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

    @property
    def response_label(self) -> str:
        """The answer for reading, also where there is none."""
        if self.is_about_another_figure:
            return f"{RESPONSE_LABELS[self.answer]}, of what was shown before: {self.was_shown}"
        return RESPONSE_LABELS[self.answer]

    @property
    def is_about_another_figure(self) -> bool:
        """True where the figure changed after it was answered."""
        return bool(self.answer) and self.was_shown != self.shown
