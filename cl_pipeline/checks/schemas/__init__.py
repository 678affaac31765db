"""Pandera schemas: one per ingested source, named checks, one call for many drafts.

Belongs here: what one row of a source must hold by itself, taken from the framework. Does not
belong here: what cells must hold beside each other (``checks.rules``); the words of a finding
(``catalogue``).
"""

from cl_pipeline.checks.schemas import (
    a_values,
    b_returns,
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
    b_returns.SCHEMA,
    context_tables.SOURCES,
    context_tables.PLANS,
)
"""Every source with its schema, in the order in which findings take precedence."""
