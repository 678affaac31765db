"""What Dagster remembers of an erased submission: nothing."""

import sqlite3
from contextlib import closing
from pathlib import Path

import dagster as dg

from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.workflows.pipeline import Pipeline

FORGOTTEN = "cl_pipeline_forgotten"
"""Where Dagster keeps the number of the erasure that its history follows."""

FINISHED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]


def forget_erased(instance: dg.DagsterInstance, pipeline: Pipeline) -> None:
    """Deletes the runs and pages of Dagster that are older than the newest erasure, once.

    Their tables and logs may quote the submission. The pages are made again from the store, and the
    register of decisions says that it was erased.
    """
    erasures = pipeline.store.decisions.list(kind=DecisionKind.ERASE)
    newest = str(erasures[-1].decision_id) if erasures else ""
    if instance.run_storage.get_cursor_values({FORGOTTEN}).get(FORGOTTEN, "") == newest:
        return
    for run in instance.get_runs(dg.RunsFilter(statuses=FINISHED)):
        instance.compute_log_manager.delete_logs(prefix=[run.run_id])
        instance.delete_run(run.run_id)
    instance.wipe_assets(list(instance.all_asset_keys()))
    for path in Path(instance.root_directory).rglob("*.db"):
        with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as database:
            database.execute("VACUUM")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    instance.run_storage.set_cursor_values({FORGOTTEN: newest})
