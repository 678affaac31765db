"""Phase 3, September: what counts, who reports what, and what the rule of five proposes."""

from collections import Counter

import dagster as dg

from assets.a_list_collection import returns
from assets.column_lineage import WORKED_OUT, lineage_of_columns, submissions_behind
from assets.decisions import decisions
from assets.metadata import picture, sample_notice, table
from assets.partitions import ROUNDS, round_of
from assets.review_pages import (
    LEGEND_TEXT,
    confirmation_rows,
    matrix_rows,
    outcome_rows,
    question_rows,
)
from assets.template_finalisation import OWNERS, roadmap_framework
from cl_pipeline.consolidation.consolidate import digest_of_accepted
from cl_pipeline.publication.coverage_picture import coverage_picture
from cl_pipeline.review.sensitivity import (
    LEGEND,
    alternative_legend,
    rule_sentences,
    sensitivity_rows,
)
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.round_facts import newest_vintage
from cl_pipeline.workflows.slom_review.confirmations import send_for_confirmation
from cl_pipeline.workflows.slom_review.review import (
    consolidate_round,
    outcomes_of,
    redacted_review,
    sensitivity_of,
    write_review,
)

GROUP = "3_slom_review"


@dg.asset(
    group_name=GROUP, owners=OWNERS, kinds={"sql"}, partitions_def=ROUNDS,
    deps=[returns, decisions],
)  # fmt: skip
def accepted_observations(
    context: dg.AssetExecutionContext, pipeline: dg.ResourceParam[Pipeline]
) -> dg.MaterializeResult[None]:
    """The values and gaps that count: of each sheet the newest accepted one speaks.

    Returns that could not be read, were withdrawn or replaced are not in here, nor those received
    after the round was closed, unless it was decided that they count.
    """
    accepted = pipeline.store.observations.accepted(round_of(context))
    counted = Counter((observation.sender, observation.round) for observation in accepted)
    rows = [
        {"Member State": sender, "round": year, "values and gaps": count}
        for (sender, year), count in sorted(counted.items())
    ]
    return dg.MaterializeResult(
        data_version=dg.DataVersion(digest_of_accepted(accepted)),
        metadata={
            **sample_notice(is_sample=any(observation.is_sample for observation in accepted)),
            "dagster/row_count": len(accepted),
            **lineage_of_columns("returns"),
            "by Member State": table(rows),
        },
    )


@dg.asset(
    group_name=GROUP, owners=OWNERS, kinds={"sql"}, partitions_def=ROUNDS,
    deps=[accepted_observations, roadmap_framework],
)  # fmt: skip
def consolidated_values(
    context: dg.AssetExecutionContext, pipeline: dg.ResourceParam[Pipeline]
) -> dg.MaterializeResult[None]:
    """The consolidated table of a round: one vintage.

    The same accepted returns, framework and code give the same vintage. Nothing is added up over
    Member States. Each value keeps the file, sheet and cell it was typed in.
    """
    vintage = consolidate_round(pipeline, round_of(context))
    return dg.MaterializeResult(
        data_version=dg.DataVersion(vintage.vintage_id),
        metadata={
            **sample_notice(is_sample=vintage.is_sample),
            "dagster/row_count": len(vintage.values),
            "dagster/table_name": "consolidated",
            **lineage_of_columns("accepted_observations", made=WORKED_OUT),
            "vintage": vintage.vintage_id,
            "returns it rests on": submissions_behind(vintage),
            "questions": table(question_rows(vintage.questions)),
        },
    )


@dg.asset(
    group_name=GROUP, owners=OWNERS, kinds={"sql"}, partitions_def=ROUNDS,
    deps=[consolidated_values],
)  # fmt: skip
def coverage(
    context: dg.AssetExecutionContext, pipeline: dg.ResourceParam[Pipeline]
) -> dg.MaterializeResult[None]:
    """Which Member State reports which indicator, and why not where it does not.

    Choose a round under *Partitions*. The picture opens with *Show Markdown*; the same stands in
    the table, one line per indicator and one column per Member State. The file *coverage.png* of
    the round is for slides.
    """
    vintage = newest_vintage(pipeline, round_of(context))
    framework = pipeline.framework_in_force(vintage.round)
    says = f"Coverage of list A in round {vintage.round} by Member State"
    return dg.MaterializeResult(
        data_version=dg.DataVersion(vintage.vintage_id),
        metadata={
            **sample_notice(is_sample=vintage.is_sample),
            "dagster/row_count": len(vintage.coverage),
            "picture": picture(coverage_picture(vintage, framework), says),
            "signs": LEGEND_TEXT,
            "matrix": table(matrix_rows(vintage, framework)),
        },
    )


@dg.asset(group_name=GROUP, owners=OWNERS, kinds={"sql"}, partitions_def=ROUNDS, deps=[coverage])
def rule_of_five(
    context: dg.AssetExecutionContext, pipeline: dg.ResourceParam[Pipeline]
) -> dg.MaterializeResult[None]:
    """What the rule of five proposes for each indicator of list A, and which Member States report.

    An indicator reported by at least five Member States stays on list A. One reported by fewer is
    proposed for an assessment whether it can be put on list B, and otherwise on list C. SLOM
    decides. Below it stands how the count would be under other readings, and which outcomes hang
    on one return: that is for the Secretariat only.
    """
    vintage = newest_vintage(pipeline, round_of(context))
    framework = pipeline.framework_in_force(vintage.round)
    rows = outcome_rows(outcomes_of(pipeline, vintage), framework)
    otherwise = sensitivity_rows(sensitivity_of(pipeline, vintage), framework)
    return dg.MaterializeResult(
        data_version=dg.DataVersion(vintage.vintage_id),
        metadata={
            **sample_notice(is_sample=vintage.is_sample),
            "dagster/row_count": len(rows),
            "proposals": table(rows),
            "counted otherwise (for the Secretariat only)": table(otherwise),
            "signs": " · ".join((LEGEND, *alternative_legend(framework))),
            "the two rules": "\n\n".join(rule_sentences(framework)),
        },
    )


@dg.asset(
    group_name=GROUP,
    owners=OWNERS,
    kinds={"excel", "word"},
    partitions_def=ROUNDS,
    deps=[rule_of_five],
)
def review_workbook(
    context: dg.AssetExecutionContext, pipeline: dg.ResourceParam[Pipeline]
) -> dg.MaterializeResult[None]:
    """The workbook for the meeting: agenda, coverage, one page per indicator, what is still open.

    Beside it stand the paper for the meeting file, as a page for a browser and as a Word document,
    and one page per Member State with what will be shown for it. *workbook* and the lines after it
    say where they were written. Every number in them has a key that leads to its file, sheet and
    cell. The workbook is for the Secretariat; withheld figures do not stand in the papers.
    """
    review = write_review(pipeline, round_of(context))
    return dg.MaterializeResult(
        data_version=dg.DataVersion(review.vintage.vintage_id),
        metadata={
            **sample_notice(is_sample=review.vintage.is_sample),
            "workbook": dg.MetadataValue.path(str(review.workbook)),
            "paper as a page": dg.MetadataValue.path(str(review.page)),
            "paper as a Word document": dg.MetadataValue.path(str(review.document)),
            "one page per Member State": dg.MetadataValue.path(str(review.country_papers)),
            "confirmed by Member States": table(confirmation_rows(review.confirmations)),
            "picture for slides": dg.MetadataValue.path(str(review.picture)),
            "vintage": review.vintage.vintage_id,
        },
    )


@dg.asset(
    group_name=GROUP,
    owners=OWNERS,
    kinds={"excel"},
    partitions_def=ROUNDS,
    deps=[consolidated_values],
)
def confirmation_forms(
    context: dg.AssetExecutionContext, pipeline: dg.ResourceParam[Pipeline]
) -> dg.MaterializeResult[None]:
    """Before the meeting: for each Member State a page of what will be shown, and a small form.

    Both lie on the drive below `outgoing`. *agree* or *correct* comes back through the drive like
    any return; *review_workbook* and the paper of the meeting show who answered what.
    """
    vintage = newest_vintage(pipeline, round_of(context))
    sent = send_for_confirmation(pipeline, redacted_review(pipeline, vintage))
    return dg.MaterializeResult(
        metadata={
            **sample_notice(is_sample=vintage.is_sample),
            "dagster/row_count": len(sent),
            "sent": table([{"Member State": one.sender, "form": one.path} for one in sent]),
            "vintage": vintage.vintage_id,
        }
    )
