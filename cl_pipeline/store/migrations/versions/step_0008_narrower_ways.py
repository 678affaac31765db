"""Step 8: indexes that end at one number, for the way back over many returns and vintages."""

from alembic import op

revision = "0008"
down_revision = "0007"

SENT = ("framework", "sender", "indicator", "location", "age", "sex")
STANDS = ("framework", "vintage_id", "sender", "indicator")


def upgrade() -> None:
    """Makes two indexes longer."""
    _lengthen("observation", SENT, "measure", "reporting_column")
    _lengthen("consolidated", STANDS, "location")


def _lengthen(table: str, columns: tuple[str, ...], *more: str) -> None:
    op.drop_index(f"ix_{table}_{'_'.join(columns)}", table)
    longer = [*columns, *more]
    # Written out: the name over all columns is longer than PostgreSQL takes.
    op.create_index(f"ix_{table}_about", table, longer)
