"""What a vintage rests on: every file once, as code or as a table of the framework."""

from pathlib import Path

from cl_pipeline.workflows.slom_review.vintage_inputs import present_inputs
from tests.builders.framework import small_framework


def test_a_table_of_the_framework_is_no_code() -> None:
    """A changed date in the calendar is not told as another version of the code."""
    basis = present_inputs(small_framework())

    def kinds(file: str) -> list[str]:
        return [kind for kind, name in basis if Path(name).name == file]

    assert kinds("calendar.csv") == ["framework"]
    assert kinds("framework.toml") == ["framework"]
    assert kinds("calendar.py") == ["code"]
