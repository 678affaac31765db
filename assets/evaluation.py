"""Phase 5, the last year: from baseline to last value, and what cannot be said."""

import dagster as dg

from assets.metadata import Made, vintage_page
from cl_pipeline.workflows.slom_review.comparisons import evaluation_of
from resources.pipeline import PipelineParam


@dg.asset(kinds={"sql"}, deps=["consolidated_values"])
def roadmap_evaluation(pipeline: PipelineParam) -> Made:
    """The evaluation over the newest round: what changed since the baseline, and what is missing.

    Per key result area the last figure of each Member State next to its baseline, where both may
    be compared; how many report what over the rounds; what was never reported and the reasons
    given; and what the figures cannot show. Nothing is graded.
    """
    vintage, found = evaluation_of(pipeline)
    return vintage_page(
        vintage,
        len(found.areas),
        {
            "vintage": str(vintage.vintage_id),
            "from baseline to last value": found.areas,
            "coverage over the rounds": found.coverage,
            "never reported": found.never_reported,
            "what cannot be said": found.limitations,
        },
    ).result()
