"""The B-list assessment: accepted B-list returns -> a table of narratives -> a workbook.

Input: the accepted entries of B-list forms up to a round; output: rows and a workbook. Guarantee:
every Member State of the round has a row for every indicator, answered or not; nothing is graded.
"""

from dataclasses import dataclass
from pathlib import Path

from cl_pipeline.assessment.b_list import b_list_table
from cl_pipeline.model.assessment import BListRow
from cl_pipeline.model.codes import FormKey
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.publication.b_list_workbook import b_list_workbook
from cl_pipeline.stages.files import replace_bytes
from cl_pipeline.stages.pipeline import Pipeline


@dataclass(frozen=True, slots=True)
class Assessment:
    """What was put together for one round."""

    rows: tuple[BListRow, ...]
    workbook: Path
    is_sample: bool


def b_list_rows(pipeline: Pipeline, round_year: RoundYear) -> tuple[tuple[BListRow, ...], bool]:
    """The rows of a round's B list, and whether any of them is sample data."""
    entries = pipeline.store.observations.entries(round_year, form=FormKey.B_LIST)
    rows = b_list_table(entries, pipeline.framework, round_year)
    return rows, any(entry.is_sample for entry in entries)


def assess_b_list(pipeline: Pipeline, round_year: RoundYear) -> Assessment:
    """The B-list table of a round, written as a workbook."""
    rows, is_sample = b_list_rows(pipeline, round_year)
    folder = pipeline.settings.output_dir / str(round_year)
    path = folder / f"b_list_assessment_{round_year}.xlsx"
    content = b_list_workbook(rows, pipeline.framework, round_year, is_sample=is_sample)
    replace_bytes(path, content)
    return Assessment(rows, path, is_sample)
