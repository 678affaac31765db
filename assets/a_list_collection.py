"""Phase 2, May-August: what came in on the drive, and what each return says."""

from collections.abc import Sequence

import dagster as dg
from pydantic import Field

from assets.metadata import sample_notice, table
from assets.partitions import RETURNS, sender_and_round, submission_key
from assets.submission_pages import SubmissionPage, file_rows, received_file_rows, submission_pages
from assets.template_finalisation import OWNERS, forms_sent
from assets.versions import ONLY_FOLLOWED, version_tags
from cl_pipeline.intake.kinds import FileKind
from cl_pipeline.lineage.difference_report import summary
from cl_pipeline.model.submission import Submission
from cl_pipeline.workflows.a_list_collection.collection import collect, read_again
from cl_pipeline.workflows.a_list_collection.resubmissions import changes_since_last
from cl_pipeline.workflows.a_list_collection.submissions import sent_for
from cl_pipeline.workflows.pipeline import Pipeline

GROUP = "2_a_list_collection"


class Look(dg.Config):
    """How the drive is looked at."""

    look_at_every_file: bool = Field(
        default=False,
        description="Read also files whose size and time are known. Done every night.",
    )


@dg.asset(group_name=GROUP, owners=OWNERS, kinds={"excel"}, deps=[forms_sent])
def received_files(
    context: dg.AssetExecutionContext, config: Look, pipeline: dg.ResourceParam[Pipeline]
) -> dg.MaterializeResult[None]:
    """Every file that was ever seen on the shared drive.

    One run takes in all that is new: each file is kept unchanged in the archive, then read and
    checked. The tables below are about the last run. What stands now for a Member State and a
    round is under *returns*, tab *Partitions*. Running this again changes nothing.
    """
    collected = collect(pipeline, look_at_every_file=config.look_at_every_file)
    framework = pipeline.base_framework
    places = [sent_for(submission, framework) for submission in collected.submissions]
    touched = [(sender, year) for sender, year in places if sender and year]
    for page in submission_pages(pipeline, touched):
        context.log_event(_seen(page))
    return dg.MaterializeResult(
        data_version=ONLY_FOLLOWED,
        metadata={
            **sample_notice(
                is_sample=any(submission.is_sample for submission in collected.submissions)
            ),
            "dagster/row_count": len(pipeline.store.received_files.list()),
            "new files": len(collected.received_files),
            "unchanged files": collected.unchanged_count,
            "read in this run": table(received_file_rows(collected.submissions, framework)),
            "files": table(file_rows(collected.submissions)),
            "kept, not read": table(
                [
                    {"file": received_file.path}
                    for received_file in collected.received_files
                    if received_file.outcome == FileKind.ATTACHMENT
                ]
            ),
            "left aside": table([{"file": p, "why": why} for p, why in collected.ignored]),
            "sent again": table(_sent_again(pipeline, collected.submissions)),
            "still being copied": table([{"file": path} for path in collected.still_changing]),
            "no longer on the drive": table([{"file": path} for path in collected.removed]),
        },
    )


@dg.asset(
    group_name=GROUP, owners=OWNERS, kinds={"excel", "sql"}, partitions_def=RETURNS,
    deps=[received_files],
)  # fmt: skip
def returns(
    context: dg.AssetExecutionContext, pipeline: dg.ResourceParam[Pipeline]
) -> dg.MaterializeResult[None]:
    """The returns of each Member State for each round, and what is unclear in them.

    Choose a Member State and a round under *Partitions*. Green: at least one file came in,
    whatever was found in it. Grey: nothing was received yet. *Materialize* reads the files kept in
    the archive again with today's rules; it asks nobody to send anything.
    """
    sender, round_year = sender_and_round(context.partition_key)
    read_again(pipeline, sender, round_year)
    (page,) = submission_pages(pipeline, [(sender, round_year)])
    return dg.MaterializeResult(data_version=page.version, metadata=page.metadata())


def _seen(page: SubmissionPage) -> dg.AssetMaterialization:
    return dg.AssetMaterialization(
        asset_key=returns.key,
        partition=submission_key(page.sender, page.round),
        metadata=page.metadata(),
        tags=version_tags(page.version, made_after=[received_files.key]),
    )


def _sent_again(pipeline: Pipeline, submissions: Sequence[Submission]) -> list[dict[str, object]]:
    """What each return that came again says differently from the one before it."""
    return [
        {"return": one.path, "before": found.before, "differs": summary(found)}
        for one, found in changes_since_last(pipeline, submissions)
    ]
