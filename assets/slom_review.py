"""Phase 3, September: what counts, who reports what, and what the rule of five proposes."""

from collections import Counter

import dagster as dg

from assets.a_list_collection import returns
from assets.metadata import picture, table
from assets.partitions import ROUNDS, round_of
from assets.template_finalisation import OWNERS
from cl_pipeline.model.notices import SAMPLE_NOTICE
from cl_pipeline.model.vintage import Vintage
from cl_pipeline.publication.coverage_picture import coverage_picture
from cl_pipeline.publication.coverage_table import coverage_table, outcome_table
from cl_pipeline.stages.pipeline import Pipeline
from cl_pipeline.stages.slom_review import (
    consolidate_round,
    outcomes_of,
    write_review,
)
from cl_pipeline.stages.vintages import newest_vintage

GROUP = "3_slom_review"


@dg.asset(
    group_name=GROUP, owners=OWNERS, kinds={"sql"}, partitions_def=ROUNDS,
    deps=[dg.AssetDep(returns)],
)  # fmt: skip
def accepted_observations(
    context: dg.AssetExecutionContext, pipeline: dg.ResourceParam[Pipeline]
) -> dg.MaterializeResult[None]:
    """The values and gaps that count: of each sheet the newest accepted one speaks.

    Rejected, withdrawn and replaced returns are not in here, nor returns received after the round
    was closed unless it was decided that they count.
    """
    accepted = pipeline.store.observations.accepted(round_of(context))
    counted = Counter((one.sender, one.round) for one in accepted)
    rows = [
        {"Member State": sender, "round": year, "values and gaps": count}
        for (sender, year), count in sorted(counted.items())
    ]
    metadata = {"dagster/row_count": len(accepted), "by Member State": table(rows)}
    return dg.MaterializeResult(metadata=metadata)


@dg.asset(
    group_name=GROUP, owners=OWNERS, kinds={"sql"}, partitions_def=ROUNDS,
    deps=[accepted_observations],
)  # fmt: skip
def consolidated_values(
    context: dg.AssetExecutionContext, pipeline: dg.ResourceParam[Pipeline]
) -> dg.MaterializeResult[None]:
    """The consolidated table of a round: one vintage.

    The same accepted returns, framework and code give the same vintage. Nothing is added up over
    Member States. Each value keeps the file, sheet and cell it was typed in.
    """
    vintage = consolidate_round(pipeline, round_of(context))
    questions = [
        {"Member State": one.sender, "indicator": one.indicator, "found": one.found}
        for one in vintage.questions
    ]
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": len(vintage.values),
            "dagster/table_name": "consolidated",
            "vintage": vintage.vintage_id,
            "questions": table(questions),
            **_notice(vintage),
        }
    )


@dg.asset(
    group_name=GROUP, owners=OWNERS, kinds={"sql"}, partitions_def=ROUNDS,
    deps=[consolidated_values],
)  # fmt: skip
def coverage(
    context: dg.AssetExecutionContext, pipeline: dg.ResourceParam[Pipeline]
) -> dg.MaterializeResult[None]:
    """Which Member State reports which indicator, and why not where it does not.

    A gap always has its kind: not available, not collected, cannot exist, included elsewhere,
    withheld, or nothing said yet.
    """
    vintage = newest_vintage(pipeline, round_of(context))
    says = f"Coverage of list A in round {vintage.round} by Member State"
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": len(vintage.coverage),
            "picture": picture(coverage_picture(vintage, pipeline.framework), says),
            "matrix": table(coverage_table(vintage, pipeline.framework)),
            **_notice(vintage),
        }
    )


@dg.asset(group_name=GROUP, owners=OWNERS, kinds={"sql"}, partitions_def=ROUNDS, deps=[coverage])
def rule_of_five(
    context: dg.AssetExecutionContext, pipeline: dg.ResourceParam[Pipeline]
) -> dg.MaterializeResult[None]:
    """What the rule of five proposes for each indicator, with who counts.

    An indicator reported by fewer than five Member States is proposed for an assessment of its
    feasibility for list B, otherwise list C. SLOM decides.
    """
    vintage = newest_vintage(pipeline, round_of(context))
    rows = outcome_table(outcomes_of(pipeline, vintage), pipeline.framework)
    return dg.MaterializeResult(
        metadata={"dagster/row_count": len(rows), "outcomes": table(rows), **_notice(vintage)}
    )


@dg.asset(
    group_name=GROUP, owners=OWNERS, kinds={"excel"}, partitions_def=ROUNDS, deps=[rule_of_five]
)
def review_workbook(
    context: dg.AssetExecutionContext, pipeline: dg.ResourceParam[Pipeline]
) -> dg.MaterializeResult[None]:
    """The workbook for the meeting: agenda, coverage, one page per indicator, what is still open.

    Every number in it has a key that leads to its file, sheet and cell.
    """
    review = write_review(pipeline, round_of(context))
    return dg.MaterializeResult(
        metadata={
            "workbook": dg.MetadataValue.path(str(review.workbook)),
            "vintage": review.vintage.vintage_id,
            **_notice(review.vintage),
        }
    )


def _notice(vintage: Vintage) -> dict[str, str]:
    return {"please note": SAMPLE_NOTICE} if vintage.is_sample else {}
