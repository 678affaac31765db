"""The drive sensor: something new on the drive starts *Collect the A list*.

A tick looks at names, sizes and times only, and reads nothing. One run takes in all that is new,
so many files at once are one run. The cursor is a hint: what was taken in is in the store.
"""

import json
from hashlib import sha256

import dagster as dg

from cl_pipeline.errors import DriveUnavailable
from cl_pipeline.stages.collection import look_at_drive
from cl_pipeline.stages.pipeline import Pipeline
from schedules.jobs import collect_the_a_list

SECONDS_BETWEEN_LOOKS = 5
"""Starting a run takes four to six seconds, so looking more often gains little."""


@dg.sensor(
    job=collect_the_a_list,
    minimum_interval_seconds=SECONDS_BETWEEN_LOOKS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Looks at the shared drive every five seconds and takes in what is new.",
)
def drive_sensor(
    context: dg.SensorEvaluationContext, pipeline: dg.ResourceParam[Pipeline]
) -> dg.SensorResult | dg.SkipReason:
    """A run for every new set of files; none while files are still being copied."""
    try:
        seen = look_at_drive(pipeline)
    except DriveUnavailable as trouble:
        return dg.SkipReason(str(trouble))
    if not seen.changed:
        return dg.SkipReason(f"nothing new among {seen.unchanged_count} files")
    names = [f"{one.path}:{one.size_bytes}:{one.modified_ns}" for one in seen.changed]
    look = sha256("\n".join(names).encode()).hexdigest()[:16]
    last = json.loads(context.cursor or '{"look": "", "number": 0}')
    if last["look"] == look and _is_under_way(context, last["number"], look):
        return dg.SkipReason(f"{len(names)} new files are being taken in")
    number = last["number"] + 1
    return dg.SensorResult(
        run_requests=[dg.RunRequest(run_key=_run_key(number, look))],
        cursor=json.dumps({"look": look, "number": number}),
    )


def _run_key(number: int, look: str) -> str:
    """Numbered, because a run key is never forgotten and a restored file must run again."""
    return f"{number}:{look}"


def _is_under_way(context: dg.SensorEvaluationContext, number: int, look: str) -> bool:
    runs = context.instance.get_runs(
        dg.RunsFilter(tags={"dagster/run_key": _run_key(number, look)}), limit=1
    )
    return not runs or not runs[0].is_finished
