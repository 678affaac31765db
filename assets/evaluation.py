"""Phase 5, the last year: from baseline to last value, and what cannot be said."""

import dagster as dg

from assets.metadata import Page
from cl_pipeline.review.evaluation import (
    area_rows,
    coverage_by_round,
    limitation_rows,
    never_reported_rows,
)
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.slom_review.comparisons import evaluation_of

GROUP = "5_evaluation"


@dg.asset(kinds={"sql"}, deps=["consolidated_values"])
def roadmap_evaluation(pipeline: dg.ResourceParam[Pipeline]) -> dg.MaterializeResult[None]:
    """The evaluation over the newest round: what changed since the baseline, and what is missing.

    Per key result area the last figure of each Member State next to its baseline, where both may
    be compared; how many report what over the rounds; what was never reported and the reasons
    given; and what the figures cannot show. Nothing is graded.
    """
    vintage, found = evaluation_of(pipeline)
    return Page(
        len(found.areas),
        {
            "vintage": str(vintage.vintage_id),
            "from baseline to last value": area_rows(found),
            "coverage over the rounds": coverage_by_round(found),
            "never reported": never_reported_rows(found),
            "what cannot be said": limitation_rows(found),
        },
        is_sample=vintage.is_sample,
        version=vintage.vintage_id,
    ).result()
