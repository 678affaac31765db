"""Step 2: what is not published of a vintage, found before anything of it is shown."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    to_vintage = (["framework", "vintage_id"], ["vintage.framework", "vintage.vintage_id"])
    op.create_table(
        "audit",
        sa.Column("framework", sa.Text, nullable=False),
        sa.Column("vintage_id", sa.Text, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("framework", "vintage_id", name="pk_audit"),
        sa.ForeignKeyConstraint(*to_vintage, name="fk_audit_vintage"),
    )
    op.create_table(
        "hidden_figure",
        sa.Column("framework", sa.Text, nullable=False),
        sa.Column("vintage_id", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("trace_key", sa.Text, nullable=False),
        sa.Column("sender", sa.Text, nullable=False),
        sa.Column("indicator", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("low", sa.Text),
        sa.Column("high", sa.Text),
        sa.Column("protects", sa.Text),
        sa.Column("cost", sa.BigInteger, nullable=False),
        sa.Column("is_protected", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("framework", "vintage_id", "position", name="pk_hidden_figure"),
        sa.ForeignKeyConstraint(*to_vintage, name="fk_hidden_figure_vintage"),
    )
