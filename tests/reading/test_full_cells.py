"""Cells filled to the last character take no longer than their length: no pattern is quadratic."""

import signal
from collections.abc import Iterator

import pytest

from cl_pipeline.checks.run import check_drafts
from cl_pipeline.model.codes import Field
from cl_pipeline.model.workbook import CellKind, RawCell
from tests.builders.raw_submissions import DIGEST, FRAMEWORK, TypedSubmission
from tests.fuzz.hostile import CHARACTERS, LONGEST, SHAPES

PROCESSOR_SECONDS = 20
"""A quadratic pattern takes minutes; a busy machine adds nothing to the time of the processor."""


@pytest.fixture
def _bounded() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TimeoutError("reading takes far longer than the length of the cells")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, PROCESSOR_SECONDS)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


def filled_with(text: str) -> TypedSubmission:
    """A form with the text in one input cell of each meaning."""
    submission, seen = TypedSubmission(), set()
    for cell in submission.description.cells:
        meaning = (cell.field, cell.attribute, cell.unit, cell.choices)
        if cell.field not in (Field.COVERS, Field.SENDER) and meaning not in seen:
            seen.add(meaning)
            submission.change(
                cell.sheet, cells={cell.cell: RawCell(cell.cell, CellKind.TEXT, text)}
            )
    return submission


@pytest.mark.usefixtures("_bounded")
@pytest.mark.parametrize("character", CHARACTERS.values(), ids=CHARACTERS)
def test_a_cell_full_of_one_character_is_read_and_checked_like_any_other(character):
    for shape in SHAPES:
        text = shape.format((character * LONGEST)[: LONGEST - len(shape)])

        draft = filled_with(text).draft()

        assert DIGEST in check_drafts([draft], FRAMEWORK)
