"""Phase 2, May-August: what came in on the drive, and what each return says."""

from collections.abc import Iterable

import dagster as dg

from assets.metadata import table
from assets.partitions import RETURNS, return_key, sender_and_round
from assets.template_finalisation import OWNERS, forms_sent
from cl_pipeline.model.submission import Submission
from cl_pipeline.stages.collection import collect, read_again
from cl_pipeline.stages.pipeline import Pipeline

GROUP = "2_a_list_collection"


@dg.asset(group_name=GROUP, owners=OWNERS, kinds={"excel"}, deps=[forms_sent])
def arrivals(
    context: dg.AssetExecutionContext, pipeline: dg.ResourceParam[Pipeline]
) -> dg.MaterializeResult[None]:
    """Everything that was ever seen on the shared drive, and what became of it.

    One run takes in all that is new: each file is kept unchanged in the archive, then read and
    checked. What was read shows under *returns*, by Member State and round. Running it again
    changes nothing.
    """
    collected = collect(pipeline)
    for submission in collected.submissions:
        if submission.sender and submission.round:
            context.log_event(_seen(submission))
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": len(pipeline.store.arrivals.list()),
            "new files": len(collected.arrivals),
            "unchanged files": collected.unchanged_count,
            "read in this run": table(_rows(collected.submissions)),
            "left aside": table([{"file": p, "why": why} for p, why in collected.ignored]),
        }
    )


@dg.asset(
    group_name=GROUP, owners=OWNERS, kinds={"excel", "sql"}, partitions_def=RETURNS,
    deps=[arrivals],
)  # fmt: skip
def returns(
    context: dg.AssetExecutionContext, pipeline: dg.ResourceParam[Pipeline]
) -> dg.MaterializeResult[None]:
    """The returns, by Member State and round.

    A return turns green when it has been read, whatever was found in it: see the checks for what
    is unclear. To read an archived return again with today's rules, materialise its partition.
    """
    sender, round_year = sender_and_round(context.partition_key)
    read = read_again(pipeline, sender, round_year)
    return dg.MaterializeResult(
        metadata={"dagster/row_count": len(read), "returns": table(_rows(read))}
    )


def _seen(submission: Submission) -> dg.AssetMaterialization:
    assert submission.sender and submission.round
    return dg.AssetMaterialization(
        asset_key=returns.key,
        partition=return_key(submission.sender, submission.round),
        metadata={"return": table(_rows([submission]))},
    )


def _rows(submissions: Iterable[Submission]) -> list[dict[str, object]]:
    return [
        {
            "Member State": one.sender or "not recognised",
            "round": one.round or "",
            "form": f"{one.form or '?'} {one.version or ''}",
            "institution": one.institution or "",
            "state": str(one.state).replace("_", " "),
            "late": "late" if one.is_late else "",
            "values and gaps": one.observation_count,
            "findings": one.finding_count,
            "file": one.path,
            "submission": one.submission_id,
        }
        for one in submissions
    ]
