"""The calendar: what starts by itself on the dates of the SLOM timeline, and every night.

The dates are the framework's (asset *slom_calendar* shows their basis). Times are Jakarta's.
"""

from collections.abc import Iterator
from functools import partial

import dagster as dg

from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.codes import Phase
from cl_pipeline.model.number_format import JAKARTA
from cl_pipeline.settings import read_settings

Requests = Iterator[dg.RunRequest | dg.SkipReason]

_schedule = partial(
    dg.schedule, execution_timezone=str(JAKARTA), default_status=dg.DefaultScheduleStatus.RUNNING
)


@_schedule(
    job_name="collect_the_a_list",
    cron_schedule="0 2 * * *",
    description="Every night at two: reads every file, also those that look unchanged.",
)
def nightly_sweep(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """One run a night."""
    return dg.RunRequest(
        run_key=f"{context.scheduled_execution_time:%Y-%m-%d}",
        run_config={"ops": {"received_files": {"config": {"look_at_every_file": True}}}},
    )


@_schedule(
    job_name="replay_a_vintage",
    cron_schedule="0 3 * * *",
    description="Every night at three: makes one vintage again and compares.",
)
def nightly_replay(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """One vintage a night."""
    return dg.RunRequest(run_key=f"replay:{context.scheduled_execution_time:%Y-%m-%d}")


@_schedule(
    job_name="update_the_tables",
    cron_schedule="0 4 * * *",
    description="Every night at four, from a round's collection to its SLOM review: makes its "
    "tables again.",
)
def nightly_tables(context: dg.ScheduleEvaluationContext) -> Requests:
    """The rounds that run today."""
    today = context.scheduled_execution_time.date()
    open_rounds = load_framework(read_settings().framework_dir).open_rounds.items()
    running = [year for year, (first, last) in open_rounds if first <= today <= last]
    for round_year in running:
        yield dg.RunRequest(run_key=f"{today}:{round_year}", partition_key=str(round_year))
    if not running:
        yield dg.SkipReason("no round is collected or reviewed today")


def _on_the_first_day(name: str, job: str, phase: Phase, description: str) -> dg.ScheduleDefinition:
    """Starts a job for each round whose phase begins today."""

    @_schedule(name=name, job_name=job, cron_schedule="0 8 * * *", description=description)
    def begin(context: dg.ScheduleEvaluationContext) -> Requests:
        today = context.scheduled_execution_time.date()
        calendar = load_framework(read_settings().framework_dir).calendar
        entries = [entry for entry in calendar if entry.phase == phase]
        due = [entry for entry in entries if entry.starts_on == today]
        for entry in due:
            yield dg.RunRequest(run_key=f"{phase}:{entry.round}", partition_key=str(entry.round))
        if not due:
            later = [str(entry.starts_on) for entry in entries if entry.starts_on > today]
            name = phase.replace("_", " ")
            yield dg.SkipReason(
                f"{name} begins next on {min(later)}"
                if later
                else f"the calendar has no later {name}"
            )

    return begin


SCHEDULES = (
    nightly_sweep,
    nightly_replay,
    nightly_tables,
    _on_the_first_day(
        "forms_go_out",
        "send_out_forms",
        Phase.A_LIST_COLLECTION,
        "On the first day of a round's collection: sends out its forms.",
    ),
    _on_the_first_day(
        "review_begins",
        "prepare_the_slom_review",
        Phase.SLOM_REVIEW,
        "On the first day of a round's SLOM review: prepares it.",
    ),
)
