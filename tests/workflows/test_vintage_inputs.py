"""What a vintage depends on: every file once, as code or as a table of the framework."""

from pathlib import Path

from cl_pipeline.workflows.vintage_inputs import present_inputs
from tests.builders.framework import small_framework


def test_tables_of_the_framework_are_not_code() -> None:
    """A changed date in the calendar does not change the version of the code."""
    inputs = present_inputs(small_framework())

    def kinds(file: str) -> list[str]:
        return [kind for kind, name in inputs if Path(name).name == file]

    assert kinds("calendar.csv") == ["framework"]
    assert kinds("framework.toml") == ["framework"]
    assert kinds("roadmap.py") == ["code"]
