"""What starts by itself: jobs on the days of the calendar, tables after their submissions."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import dagster as dg
import pytest
from dagster._utils.tags import TagConcurrencyLimitsCounter

from cl_pipeline.model.number_format import JAKARTA
from tests.builders.command_line import CommandLine
from tests.builders.orchestration import Orchestration, orchestrated

pytestmark = [
    pytest.mark.xdist_group("end to end"),
    pytest.mark.filterwarnings("ignore:Parameter `include_sources`"),  # Dagster's own call
]


@pytest.fixture(scope="module")
def officer(tmp_path_factory) -> Iterator[Orchestration]:
    """Dagster over an empty folder; schedules only look at the calendar."""
    with orchestrated(CommandLine(tmp_path_factory.mktemp("calendar"))) as officer:
        yield officer


def morning(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 8, 0, tzinfo=JAKARTA)


@pytest.mark.parametrize(
    ("schedule", "job", "at", "partition"),
    [
        ("forms_go_out", "send_out_forms", morning(2021, 5, 1), "2021"),
        ("forms_go_out", "send_out_forms", morning(2024, 5, 1), "2024"),
        ("review_begins", "prepare_the_slom_review", morning(2021, 9, 1), "2021"),
        ("review_begins", "prepare_the_slom_review", morning(2025, 9, 1), "2025"),
    ],
    ids=["forms 2021", "forms 2024", "review 2021", "review 2025"],
)
def test_a_phase_starts_on_its_first_day(officer, schedule, job, at, partition):
    tick = officer.morning(schedule, at)

    assert [run_request.partition_key for run_request in tick.run_requests or ()] == [partition]
    assert officer.definitions.resolve_schedule_def(schedule).job_name == job


@pytest.mark.parametrize(
    ("schedule", "at", "named"),
    [
        ("forms_go_out", morning(2021, 4, 30), "2021-05-01"),
        ("forms_go_out", morning(2021, 5, 2), "2022-05-01"),
        ("review_begins", morning(2021, 5, 1), "2021-09-01"),
        ("review_begins", morning(2025, 9, 2), "no later"),
    ],
    ids=["the day before", "the day after", "another phase", "after the last round"],
)
def test_on_other_days_nothing_starts_and_the_next_date_is_named(officer, schedule, at, named):
    tick = officer.morning(schedule, at)

    assert not tick.run_requests
    assert named in (tick.skip_message or "")


def test_every_night_every_file_of_the_drive_is_looked_at(officer):
    """Each night has a run of its own, so that none is taken for one that already was."""
    nights = [datetime(2021, 7, day, 2, 0, tzinfo=JAKARTA) for day in (14, 15)]

    requests = [
        run_request
        for night in nights
        for run_request in officer.morning("nightly_sweep", night).run_requests or ()
    ]

    assert len({run_request.run_key for run_request in requests}) == 2
    look = {"received_files": {"config": {"look_at_every_file": True}}}
    assert [run_request.run_config["ops"] for run_request in requests] == [look, look]
    sweep = officer.definitions.resolve_schedule_def("nightly_sweep")
    assert sweep.job_name == "collect_the_a_list"


def test_a_second_collection_waits_for_the_first(officer, tmp_path, monkeypatch):
    monkeypatch.setenv("CL_DAGSTER_DIR", str(tmp_path))
    job = officer.definitions.resolve_job_def("collect_the_a_list")
    run = dg.DagsterRun(job.name, tags=job.run_tags)
    with dg.DagsterInstance.from_config(str(Path(__file__).parents[2])) as instance:
        queue = instance.get_concurrency_config().run_queue_config
    assert queue

    def waits(under_way: list[dg.DagsterRun]) -> bool:
        limits = queue.tag_concurrency_limits
        return TagConcurrencyLimitsCounter(limits, under_way).is_blocked(run)

    assert (waits([]), waits([run])) == (False, True)


@pytest.mark.parametrize("schedule", ["nightly_sweep", "forms_go_out", "review_begins"])
def test_a_schedule_runs_from_the_start_on_jakarta_time(officer, schedule):
    """Nobody has to switch it on, and its hours are those of the Secretariat."""
    defined = officer.definitions.resolve_schedule_def(schedule)

    assert defined.default_status == dg.DefaultScheduleStatus.RUNNING
    assert defined.execution_timezone == "Asia/Jakarta"


TABLES = {
    "accepted_observations", "consolidated_values", "coverage", "rule_of_five", "asean_figures",
    "progress", "proposals", "changes_since_sign_off",
}  # fmt: skip


def test_the_tables_of_a_round_are_made_again_and_no_paper(officer):
    sensor = officer.definitions.resolve_sensor_def("tables_follow_submissions")
    job = officer.definitions.resolve_job_def(sensor.job_name)

    made = {key.to_user_string() for key in job.asset_layer.executable_asset_keys}

    assert made == TABLES


def test_the_tables_grow_old_and_the_papers_do_not(officer):
    specs = officer.definitions.resolve_all_asset_specs()

    watched = {spec.key.to_user_string() for spec in specs if spec.freshness_policy}

    assert watched == TABLES | {"received_files"}


def test_the_tables_follow_from_the_start(officer):
    """Nobody has to switch the sensor on."""
    sensor = officer.definitions.resolve_sensor_def("tables_follow_submissions")

    assert sensor.default_status == dg.DefaultSensorStatus.RUNNING
