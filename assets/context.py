"""The context of the indicators: data sources, activities, reference series, support, programme."""

from collections.abc import Sequence

import dagster as dg

from assets.metadata import Page, Shown, picture, round_asset
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.workflows.context.reports import Topic, write_report
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.slom_review.proposals import show_workshop


def _report_asset(
    topic: Topic,
    name: str,
    description: str,
    deps: Sequence[str] = ("submissions", "roadmap_framework"),
    *,
    picture_shows: str = "",
) -> dg.AssetsDefinition:
    """The report on a topic as an asset: its workbook, its tables and its picture."""

    def page_of(pipeline: Pipeline, round_year: RoundYear) -> Page:
        written = write_report(pipeline, topic, round_year)
        report = written.report
        shown: dict[str, Shown] = {"workbook": written.workbook}
        if written.picture:
            shown["picture"] = picture(written.picture.read_bytes(), picture_shows)
        shown |= {key.lower(): report.tables[key] for key in report.shown}
        main_table = report.tables[report.shown[0]]
        return Page(len(main_table.rows), shown, is_sample=report.is_sample)

    page_of.__name__, page_of.__doc__ = name, description
    return round_asset(kinds={"excel", "sql"}, deps=deps)(page_of)


data_source_compendium = _report_asset(
    Topic.COMPENDIUM,
    "data_source_compendium",
    "Which source could supply which indicator in which Member State. Made from the answers to the "
    "data source survey: those of 2021 in the documents, and every form that came back since. "
    "*questions* lists where a source is named and the submission has no figure; you decide which "
    "questions to send.",
    picture_shows="newest source per indicator",
)

annex_1_activities = _report_asset(
    Topic.ACTIVITIES,
    "annex_1_activities",
    "The activities of Annex 1: what ASEAN bodies report and what Member States take up. The "
    "workbook is the consolidated update for SLOM. Time frames are tentative, so nothing is ever "
    "overdue. Activities without a report are listed with their time frame.",
    picture_shows="activities over the years",
)

reference_differences = _report_asset(
    Topic.REFERENCE,
    "reference_differences",
    "Where a submission and an outside figure differ by more than the tolerance of its series. "
    "Both may be right; differences of definition, age range and edition are named. Nothing "
    "is sent automatically: decide with `cl-pipeline context settle`. Load series with "
    "`cl-pipeline context load`.",
    deps=("consolidated_values",),
)

support_and_good_practice = _report_asset(
    Topic.SUPPORT,
    "support_and_good_practice",
    "Support wished for next to good practice offered, and who supplies which indicator. Words "
    "propose the theme. The sheet *Suppliers* says whom to remind of an open indicator.",
    picture_shows="who wishes and who offers",
)

operational_definitions = _report_asset(
    Topic.DEFINITIONS,
    "operational_definitions",
    "The definitions the workshop asked for: what is stated, what is still open, and how Member "
    "States word them. What the documents leave open stays open until the Member States agree.",
)

work_programme = _report_asset(
    Topic.WORK_PROGRAMME,
    "work_programme",
    "The ALM Work Programme: projects with timeline, coordinators and partners, what subsidiary "
    "bodies report, the scorecard of outputs, reviews, and ratifications with the day as of which "
    "they were printed.",
)


@round_asset(kinds={"sql"}, deps=["roadmap_framework"])
def workshop_inputs(pipeline: Pipeline, round_year: RoundYear) -> Page:
    """What other sectoral bodies brought to the inter-sectoral workshop of a round.

    Comments, proposals and shared data, recorded with `cl-pipeline context workshop`; no record is
    ever deleted. The calendar has the dates of the phase.
    """
    found = show_workshop(pipeline, round_year)
    return Page(len(found.inputs), {"when": found.dates, "inputs": found.rows()})
