"""The B-list assessment of a round: a table of narratives, and the workbook made from it."""

from dataclasses import dataclass
from pathlib import Path

from cl_pipeline.assessment.b_list import b_list_table, related_numbers, synthesis
from cl_pipeline.model.codes import FormKey, ListLetter
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.review import BListRow
from cl_pipeline.publication.b_list_workbook import BListPage, b_list_workbook
from cl_pipeline.workflows.audit import record_shown, shown_texts
from cl_pipeline.workflows.files import replace_bytes
from cl_pipeline.workflows.pipeline import Pipeline
from cl_pipeline.workflows.round_facts import load_facts
from cl_pipeline.workflows.slom_review.redacted import redacted_review


@dataclass(frozen=True, slots=True)
class Assessment:
    """The rows of one round and the workbook made from them."""

    rows: tuple[BListRow, ...]
    workbook: Path
    is_sample: bool


def assess_b_list(pipeline: Pipeline, round_year: RoundYear) -> Assessment:
    """The B-list table of a round, written as a workbook with the related numbers."""
    facts = load_facts(pipeline, round_year)
    framework = facts.framework
    entries = pipeline.store.observations.entries(round_year, form=FormKey.B_LIST)
    rows = b_list_table(shown_texts(facts).entries(entries), framework, round_year)
    vintage = facts.newest_vintage
    review = redacted_review(facts, vintage) if vintage else None
    if vintage:
        record_shown(facts, vintage)
    values = review.vintage.values if review else ()
    pages = []
    for indicator in framework.on_list(ListLetter.B):
        of_sender = {row.sender: row for row in rows if row.indicator == indicator.key}
        in_order = [state.code for state in framework.member_states if state.code in of_sender]
        related = related_numbers(indicator, values, framework, round_year)
        keys = tuple(value.trace_key for value in related)
        own = tuple(of_sender[code] for code in in_order)
        pages.append(BListPage(indicator, own, synthesis(rows, indicator, framework), keys))
    is_sample = any(entry.is_sample for entry in entries) or bool(vintage and vintage.is_sample)
    path = pipeline.settings.output_dir / str(round_year) / f"b_list_assessment_{round_year}.xlsx"
    content = b_list_workbook(pages, review, framework, round_year, is_sample=is_sample)
    replace_bytes(path, content)
    return Assessment(rows, path, is_sample)
