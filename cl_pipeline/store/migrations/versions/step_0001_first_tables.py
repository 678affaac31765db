"""Step 1: the tables of the first version, as they were then (``step_0001_first_tables.sql``)."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None

TYPES = {
    "sqlite": {"counted": "integer NOT NULL", "instant": "varchar(32)"},
    "postgresql": {"counted": "bigserial NOT NULL", "instant": "timestamp with time zone"},
}
"""Types of keys that count up by themselves, and of instants."""


def upgrade() -> None:
    script = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    types = TYPES[op.get_bind().dialect.name]
    for name, sql_type in types.items():
        script = script.replace(f"{{{name}}}", sql_type)
    for statement in script.split(";\n"):
        if statement.strip():
            op.execute(statement)
