"""What Dagster remembers of an erased submission: nothing."""

import sqlite3
from contextlib import closing
from pathlib import Path

import dagster as dg

from assets.partitions import sender_and_round
from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.model.identity import SubmissionId
from cl_pipeline.model.submission import Submission
from cl_pipeline.workflows.pipeline import Pipeline

FORGOTTEN = "cl_pipeline_forgotten"
"""Where Dagster keeps the number of the erasure that its history follows."""

FINISHED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
PARTITION = "dagster/partition"


def forget_erased(instance: dg.DagsterInstance, pipeline: Pipeline) -> None:
    """Deletes the runs that may quote an erased submission, and the pages they made, once.

    These are the runs that ended after it came, but those about an earlier round or about another
    Member State. Dagster keeps the last page of an asset apart, so that of an asset with such a
    page all pages go. They are made again from the store; the register says that it was erased.
    """
    erasures = pipeline.store.decisions.list(kind=DecisionKind.ERASE)
    forgotten = instance.run_storage.get_cursor_values({FORGOTTEN}).get(FORGOTTEN, "")
    new = [erased for erased in erasures if erased.decision_id > int(forgotten or 0)]
    if not new:
        return
    submissions = [pipeline.store.submissions.get(SubmissionId(each.subject)) for each in new]
    received = pipeline.store.received_files.list()
    # Runs have the system's clock; with a fixed one nothing can be said about what came before.
    is_fixed = pipeline.settings.now is not None
    since = {
        sent.submission_id: 0.0
        if is_fixed
        else min(file.received_at for file in received if file.digest == sent.digest).timestamp()
        for sent in submissions
    }
    records = instance.get_run_records(dg.RunsFilter(statuses=FINISHED))
    deleted = {
        record.dagster_run.run_id
        for record in records
        for sent in submissions
        if may_quote(record, sent, since[sent.submission_id])
    }
    pages = [key for key in instance.all_asset_keys() if _last_run(instance, key) in deleted]
    for run_id in sorted(deleted):
        instance.compute_log_manager.delete_logs(prefix=[run_id])
        instance.delete_run(run_id)
    instance.wipe_assets(pages)
    for path in Path(instance.root_directory).rglob("*.db"):
        with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as database:
            database.execute("VACUUM")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    instance.run_storage.set_cursor_values({FORGOTTEN: str(new[-1].decision_id)})


def may_quote(record: dg.RunRecord, sent: Submission, since: float) -> bool:
    """Whether a run can show something of a submission that came at that time (in seconds)."""
    if record.end_time is not None and record.end_time < since:
        return False
    partition = record.dagster_run.tags.get(PARTITION, "")
    if partition.isdigit():
        return sent.round is None or int(partition) >= sent.round
    if "|" in partition and sent.sender and sent.round:
        return sender_and_round(partition) == (sent.sender, sent.round)
    return True


def _last_run(instance: dg.DagsterInstance, key: dg.AssetKey) -> str:
    event = instance.get_latest_materialization_event(key)
    return event.run_id if event else ""
