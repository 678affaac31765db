"""The only wiring: assets, checks, jobs, sensor, schedules and the resource put together."""

import dagster as dg

from assets import (
    a_list_collection,
    b_list_assessment,
    checks,
    context,
    evaluation,
    slom_follow_up,
    slom_review,
    template_finalisation,
)
from assets.decisions import decisions
from assets.feedback_reports import feedback_reports
from resources import PipelineResource
from schedules.calendar import SCHEDULES
from schedules.context import show_the_context
from schedules.correcting import declare_a_correction
from schedules.drive_sensor import drive_sensor
from schedules.explaining import explain_a_number, nightly_replay, replay_a_vintage
from schedules.jobs import IN_ONE_PROCESS, JOBS

PHASES = (
    template_finalisation,
    a_list_collection,
    slom_review,
    slom_follow_up,
    b_list_assessment,
    evaluation,
    context,
)


def build_definitions(pipeline: PipelineResource | None = None) -> dg.Definitions:
    """The whole code location, over the environment's settings or over those handed in."""
    return dg.Definitions(
        assets=[*dg.load_assets_from_modules(PHASES), feedback_reports, decisions],
        asset_checks=dg.load_asset_checks_from_modules([checks]),
        jobs=[*JOBS, show_the_context, explain_a_number, declare_a_correction, replay_a_vintage],
        sensors=[drive_sensor],
        schedules=[*SCHEDULES, nightly_replay],
        resources={"pipeline": (pipeline or PipelineResource()).as_fixed()},
        executor=IN_ONE_PROCESS,
    )


definitions = build_definitions()
