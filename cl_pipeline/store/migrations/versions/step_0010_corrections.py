"""Step 10: corrections the Secretariat declares."""

from alembic import op

from cl_pipeline.store.migrations.columns import counted, instant, integer, key, texts

revision = "0010"
down_revision = "0009"

ABOUT = ("indicator", "measure", "reporting_column")
DIMENSIONS = (
    "sex", "age", "location", "sector", "nationality", "agency", "channel", "venue", "scope",
)  # fmt: skip


def upgrade() -> None:
    """Adds the table."""
    op.create_table(
        "correction",
        counted("correction_id"),
        *texts("framework", "sender"),
        integer("round"),
        *texts(*ABOUT, *DIMENSIONS, "expected"),
        *texts("corrected", given=False),
        *texts("declared_by", "reason", "evidence"),
        instant("declared_at"),
        key("correction", "correction_id"),
    )
