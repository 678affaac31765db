"""The evaluation in the last year of the framework.

Input: the newest vintage of a round; output: the evaluation and its rows in words. Guarantee:
nothing is stored, and nothing is graded.
"""

from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.progress import Evaluation
from cl_pipeline.model.vintage import Vintage
from cl_pipeline.review.evaluation import evaluate
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.round_facts import newest_vintage
from cl_pipeline.workflows.slom_review.comparisons import asean_rows, compared_with_baseline

Rows = tuple[dict[str, str], ...]


def evaluation_of(
    pipeline: Pipeline, round_year: RoundYear | None = None
) -> tuple[Vintage, Evaluation]:
    """The evaluation over the newest vintage of a round, by default of the newest round.

    Raises:
        NotFound: nothing was consolidated yet.
    """
    vintage = newest_vintage(pipeline, round_year)
    framework = pipeline.framework_in_force(vintage.round)
    compared = compared_with_baseline(pipeline, vintage)
    return vintage, evaluate(vintage, compared.rows, asean_rows(pipeline, vintage), framework)
