"""Keys of values and references to cells, written and parsed."""

import pytest

from cl_pipeline.errors import UsageError
from cl_pipeline.model.breakdown import UNBROKEN, Breakdown
from cl_pipeline.model.keys import CellRef, TraceKey


@pytest.mark.parametrize(
    "text",
    ["child_labour_5_17|KHM|baseline|children|total", "hazardous|LAO|2022|pct|sex=F,age=Y5T11"],
)
def test_a_trace_key_is_written_as_it_was_parsed(text: str) -> None:
    assert str(TraceKey.parse(text)) == text


@pytest.mark.parametrize("sheet", ["A2", "Cover!", "a!b"])
def test_a_cell_reference_is_written_as_it_was_parsed(sheet: str) -> None:
    reference = CellRef.parse(f"S-1!{sheet}!C9")
    assert (reference.sheet, reference.cell) == (sheet, "C9")
    assert str(reference) == f"S-1!{sheet}!C9"


def test_texts_of_another_shape_are_refused() -> None:
    with pytest.raises(UsageError):
        TraceKey.parse("child_labour_5_17|KHM")
    with pytest.raises(ValueError, match="submission!sheet!cell"):
        CellRef.parse("A2!C9")


def test_a_breakdown_is_parsed_from_a_line() -> None:
    assert Breakdown.parse("") == Breakdown.parse("total") == UNBROKEN
    assert Breakdown.parse("sex=F, age = Y5T11") == Breakdown(sex="F", age="Y5T11")
    with pytest.raises(UsageError, match="'colour=red' is not a breakdown"):
        Breakdown.parse("colour=red")
