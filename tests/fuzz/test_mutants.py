"""Broken files by the hundred: the short form of ``python -m tests.fuzz``."""

from random import Random

import pytest

from cl_pipeline.reading.xlsx import document
from cl_pipeline.reading.xlsx.limits import ReadingLimits
from cl_pipeline.reading.xlsx.protocol import WireWorkbook
from cl_pipeline.reading.xlsx.unreadable import Unreadable
from tests.builders.odd_workbook import zipped
from tests.fuzz.__main__ import SEED
from tests.fuzz.bases import bases
from tests.fuzz.holding import take_in
from tests.fuzz.mutants import changed_text, mutant

MUTANTS = 200
SPELLINGS = 100


def test_every_mutant_becomes_one_submission_in_one_state():
    """Nothing in a file stops the call, kills the reader or ends without an answer."""
    tally, breaches = take_in([mutant(SEED, number) for number in range(MUTANTS)])

    assert breaches == []
    assert tally["rejected"] > MUTANTS // 4
    assert tally.total() > MUTANTS


def test_a_seed_and_a_number_make_the_same_mutant_again():
    """A breach that was found once can be looked at."""
    assert mutant(SEED, 7) == mutant(SEED, 7)
    assert mutant(SEED, 7).data != mutant(SEED + 1, 7).data


def test_rows_taken_out_at_once_and_rows_parsed_are_the_same(monkeypatch: pytest.MonkeyPatch):
    """Whatever a sheet says: both ways of reading it give the same cells or the same refusal."""
    draw = Random(SEED)
    differing, was_plain = [], 0
    for number in range(SPELLINGS):
        name, parts = draw.choice(bases()[:4])
        part = f"xl/worksheets/sheet{1 if name == 'rich' else draw.choice((1, 2, 6, 7))}.xml"
        text = changed_text(draw, parts[part].decode("utf-8"))
        data = zipped({**parts, part: text.encode("utf-8", "replace")})
        monkeypatch.undo()
        at_once = read(data)
        monkeypatch.setattr(document, "split_plain_rows", lambda chunks: (chunks, None))
        if read(data) != at_once:
            differing.append((number, name, part))
        was_plain += isinstance(at_once, dict)

    assert differing == []
    assert was_plain > SPELLINGS // 4


def read(data: bytes) -> WireWorkbook | str:
    """What the file holds, or the code that refuses it."""
    try:
        return document.read_document(data, ReadingLimits())
    except Unreadable as refused:
        return refused.code
