"""The data source survey: the documents' answers and what came back -> the compendium.

Input: facts of the framework, accepted returns of the survey and the newest vintage of a round;
output: tables, a workbook and a picture. Guarantee: every source says where it is named; questions
are shown to the officer and put to nobody.
"""

from dataclasses import dataclass
from pathlib import Path

from cl_pipeline.context.compendium import (
    common_gaps,
    compendium,
    present_gaps,
    present_sources,
    questions_to_senders,
)
from cl_pipeline.model.codes import SOURCE_FIELDS, Field, FormKey
from cl_pipeline.model.context import DataSource
from cl_pipeline.model.context_tables import CompendiumRow, SourceQuestion, ThemeRow
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.publication.compendium_picture import compendium_picture
from cl_pipeline.publication.tables_workbook import SheetOfRows, context_workbook
from cl_pipeline.workflows.context.form_rows import form_rows
from cl_pipeline.workflows.files import replace_bytes
from cl_pipeline.workflows.pipeline import Pipeline

TITLE = "Compendium of data sources"


@dataclass(frozen=True, slots=True)
class Compendium:
    """What is known about sources as of a round; ``is_sample`` where any return behind it is."""

    round: RoundYear
    sources: tuple[DataSource, ...]
    rows: tuple[CompendiumRow, ...]
    gaps: tuple[ThemeRow, ...]
    questions: tuple[SourceQuestion, ...]
    is_sample: bool


def show_compendium(pipeline: Pipeline, round_year: RoundYear) -> Compendium:
    """The compendium as of a round; questions only where the round was consolidated."""
    framework, fields = pipeline.framework_in_force(), (*SOURCE_FIELDS, Field.DATA_GAP)
    returned = form_rows(pipeline, FormKey.DATA_SOURCE_SURVEY, fields, round_year)
    sources = present_sources(framework.context, returned)
    rows = compendium(sources, framework, round_year)
    vintage = pipeline.store.vintages.latest(round_year)
    coverage = vintage.coverage if vintage else ()
    return Compendium(
        round=round_year,
        sources=sources,
        rows=rows,
        gaps=common_gaps(present_gaps(framework.context, returned), framework.context.themes),
        questions=questions_to_senders(rows, coverage, framework, round_year),
        is_sample=any(row.is_sample for row in returned) or bool(vintage and vintage.is_sample),
    )


def write_compendium(pipeline: Pipeline, found: Compendium) -> tuple[Path, Path]:
    """The workbook and the picture, in the output folder of the round."""
    folder = pipeline.settings.output_dir / str(found.round)
    workbook, picture = folder / "compendium.xlsx", folder / "compendium.png"
    framework = pipeline.framework_in_force()
    title = f"{TITLE}, round {found.round}"
    content = context_workbook(title, _sheets(found, framework), is_sample=found.is_sample)
    replace_bytes(workbook, content)
    drawn = compendium_picture(found.rows, framework, title, is_sample=found.is_sample)
    replace_bytes(picture, drawn)
    return workbook, picture


def _sheets(found: Compendium, framework: Framework) -> list[SheetOfRows]:
    return [
        SheetOfRows(
            "Compendium",
            f"{TITLE}, round {found.round}",
            ("Which source could supply which indicator. What a source could supply is an "
             "assumption of the Secretariat; a Member State says what it does supply.",),
            ("Indicator", "Member State", "Newest", "Years before the round", "Sources"),
            (44, 14, 9, 12, 90),
            [_compendium_cells(row, framework) for row in found.rows],
        ),
        SheetOfRows(
            "Sources",
            "All sources named",
            (),
            ("Member State", "Respondent", "Question", "Source", "Carried out by", "Data of",
             "Published", "Child labour", "Sector", "State", "Where it is named"),
            (9, 24, 18, 48, 30, 8, 10, 14, 18, 18, 38),
            [_source_cells(source, framework) for source in found.sources],
        ),
        SheetOfRows(
            "Gaps",
            "Gaps and wishes by theme",
            ("Themes named by most Member States first.",),
            ("Theme", "Member State", "Gap or wish", "What is said", "Where"),
            (34, 12, 12, 80, 38),
            [(theme.theme.name, gap.sender, gap.kind, gap.text, gap.source)
             for theme in found.gaps for gap in theme.gaps],
        ),
        SheetOfRows(
            "Questions",
            "Questions the officer may put to a Member State",
            ("A source with figures is named, and no figure stands in the column due. Nothing is "
             "asked by itself.",),
            ("Member State", "Indicator", "Question"),
            (14, 12, 120),
            [(question.sender, question.position, question.words) for question in found.questions],
        ),
    ]  # fmt: skip


def _compendium_cells(row: CompendiumRow, framework: Framework) -> tuple[str | int, ...]:
    name = f"{row.position}  {framework.indicator(row.indicator).short_name}"
    named = "; ".join(
        f"{source.title} ({source.year})" if source.year else source.title for source in row.sources
    )
    return (name, row.sender, row.newest_year or "", _or_blank(row.age_years), named)


def _source_cells(data_source: DataSource, framework: Framework) -> tuple[str | int, ...]:
    names = {(code.list_key, code.code): code.name for code in framework.codes}
    return (
        data_source.sender, data_source.respondent, data_source.kind.replace("_", " "), data_source.title, data_source.publisher,
        data_source.data_year or "", data_source.published_year or "",
        names["child_labour_content", data_source.child_labour], data_source.sector,
        names["source_state", data_source.state], data_source.source,
    )  # fmt: skip


def _or_blank(number: int | None) -> str | int:
    return "" if number is None else number
