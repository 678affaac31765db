"""Around the indicators: data sources, activities, and what else the documents describe."""

import dagster as dg

from assets.a_list_collection import returns
from assets.metadata import picture, sample_notice, table
from assets.partitions import ROUNDS, round_of
from assets.slom_review import consolidated_values
from assets.template_finalisation import OWNERS, roadmap_framework
from cl_pipeline.stages.activities import show_activities, state_names, write_activities
from cl_pipeline.stages.compendium import show_compendium, write_compendium
from cl_pipeline.stages.definitions import STATUS_WORDS, show_definitions, write_definitions
from cl_pipeline.stages.pipeline import Pipeline
from cl_pipeline.stages.reference import cross_check, decided, write_cross_check
from cl_pipeline.stages.support import show_support, theme_name, write_support
from cl_pipeline.stages.work_programme import show_work_programme, write_work_programme
from cl_pipeline.stages.workshop import show_workshop

GROUP = "6_context"


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


@dg.asset(
    group_name=GROUP, owners=OWNERS, kinds={"csv", "sql"}, partitions_def=ROUNDS,
    deps=[consolidated_values],
)  # fmt: skip
def reference_differences(
    context: dg.AssetExecutionContext, pipeline: dg.ResourceParam[Pipeline]
) -> dg.MaterializeResult[None]:
    """Where a return and an outside figure differ by more than the series' tolerance.

    Both may be right: definition, age range and edition are named where they differ. Nothing is put
    to anybody by itself; decide with `cl-pipeline context settle`. Series are taken in with
    `cl-pipeline context load`.
    """
    found = cross_check(pipeline, round_of(context))
    rows = [
        {
            "indicator": one.position,
            "Member State": one.figure.sender,
            "year": one.figure.year,
            "reported": one.reported,
            "outside": one.compared,
            "may be due to": ", ".join(one.reasons),
            "decided": decided(one),
        }
        for one in found.found
    ]
    series = [
        {"series": one.title, "version": one.version, "fetched on": one.fetched_on}
        for one in found.series
    ]
    return dg.MaterializeResult(
        metadata={
            **sample_notice(is_sample=found.is_sample),
            "dagster/row_count": len(rows),
            "workbook": dg.MetadataValue.path(str(write_cross_check(pipeline, found))),
            "differences": table(rows),
            "series": table(series),
        }
    )


@dg.asset(
    group_name=GROUP, owners=OWNERS, kinds={"excel", "sql"}, partitions_def=ROUNDS,
    deps=[returns, roadmap_framework],
)  # fmt: skip
def support_and_good_practice(
    context: dg.AssetExecutionContext, pipeline: dg.ResourceParam[Pipeline]
) -> dg.MaterializeResult[None]:
    """Support wished for beside good practice offered, and who supplies which indicator.

    A Member State that offers what another wishes for stands beside it. Words propose the theme;
    *suppliers* says whom to remind where an indicator is still open.
    """
    found = show_support(pipeline, round_of(context))
    workbook, drawn = write_support(pipeline, found)
    themes = [
        {
            "theme": theme_name(row),
            "wished for by": " ".join(sorted({one.sender for one in row.wishes})),
            "offered by": " ".join(sorted({one.sender for one in row.offers})),
        }
        for row in found.themes
    ]
    suppliers = [
        {
            "indicator": row.position,
            "Member State": row.sender,
            "this round": row.standing,
            "institutions": "; ".join(name for name, _ in row.institutions),
        }
        for row in found.suppliers
    ]
    return dg.MaterializeResult(
        metadata={
            **sample_notice(is_sample=found.is_sample),
            "dagster/row_count": len(themes),
            "workbook": dg.MetadataValue.path(str(workbook)),
            "wishes and offers": picture(drawn.read_bytes(), "who wishes and who offers"),
            "themes": table(themes),
            "suppliers": table(suppliers),
        }
    )


@dg.asset(
    group_name=GROUP, owners=OWNERS, kinds={"csv", "sql"}, partitions_def=ROUNDS,
    deps=[returns, roadmap_framework],
)  # fmt: skip
def operational_definitions(
    context: dg.AssetExecutionContext, pipeline: dg.ResourceParam[Pipeline]
) -> dg.MaterializeResult[None]:
    """The definitions the workshop asked for: what is stated, what is still open.

    Beside each how Member States draw it, in the words of the documents and of their returns. What
    the documents leave open stays open until the Member States agree.
    """
    found = show_definitions(pipeline, round_of(context))
    rows = [
        {
            "term": one.term,
            "status": STATUS_WORDS[one.status],
            "still open": one.open_question,
            "variants of": " ".join(sorted({variant.sender for variant in one.variants})),
        }
        for one in found.rows
    ]
    return dg.MaterializeResult(
        metadata={
            **sample_notice(is_sample=found.is_sample),
            "dagster/row_count": len(rows),
            "workbook": dg.MetadataValue.path(str(write_definitions(pipeline, found))),
            "definitions": table(rows),
        }
    )


@dg.asset(
    group_name=GROUP, owners=OWNERS, kinds={"csv", "sql"}, partitions_def=ROUNDS,
    deps=[returns, roadmap_framework],
)  # fmt: skip
def work_programme(
    context: dg.AssetExecutionContext, pipeline: dg.ResourceParam[Pipeline]
) -> dg.MaterializeResult[None]:
    """The ALM Work Programme: projects, the scorecard of outputs, reviews, ratifications.

    Projects stand with timeline, coordinator and partners of the work plans and with what the
    subsidiary bodies report. Ratifications are those printed, each with its as-of date.
    """
    found = show_work_programme(pipeline, round_of(context))
    projects = [
        {
            "body": one.project.body,
            "project": one.project.name,
            "timeline": one.project.timeline,
            "coordinators": " ".join(one.project.coordinators),
            "reported": one.state.replace("_", " ").lower(),
        }
        for one in found.projects
    ]
    outputs = [{"body": one.body, "output": one.name} for one in found.outputs]
    return dg.MaterializeResult(
        metadata={
            **sample_notice(is_sample=found.is_sample),
            "dagster/row_count": len(projects),
            "workbook": dg.MetadataValue.path(str(write_work_programme(pipeline, found))),
            "projects": table(projects),
            "scorecard": table(outputs),
            "ratifications": len(found.ratifications),
        }
    )


@dg.asset(
    group_name=GROUP, owners=OWNERS, kinds={"sql"}, partitions_def=ROUNDS, deps=[roadmap_framework]
)
def workshop_inputs(
    context: dg.AssetExecutionContext, pipeline: dg.ResourceParam[Pipeline]
) -> dg.MaterializeResult[None]:
    """What other sectoral bodies brought to the inter-sectoral workshop of a round.

    Comments, proposals and shared data, taken down with `cl-pipeline context workshop`; nothing is
    ever taken out. The phase stands in the calendar.
    """
    found = show_workshop(pipeline, round_of(context))
    rows = [
        {"body": one.body, "what": str(one.kind), "about": one.about, "words": one.words}
        for one in found.inputs
    ]
    phase = found.phase
    when = f"{phase.starts_on} to {phase.ends_on}" if phase else "no dates in the calendar"
    return dg.MaterializeResult(
        metadata={"dagster/row_count": len(rows), "when": when, "inputs": table(rows)}
    )
