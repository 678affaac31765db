"""The B-list assessment of a round: a table of narratives, and the workbook made from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cl_pipeline.assessment.b_list import b_list_table, related_numbers, synthesis
from cl_pipeline.model.codes import FormKey, ListLetter
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.indicators import Indicator
from cl_pipeline.model.review import BListRow
from cl_pipeline.publication.b_list_workbook import BListPage, b_list_workbook
from cl_pipeline.workflows.files import replace_bytes
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.slom_review.review import redacted_review


@dataclass(frozen=True, slots=True)
class Assessment:
    """The rows of one round and the workbook made from them."""

    rows: tuple[BListRow, ...]
    workbook: Path
    is_sample: bool


def b_list_rows(pipeline: Pipeline, round_year: RoundYear) -> tuple[tuple[BListRow, ...], bool]:
    """The rows of a round's B list, and whether any of them is sample data."""
    entries = pipeline.store.observations.entries(round_year, form=FormKey.B_LIST)
    rows = b_list_table(entries, pipeline.framework_in_force(round_year), round_year)
    return rows, any(entry.is_sample for entry in entries)


def assess_b_list(pipeline: Pipeline, round_year: RoundYear) -> Assessment:
    """The B-list table of a round, written as a workbook with the related numbers."""
    framework = pipeline.framework_in_force(round_year)
    rows, is_sample = b_list_rows(pipeline, round_year)
    vintage = pipeline.store.vintages.newest(round_year)
    review = redacted_review(pipeline, vintage) if vintage else None
    values = review.vintage.values if review else ()
    pages = [
        BListPage(
            indicator,
            _in_order_of_names(rows, indicator, framework),
            synthesis(rows, indicator, framework),
            tuple(
                value.trace_key
                for value in related_numbers(indicator, values, framework, round_year)
            ),
        )
        for indicator in framework.on_list(ListLetter.B)
    ]
    is_sample = is_sample or (vintage is not None and vintage.is_sample)
    path = pipeline.settings.output_dir / str(round_year) / f"b_list_assessment_{round_year}.xlsx"
    content = b_list_workbook(pages, review, framework, round_year, is_sample=is_sample)
    replace_bytes(path, content)
    return Assessment(rows, path, is_sample)


def _in_order_of_names(
    rows: Sequence[BListRow], indicator: Indicator, framework: Framework
) -> tuple[BListRow, ...]:
    own = {row.sender: row for row in rows if row.indicator == indicator.key}
    return tuple(
        own[member_state.code]
        for member_state in framework.member_states
        if member_state.code in own
    )
