"""Keys of values, references to cells, and labels of breakdowns."""

import pytest

from cl_pipeline.errors import UsageError
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.breakdown import UNBROKEN, Breakdown
from cl_pipeline.model.keys import CellRef, TraceKey
from cl_pipeline.model.labels import breakdown_label


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


@pytest.mark.parametrize(
    ("breakdown", "label"),
    [
        pytest.param(UNBROKEN, "", id="a total"),
        pytest.param(Breakdown(sex="F", age="Y5T11"), "Female, 5–11 years", id="listed codes"),
        pytest.param(Breakdown(location="KH-12"), "Phnom Penh", id="a first-level unit"),
        pytest.param(Breakdown(location="label:The coast"), "The coast", id="a row named freely"),
        pytest.param(Breakdown(age="Y5T12"), "Y5T12", id="a code of no list"),
    ],
)
def test_a_breakdown_is_labelled_with_the_names_of_its_codes(
    breakdown: Breakdown, label: str
) -> None:
    assert breakdown_label(breakdown, load_framework()) == label
