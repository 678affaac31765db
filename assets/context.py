"""The context of the indicators: data sources, activities, reference series, support, programme."""

from collections.abc import Sequence

import dagster as dg

from assets.a_list_collection import returns
from assets.metadata import picture, sample_notice, table
from assets.partitions import ROUNDS, round_of
from assets.slom_review import consolidated_values
from assets.template_finalisation import OWNERS, roadmap_framework
from cl_pipeline.publication.tables import to_records
from cl_pipeline.workflows.context.reports import Topic, write_report
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.slom_review.workshop import show_workshop

GROUP = "6_context"

SUBMITTED: Sequence[dg.AssetsDefinition] = (returns, roadmap_framework)


def _report_asset(
    name: str,
    topic: Topic,
    description: str,
    deps: Sequence[dg.AssetsDefinition] = SUBMITTED,
    *,
    picture_shows: str = "",
) -> dg.AssetsDefinition:
    """The report on a topic as an asset, with its tables and picture in the metadata."""

    @dg.asset(
        name=name,
        group_name=GROUP,
        owners=OWNERS,
        kinds={"excel", "sql"},
        partitions_def=ROUNDS,
        deps=deps,
        description=description,
    )
    def report_asset(
        context: dg.AssetExecutionContext, pipeline: dg.ResourceParam[Pipeline]
    ) -> dg.MaterializeResult[None]:
        written = write_report(pipeline, topic, round_of(context))
        report = written.report
        tables = {key.lower(): table(to_records(report.tables[key])) for key in report.shown}
        drawn = written.picture
        return dg.MaterializeResult(
            metadata={
                **sample_notice(is_sample=report.is_sample),
                "dagster/row_count": len(report.tables[report.shown[0]].rows),
                "workbook": dg.MetadataValue.path(str(written.workbook)),
                **({"picture": picture(drawn.read_bytes(), picture_shows)} if drawn else {}),
                **tables,
            }
        )

    return report_asset


data_source_compendium = _report_asset(
    "data_source_compendium",
    Topic.COMPENDIUM,
    "Which source could supply which indicator in which Member State. Made from the answers to the "
    "data source survey: those of 2021 in the documents, and every form that came back since. "
    "*questions* lists where a source is named and the submission has no figure; you decide which "
    "questions to send.",
    picture_shows="newest source per indicator",
)

annex_1_activities = _report_asset(
    "annex_1_activities",
    Topic.ACTIVITIES,
    "The activities of Annex 1: what ASEAN bodies report and what Member States carry out. The "
    "workbook is the consolidated update for SLOM. Time frames are tentative, so nothing is ever "
    "overdue. Activities without a report are listed with their time frame.",
    picture_shows="activities over the years",
)

reference_differences = _report_asset(
    "reference_differences",
    Topic.REFERENCE,
    "Where a submission and an outside figure differ by more than the tolerance of its series. "
    "Both may be right; differences of definition, age range and edition are named. Nothing "
    "is sent automatically: decide with `cl-pipeline context settle`. Load series with "
    "`cl-pipeline context load`.",
    deps=(consolidated_values,),
)

support_and_good_practice = _report_asset(
    "support_and_good_practice",
    Topic.SUPPORT,
    "Support wished for next to good practice offered, and who supplies which indicator. Words "
    "propose the theme. The sheet *Suppliers* says whom to remind of an open indicator.",
    picture_shows="who wishes and who offers",
)

operational_definitions = _report_asset(
    "operational_definitions",
    Topic.DEFINITIONS,
    "The definitions the workshop asked for: what is stated, what is still open, and how Member "
    "States word them. What the documents leave open stays open until the Member States agree.",
)

work_programme = _report_asset(
    "work_programme",
    Topic.WORK_PROGRAMME,
    "The ALM Work Programme: projects with timeline, coordinators and partners, what subsidiary "
    "bodies report, the scorecard of outputs, reviews, and ratifications with the day as of which "
    "they were printed.",
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
