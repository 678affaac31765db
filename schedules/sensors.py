"""What starts by itself: the collection when the drive has news, then the tables of the round.

A tick of the drive sensor looks at names, sizes and times only, and reads nothing. One run takes
in all that is new, so many files at once are one run. The cursor is a hint: the store knows what
was collected.
"""

import json
import time
from hashlib import sha256

import dagster as dg

from assets.checks import DRIVE_CHECK, DRIVE_IS_WELL
from cl_pipeline.errors import TryAgain
from cl_pipeline.workflows.a_list_collection.collection import drive_problem, look_at_drive
from resources.pipeline import PipelineParam

SECONDS_BETWEEN_LOOKS = 5
"""Starting a run takes four to six seconds, so looking more often gains little."""

SECONDS_BETWEEN_CHECKS = 30

MINUTES_BETWEEN_TRIES = 10
"""A file that no run can collect (locked, closed, disk full) must not start one at every look."""


@dg.sensor(
    job_name="collect_the_a_list",
    minimum_interval_seconds=SECONDS_BETWEEN_LOOKS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Looks at the shared drive every five seconds and takes in what is new.",
)
def drive_sensor(
    context: dg.SensorEvaluationContext, pipeline: PipelineParam
) -> dg.SensorResult | dg.SkipReason:
    """A run for every new set of files; none while files are still being copied."""
    try:
        seen = look_at_drive(pipeline)
        unread = pipeline.store.submissions.unread()
    except TryAgain as error:
        return dg.SkipReason(str(error))
    # What a killed run archived and did not read looks unchanged on the drive.
    if not seen.changed and not unread:
        waiting = f", {len(seen.still_changing)} still being copied" if seen.still_changing else ""
        return dg.SkipReason(f"nothing new among {seen.unchanged_count} files{waiting}")
    names = [f"{file.path}:{file.size_bytes}:{file.modified_ns}" for file in seen.changed]
    names += [file.submission_id or "" for file in unread]
    look = sha256("\n".join(names).encode()).hexdigest()[:16]
    last = json.loads(context.cursor or '{"look": "", "number": 0}')
    if wait := _reason_to_wait(context, _run_key(**last), is_new_look=last["look"] != look):
        return dg.SkipReason(f"{len(seen.changed) + len(unread)} files: {wait}")
    number = last["number"] + 1
    return dg.SensorResult(
        run_requests=[dg.RunRequest(run_key=_run_key(look, number))],
        cursor=json.dumps({"look": look, "number": number}),
    )


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
        description=found,
    )
    return dg.SensorResult(asset_events=[result], cursor=found)


tables_follow_submissions = dg.AutomationConditionSensorDefinition(
    "tables_follow_submissions",
    target=dg.AssetSelection.all(),
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Makes the tables of a round again when a submission for it came in: values, "
    "coverage, rule of five and what follows from them. The papers wait for "
    "*prepare_the_slom_review*.",
)

SENSORS = (drive_sensor, drive_watch, tables_follow_submissions)


def _run_key(look: str, number: int) -> str:
    """Numbered, because a run key is never forgotten and a restored file must run again."""
    return f"{number}:{look}"


def _reason_to_wait(
    context: dg.SensorEvaluationContext, last_run_key: str, *, is_new_look: bool
) -> str:
    """Why no further run starts now; empty if a run starts.

    While a run is under way the drive looks different at every tick: what it has archived is no
    longer new. So it is waited for, whatever the look; the next tick sees what it left.
    """
    records = context.instance.get_run_records(
        dg.RunsFilter(tags={"dagster/run_key": last_run_key}), limit=1
    )
    if records and not records[0].dagster_run.is_finished:
        return "they are being taken in"
    if is_new_look:
        return ""
    if not records:
        return "they are being taken in"
    since_seconds = time.time() - (records[0].end_time or 0.0)
    if since_seconds < MINUTES_BETWEEN_TRIES * 60:
        return (
            "the last run could not take them in (see its tables); "
            f"tried again after {MINUTES_BETWEEN_TRIES} minutes"
        )
    return ""
