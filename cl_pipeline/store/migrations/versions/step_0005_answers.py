"""Step 5: the register of answers written to senders."""

import sqlalchemy as sa
from alembic import op

from cl_pipeline.store.column_types import UtcDateTime
from cl_pipeline.store.migrations.columns import counted, instant, key, refers, texts

revision = "0005"
down_revision = "0004"

ONCE = ("framework", "submission_id", "content_digest")


def upgrade() -> None:
    """Adds the table."""
    op.create_table(
        "answer",
        counted("feedback_report_id"),
        *texts("framework", "submission_id", "content_digest", "place"),
        sa.Column("is_to_be_mailed", sa.Boolean(), nullable=False),
        instant("written_at"),
        *texts("run_id"),
        sa.Column("mailed_at", UtcDateTime(), nullable=True),
        key("answer", "feedback_report_id"),
        refers("answer", "submission", "submission_id"),
        sa.UniqueConstraint(*ONCE, name="uq_answer_framework_submission_id_content_digest"),
    )
