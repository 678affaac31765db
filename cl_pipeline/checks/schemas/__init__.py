"""Pandera schemas: one per ingested source, named checks, one call for many drafts."""

from cl_pipeline.checks.schemas import (
    a_values,
    b_submissions,
    context_tables,
    contributors,
    narrative,
    progress,
    sources,
    support_and_good_practice,
)
from cl_pipeline.checks.schemas.contract import SourceSchema

SCHEMAS: tuple[SourceSchema, ...] = (
    a_values.SCHEMA,
    sources.SCHEMA,
    progress.SCHEMA,
    narrative.SCHEMA,
    contributors.SCHEMA,
    support_and_good_practice.SCHEMA,
    b_submissions.SCHEMA,
    context_tables.SOURCES,
    context_tables.PLANS,
)
"""Every source with its schema, in the order in which findings take precedence."""
