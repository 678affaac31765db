"""What starts by itself: the collection when there is news, then the tables of the round.

Both sensors compare what is stored with what is shown, and never rely on a run that was launched:
what a killed run left undone, and what somebody decided on the command line, differ all the same.
A tick of the drive sensor looks at names, sizes and times only, and reads nothing. One run takes
in all that is new, so many files at once are one run.
"""

import time
from hashlib import sha256

import dagster as dg

from assets.a_list_collection import SHOWN_STAMP
from assets.checks import DRIVE_CHECK, DRIVE_IS_WELL
from assets.metadata import latest_tag
from assets.slom_review import MADE_FROM
from cl_pipeline.errors import TryAgain
from cl_pipeline.publication.tables import escape_markdown
from cl_pipeline.workflows.a_list_collection.collection import drive_problem, look_at_drive
from cl_pipeline.workflows.a_list_collection.feedback_due import change_stamp
from cl_pipeline.workflows.a_list_collection.submissions import (
    list_submissions,
    versions_of_rounds,
)
from resources.pipeline import PipelineParam

SECONDS_BETWEEN_LOOKS = 5
"""Starting a run takes four to six seconds, so looking more often gains little."""

SECONDS_BETWEEN_CHECKS = 30

MINUTES_BETWEEN_TRIES = 10
"""A file that no run can collect (locked, closed, disk full) must not start one at every look."""

MINUTES_AFTER_FAILURE = 1
"""A run that was killed is tried again soon; its own retry comes first."""

STATE = "state"
"""Tag of a run: what it was started for."""


@dg.sensor(
    job_name="collect_the_a_list",
    minimum_interval_seconds=SECONDS_BETWEEN_LOOKS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Looks at the shared drive every five seconds and takes in what is new. Also shows "
    "what was decided or taken in elsewhere: pages, checks and feedback follow.",
)
def drive_sensor(
    context: dg.SensorEvaluationContext, pipeline: PipelineParam
) -> dg.RunRequest | dg.SkipReason:
    """A run for every new set of files; none while files are still being copied."""
    try:
        seen = look_at_drive(pipeline)
        unread = pipeline.store.submissions.unread()
        now = change_stamp(pipeline)
    except TryAgain as error:
        return dg.SkipReason(str(error))
    # What a killed run archived and did not read looks unchanged on the drive.
    file_count = len(seen.changed) + len(unread)
    is_shown = now == _stamp_shown(context.instance)
    if not file_count and is_shown:
        waiting = f", {len(seen.still_changing)} still being copied" if seen.still_changing else ""
        return dg.SkipReason(f"nothing new among {seen.unchanged_count} files{waiting}")
    names = [f"{file.path}:{file.size_bytes}:{file.modified_ns}" for file in seen.changed]
    names += [file.submission_id or "" for file in unread]
    if not is_shown:
        names.append(now)
    state = sha256("\n".join(names).encode()).hexdigest()[:16]
    about = f"{file_count} files" if file_count else "what was decided or read"
    if wait := _reason_to_wait(context.instance, "collect_the_a_list", state):
        return dg.SkipReason(f"{about}: {wait}")
    return dg.RunRequest(tags={STATE: state})


@dg.sensor(
    minimum_interval_seconds=SECONDS_BETWEEN_CHECKS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Looks every half minute whether the shared drive can be read. Where it cannot, or "
    "is empty, the check of *shared_drive* turns red and says what to do.",
)
def drive_watch(
    context: dg.SensorEvaluationContext, pipeline: PipelineParam
) -> dg.SensorResult | dg.SkipReason:
    """A result of the check whenever it changes."""
    found = drive_problem(pipeline) or DRIVE_IS_WELL
    if found == context.cursor:
        return dg.SkipReason(found)
    result = dg.AssetCheckEvaluation(
        asset_key=dg.AssetKey("shared_drive"),
        check_name=DRIVE_CHECK,
        passed=found == DRIVE_IS_WELL,
        description=escape_markdown(found),
    )
    return dg.SensorResult(asset_events=[result], cursor=found)


@dg.sensor(
    job_name="update_the_tables",
    minimum_interval_seconds=SECONDS_BETWEEN_LOOKS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Makes the tables of a round again when something that they are made of has "
    "changed, by a submission or by a decision: values, coverage, rule of five and what follows "
    "from them. The papers wait for *prepare_the_slom_review*.",
)
def tables_follow_submissions(
    context: dg.SensorEvaluationContext, pipeline: PipelineParam
) -> list[dg.RunRequest] | dg.SkipReason:
    """A run for every round whose tables are made of something else than what is current."""
    try:
        stored = pipeline.store.change_stamp()
        if context.cursor == stored:
            return dg.SkipReason("nothing has changed")
        submissions = list_submissions(pipeline)
        versions = versions_of_rounds(pipeline)
    except TryAgain as error:
        return dg.SkipReason(str(error))
    instance, asset = context.instance, "accepted_observations"
    made = instance.get_materialized_partitions(dg.AssetKey(asset))
    asked = {str(sent.round) for sent in submissions} | made
    stale = {
        str(year): version
        for year, version in versions.items()
        if str(year) in asked and latest_tag(instance, asset, MADE_FROM, str(year)) != version
    }
    if not stale:
        context.update_cursor(stored)
        return dg.SkipReason("the tables are made of what is current")
    return [
        dg.RunRequest(partition_key=year, tags={STATE: version})
        for year, version in stale.items()
        if not _reason_to_wait(instance, "update_the_tables", version, year)
    ]


SENSORS = (drive_sensor, drive_watch, tables_follow_submissions)


def _stamp_shown(instance: dg.DagsterInstance) -> str:
    """The change stamp that pages, checks and feedback follow: that of the last whole run."""
    done = dg.RunsFilter(job_name="collect_the_a_list", statuses=[dg.DagsterRunStatus.SUCCESS])
    runs = instance.get_runs(done, limit=1)
    return runs[0].tags.get(SHOWN_STAMP, "") if runs else ""


def _reason_to_wait(
    instance: dg.DagsterInstance, job_name: str, state: str, partition: str = ""
) -> str:
    """Why no further run starts now; empty if a run starts.

    While a run is under way the drive looks different at every tick: what it has archived is no
    longer new. So it is waited for, whatever it was started for; the next tick sees what it left.
    """
    tags = {"dagster/partition": partition} if partition else {}
    records = instance.get_run_records(dg.RunsFilter(job_name=job_name, tags=tags), limit=1)
    if not records:
        return ""
    run, ended_at = records[0].dagster_run, records[0].end_time or 0.0
    if not run.is_finished:
        return "they are being taken in"
    if run.tags.get(STATE) != state:
        return ""
    minutes = MINUTES_BETWEEN_TRIES if run.is_success else MINUTES_AFTER_FAILURE
    if time.time() - ended_at < minutes * 60:
        return (
            "the last run could not take them in (see its tables); "
            f"tried again after {minutes} minutes"
        )
    return ""
