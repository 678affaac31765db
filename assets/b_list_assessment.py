"""Phase 4: the qualitative assessment of list B."""

import dagster as dg

from assets.a_list_collection import returns
from assets.metadata import sample_notice, table
from assets.partitions import ROUNDS, round_of
from assets.template_finalisation import OWNERS
from cl_pipeline.workflows.b_list_assessment import assess_b_list
from cl_pipeline.workflows.pipeline import Pipeline

GROUP = "4_b_list_assessment"


@dg.asset(
    group_name=GROUP, owners=OWNERS, kinds={"excel", "sql"}, partitions_def=ROUNDS, deps=[returns]
)
def b_list_assessment(
    context: dg.AssetExecutionContext, pipeline: dg.ResourceParam[Pipeline]
) -> dg.MaterializeResult[None]:
    """What the Member States say on the indicators of list B, in their own words.

    Per indicator and Member State: the level it says it has reached, its account and its evidence.
    The accounts stand in the workbook. Nobody is graded or ranked.
    """
    assessment = assess_b_list(pipeline, round_of(context))
    answered = [row for row in assessment.rows if row.has_submission]
    rows = [
        {
            "Member State": row.sender,
            "indicator": row.position,
            "level it says it has reached": row.level_wording or "",
        }
        for row in answered
    ]
    return dg.MaterializeResult(
        metadata={
            **sample_notice(is_sample=assessment.is_sample),
            "dagster/row_count": len(assessment.rows),
            "answered": len(answered),
            "workbook": dg.MetadataValue.path(str(assessment.workbook)),
            "answers": table(rows),
        }
    )
