"""Step 1: arrivals, submissions with their sheets, contacts and the log of readings."""

import sqlalchemy as sa
from alembic import op

from cl_pipeline.store.migrations.columns import counted, instant, integer, key, long, refers, texts

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Adds the five tables."""
    _arrival()
    _submission()
    op.create_table(
        "submission_sheet",
        *texts("framework", "submission_id", "sheet"),
        integer("position"),
        refers("submission_sheet", "submission", "submission_id"),
        key("submission_sheet", "framework", "submission_id", "sheet"),
    )
    op.create_table(
        "contact",
        *texts("framework", "submission_id"),
        *texts("name", "address", given=False),
        refers("contact", "submission", "submission_id"),
        key("contact", "framework", "submission_id"),
    )
    op.create_table(
        "reading",
        counted("reading_id"),
        *texts("framework", "submission_id", "content_digest", "read_state"),
        *texts("code_version", "run_id"),
        instant("read_at"),
        refers("reading", "submission", "submission_id"),
        key("reading", "reading_id"),
    )
    op.create_index("ix_reading_framework_submission_id", "reading", ["framework", "submission_id"])


def _arrival() -> None:
    op.create_table(
        "arrival",
        counted("received_file_id"),
        *texts("framework", "path", "digest"),
        long("size_bytes"),
        long("stamp_ns"),
        instant("modified_at"),
        instant("received_at"),
        *texts("outcome", "run_id"),
        key("arrival", "received_file_id"),
    )
    op.create_index("ix_arrival_framework_path", "arrival", ["framework", "path"])
    op.create_index("ix_arrival_framework_digest", "arrival", ["framework", "digest"])


def _submission() -> None:
    op.create_table(
        "submission",
        *texts("framework", "submission_id", "digest"),
        *texts("form", "version", given=False),
        integer("round", given=False),
        *texts("sender", "institution", given=False),
        sa.Column("filled_on", sa.Date(), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        *texts("read_state"),
        integer("finding_count"),
        integer("observation_count"),
        *texts("content_digest", "code_version", "run_id"),
        instant("read_at"),
        key("submission", "framework", "submission_id"),
        sa.UniqueConstraint("framework", "digest", name="uq_submission_framework_digest"),
    )
    op.create_index(
        "ix_submission_framework_round_sender", "submission", ["framework", "round", "sender"]
    )
