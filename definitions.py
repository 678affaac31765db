"""The only wiring: assets, checks, jobs, sensors, schedules and the resource put together."""

import dagster as dg

from assets import (
    a_list_collection,
    b_list_assessment,
    checks,
    context,
    evaluation,
    slom_review,
    template_finalisation,
)
from assets.partitions import asset_completer
from cl_pipeline.framework.loader import load_framework
from resources import PipelineResource, pipeline_resource
from schedules.automation import tables_follow_submissions
from schedules.calendar import SCHEDULES
from schedules.decisions import DECISION_JOBS
from schedules.drive_sensor import drive_sensor
from schedules.jobs import ASSET_JOBS
from schedules.lineage import LINEAGE_JOBS, nightly_replay

OWNERS = ["team:asec-data-officer"]

PHASES = (
    template_finalisation,
    a_list_collection,
    slom_review,
    b_list_assessment,
    evaluation,
    context,
)


def build_definitions(pipeline: PipelineResource | None = None) -> dg.Definitions:
    """The whole code location, over the environment's settings or over those handed in."""
    complete = asset_completer(load_framework())
    assets = [
        asset
        for phase in PHASES
        for asset in dg.load_assets_from_modules(
            [phase], group_name=phase.GROUP, include_specs=True
        )
        if isinstance(asset, dg.AssetsDefinition | dg.AssetSpec)
    ]
    return dg.Definitions(
        assets=dg.map_asset_specs(
            lambda spec: complete(spec.replace_attributes(owners=OWNERS)), assets
        ),
        asset_checks=dg.load_asset_checks_from_modules([checks]),
        jobs=[*ASSET_JOBS, *DECISION_JOBS, *LINEAGE_JOBS],
        sensors=[drive_sensor, tables_follow_submissions],
        schedules=[*SCHEDULES, nightly_replay],
        resources={"pipeline": (pipeline or pipeline_resource()).as_fixed()},
        # A process per step would add five seconds each to steps that take less than one.
        executor=dg.in_process_executor,
    )


@dg.definitions
def definitions() -> dg.Definitions:
    """What Dagster loads; importing this module reads no file."""
    return build_definitions()
