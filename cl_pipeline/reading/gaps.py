"""Gap codes as people type them: in any case, spelled out, with a note, or ambiguous."""

import re
from collections.abc import Sequence
from functools import lru_cache

from cl_pipeline.model.framework import GapCode
from cl_pipeline.reading.number_formats import TypingHabits
from cl_pipeline.reading.number_read import NumberRead, Remark
from cl_pipeline.reading.number_text import tidy

_NOTE = re.compile(r"([^:：]+?)\s*[:：]\s*(.+)", re.DOTALL)


def read_gap(text: str, gap_codes: Sequence[GapCode], habits: TypingHabits) -> NumberRead | None:
    """The gap that a tidied text stands for, a finding where it can be two, None where it is none.

    ``x: A14`` and ``included in A14`` keep what follows as the note.
    """
    spellings = _spellings(tuple(gap_codes))
    key = _key(text)
    bare = key.strip("()[]. ")
    for candidate in (key, bare):
        if candidate in spellings:
            return _gap(spellings[candidate], candidate, None)
        if candidate in habits.ambiguous:
            return _ambiguous(text, habits.ambiguous[candidate], gap_codes)
    return _with_note(text, spellings)


@lru_cache(maxsize=8)
def _spellings(gap_codes: tuple[GapCode, ...]) -> dict[str, GapCode]:
    spellings = {}
    for gap in gap_codes:
        for word in (gap.code, *gap.spellings):
            spellings[_key(tidy(word))] = gap
    return spellings


def _key(text: str) -> str:
    return " ".join(text.casefold().split())


def _with_note(text: str, spellings: dict[str, GapCode]) -> NumberRead | None:
    match = _NOTE.fullmatch(text)
    if match and _key(match[1]) in spellings:
        return _gap(spellings[_key(match[1])], _key(match[1]), match[2].strip())
    for spelling, gap in spellings.items():
        if spelling.endswith(" in") and _key(text).startswith(f"{spelling} "):
            return _gap(gap, spelling, text.strip()[len(spelling) :].strip())
    return None


def _gap(gap: GapCode, spelling: str, note: str | None) -> NumberRead:
    how = f"gap code {gap.code}"
    if spelling != gap.code:
        how += f', from "{spelling}"'
    return NumberRead(gap=gap, gap_note=note, how_read=how)


def _ambiguous(text: str, readings: tuple[str, ...], gap_codes: Sequence[GapCode]) -> NumberRead:
    names = {gap.code: f"{gap.code} ({gap.name.lower()})" for gap in gap_codes}
    shown = tuple(names.get(reading, reading) for reading in readings)
    found = f'"{text}" can mean {" or ".join(shown)}'
    return NumberRead(error_text=Remark("GAP_UNCLEAR", found), readings=shown)
