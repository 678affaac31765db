"""Phase 4: the qualitative assessment of list B."""

from assets.metadata import Page, round_asset
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.workflows.b_list_assessment import assess_b_list
from cl_pipeline.workflows.pipeline import Pipeline


@round_asset(kinds={"excel", "sql"}, deps=["submissions"])
def b_list_assessment(pipeline: Pipeline, round_year: RoundYear) -> Page:
    """What the Member States say on the indicators of list B, in their own words.

    Per indicator and Member State: the level it says it has reached, its account and its evidence.
    The workbook has the accounts. Nobody is graded or ranked.
    """
    assessment = assess_b_list(pipeline, round_year)
    answers = [
        {
            "Member State": row.sender,
            "indicator": row.position,
            "level it says it has reached": row.level_wording or "",
        }
        for row in assessment.rows
        if row.has_submission
    ]
    return Page(
        len(assessment.rows),
        {"answered": len(answers), "workbook": assessment.workbook, "answers": answers},
        is_sample=assessment.is_sample,
    )
