"""The button for what stands around the indicators."""

import dagster as dg

from assets.context import GROUP
from schedules.jobs import IN_ONE_PROCESS

show_the_context = dg.define_asset_job(
    "show_the_context",
    dg.AssetSelection.groups(GROUP),
    description="Puts together what stands around the indicators as of a round: data sources, "
    "activities of Annex 1, reference series, support and good practice, definitions, work "
    "programme. Press *Materialize all…* and choose the round. Can be repeated at any time.",
    executor_def=IN_ONE_PROCESS,
)
