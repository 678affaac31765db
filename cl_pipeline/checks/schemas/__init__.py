"""Pandera schemas: one per ingested source, named checks, one call for many drafts."""

from cl_pipeline.checks.schemas import a_values, entries
from cl_pipeline.checks.schemas.contract import SourceSchema

SCHEMAS: tuple[SourceSchema, ...] = (
    a_values.VALUES,
    a_values.SOURCES,
    entries.PROGRESS,
    entries.NARRATIVE,
    entries.CONTRIBUTORS,
    entries.SUPPORT_AND_GOOD_PRACTICE,
    entries.B_LIST,
    entries.SURVEY,
    entries.PLANS,
)
"""Every source with its schema; where two find fault with one cell, the earlier one counts."""
