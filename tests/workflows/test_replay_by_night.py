"""The nightly replay is a run that fails where a vintage cannot be had again as it was."""

import dagster as dg
import pytest

from cl_pipeline.reading import numbers
from tests.builders.command_line import CommandLine
from tests.builders.orchestration import orchestrated

NIGHT = "2024-12-01T03:00:00+07:00"


def by_night(line: CommandLine, *, fails: bool) -> dg.ExecuteInProcessResult:
    """The run of that night, over the newest vintage."""
    newest = line.ask("replay", "2022")["vintage"] if not fails else ""
    with orchestrated(line, NIGHT) as officer:
        config = {"replay_one_vintage": {"vintage": newest}}
        return officer.press("replay_a_vintage", config=config, fails=fails)


def said(result: dg.ExecuteInProcessResult) -> str:
    """What the failed step says, and why."""
    (failed,) = result.filter_events(lambda one: one.is_step_failure)
    error = failed.step_failure_data.error
    return error.message + (error.cause.message if error.cause else "")


def test_a_vintage_that_says_the_same_ends_the_night_quietly(revised: CommandLine) -> None:
    """The run succeeds and shows what was compared."""
    result = by_night(revised, fails=False)

    (output,) = result.filter_events(lambda one: one.event_type_value == "STEP_OUTPUT")
    shown = output.step_output_data.metadata["replay"].value
    assert shown.endswith("says the same again")


def test_a_vintage_that_says_otherwise_fails_the_run(
    revised: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The failure names the return and the value."""
    shown_value = numbers.shown_value
    monkeypatch.setattr(
        numbers, "shown_value", lambda stored: shown_value(stored).quantize(shown_value("1"))
    )

    result = by_night(revised, fails=True)

    assert "does not say the same again" in said(result)
    assert "is read otherwise than before" in said(result)


def test_a_flipped_byte_fails_the_run(revised: CommandLine) -> None:
    """The failure names the file to restore."""
    for victim in sorted(one for one in (revised.data / "archive").rglob("*") if one.is_file()):
        content = bytearray(victim.read_bytes())
        content[100] ^= 1
        victim.chmod(0o640)
        victim.write_bytes(content)

    result = by_night(revised, fails=True)

    assert "restore the file from a backup" in said(result)
