"""What may stand in anything that is shown at a meeting or to a Member State.

Belongs here: taking out what a Member State withholds, wherever its words could show: the figure,
the note beside a gap, findings and questions about the cell. Does not belong here: which values are
withheld; consolidation flags them.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from cl_pipeline.model.codes import ConfidentialityStatus
from cl_pipeline.model.framework import GapCode
from cl_pipeline.model.vintage import ConsolidatedValue, address
from cl_pipeline.publication.pack import ReviewPack

HIDDEN = "withheld by the Member State"
"""Stands in the place of words about a withheld figure."""


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


def without_withheld(pack: ReviewPack) -> ReviewPack:
    """The pack as it may be shown: codes in the place of withheld figures, no words about them."""
    codes = [gap for gap in pack.framework.gap_codes if gap.conf_status != ConfidentialityStatus.FREE]
    names = {gap.code: gap.name for gap in codes}
    hidden = {one.address for one in pack.vintage.values if _is_withheld(one, names)}
    quoted = re.compile('"' + withheld_words(codes).pattern, re.IGNORECASE)

    def shown(found: str, place: str) -> str:
        return HIDDEN if place in hidden or quoted.search(found) else found

    vintage = replace(
        pack.vintage,
        values=tuple(
            replace(one, value=None, gap_code=codes[0].code)
            if _is_withheld(one, names) and one.value is not None
            else one
            for one in pack.vintage.values
        ),
        coverage=tuple(
            replace(one, detail=HIDDEN) if one.evidence in hidden else one
            for one in pack.vintage.coverage
        ),
        questions=tuple(
            replace(one, found=shown(one.found, one.address)) for one in pack.vintage.questions
        ),
    )
    return replace(
        pack,
        vintage=vintage,
        outcomes=tuple(
            replace(
                one,
                evidence=tuple(
                    replace(entry, detail=HIDDEN) if entry.evidence in hidden else entry
                    for entry in one.evidence
                ),
            )
            for one in pack.outcomes
        ),
        observations={
            place: replace(seen, gap_note="") if place in hidden else seen
            for place, seen in pack.observations.items()
        },
        findings={
            submission: [
                replace(
                    one,
                    found=shown(one.found, address(submission, one.sheet or "", one.cell or "")),
                )
                for one in found
            ]
            for submission, found in pack.findings.items()
        },
    )


def _is_withheld(value: ConsolidatedValue, names: dict[str, str]) -> bool:
    return "withheld" in value.flags or value.gap_code in names
