"""Two revisions as they were really published; vintages replayed, also by night."""

import dagster as dg
import pytest

from cl_pipeline.reading import numbers
from cl_pipeline.workflows import vintage_inputs
from cl_pipeline.workflows.a_list_collection import reading
from tests.builders.command_line import CommandLine
from tests.builders.orchestration import orchestrated

pytestmark = pytest.mark.xdist_group("revisions")

VNM, PHL = ("2022/VNM/VNM_2022_a_list.xlsx", "2024/VNM/VNM_2024_a_list.xlsx"), (
    "2023/PHL/PHL_2023_a_list.xlsx",
    "2024/PHL/PHL_2024_a_list.xlsx",
)  # fmt: skip


def test_a_withdrawn_and_a_corrected_value_of_viet_nam(revised):
    shown = revised.do("diff", *VNM).out

    assert "child_labour_5_17|VNM|baseline|pct|total  13.12 (2014) -> gap code m (2018)" in shown
    assert "child_labour_5_17|VNM|2022|pct|total  6.6 (2021) -> 6.94 (2021), by +0.34" in shown
    assert "Effect on round 2024" in shown


def test_a_corrected_value_of_the_philippines(revised):
    document = revised.ask("diff", *PHL)

    changed = [change for change in document["changes"] if change["kind"] == "changed"]
    (change,) = changed
    assert (change["before"]["value"], change["after"]["value"], change["by"]) == (1, 0.99, -0.01)
    values = document["effect"]["values"]
    assert change in [{**value, "key": change["key"]} for value in values]


def test_the_same_revisions_between_two_vintages(revised):
    shown = revised.do("diff", "2023", "2024").out

    assert "pct|total  13.12 (2014) -> gap code m (2018)" in shown
    assert "1 (2020) -> 0.99 (2020), by -0.01" in shown


def test_the_withdrawn_value_is_explained(revised):
    """In the text and in the document, with exit code 1; a year before, the number is there."""
    asked = ("trace", "A2", "VNM", "2014", "--measure", "pct")

    called, document = revised.call(*asked), revised.call(*asked, "--json").document
    before = revised.do(*asked, "--as-of", "2023-12-31")

    assert called.code == 1
    assert "13.12 (2014)" in called.out
    assert "gap code m (2018)" in called.out
    assert [unused["why_not"] for unused in document["not_standing"]] == ["later_round"]
    assert [unused["reason"] for unused in document["unused_values"]] == ["later_round"]
    assert "13.12 %" in before.out


def test_a_trace_is_written_as_a_page_and_as_prov(revised):
    page, prov = revised.folder / "page.html", revised.folder / "prov.json"

    revised.do("trace", "A2", "VNM", "2021", "--html", page, "--prov", prov)

    assert "6.94 %" in page.read_text("utf-8")
    assert '"prov:value": "6.94"' in prov.read_text("utf-8")


def test_every_vintage_is_replayed_with_the_same_content(revised):
    documents = revised.ask("replay", "all")

    assert len(documents) == 4
    for document in documents:
        assert (document["same"], document["changed"]) == (True, [])
        assert document["made_again"] == document["vintage"]


def test_a_declared_correction_is_replayed(revised):
    key = "child_labour_5_17|VNM|2022|pct|total"
    because = ("--by", "Secretariat", "--why", "rounding", "--evidence", "survey report, table 3")
    revised.do("correction", "declare", key, "--from", "6.94", "--to", "6.95", *because)
    revised.do("consolidate", "--round", "2024")

    document = revised.ask("replay", "2024")
    traced = revised.ask("trace", "A2", "VNM", "2022", "--measure", "pct")

    assert (document["same"], document["made_again"]) == (True, document["vintage"])
    assert (traced["value"], traced["as_typed"]) == (6.95, "6.94")
    assert traced["correction"]["evidence"] == "survey report, table 3"
    corrections = revised.ask("correction", "list")
    assert [correction["reason"] for correction in corrections] == ["rounding"]


@pytest.mark.parametrize("is_on_drive", [True, False], ids=["healed", "gone from the drive"])
def test_a_flipped_byte_in_the_archive_is_healed_from_the_drive_or_named(revised, is_on_drive):
    victim = sorted(path for path in (revised.data / "archive").rglob("*") if path.is_file())[0]
    content = bytearray(victim.read_bytes())
    content[100] ^= 1
    victim.chmod(0o640)
    victim.write_bytes(content)

    if not is_on_drive:
        for path in revised.drive.rglob("*.xlsx"):
            path.rename(path.with_suffix(".away"))

    called = revised.call("replay", "2024")

    assert called.code == (0 if is_on_drive else 3)
    assert (victim.read_bytes() == bytes(content)) is not is_on_drive
    assert is_on_drive or "archived bytes of 20" in called.err


def test_a_changed_framework_file_and_a_changed_rule_are_named(revised, monkeypatch):
    digest, code = vintage_inputs._digest, dict(vintage_inputs.deciding_code())
    monkeypatch.setattr(
        vintage_inputs,
        "_digest",
        lambda path: "other" if path.name == "indicators.csv" else digest(path),
    )
    monkeypatch.setattr(
        vintage_inputs, "deciding_code", lambda: {**code, "reading/numbers.py": "other"}
    )

    document = revised.ask("replay", "2021")

    assert document["same"]
    assert document["changed"] == [
        "code reading/numbers.py has changed",
        "framework indicators.csv has changed",
    ]


@pytest.fixture
def reading_whole_numbers(monkeypatch):
    """A program that reads whole numbers only, in this process, where the change can be seen."""
    shown_value = numbers.shown_value
    monkeypatch.setattr(
        numbers, "shown_value", lambda stored: shown_value(stored).quantize(shown_value("1"))
    )
    for name, first in (("bounded", 0), ("within", 1)):
        monkeypatch.setattr(
            reading, name, lambda *given, first=first: given[first](*given[first + 1 :])
        )


@pytest.mark.usefixtures("reading_whole_numbers")
def test_a_changed_rule_of_reading_is_detected(revised):
    called = revised.call("replay", "2022")

    assert called.code == 1
    assert "VNM_2022_a_list.xlsx" in called.out
    assert "is read differently now" in called.out
    assert "6.6 (2021) -> 7 (2021), by +0.4" in called.out


NIGHT = "2024-12-01T03:00:00+07:00"


def by_night(line: CommandLine, *, fails: bool) -> dg.ExecuteInProcessResult:
    newest = line.ask("replay", "2022")["vintage"] if not fails else ""
    with orchestrated(line, NIGHT) as officer:
        config = {"replay_one_vintage": {"vintage": newest}}
        return officer.press("replay_a_vintage", config=config, fails=fails)


def error_of(result: dg.ExecuteInProcessResult) -> str:
    (failed,) = result.filter_events(lambda event: event.is_step_failure)
    error = failed.step_failure_data.error
    return error.message + (error.cause.message if error.cause else "")


def test_the_run_succeeds_if_the_vintage_has_the_same_content(revised):
    result = by_night(revised, fails=False)

    (output,) = result.filter_events(lambda event: event.event_type_value == "STEP_OUTPUT")
    shown = output.step_output_data.metadata["replay"].value
    assert shown.endswith("no difference")


@pytest.mark.usefixtures("reading_whole_numbers")
def test_a_vintage_with_other_content_fails_the_run(revised):
    result = by_night(revised, fails=True)

    assert "is read differently now" in error_of(result)
