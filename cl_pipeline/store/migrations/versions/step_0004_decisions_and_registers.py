"""Step 4: decisions, focal points, forms sent."""

import sqlalchemy as sa
from alembic import op

from cl_pipeline.store.migrations.columns import counted, instant, integer, key, texts

revision = "0004"
down_revision = "0003"

SENT = ("form", "version", "round", "sender", "digest")


def upgrade() -> None:
    """Adds the three tables."""
    op.create_table(
        "decision",
        counted("decision_id"),
        *texts("framework", "kind"),
        integer("round", given=False),
        *texts("subject", "decided_by"),
        instant("decided_at"),
        *texts("reason"),
        key("decision", "decision_id"),
        sa.UniqueConstraint(
            "framework", "kind", "subject", name="uq_decision_framework_kind_subject"
        ),
    )
    op.create_table(
        "focal_point",
        counted("focal_point_id"),
        *texts("framework", "sender", "institution", "address", "language", "indicators"),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        instant("noted_at"),
        key("focal_point", "focal_point_id"),
    )
    op.create_index("ix_focal_point_framework_sender", "focal_point", ["framework", "sender"])
    _form_sent()


def _form_sent() -> None:
    op.create_table(
        "form_sent",
        counted("form_sent_id"),
        *texts("framework", "form", "version"),
        integer("round"),
        *texts("sender", "digest", "path"),
        instant("sent_at"),
        *texts("run_id"),
        key("form_sent", "form_sent_id"),
        sa.UniqueConstraint(
            "framework", *SENT, name="uq_form_sent_framework_form_version_round_sender_digest"
        ),
    )
