"""A review without the figures that stay with the Secretariat, and without words about them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cl_pipeline.model.codes import ConfidentialityStatus
from cl_pipeline.model.framework import GapCode
from cl_pipeline.model.labels import TOO_SMALL, small_count_label
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.review import RedactedReview, ReviewData
from cl_pipeline.model.vintage import ConsolidatedValue, CoverageEntry

WITHHELD = "withheld by the Member State"
"""Replaces words about a withheld figure."""

PEOPLE_UNITS = frozenset({"children", "persons", "households", "cases"})
"""Units of counts of people."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """What is shown instead of a hidden figure: ``code`` in its cell, ``text`` elsewhere."""

    code: str
    text: str


def redact(review: ReviewData) -> RedactedReview:
    """The review as it may leave the Secretariat.

    Hidden are figures that a Member State withholds, counts of people above zero and below the
    smallest count shown, and the percentages of the same indicator, Member State and column,
    which would give a small count away together with the denominator.

    Source: DESIGN 5.10.
    """
    codes = _confidential(review.framework.gap_codes)
    hidden = _hidden(review, codes)
    # Up to the next quotation mark only, so that many of them are not searched again and again.
    quoted = re.compile(rf'"[^\w"]*{_one_of(codes)}', re.IGNORECASE)

    def text_about(place: str, found: str) -> str:
        if place in hidden:
            return hidden[place].text
        return WITHHELD if quoted.search(found) else found

    def value(given: ConsolidatedValue) -> ConsolidatedValue:
        found = hidden.get(given.address)
        return replace(given, value=None, gap_code=found.code) if found else given

    def entry(given: CoverageEntry) -> CoverageEntry:
        place = given.evidence or ""
        return replace(given, detail=hidden[place].text) if place in hidden else given

    vintage = replace(
        review.vintage,
        values=tuple(map(value, review.vintage.values)),
        coverage=tuple(map(entry, review.vintage.coverage)),
        questions=tuple(
            replace(question, found=text_about(question.address, question.found))
            for question in review.vintage.questions
        ),
    )
    return RedactedReview(
        vintage=vintage,
        outcomes=tuple(
            replace(outcome, evidence=tuple(map(entry, outcome.evidence)))
            for outcome in review.outcomes
        ),
        framework=review.framework,
        submissions=review.submissions,
        observations={
            place: replace(observation, gap_note=None) if place in hidden else observation
            for place, observation in review.observations.items()
        },
    )


def withheld_pattern(gap_codes: Iterable[GapCode]) -> re.Pattern[str]:
    """Matches an entry that begins with a code for what is held but not for release.

    Such a code next to a figure makes the cell unreadable, not less confidential.
    """
    return re.compile(rf"\W*{_one_of(_confidential(gap_codes))}", re.IGNORECASE)


def _one_of(codes: Iterable[GapCode]) -> str:
    """A pattern for one of those codes or its spellings, as a whole word."""
    texts = [re.escape(text) for gap in codes for text in (gap.code, *gap.spellings)]
    longest_first = sorted(texts, key=lambda text: (-len(text), text))
    return rf"(?:{'|'.join(longest_first)})(?![^\W\d_])"


def _confidential(gap_codes: Iterable[GapCode]) -> list[GapCode]:
    return [gap for gap in gap_codes if gap.conf_status != ConfidentialityStatus.FREE]


def _hidden(review: ReviewData, codes: Sequence[GapCode]) -> dict[str, Replacement]:
    """What replaces each hidden figure, by its address."""
    smallest, known = review.framework.rules.smallest_count_shown, {gap.code for gap in codes}
    small = Replacement(small_count_label(review.framework), TOO_SMALL)
    values = review.vintage.values
    subjects = {_subject(value) for value in values if is_small(value, smallest)}
    hidden = {}
    for value in values:
        is_percent = value.value is not None and value.unit == "percent"
        if "withheld" in value.flags or value.gap_code in known:
            hidden[value.address] = Replacement(value.gap_code or codes[0].code, WITHHELD)
        elif _subject(value) in subjects and (is_percent or is_small(value, smallest)):
            hidden[value.address] = small
    return hidden


def _subject(value: ConsolidatedValue) -> tuple[str, ...]:
    return (value.sender, value.key.indicator, value.key.column)


def is_small(value: ConsolidatedValue | Observation, smallest: int) -> bool:
    """Whether it is a count of people, above zero and below ``smallest``."""
    is_about_people = value.unit in PEOPLE_UNITS
    return is_about_people and value.value is not None and 0 < value.value < smallest
