"""What may stand in anything that is shown at a meeting or to a Member State."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cl_pipeline.model.codes import ConfidentialityStatus
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.framework import Framework, GapCode
from cl_pipeline.model.identity import SubmissionId
from cl_pipeline.model.vintage import ConsolidatedValue, CoverageEntry, address
from cl_pipeline.publication.review_data import ReviewData

WITHHELD = "withheld by the Member State"
TOO_SMALL = "a small count, not shown so that no child can be found"
"""Stand in the place of words about a hidden figure."""

OF_PEOPLE = frozenset({"children", "persons", "households", "cases"})
"""Units of counts that people stand behind."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """What stands in the place of one figure: a mark in its cell, and words elsewhere."""

    mark: str
    words: str


def withheld_pattern(gap_codes: Iterable[GapCode]) -> re.Pattern[str]:
    """Matches an entry that begins with a code for what is held but not for release.

    Such a code beside a figure makes the cell unreadable, not less confidential.
    """
    words = [
        re.escape(word)
        for gap in gap_codes
        if gap.conf_status != ConfidentialityStatus.FREE
        for word in (gap.code, *gap.spellings)
    ]
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(rf"\W*(?:{'|'.join(longest_first)})(?![^\W\d_])", re.IGNORECASE)


def small_mark(framework: Framework) -> str:
    """The mark of a count that is too small to be shown."""
    return f"<{framework.rules.smallest_count_shown}"


def signs(framework: Framework) -> tuple[tuple[str, str], ...]:
    """The signs that stand for something other than a number, with what each means."""
    gaps = tuple((gap.code, gap.name) for gap in framework.gap_codes if gap.is_explained)
    return (*gaps, (small_mark(framework), TOO_SMALL))


def redacted(pack: ReviewData) -> ReviewData:
    """The pack as it may be shown: marks in the place of hidden figures, no words about them.

    A rate of the same indicator, Member State and column is hidden with its small count: with the
    denominator it would give the count away. Source: DESIGN 5.10.
    """
    framework = pack.framework
    codes = [
        gap_code
        for gap_code in framework.gap_codes
        if gap_code.conf_status != ConfidentialityStatus.FREE
    ]
    hidden = _small(pack) | _withheld(pack, codes)
    quoted = re.compile('"' + withheld_pattern(codes).pattern, re.IGNORECASE)

    def words(found: str, place: str) -> str:
        if place in hidden:
            return hidden[place].words
        return WITHHELD if quoted.search(found) else found

    def entry(coverage_entry: CoverageEntry) -> CoverageEntry:
        place = coverage_entry.evidence or ""
        return (
            replace(coverage_entry, detail=hidden[place].words)
            if place in hidden
            else coverage_entry
        )

    vintage = replace(
        pack.vintage,
        values=tuple(_value(value, hidden.get(value.address)) for value in pack.vintage.values),
        coverage=tuple(map(entry, pack.vintage.coverage)),
        questions=tuple(
            replace(question, found=words(question.found, question.address))
            for question in pack.vintage.questions
        ),
    )
    return replace(
        pack,
        vintage=vintage,
        outcomes=tuple(
            replace(outcome, evidence=tuple(map(entry, outcome.evidence)))
            for outcome in pack.outcomes
        ),
        observations={
            place: replace(seen, gap_note=None) if place in hidden else seen
            for place, seen in pack.observations.items()
        },
        findings={
            submission: [
                replace(finding, found=words(finding.found, _place(submission, finding)))
                for finding in found
            ]
            for submission, found in pack.findings.items()
        },
    )


def _value(value: ConsolidatedValue, hidden: Hidden | None) -> ConsolidatedValue:
    return value if hidden is None else replace(value, value=None, gap_code=hidden.mark)


def _place(submission: SubmissionId, finding: Finding) -> str:
    return address(submission, finding.sheet or "", finding.cell or "")


def _withheld(pack: ReviewData, codes: Sequence[GapCode]) -> dict[str, Hidden]:
    known = {gap.code for gap in codes}
    return {
        value.address: Hidden(value.gap_code or codes[0].code, WITHHELD)
        for value in pack.vintage.values
        if "withheld" in value.flags or value.gap_code in known
    }


def _small(pack: ReviewData) -> dict[str, Hidden]:
    smallest = pack.framework.rules.smallest_count_shown
    about = {
        _about(value)
        for value in pack.vintage.values
        if value.unit in OF_PEOPLE and value.value is not None and 0 < value.value < smallest
    }
    hidden = Hidden(small_mark(pack.framework), TOO_SMALL)
    return {
        value.address: hidden
        for value in pack.vintage.values
        if _about(value) in about and _gives_away(value, smallest)
    }


def _about(value: ConsolidatedValue) -> tuple[str, ...]:
    return (value.sender, value.key.indicator, value.key.column)


def _gives_away(value: ConsolidatedValue, smallest: int) -> bool:
    if value.value is None:
        return False
    return value.unit == "percent" or (value.unit in OF_PEOPLE and 0 < value.value < smallest)
