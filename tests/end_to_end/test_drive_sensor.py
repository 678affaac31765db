"""The drive sensor: what is new starts one run, what is known starts none."""

import shutil

import dagster as dg
import pytest

from schedules import sensors
from tests.builders.submissions_on_drive import put

pytestmark = pytest.mark.xdist_group("end to end")

PATH = "2021/KHM/KHM_2021_a_list.xlsx"


def requested(tick: dg.SensorResult | dg.SkipReason) -> tuple[str, str]:
    """The one run key asked for, and the cursor to look with next."""
    assert isinstance(tick, dg.SensorResult), tick
    (request,) = tick.run_requests
    assert request.run_key
    assert tick.cursor
    return request.run_key, tick.cursor


def reason(tick: dg.SensorResult | dg.SkipReason) -> str:
    """Why no run was asked for."""
    if isinstance(tick, dg.SkipReason):
        return tick.skip_message or ""
    assert not tick.run_requests
    return getattr(tick.skip_reason, "skip_message", "") or ""


def test_an_empty_drive_starts_nothing(officer):
    assert "nothing new" in reason(officer.look())


def test_new_files_start_one_run_that_is_not_asked_for_again(officer, line, submitted):
    put(line, submitted(A2="1000"), PATH)
    put(line, submitted(sender="LAO", A2="300"), "2021/LAO/return.xlsx")

    run_key, cursor = requested(officer.look())
    waiting = officer.look(cursor)
    officer.press("collect_the_a_list", tags={"dagster/run_key": run_key})
    afterwards = officer.look(cursor)

    assert "being taken in" in reason(waiting)
    assert "nothing new among 2 files" in reason(afterwards)
    assert officer.partitions("submissions") == {"KHM|2021", "LAO|2021"}


def test_a_further_file_waits_for_the_run_that_is_under_way(officer, line, submitted):
    put(line, submitted(A2="1000"), PATH)
    run_key, cursor = requested(officer.look())
    under_way = officer.instance.create_run_for_job(
        officer.definitions.resolve_job_def("collect_the_a_list"),
        tags={"dagster/run_key": run_key},
        status=dg.DagsterRunStatus.STARTED,
    )
    put(line, submitted(sender="LAO", A2="300"), "2021/LAO/return.xlsx")

    waiting = officer.look(cursor)
    officer.instance.report_run_canceled(under_way)
    second, _ = requested(officer.look(cursor))

    assert "being taken in" in reason(waiting)
    assert second != run_key


def test_a_restored_file_gets_a_run_key_of_its_own(officer, line, submitted):
    """Dagster never forgets a run key, so going back to an earlier file must ask with a new one."""
    keys, cursor = [], None
    for children in ("1000", "1100", "1000"):
        put(line, submitted(A2=children), PATH, minute=int(children))
        run_key, cursor = requested(officer.look(cursor))
        officer.press("collect_the_a_list", tags={"dagster/run_key": run_key})
        keys.append(run_key)

    assert len(set(keys)) == 3
    line.do("consolidate", "--round", "2021")
    assert line.ask("trace", "A2", "KHM", "baseline")["value"] == 1000


def test_files_that_a_run_could_not_take_in_are_tried_again_later(
    officer, line, submitted, monkeypatch
):
    put(line, submitted(A2="1000"), PATH)
    first, cursor = requested(officer.look())
    officer.press("show_the_framework", tags={"dagster/run_key": first})
    at_once = officer.look(cursor)
    monkeypatch.setattr(sensors, "MINUTES_BETWEEN_TRIES", 0)

    second, _ = requested(officer.look(cursor))

    assert "tried again" in reason(at_once)
    assert second != first


def test_a_drive_that_is_away_is_a_reason_and_no_failure(officer, line):
    shutil.rmtree(line.drive)

    message = reason(officer.look())

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
