"""A run whose process is gone is noticed by the daemon, ended and done again.

Killing the web UI with its daemon and the run takes a minute or two for each time::

    CL_TEST_KILLS_OF_ALL=20 .venv/bin/python -m pytest tests/crash/test_killed_runs.py
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import grpc
import pytest
from dagster._core.errors import DagsterUserCodeUnreachableError
from dagster._core.launcher import WorkerStatus
from dagster._grpc.types import CanCancelExecutionResult
from dagster._serdes import serialize_value

from cl_pipeline.sample.figures import load_sample_submissions
from tests.builders.web_ui import ROOT, put_on_the_drive, running_web_ui

KILLS = int(os.environ.get("CL_TEST_KILLS_OF_ALL") or 1)
SECONDS_TO_BE_FREED = 120
FILES = [submission.path for submission in load_sample_submissions()[:4]]

pytestmark = pytest.mark.xdist_group("crash")


@pytest.fixture
def instance(tmp_path, monkeypatch) -> Iterator[dg.DagsterInstance]:
    """Dagster as ``dagster.yaml`` sets it up, over the folder of this test."""
    folder = tmp_path / "dagster"
    folder.mkdir()
    monkeypatch.setenv("CL_DAGSTER_DIR", str(folder))
    with dg.DagsterInstance.from_config(str(ROOT)) as instance:
        yield instance


class Answer(grpc.RpcError):
    def __init__(self, code: grpc.StatusCode) -> None:
        self._code = code

    def code(self) -> grpc.StatusCode:
        return self._code


class CodeServer:
    """A code server that knows a run, does not know it, or cannot be asked."""

    def __init__(self, answer: bool | grpc.StatusCode) -> None:
        self.answer = answer

    def can_cancel_execution(self, *_: object, **__: object) -> str:
        if isinstance(self.answer, bool):
            return serialize_value(CanCancelExecutionResult(can_cancel=self.answer))
        raise DagsterUserCodeUnreachableError("no answer") from Answer(self.answer)


@pytest.mark.parametrize(
    ("server", "status"),
    [
        pytest.param(CodeServer(True), WorkerStatus.RUNNING, id="under-way"),
        pytest.param(CodeServer(False), WorkerStatus.FAILED, id="worker-gone"),
        pytest.param(CodeServer(grpc.StatusCode.UNAVAILABLE), WorkerStatus.FAILED, id="all-gone"),
        pytest.param(
            CodeServer(grpc.StatusCode.DEADLINE_EXCEEDED), WorkerStatus.RUNNING, id="server-busy"
        ),
        pytest.param(None, WorkerStatus.FAILED, id="no-server-named"),
    ],
)
def test_a_run_is_alive_while_its_code_server_knows_it(instance, monkeypatch, server, status):
    launcher = instance.run_launcher
    monkeypatch.setattr(launcher, "_get_grpc_client_for_termination", lambda run_id: server)

    assert launcher.supports_check_run_worker_health
    assert launcher.check_run_worker_health(dg.DagsterRun("job")).status == status


def test_a_dead_run_is_noticed_in_time_and_no_run_has_endless_time(instance):
    assert instance.run_monitoring_enabled
    poll = instance.run_monitoring_poll_interval_seconds
    assert instance.run_monitoring_start_timeout_seconds + poll < SECONDS_TO_BE_FREED
    assert instance.run_monitoring_cancel_timeout_seconds + poll < SECONDS_TO_BE_FREED
    assert instance.run_monitoring_max_runtime_seconds > 0


@pytest.mark.parametrize("number", range(KILLS))
def test_a_collection_killed_with_everything_is_done_after_the_next_start(
    instance, tmp_path, number
):
    for path in FILES:
        put_on_the_drive(tmp_path, path)
    with running_web_ui(tmp_path) as web_ui:
        wait_for(instance, dg.DagsterRunStatus.STARTED)
        web_ui.kill()

    with running_web_ui(tmp_path):
        wait_for(instance, dg.DagsterRunStatus.SUCCESS)

    shown = instance.get_materialized_partitions(dg.AssetKey("submissions"))
    assert shown == {"|".join(reversed(Path(path).parts[:2])) for path in FILES}
    started = dg.RunsFilter(job_name="collect_the_a_list", statuses=[dg.DagsterRunStatus.STARTED])
    assert not instance.get_runs(started)


def wait_for(instance: dg.DagsterInstance, status: dg.DagsterRunStatus) -> None:
    """Until a collection has that status."""
    asked = dg.RunsFilter(job_name="collect_the_a_list", statuses=[status])
    for _ in range(3000):
        if instance.get_runs(asked, limit=1):
            return
        time.sleep(0.1)
    pytest.fail(f"no collection is {status}: {[run.status for run in instance.get_runs()]}")
