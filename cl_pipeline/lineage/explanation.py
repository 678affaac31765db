"""The explanation of one number as a document: a trace, or why there is no number."""

from cl_pipeline.lineage.trace import (
    absence_lists,
    absence_title,
    headline,
    is_sample,
    trace_lists,
    trace_rows,
    trace_title,
)
from cl_pipeline.model.document import Block, Document, Heading, ItemList
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.model.table import Column, Table
from cl_pipeline.model.trace import Absence, Trace

ROW_COLUMNS = (Column("label", "Item", width=16.0), Column("text", "Content", width=90.0))


def explanation(found: Trace | Absence, framework: Framework) -> Document:
    """The number, then where it came from and what was derived from it."""
    if isinstance(found, Absence):
        title, number = absence_title(found), "There is no number."
        rows, lists = [], absence_lists(found)
    else:
        title, number = trace_title(found.value, framework), headline(found, framework)
        rows, lists = trace_rows(found), trace_lists(found)
    blocks: list[Block] = [Table("Where it came from", ROW_COLUMNS, tuple(rows))] if rows else []
    for name, sentences in lists:
        blocks += [Heading(name, level=2), ItemList(sentences)]
    return Document(
        title,
        subtitle=number,
        notice=SAMPLE_NOTICE if is_sample(found) else None,
        made_from=f"Vintage {found.vintage_id}",
        blocks=tuple(blocks),
    )
