"""A launcher of runs that notices when the process of a run is gone.

Dagster's own asks nobody: a run whose code server was killed with it stays *Started* for ever, and
two of them fill the queue. ``dagster.yaml`` names this launcher and how often the daemon asks it.
"""

import grpc
from dagster import DagsterRun, DefaultRunLauncher
from dagster._core.errors import DagsterUserCodeUnreachableError
from dagster._core.launcher import CheckRunHealthResult, WorkerStatus
from dagster._grpc.types import CanCancelExecutionRequest, CanCancelExecutionResult
from dagster._serdes import deserialize_value

SECONDS_TO_ANSWER = 10

RUNNING = CheckRunHealthResult(WorkerStatus.RUNNING)
GONE = CheckRunHealthResult(WorkerStatus.FAILED, "the process of this run is gone")


class WatchedRunLauncher(DefaultRunLauncher):
    """Dagster's launcher, and the answer of the code server that started a run about it.

    A run ends with its code server (``resources/pipeline.py``), so that one which is not there has
    no run either.
    """

    @property
    def supports_check_run_worker_health(self) -> bool:
        return True

    def check_run_worker_health(self, run: DagsterRun) -> CheckRunHealthResult:
        """Whether the process of a run that has started is still there."""
        client = self._get_grpc_client_for_termination(run.run_id)
        if client is None:
            return GONE
        try:
            answer = client.can_cancel_execution(
                CanCancelExecutionRequest(run_id=run.run_id), timeout=SECONDS_TO_ANSWER
            )
        except DagsterUserCodeUnreachableError as error:
            return RUNNING if _is_slow(error.__cause__) else GONE
        found = deserialize_value(answer, CanCancelExecutionResult)
        return RUNNING if found.can_cancel else GONE


def _is_slow(cause: BaseException | None) -> bool:
    """Whether the server is there and has too much to do to answer in time."""
    code = cause.code() if isinstance(cause, grpc.RpcError) else None
    return bool(code == grpc.StatusCode.DEADLINE_EXCEEDED)
