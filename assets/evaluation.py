"""Phase 5, the last year: from baseline to last value, and what cannot be said."""

import dagster as dg

from assets.metadata import sample_notice, table
from assets.slom_review import consolidated_values
from assets.template_finalisation import OWNERS
from cl_pipeline.review.evaluation import (
    area_rows,
    coverage_rows,
    limitation_rows,
    never_reported_rows,
)
from cl_pipeline.workflows.evaluation import evaluation_of
from cl_pipeline.workflows.pipeline import Pipeline

GROUP = "5_evaluation"


@dg.asset(group_name=GROUP, owners=OWNERS, kinds={"sql"}, deps=[consolidated_values])
def roadmap_evaluation(pipeline: dg.ResourceParam[Pipeline]) -> dg.MaterializeResult[None]:
    """The evaluation over the newest round: what changed since the baseline, and what is missing.

    Per key result area the last figure of each Member State beside its baseline, where both may be
    compared; how many report what over the rounds; what was never reported and what was said
    instead; and what the figures do not carry. Nothing is graded.
    """
    vintage, found = evaluation_of(pipeline)
    return dg.MaterializeResult(
        data_version=dg.DataVersion(vintage.vintage_id),
        metadata={
            **sample_notice(is_sample=vintage.is_sample),
            "dagster/row_count": len(found.areas),
            "vintage": vintage.vintage_id,
            "from baseline to last value": table(area_rows(found)),
            "coverage over the rounds": table(coverage_rows(found)),
            "never reported": table(never_reported_rows(found)),
            "what cannot be said": table(limitation_rows(found)),
        },
    )
