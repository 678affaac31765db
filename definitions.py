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
from cl_pipeline.settings import read_settings
from resources.pipeline import PipelineResource
from schedules.calendar import SCHEDULES
from schedules.jobs import ASSET_JOBS
from schedules.operations import OPERATIONS
from schedules.sensors import SENSORS

PHASES = {
    "1_template_finalisation": template_finalisation,
    "2_a_list_collection": a_list_collection,
    "3_slom_review": slom_review,
    "4_b_list_assessment": b_list_assessment,
    "5_evaluation": evaluation,
    "6_context": context,
}
"""The modules of assets by their group in the web UI."""


def build_definitions(pipeline: PipelineResource | None = None) -> dg.Definitions:
    """The whole code location, over the environment's settings or over those handed in."""
    complete = asset_completer(load_framework(read_settings().framework_dir))
    assets = [
        asset
        for group, module in PHASES.items()
        for asset in dg.load_assets_from_modules([module], group_name=group, include_specs=True)
        if isinstance(asset, dg.AssetsDefinition | dg.AssetSpec)
    ]
    return dg.Definitions(
        assets=dg.map_asset_specs(complete, assets),
        asset_checks=dg.load_asset_checks_from_modules([checks]),
        jobs=[*ASSET_JOBS, *OPERATIONS],
        sensors=SENSORS,
        schedules=SCHEDULES,
        resources={"pipeline": (pipeline or PipelineResource()).as_fixed()},
        # A process per step would add five seconds each to steps that take less than one.
        executor=dg.in_process_executor,
    )


@dg.definitions
def definitions() -> dg.Definitions:
    """What Dagster loads; importing this module reads no file."""
    return build_definitions()
