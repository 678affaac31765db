"""The calendar: what starts by itself on the dates of the SLOM timeline, and every night.

The dates are the framework's (asset *slom_calendar* shows their basis). Times are Jakarta's.
"""

from collections.abc import Iterator
from datetime import date
from functools import partial

import dagster as dg

from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.codes import Phase
from cl_pipeline.model.framework import JAKARTA, Framework
from schedules.jobs import (
    collect_the_a_list,
    prepare_the_slom_review,
    send_out_forms,
    update_the_tables,
)

Requests = Iterator[dg.RunRequest | dg.SkipReason]

_schedule = partial(
    dg.schedule,
    execution_timezone=str(JAKARTA),
    default_status=dg.DefaultScheduleStatus.RUNNING,
)


@_schedule(
    job=collect_the_a_list,
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
    job=update_the_tables,
    cron_schedule="0 4 * * *",
    description="Every night at four, from a round's collection to its SLOM review: makes its "
    "tables again.",
)
def nightly_tables(context: dg.ScheduleEvaluationContext) -> Requests:
    """The rounds that run today."""
    today = context.scheduled_execution_time.date()
    running = _running_rounds(load_framework(), today)
    for round_year in running:
        yield dg.RunRequest(run_key=f"{today}:{round_year}", partition_key=str(round_year))
    if not running:
        yield dg.SkipReason("no round is collected or reviewed today")


@_schedule(
    job=send_out_forms,
    cron_schedule="0 8 * * *",
    description="On the first day of a round's collection: sends out its forms.",
)
def forms_go_out(context: dg.ScheduleEvaluationContext) -> Requests:
    """The rounds whose collection starts today."""
    yield from _starting(context, Phase.A_LIST_COLLECTION)


@_schedule(
    job=prepare_the_slom_review,
    cron_schedule="0 8 * * *",
    description="On the first day of a round's SLOM review: prepares it.",
)
def review_begins(context: dg.ScheduleEvaluationContext) -> Requests:
    """The rounds whose review starts today."""
    yield from _starting(context, Phase.SLOM_REVIEW)


SCHEDULES = (nightly_sweep, nightly_tables, forms_go_out, review_begins)


def _running_rounds(framework: Framework, today: date) -> list[int]:
    """The rounds that are between the first day of collection and the last of the review."""
    phases = {Phase.A_LIST_COLLECTION, Phase.SLOM_REVIEW}
    return sorted(
        {
            entry.round
            for entry in framework.calendar
            if entry.phase in phases and entry.starts_on <= today <= entry.ends_on
        }
    )


def _starting(context: dg.ScheduleEvaluationContext, phase: Phase) -> Requests:
    today = context.scheduled_execution_time.date()
    entries = [entry for entry in load_framework().calendar if entry.phase == phase]
    due = [entry for entry in entries if entry.starts_on == today]
    for entry in due:
        yield dg.RunRequest(run_key=f"{phase}:{entry.round}", partition_key=str(entry.round))
    if not due:
        yield dg.SkipReason(_next_start(phase, today, [entry.starts_on for entry in entries]))


def _next_start(phase: Phase, today: date, starts: list[date]) -> str:
    later = sorted(day for day in starts if day > today)
    name = phase.replace("_", " ")
    return f"{name} begins next on {later[0]}" if later else f"the calendar has no later {name}"
