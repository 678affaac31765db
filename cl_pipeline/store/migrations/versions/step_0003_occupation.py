"""Step 3: figures broken down by occupation (C2)."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    for name in ("observation", "consolidated", "correction"):
        with op.batch_alter_table(name) as table:
            occupation = sa.Column("occupation", sa.Text, nullable=False, server_default="_T")
            table.add_column(occupation)
