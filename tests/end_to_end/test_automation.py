"""Tables of a round follow its submissions; the papers wait for the officer."""

import dagster as dg
import pytest

from tests.builders.orchestration import Orchestration

pytestmark = [
    pytest.mark.xdist_group("end to end"),
    pytest.mark.filterwarnings("ignore:Parameter `include_sources`"),  # Dagster's own call
]

TABLES = {
    "accepted_observations", "consolidated_values", "coverage", "rule_of_five", "asean_figures",
    "progress", "proposals", "changes_since_sign_off",
}  # fmt: skip


def evaluated(officer: Orchestration, cursor=None):
    return dg.evaluate_automation_conditions(officer.definitions, officer.instance, cursor=cursor)


def test_a_submission_requests_the_tables_of_its_round_and_no_paper(officer):
    before = evaluated(officer)
    officer.instance.report_runless_asset_event(
        dg.AssetMaterialization("submissions", partition="KHM|2021")
    )

    after = evaluated(officer, before.cursor)
    later = evaluated(officer, after.cursor)

    assert before.total_requested == 0
    requested = {key: after.get_requested_partitions(dg.AssetKey(key)) for key in TABLES}
    assert requested == {key: {"2021"} for key in TABLES}
    assert after.get_num_requested(dg.AssetKey("review_workbook")) == 0
    assert later.total_requested == 0


def test_the_tables_grow_old_and_the_papers_do_not(officer):
    specs = officer.definitions.resolve_all_asset_specs()

    watched = {spec.key.to_user_string() for spec in specs if spec.freshness_policy}

    assert watched == TABLES | {"received_files"}


def test_the_tables_follow_from_the_start(officer):
    """Nobody has to switch the sensor on."""
    sensor = officer.definitions.resolve_sensor_def("tables_follow_submissions")

    assert sensor.default_status == dg.DefaultSensorStatus.RUNNING
