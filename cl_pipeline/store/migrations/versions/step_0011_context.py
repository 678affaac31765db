"""Step 11: reference series, decisions about differences, inputs of the workshop."""

import sqlalchemy as sa
from alembic import op

from cl_pipeline.store.migrations.columns import counted, instant, integer, key, long, texts

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Adds the four tables."""
    op.create_table(
        "reference_series",
        counted("loading_id"),
        *texts("framework", "series", "digest", "title", "source", "version"),
        sa.Column("fetched_on", sa.Date(), nullable=False),
        *texts("tolerance_pct", "report"),
        instant("loaded_at"),
        *texts("run_id"),
        key("reference_series", "loading_id"),
    )
    op.create_index(
        "ix_reference_series_framework_series", "reference_series", ["framework", "series"]
    )
    op.create_table(
        "reference_figure",
        *texts("framework", "digest"),
        long("line"),
        *texts("series", "sender"),
        integer("year"),
        *texts("indicator", "measure", "kind", "concept", "sex", "age", "location", "sector"),
        *texts("value", "unit", "edition", "definition", "source_title", "publisher"),
        integer("source_year", given=False),
        key("reference_figure", "framework", "digest", "line"),
    )
    op.create_table(
        "reference_decision",
        counted("decision_id"),
        *texts("framework", "difference", "decided", "decided_by", "words"),
        instant("decided_at"),
        long("question", given=False),
        key("reference_decision", "decision_id"),
    )
    op.create_table(
        "workshop_input",
        counted("input_id"),
        *texts("framework"),
        integer("round"),
        *texts("body", "kind", "about", "words"),
        instant("noted_at"),
        key("workshop_input", "input_id"),
    )
