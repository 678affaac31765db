"""Step 9: a decision can be taken again, says what exactly, and names the vintage it rests on."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

ONE_OF_A_KIND = "uq_decision_framework_kind_subject"
ABOUT = ("framework", "kind", "subject")


def upgrade() -> None:
    """Takes the constraint away, adds three columns and an index."""
    with op.batch_alter_table("decision") as table:
        table.drop_constraint(ONE_OF_A_KIND, type_="unique")
        table.add_column(sa.Column("details", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("vintage_id", sa.Text(), nullable=True))
        table.add_column(sa.Column("origin", sa.Text(), nullable=True))
    op.create_index(f"ix_decision_{'_'.join(ABOUT)}", "decision", list(ABOUT))
