"""Around the indicators: data sources, activities, and what else the documents describe."""

import dagster as dg

from assets.a_list_collection import returns
from assets.metadata import picture, sample_notice, table
from assets.partitions import ROUNDS, round_of
from assets.template_finalisation import OWNERS, roadmap_framework
from cl_pipeline.stages.activities import show_activities, state_names, write_activities
from cl_pipeline.stages.compendium import show_compendium, write_compendium
from cl_pipeline.stages.pipeline import Pipeline

GROUP = "5_context"


@dg.asset(
    group_name=GROUP, owners=OWNERS, kinds={"excel", "sql"}, partitions_def=ROUNDS,
    deps=[returns, roadmap_framework],
)  # fmt: skip
def data_source_compendium(
    context: dg.AssetExecutionContext, pipeline: dg.ResourceParam[Pipeline]
) -> dg.MaterializeResult[None]:
    """Which indicator could be supplied from which source in which Member State.

    From the answers to the data source survey: those of 2021 in the documents, and every form that
    came back since. *questions* lists where a source is named and the return has no figure; you
    decide which of them to put.
    """
    found = show_compendium(pipeline, round_of(context))
    workbook, drawn = write_compendium(pipeline, found)
    questions = [
        {"Member State": one.sender, "indicator": one.position, "question": one.words}
        for one in found.questions
    ]
    themes = [
        {"theme": one.theme.name, "Member States": " ".join(one.senders)} for one in found.gaps
    ]
    return dg.MaterializeResult(
        metadata={
            **sample_notice(is_sample=found.is_sample),
            "dagster/row_count": len(found.rows),
            "sources": len(found.sources),
            "workbook": dg.MetadataValue.path(str(workbook)),
            "compendium": picture(drawn.read_bytes(), "newest source per indicator"),
            "gaps and wishes": table(themes),
            "questions": table(questions),
        }
    )


@dg.asset(
    group_name=GROUP, owners=OWNERS, kinds={"excel", "sql"}, partitions_def=ROUNDS,
    deps=[returns, roadmap_framework],
)  # fmt: skip
def annex_1_activities(
    context: dg.AssetExecutionContext, pipeline: dg.ResourceParam[Pipeline]
) -> dg.MaterializeResult[None]:
    """The activities of Annex 1: what ASEAN bodies report and what Member States carry out.

    The workbook is the consolidated update for SLOM. Time frames are tentative, so nothing is ever
    overdue; an activity nobody speaks of stands there with its time frame.
    """
    found = show_activities(pipeline, round_of(context))
    workbook, drawn = write_activities(pipeline, found)
    names = state_names(pipeline.framework)
    reported = [
        {"activity": row.name, "body": one.body, "state": names[one.state]}
        for row in found.rows
        for one in row.reports
    ]
    chosen = [
        {"activity": row.name, "Member States": " ".join(row.carried_out_in)}
        for row in found.rows
        if row.carried_out_in
    ]
    return dg.MaterializeResult(
        metadata={
            **sample_notice(is_sample=found.is_sample),
            "dagster/row_count": len(found.rows),
            "workbook": dg.MetadataValue.path(str(workbook)),
            "Gantt picture": picture(drawn.read_bytes(), "activities over the years"),
            "reported": table(reported),
            "carried out": table(chosen),
        }
    )
