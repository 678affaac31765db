"""Phase 3, beside the review: figures side by side, what is open, what changed since SLOM."""

import dagster as dg

from assets.decisions import decisions
from assets.metadata import sample_notice, table
from assets.partitions import ROUNDS, round_of
from assets.slom_review import GROUP, accepted_observations, consolidated_values
from assets.template_finalisation import OWNERS
from cl_pipeline.review.asean_figures import asean_row
from cl_pipeline.review.progress import progress_row
from cl_pipeline.review.proposals import tally_row
from cl_pipeline.review.reminders import timeliness_row
from cl_pipeline.review.rule_of_five import near_threshold_row
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.round_facts import newest_vintage
from cl_pipeline.workflows.slom_review import changes_since_sign_off as sign_off
from cl_pipeline.workflows.slom_review.comparisons import asean_rows, compared_with_baseline
from cl_pipeline.workflows.slom_review.proposals import near_threshold, tallies
from cl_pipeline.workflows.slom_review.reminders import draft_reminders, timeliness_of


@dg.asset(
    group_name=GROUP, owners=OWNERS, kinds={"text"}, partitions_def=ROUNDS,
    deps=[accepted_observations],
)  # fmt: skip
def reminders(
    context: dg.AssetExecutionContext, pipeline: dg.ResourceParam[Pipeline]
) -> dg.MaterializeResult[None]:
    """For each Member State the draft of a courteous reminder: what it alone has still open.

    The drafts are text files; look at them before you send one. They name sheet, cell and the
    institution that supplies the indicator, where the documents or returns name one. Below it
    stands when returns came, which is for the Secretariat.
    """
    round_year = round_of(context)
    drafts = draft_reminders(pipeline, round_year)
    came = [timeliness_row(one) for one in timeliness_of(pipeline, round_year)]
    rows = [{"Member State": draft.state.code, "open": len(draft.items)} for draft in drafts]
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": len(drafts),
            "still open": table(rows),
            "when returns came": table(came),
            "drafts": dg.MetadataValue.path(str(drafts[0].path.parent) if drafts else ""),
        }
    )


@dg.asset(
    group_name=GROUP, owners=OWNERS, kinds={"sql"}, partitions_def=ROUNDS,
    deps=[consolidated_values],
)  # fmt: skip
def asean_figures(
    context: dg.AssetExecutionContext, pipeline: dg.ResourceParam[Pipeline]
) -> dg.MaterializeResult[None]:
    """What may be said for ASEAN about each headline measure: a total, or why there is none.

    A total is given only where the framework allows it and the figures may be added; it says how
    many Member States it covers. Otherwise the range of what is reported stands, with what the
    figures differ in.
    """
    vintage = newest_vintage(pipeline, round_of(context))
    rows = [asean_row(row) for row in asean_rows(pipeline, vintage)]
    return dg.MaterializeResult(
        data_version=dg.DataVersion(vintage.vintage_id),
        metadata={
            **sample_notice(is_sample=vintage.is_sample),
            "dagster/row_count": len(rows),
            "figures": table(rows),
        },
    )


@dg.asset(
    group_name=GROUP, owners=OWNERS, kinds={"sql"}, partitions_def=ROUNDS,
    deps=[consolidated_values, decisions],
)  # fmt: skip
def progress(
    context: dg.AssetExecutionContext, pipeline: dg.ResourceParam[Pipeline]
) -> dg.MaterializeResult[None]:
    """The change against the baseline, where both figures may be compared, and why not elsewhere.

    The baseline is the signed one once its round is signed; a nearer year found later is proposed
    below and changes nothing by itself. National targets and self-assessments stand beside the
    figures in the words of the Member State; nothing is judged.
    """
    vintage = newest_vintage(pipeline, round_of(context))
    found = compared_with_baseline(pipeline, vintage)
    proposals = [
        {"Member State": proposal.sender, "measure": f"{proposal.indicator} {proposal.measure}",
         "stands": proposal.current, "proposed": proposal.proposed, "why": proposal.why}
        for proposal in found.proposals
    ]  # fmt: skip
    return dg.MaterializeResult(
        data_version=dg.DataVersion(vintage.vintage_id),
        metadata={
            **sample_notice(is_sample=vintage.is_sample),
            "dagster/row_count": len(found.rows),
            "baseline": "signed" if found.is_baseline_signed else "not signed yet",
            "change": table([progress_row(row) for row in found.rows]),
            "proposed baselines": table(proposals),
        },
    )


@dg.asset(
    group_name=GROUP, owners=OWNERS, kinds={"sql"}, partitions_def=ROUNDS,
    deps=[consolidated_values, decisions],
)  # fmt: skip
def changes_since_sign_off(
    context: dg.AssetExecutionContext, pipeline: dg.ResourceParam[Pipeline]
) -> dg.MaterializeResult[None]:
    """What came to differ after the figures of a round were signed: old, new and what follows.

    The signed figures stay as they are; what is shown here is for the next meeting. Where nothing
    was signed yet there is nothing to compare with.
    """
    found = sign_off.changes_since_sign_off(pipeline, round_of(context))
    rows = sign_off.change_rows(found) if found else ()
    otherwise = "nothing has changed" if found else "not signed yet"
    return dg.MaterializeResult(
        metadata={
            **sample_notice(is_sample=found is not None and found.before.is_sample),
            "dagster/row_count": len(rows),
            "signed": str(found.signed.vintage_id) if found else "not signed yet",
            "changed": table(rows, otherwise=otherwise),
        }
    )


@dg.asset(group_name=GROUP, owners=OWNERS, kinds={"sql"}, partitions_def=ROUNDS,
    deps=[consolidated_values],
)  # fmt: skip
def proposals(
    context: dg.AssetExecutionContext, pipeline: dg.ResourceParam[Pipeline]
) -> dg.MaterializeResult[None]:
    """What Member States propose about the lists, and what could help an indicator to five.

    Only proposals with a Member State's name are counted; of the rest neither whose they are nor
    how many is known. Below it stands, for each indicator with three or four Member States, which
    source named in the data source survey or which offered practice could help whom.
    """
    rows = [tally_row(tally) for tally in tallies(pipeline)]
    help_rows = [near_threshold_row(one) for one in near_threshold(pipeline, round_of(context))]
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": len(rows),
            "proposals": table(rows),
            "what could help": table(help_rows),
        }
    )
