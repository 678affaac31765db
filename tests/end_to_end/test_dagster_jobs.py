"""The officer's buttons and the sensors, run in this process over a small drive."""

import shutil
from html import unescape

import dagster as dg
import pytest

from cl_pipeline.model.labels import STATE_LABELS
from cl_pipeline.workflows.a_list_collection import collection
from schedules import sensors
from tests.builders.orchestration import Orchestration
from tests.builders.submissions import CHILD_LABOUR, complete_child_labour
from tests.builders.submissions_on_drive import filled, put

pytestmark = pytest.mark.xdist_group("end to end")

CHECKS_OF_SUBMISSIONS = {"submissions_could_be_read", "cells_could_be_read", "figures_agree"}


@pytest.fixture
def two_submissions(line, submitted) -> None:
    """Cambodia and Lao PDR have each saved a submission on child labour."""
    put(line, submitted(A2="1000"), "2021/KHM/KHM_2021_a_list.xlsx")
    put(line, submitted(sender="LAO", A2="300"), "2021/LAO/LAO_2021_a_list.xlsx")


def checks(result: dg.ExecuteInProcessResult) -> dict[str, dg.AssetCheckEvaluation]:
    return {check.check_name: check for check in result.get_asset_check_evaluations()}


def materialisation(result: dg.ExecuteInProcessResult, asset: str) -> dg.AssetMaterialization:
    (materialization,) = (
        event.materialization
        for event in result.get_asset_materialization_events()
        if event.asset_key == dg.AssetKey(asset)
    )
    return materialization


@pytest.mark.usefixtures("two_submissions")
def test_collecting_turns_each_submission_green(officer, line):
    result = officer.press("collect_the_a_list")
    again = officer.press("collect_the_a_list")

    assert officer.partitions("submissions") == {"KHM|2021", "LAO|2021"}
    assert materialisation(result, "received_files").metadata["dagster/row_count"].value == 2
    assert set(checks(result)) == CHECKS_OF_SUBMISSIONS
    assert all(check.passed for check in checks(result).values())
    submissions = line.ask("submissions")
    assert {submission["run_id"] for submission in submissions} == {result.run_id}
    assert [submission["state"] for submission in submissions] == ["accepted", "accepted"]
    keys = {event.asset_key.to_user_string() for event in again.get_asset_materialization_events()}
    assert "received_files" in keys
    assert "submissions" not in keys


def test_a_check_shows_the_cells_that_were_left_out(officer, line, form_of):
    form = form_of(2021, "KHM")
    unclear = filled(line, form, complete_child_labour("-5").values(), "unclear")
    put(line, unclear, "2021/KHM/unclear.xlsx")
    cell = form.cell("value", CHILD_LABOUR, column="baseline", measure="children")

    result = officer.press("collect_the_a_list")

    left_out = checks(result)["cells_could_be_read"]
    assert not left_out.passed
    assert left_out.severity == dg.AssetCheckSeverity.WARN
    shown = " ".join(str(row) for row in records(left_out.metadata))
    for word in ("KHM", f"{cell['sheet']}!{cell['cell']}", "NEGATIVE_COUNT", "-5"):
        assert word in shown
    assert checks(result)["submissions_could_be_read"].passed


def records(metadata: dict[str, dg.MetadataValue]) -> list[dict[str, object]]:
    tables = [entry for entry in metadata.values() if isinstance(entry, dg.TableMetadataValue)]
    return [record.data for table in tables for record in table.records]


def test_an_unreadable_submission_fails_its_check_and_no_run(officer, line, submitted):
    torn = line.folder / "torn.xlsx"
    torn.write_bytes(submitted(A2="1000").read_bytes()[:5000])
    put(line, torn, "2021/KHM/torn.xlsx")

    result = officer.press("collect_the_a_list")
    officer.press("prepare_the_slom_review", partition="2021")

    unreadable = checks(result)["submissions_could_be_read"]
    assert (unreadable.passed, unreadable.severity) == (False, dg.AssetCheckSeverity.ERROR)
    assert "2021/KHM/torn.xlsx" in str(records(unreadable.metadata))
    assert officer.partitions("submissions") == {"KHM|2021"}
    coverage = line.ask("coverage", "--round", "2021")["indicators"]
    assert {indicator["count"] for indicator in coverage} == {0}


@pytest.mark.usefixtures("two_submissions")
def test_preparing_the_review_gives_what_the_command_line_gives(officer, line):
    officer.press("collect_the_a_list")

    result = officer.press("prepare_the_slom_review", partition="2021")

    names = ("accepted_observations", "consolidated_values", "coverage", "rule_of_five")
    assert all(officer.partitions(name) == {"2021"} for name in (*names, "review_workbook"))
    assert all("dagster/row_count" in materialisation(result, name).metadata for name in names)
    answer = line.call("coverage", "--round", "2021", "--json")
    consolidated = materialisation(result, "consolidated_values").metadata
    assert answer.err == ""
    assert answer.document["vintage"] in str(consolidated)
    assert "[KHM 2021](/assets/submissions?view=partitions&partition=KHM%7C2021)" in str(
        consolidated["submissions behind it"].value
    )
    assert answer.document["indicators"][1]["reporting"] == ["KHM", "LAO"]
    shown = materialisation(result, "coverage").metadata
    assert any("data:image/png;base64," in str(entry.value) for entry in shown.values())
    assert shown["list C"].value == "no Member State reports it yet"
    assert records(materialisation(result, "rule_of_five").metadata)
    assert (line.data / "output" / "2021" / "slom_review_2021.xlsx").is_file()


@pytest.mark.usefixtures("two_submissions")
def test_one_submission_can_be_read_again(officer, line):
    officer.press("collect_the_a_list")
    (line.drive / "2021/KHM/KHM_2021_a_list.xlsx").unlink()
    before = line.ask("submissions")

    again = officer.press("read_submission_again", partition="KHM|2021")

    assert materialisation(again, "submissions").partition == "KHM|2021"
    assert line.ask("submissions") == before


def test_sending_out_forms_writes_one_folder_per_member_state(officer, line):
    result = officer.press(
        "send_out_forms", partition="2021", config={"forms_sent": {"member_states": ["KHM"]}}
    )
    collected = officer.press("collect_the_a_list")

    assert materialisation(result, "forms_sent").metadata["dagster/row_count"].value == 2
    folders = {path.relative_to(line.drive).parts[:2] for path in line.drive.rglob("*.xlsx")}
    assert folders == {("outgoing", "KHM")}
    assert materialisation(collected, "received_files").metadata["dagster/row_count"].value == 0


def test_the_b_list_is_assessed_from_what_came_in(officer, line, form_of):
    form = form_of(2021, "KHM", "b_list")
    level = form.cell("level", "laws_revised")
    account = form.cell("narrative", "laws_revised")
    typed = [(level, level["choices"][1]), (account, "A bill is being drafted.")]
    put(line, filled(line, form, typed, "b_list"), "2021/KHM/KHM_2021_b_list.xlsx")
    officer.press("collect_the_a_list")

    result = officer.press("assess_the_b_list", partition="2021")

    made = materialisation(result, "b_list_assessment").metadata
    assert made["answered"].value == 1
    assert [row["Member State"] for row in records(made)] == ["KHM"]
    assert (line.data / "output" / "2021" / "b_list_assessment_2021.xlsx").is_file()


def test_a_decision_about_nothing_fails_and_is_not_recorded(officer, line):
    why = {"decided_by": "SLOM", "reason": "over"}
    decision = {"kind": "close_round", "subject": "1999", **why}

    officer.press("record_a_decision", config={"record_decision": decision}, fails=True)

    assert line.do("decide", "list").out == ""


def test_the_framework_shows_and_checks_itself(officer):
    result = officer.press("show_the_framework")

    assert officer.materialised() >= {"roadmap_framework", "slom_calendar", "form_versions"}
    assert checks(result)["framework_is_well_formed"].passed


def test_every_step_depends_on_the_one_before(officer):
    graph = officer.definitions.resolve_asset_graph()

    upstream = graph.get_ancestor_asset_keys(dg.AssetKey("review_workbook"))
    assert {key.to_user_string() for key in upstream} >= {
        "roadmap_framework", "forms_sent", "received_files", "submissions", "consolidated_values",
    }  # fmt: skip


PATH = "2021/KHM/KHM_2021_a_list.xlsx"


def requested(officer: Orchestration) -> dict[str, str]:
    """The tags of the one run that the drive sensor asks for now."""
    (request,) = officer.look()
    return dict(request.tags)


def reason(officer: Orchestration) -> str:
    """Why the drive sensor asks for no run now."""
    tick = officer.tick()
    assert not tick.run_requests
    return tick.skip_message or ""


def under_way(officer: Orchestration, tags: dict[str, str]) -> dg.DagsterRun:
    """A collection that began and does not end by itself."""
    job = officer.definitions.resolve_job_def("collect_the_a_list")
    return officer.instance.create_run_for_job(job, tags=tags, status=dg.DagsterRunStatus.STARTED)


def test_an_empty_drive_starts_nothing(officer):
    assert "nothing new" in reason(officer)


def test_new_files_start_one_run_that_is_not_asked_for_again(officer, line, submitted):
    put(line, submitted(A2="1000"), PATH)
    put(line, submitted(sender="LAO", A2="300"), "2021/LAO/return.xlsx")

    officer.press("collect_the_a_list", tags=requested(officer))

    assert "nothing new among 2 files" in reason(officer)
    assert officer.partitions("submissions") == {"KHM|2021", "LAO|2021"}


def test_a_further_file_waits_for_the_run_that_is_under_way(officer, line, submitted):
    put(line, submitted(A2="1000"), PATH)
    run = under_way(officer, requested(officer))
    put(line, submitted(sender="LAO", A2="300"), "2021/LAO/return.xlsx")

    waiting = reason(officer)
    officer.instance.report_run_canceled(run)

    assert "being taken in" in waiting
    assert requested(officer) != run.tags


def test_what_a_killed_run_left_is_taken_in_by_the_next(officer, line, submitted, monkeypatch):
    """It archived the file and did not read it, so that the drive looks as if nothing was new."""
    put(line, submitted(A2="1000"), PATH)
    run = under_way(officer, requested(officer))
    monkeypatch.setattr(collection, "read_unread", lambda pipeline: ())
    line.do("ingest")
    officer.instance.report_run_failed(run)
    monkeypatch.undo()

    officer.press("collect_the_a_list", tags=requested(officer))

    assert officer.partitions("submissions") == {"KHM|2021"}
    assert "nothing new" in reason(officer)


def test_a_run_that_was_killed_before_it_did_anything_is_tried_again_soon(
    officer, line, submitted, monkeypatch
):
    put(line, submitted(A2="1000"), PATH)
    first = requested(officer)
    officer.instance.report_run_failed(under_way(officer, first))
    at_once = reason(officer)
    monkeypatch.setattr(sensors, "MINUTES_AFTER_FAILURE", 0)

    assert "after 1 minutes" in at_once
    assert requested(officer) == first


def test_a_restored_file_is_taken_in_again(officer, line, submitted):
    for children in ("1000", "1100", "1000"):
        put(line, submitted(A2=children), PATH, minute=int(children))
        officer.press("collect_the_a_list", tags=requested(officer))

    line.do("consolidate", "--round", "2021")
    assert line.ask("trace", "A2", "KHM", "baseline")["value"] == 1000


def test_files_that_a_run_could_not_take_in_are_tried_again_later(
    officer, line, submitted, monkeypatch
):
    put(line, submitted(A2="1000"), PATH, minute=0)
    first = requested(officer)
    (line.drive / PATH).unlink()
    officer.press("collect_the_a_list", tags=first)
    put(line, submitted(A2="1000"), PATH, minute=0)
    at_once = reason(officer)
    monkeypatch.setattr(sensors, "MINUTES_BETWEEN_TRIES", 0)

    assert "after 10 minutes" in at_once
    assert requested(officer) == first


def test_a_drive_that_is_away_is_a_reason_and_no_failure(officer, line):
    shutil.rmtree(line.drive)

    message = reason(officer)

    assert str(line.drive) in message
    assert "mounted" in message


def test_a_look_reads_and_stores_nothing(officer, line, submitted):
    put(line, submitted(A2="1000"), PATH)

    officer.look()

    assert line.ask("submissions") == []
    assert not (line.data / "archive").exists()


def test_the_sensor_runs_from_the_start(officer):
    """Nobody has to switch it on."""
    sensor = officer.definitions.resolve_sensor_def("drive_sensor")

    assert sensor.default_status == dg.DefaultSensorStatus.RUNNING
    assert sensor.job_name == "collect_the_a_list"


def test_a_drive_that_is_not_there_turns_its_check_red_once(officer, line):
    """A skipped tick is grey; nobody would see it."""
    away = line.drive.rename(line.drive.with_name("unmounted"))

    red = officer.tick("drive_watch")
    still = officer.tick("drive_watch", red.cursor)
    away.rename(line.drive)
    green = officer.tick("drive_watch", red.cursor)

    (problem,), (well,) = red.asset_events, green.asset_events
    assert (problem.check_name, problem.passed) == ("drive_can_be_read", False)
    assert "CL_DRIVE" in unescape(problem.description)
    assert not still.asset_events
    assert well.passed


def follow(officer: Orchestration) -> None:
    """Runs what the sensors ask for until they ask for nothing."""
    for _ in range(4):
        collections, tables = officer.look(), officer.look("tables_follow_submissions")
        for request in collections:
            officer.press("collect_the_a_list", tags=request.tags)
        for request in tables:
            officer.press("update_the_tables", partition=request.partition_key, tags=request.tags)
        if not collections and not tables:
            return
    pytest.fail("the sensors do not come to rest")


def shown(officer: Orchestration, asset: str, partition: str) -> tuple[str, str]:
    """The data version of a partition and the text of its page."""
    key = dg.AssetKey(asset)
    (record,) = officer.instance.fetch_materializations(
        dg.AssetRecordsFilter(key, asset_partitions=[partition]), limit=1
    ).records
    made = record.asset_materialization
    assert made and made.tags
    return made.tags["dagster/data_version"], str(records(dict(made.metadata)))


WHO = ("--by", "SLOM", "--why", "agreed")


def go_back(line, submitted) -> None:
    put(line, submitted(A2="1000"), PATH, minute=3)


def withdraw(line, submitted) -> None:
    line.do("decide", "withdraw", line.ask("submissions")[1]["submission_id"], *WHO)


def take_back_a_withdrawal(line, submitted) -> None:
    withdraw(line, submitted)
    line.do("decide", "revoke", "1", *WHO)
    withdraw(line, submitted)


def close_and_send_again(line, submitted) -> None:
    line.do("decide", "close-round", "2021", *WHO)
    put(line, submitted(A2="1200"), PATH, minute=3)
    late = "2021-10-01T09:00:00+07:00"
    (sent,) = line.ask("ingest", CL_NOW=late)["submissions"]
    line.do("decide", "accept-late", sent["submission_id"], *WHO, CL_NOW=late)


@pytest.mark.parametrize(
    "change", [go_back, withdraw, take_back_a_withdrawal, close_and_send_again]
)
def test_all_that_is_shown_follows_what_is_current(officer, line, submitted, change):
    """Whoever changed it, in whatever way: here on the drive and on the command line."""
    for minute, children in enumerate(("1000", "1100")):
        put(line, submitted(A2=children), PATH, minute=minute)
        follow(officer)
    page, values = (shown(officer, *about) for about in ABOUT)

    change(line, submitted)
    follow(officer)

    new_page, new_values = (shown(officer, *about) for about in ABOUT)
    states = [row["state"] for row in line.ask("submissions")]
    assert new_page[0] != page[0]
    assert all(STATE_LABELS[state] in new_page[1] for state in states)
    assert new_values[0] != values[0]
    assert not officer.look()
    assert not officer.look("tables_follow_submissions")


ABOUT = [("submissions", "KHM|2021"), ("accepted_observations", "2021")]


def test_a_copy_changes_no_figure_and_makes_no_table_again(officer, line, submitted):
    put(line, submitted(A2="1000"), PATH)
    follow(officer)
    before = shown(officer, "accepted_observations", "2021")

    put(line, submitted(A2="1000"), "2021/KHM/copy.xlsx")
    follow(officer)

    assert shown(officer, "accepted_observations", "2021") == before


def test_a_change_of_an_earlier_round_reaches_the_tables_of_later_ones(officer, line, submitted):
    put(line, submitted(A2="1000"), PATH)
    follow(officer)
    officer.press("update_the_tables", partition="2022")
    before = shown(officer, "accepted_observations", "2022")

    put(line, submitted(A2="1100"), PATH, minute=1)
    follow(officer)

    assert shown(officer, "accepted_observations", "2022")[0] != before[0]
    assert officer.partitions("accepted_observations") == {"2021", "2022"}
