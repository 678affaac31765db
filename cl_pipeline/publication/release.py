"""What may stand in anything that is shown at a meeting or to a Member State.

Belongs here: hiding what a Member State withholds and counts so small that a child could be found,
wherever they could show: the figure, the note beside a gap, findings and questions about the cell.
Does not belong here: who asked for it (consolidation flags what is withheld) and the Secretariat's
own view of a number (``lineage``), which hides nothing.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cl_pipeline.model.codes import ConfidentialityStatus
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.framework import Framework, GapCode
from cl_pipeline.model.identity import SubmissionId
from cl_pipeline.model.vintage import ConsolidatedValue, CoverageEntry, address
from cl_pipeline.publication.pack import ReviewPack

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


def withheld_words(gap_codes: Iterable[GapCode]) -> re.Pattern[str]:
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


def as_released(pack: ReviewPack) -> ReviewPack:
    """The pack as it may be shown: marks in the place of hidden figures, no words about them.

    A rate of the same indicator, Member State and column is hidden with its small count: with the
    denominator it would give the count away. Source: DESIGN 5.10.
    """
    framework = pack.framework
    codes = [one for one in framework.gap_codes if one.conf_status != ConfidentialityStatus.FREE]
    hidden = _small(pack) | _withheld(pack, codes)
    quoted = re.compile('"' + withheld_words(codes).pattern, re.IGNORECASE)

    def words(found: str, place: str) -> str:
        if place in hidden:
            return hidden[place].words
        return WITHHELD if quoted.search(found) else found

    def entry(one: CoverageEntry) -> CoverageEntry:
        place = one.evidence or ""
        return replace(one, detail=hidden[place].words) if place in hidden else one

    vintage = replace(
        pack.vintage,
        values=tuple(_value(one, hidden.get(one.address)) for one in pack.vintage.values),
        coverage=tuple(map(entry, pack.vintage.coverage)),
        questions=tuple(
            replace(one, found=words(one.found, one.address)) for one in pack.vintage.questions
        ),
    )
    return replace(
        pack,
        vintage=vintage,
        outcomes=tuple(
            replace(one, evidence=tuple(map(entry, one.evidence))) for one in pack.outcomes
        ),
        observations={
            place: replace(seen, gap_note=None) if place in hidden else seen
            for place, seen in pack.observations.items()
        },
        findings={
            submission: [
                replace(one, found=words(one.found, _place(submission, one))) for one in found
            ]
            for submission, found in pack.findings.items()
        },
    )


def _value(value: ConsolidatedValue, hidden: Hidden | None) -> ConsolidatedValue:
    return value if hidden is None else replace(value, value=None, gap_code=hidden.mark)


def _place(submission: SubmissionId, one: Finding) -> str:
    return address(submission, one.sheet or "", one.cell or "")


def _withheld(pack: ReviewPack, codes: Sequence[GapCode]) -> dict[str, Hidden]:
    known = {gap.code for gap in codes}
    return {
        one.address: Hidden(one.gap_code or codes[0].code, WITHHELD)
        for one in pack.vintage.values
        if "withheld" in one.flags or one.gap_code in known
    }


def _small(pack: ReviewPack) -> dict[str, Hidden]:
    smallest = pack.framework.rules.smallest_count_shown
    about = {
        _about(one)
        for one in pack.vintage.values
        if one.unit in OF_PEOPLE and one.value is not None and 0 < one.value < smallest
    }
    hidden = Hidden(small_mark(pack.framework), TOO_SMALL)
    return {
        one.address: hidden
        for one in pack.vintage.values
        if _about(one) in about and _gives_away(one, smallest)
    }


def _about(value: ConsolidatedValue) -> tuple[str, ...]:
    return (value.sender, value.key.indicator, value.key.column)


def _gives_away(value: ConsolidatedValue, smallest: int) -> bool:
    if value.value is None:
        return False
    return value.unit == "percent" or (value.unit in OF_PEOPLE and 0 < value.value < smallest)
