"""A review without the figures that stay with the Secretariat, and without words about them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cl_pipeline.disclosure.statements import declared_denominators
from cl_pipeline.disclosure.suppression import hidden_figures, is_withheld
from cl_pipeline.disclosure.texts import ShownTexts
from cl_pipeline.model.codes import ConfidentialityStatus
from cl_pipeline.model.disclosure import Audience, HiddenFigure, Protection
from cl_pipeline.model.framework import GapCode
from cl_pipeline.model.identity import IndicatorKey, SenderCode, SubmissionId
from cl_pipeline.model.labels import (
    COMPUTABLE,
    COMPUTABLE_LABEL,
    TOO_SMALL,
    WITHHELD,
    WORDS_HELD,
    small_count_label,
)
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.review import OwnReview, RedactedReview, ReviewData
from cl_pipeline.model.vintage import ConsolidatedValue, CoverageEntry


@dataclass(frozen=True, slots=True)
class Replacement:
    """What is shown instead of a hidden figure: ``code`` in its cell, ``text`` elsewhere."""

    code: str
    text: str


def redact(review: ReviewData, hidden: Sequence[HiddenFigure] | None = None) -> RedactedReview:
    """The review as it may be shown to all Member States.

    ``hidden`` are the figures that may not be published; by default they are found anew. What is
    written about an indicator of which a figure of that sender is hidden shows neither that figure
    nor a small number.

    Source: DESIGN 5.10.
    """
    if hidden is None:
        values = review.vintage.values
        denominators = declared_denominators(values, review.framework, review.observations)
        hidden = hidden_figures(values, review.framework, denominators=denominators)
    return RedactedReview(**_Redaction(review, hidden_from(Audience.MEETING, hidden)).shown())


def own_review(review: ReviewData, sender: SenderCode, hidden: Sequence[HiddenFigure]) -> OwnReview:
    """The review as it may be shown to one Member State, with its own figures in full."""
    hidden = hidden_from(Audience.MEMBER_STATE, hidden, sender)
    return OwnReview(**_Redaction(review, hidden).shown())


def hidden_from(
    audience: Audience, hidden: Iterable[HiddenFigure], sender: SenderCode | None = None
) -> tuple[HiddenFigure, ...]:
    """Of the hidden figures those that a reader does not see; ``sender`` is the Member State.

    Source: the forms promise that small counts and withheld figures stay with the Secretariat.
    """
    match audience:
        case Audience.SECRETARIAT:
            return ()
        case Audience.MEMBER_STATE:
            return tuple(found for found in hidden if found.sender != sender)
        case Audience.MEETING | Audience.PUBLIC:
            return tuple(hidden)


class _Redaction:
    def __init__(self, review: ReviewData, hidden: Sequence[HiddenFigure]) -> None:
        self.review = review
        by_key = {found.trace_key: found for found in hidden}
        self.codes = [gap.code for gap in _confidential(review.framework.gap_codes)]
        self.small = Replacement(small_count_label(review.framework), TOO_SMALL)
        self.replaced: dict[str, Replacement] = {}
        self.by_address: dict[str, Replacement] = {}
        self.texts = ShownTexts(review.framework, review.vintage.values, hidden)
        for value in review.vintage.values:
            found = by_key.get(value.trace_key)
            if found is None or (value.value is None and not is_withheld(value)):
                continue
            self.replaced[value.trace_key] = self._replacement(value, found)
            if value.formula is None:
                self.by_address[value.address] = self.replaced[value.trace_key]
        self.subjects = {(found.sender, found.indicator) for found in hidden}
        self.sender_of = {
            submission.submission_id: submission.sender
            for submission in review.submissions.values()
        }

    def _replacement(self, value: ConsolidatedValue, found: HiddenFigure) -> Replacement:
        if found.reason is Protection.WITHHELD:
            return Replacement(value.gap_code or self.codes[0], WITHHELD)
        if found.reason is Protection.SMALL:
            return self.small
        return Replacement(COMPUTABLE_LABEL, COMPUTABLE)

    def shown(self) -> dict[str, Any]:
        """The fields of the review."""
        review = self.review
        vintage = replace(
            review.vintage,
            values=tuple(
                self._value(value)
                for value in review.vintage.values
                # A sender names rows of its own.
                if not self.texts.is_personal(value.sender, value.key.breakdown.key)
            ),
            coverage=tuple(map(self._entry, review.vintage.coverage)),
            questions=tuple(
                replace(
                    question,
                    found=self._about(question.sender, question.indicator, question.found),
                )
                for question in review.vintage.questions
            ),
        )
        return {
            "vintage": vintage,
            "outcomes": tuple(
                replace(outcome, evidence=tuple(map(self._entry, outcome.evidence)))
                for outcome in review.outcomes
            ),
            "framework": review.framework,
            "submissions": review.submissions,
            "observations": {
                place: self._observation(place, observation)
                for place, observation in review.observations.items()
            },
        }

    def _value(self, value: ConsolidatedValue) -> ConsolidatedValue:
        found = self.replaced.get(value.trace_key)
        return replace(value, value=None, gap_code=found.code) if found else value

    def _entry(self, entry: CoverageEntry) -> CoverageEntry:
        found = self.by_address.get(entry.evidence or "")
        return replace(
            entry, detail=found.text if found else self.texts.shown(entry.sender, entry.detail)
        )

    def _observation(self, place: str, observation: Observation) -> Observation:
        sender = self._sender(SubmissionId(place.partition("!")[0]))
        found = self.by_address.get(place)
        shown = self.texts.observation(sender, observation)
        return replace(shown, gap_note=None, as_typed=found.code) if found else shown

    def _about(self, sender: SenderCode, indicator: IndicatorKey, found: str) -> str:
        if (sender, indicator) in self.subjects:
            return WORDS_HELD
        return self.texts.shown(sender, found)

    def _sender(self, submission: SubmissionId) -> SenderCode | None:
        return self.sender_of.get(submission)


def withheld_pattern(gap_codes: Iterable[GapCode]) -> re.Pattern[str]:
    """Matches an entry that begins with a code for what is held but not for release.

    Such a code next to a figure makes the cell unreadable, not less confidential.
    """
    texts = [
        re.escape(text) for gap in _confidential(gap_codes) for text in (gap.code, *gap.spellings)
    ]
    longest_first = sorted(texts, key=lambda text: (-len(text), text))
    return re.compile(rf"\W*(?:{'|'.join(longest_first)})(?![^\W\d_])", re.IGNORECASE)


def _confidential(gap_codes: Iterable[GapCode]) -> list[GapCode]:
    return [gap for gap in gap_codes if gap.conf_status != ConfidentialityStatus.FREE]
