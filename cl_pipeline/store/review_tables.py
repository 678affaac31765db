"""The tables of what is said before people decide, with grain and key each."""

from sqlalchemy import Column, Index, Table, Text

from cl_pipeline.store.column_types import UtcDateTime
from cl_pipeline.store.tables import METADATA, Counted, in_framework, words

proposal = Table(
    "proposal",  # grain: one proposal as it was brought; append-only
    METADATA,
    Column("proposal_id", Counted, primary_key=True),
    in_framework(),
    Column("sender", Text),
    *words("kind", "subject", "words", "source", given=True),
    Column("stated_at", UtcDateTime, nullable=False),
)

consultation_step = Table(
    "consultation_step",  # grain: one step of the consultation about a form version; append-only
    METADATA,
    Column("step_id", Counted, primary_key=True),
    in_framework(),
    *words("form", "version", "kind", "body", "words", given=True),
    Column("stated_at", UtcDateTime, nullable=False),
    Index(None, "framework", "form", "version"),
)
