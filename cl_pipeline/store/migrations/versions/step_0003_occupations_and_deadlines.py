"""Step 3: figures broken down by occupation (C2), and notices of changed deadlines."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    for name in ("observation", "consolidated", "correction"):
        with op.batch_alter_table(name) as table:
            occupation = sa.Column("occupation", sa.Text, nullable=False, server_default="_T")
            table.add_column(occupation)
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    instant = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
    op.create_table(
        "deadline_notice",
        sa.Column("deadline_notice_id", number, nullable=False),
        sa.Column("framework", sa.Text, nullable=False),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("sender", sa.Text, nullable=False),
        sa.Column("due_at", instant, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("is_to_be_mailed", sa.Boolean, nullable=False),
        sa.Column("written_at", instant, nullable=False),
        sa.Column("run_id", sa.Text, nullable=False),
        sa.Column("mailed_at", instant),
        sa.PrimaryKeyConstraint("deadline_notice_id", name="pk_deadline_notice"),
    )
