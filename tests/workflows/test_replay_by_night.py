"""The nightly replay fails if making a vintage again does not give the same content."""

import dagster as dg
import pytest

from cl_pipeline.reading import numbers
from tests.builders.command_line import CommandLine
from tests.builders.orchestration import orchestrated

pytestmark = pytest.mark.xdist_group("revisions")

NIGHT = "2024-12-01T03:00:00+07:00"


def by_night(line: CommandLine, *, fails: bool) -> dg.ExecuteInProcessResult:
    """The run of that night, over the newest vintage."""
    newest = line.ask("replay", "2022")["vintage"] if not fails else ""
    with orchestrated(line, NIGHT) as officer:
        config = {"replay_one_vintage": {"vintage": newest}}
        return officer.press("replay_a_vintage", config=config, fails=fails)


def error_of(result: dg.ExecuteInProcessResult) -> str:
    """The message of the failed step with that of its cause."""
    (failed,) = result.filter_events(lambda event: event.is_step_failure)
    error = failed.step_failure_data.error
    return error.message + (error.cause.message if error.cause else "")


def test_the_run_succeeds_if_the_vintage_has_the_same_content(revised):
    result = by_night(revised, fails=False)

    (output,) = result.filter_events(lambda event: event.event_type_value == "STEP_OUTPUT")
    shown = output.step_output_data.metadata["replay"].value
    assert shown.endswith("no difference")


def test_a_vintage_with_other_content_fails_the_run(revised, monkeypatch):
    shown_value = numbers.shown_value
    monkeypatch.setattr(
        numbers, "shown_value", lambda stored: shown_value(stored).quantize(shown_value("1"))
    )

    result = by_night(revised, fails=True)

    assert "is read differently now" in error_of(result)
