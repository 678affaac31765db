"""Around the indicators: data sources, activities, and what else the documents describe."""

import dagster as dg

from assets.a_list_collection import returns
from assets.metadata import picture, sample_notice, table
from assets.partitions import ROUNDS, round_of
from assets.slom_review import consolidated_values
from assets.template_finalisation import OWNERS, roadmap_framework
from cl_pipeline.workflows.context.activities import show_activities, state_names, write_activities
from cl_pipeline.workflows.context.compendium import show_compendium, write_compendium
from cl_pipeline.workflows.context.definitions import (
    STATUS_LABELS,
    show_definitions,
    write_definitions,
)
from cl_pipeline.workflows.context.reference import cross_check, decided, write_cross_check
from cl_pipeline.workflows.context.support import show_support, theme_name, write_support
from cl_pipeline.workflows.context.work_programme import show_work_programme, write_work_programme
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.slom_review.workshop import show_workshop

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
        {
            "Member State": question.sender,
            "indicator": question.position,
            "question": question.words,
        }
        for question in found.questions
    ]
    themes = [
        {"theme": gap.theme.name, "Member States": " ".join(gap.senders)} for gap in found.gaps
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
    names = state_names(pipeline.framework_in_force())
    reported = [
        {"activity": row.name, "body": report.body, "state": names[report.state]}
        for row in found.rows
        for report in row.reports
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
            "indicator": finding.position,
            "Member State": finding.figure.sender,
            "year": finding.figure.year,
            "reported": finding.reported,
            "outside": finding.compared,
            "may be due to": ", ".join(finding.reasons),
            "decided": decided(finding),
        }
        for finding in found.found
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
            "wished for by": " ".join(sorted({wish.sender for wish in row.wishes})),
            "offered by": " ".join(sorted({offer.sender for offer in row.offers})),
        }
        for row in found.themes
    ]
    suppliers = [
        {
            "indicator": row.position,
            "Member State": row.sender,
            "this round": row.status,
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
            "term": row.term,
            "status": STATUS_LABELS[row.status],
            "still open": row.open_question,
            "variants of": " ".join(sorted({variant.sender for variant in row.variants})),
        }
        for row in found.rows
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
            "body": project.project.body,
            "project": project.project.name,
            "timeline": project.project.timeline,
            "coordinators": " ".join(project.project.coordinators),
            "reported": project.state.replace("_", " ").lower(),
        }
        for project in found.projects
    ]
    outputs = [{"body": output.body, "output": output.name} for output in found.outputs]
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
        {
            "body": input_.body,
            "what": str(input_.kind),
            "about": input_.about,
            "words": input_.words,
        }
        for input_ in found.inputs
    ]
    phase = found.phase
    when = f"{phase.starts_on} to {phase.ends_on}" if phase else "no dates in the calendar"
    return dg.MaterializeResult(
        metadata={"dagster/row_count": len(rows), "when": when, "inputs": table(rows)}
    )
