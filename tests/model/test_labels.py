"""Labels of breakdowns."""

import pytest

from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.breakdown import UNBROKEN, Breakdown
from cl_pipeline.model.labels import breakdown_label


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
