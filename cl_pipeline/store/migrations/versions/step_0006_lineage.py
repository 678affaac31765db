"""Step 6: indexes for the way back and forward, what a vintage rests on, questions asked."""

from alembic import op

from cl_pipeline.store.migrations.columns import counted, instant, key, long, refers, texts

revision = "0006"
down_revision = "0005"

OLD_INDEX = "ix_consolidated_framework_round_sender_indicator"
ABOUT = ("framework", "vintage_id", "sender", "indicator")
AT = ("framework", "submission_id", "sheet", "cell")


def upgrade() -> None:
    """Puts two indexes in the place of one, and adds two tables."""
    op.drop_index(OLD_INDEX, "consolidated")
    for columns in (ABOUT, AT):
        op.create_index(f"ix_consolidated_{'_'.join(columns)}", "consolidated", list(columns))
    op.create_table(
        "vintage_inputs",
        *texts("framework", "vintage_id", "kind", "name", "version"),
        key("vintage_inputs", "framework", "vintage_id", "kind", "name"),
        refers("vintage_inputs", "vintage", "vintage_id"),
    )
    op.create_table(
        "question_event",
        counted("event_id"),
        *texts("framework"),
        long("number"),
        *texts("kind", "trace_key", "stated_by", "words"),
        instant("stated_at"),
        key("question_event", "event_id"),
    )
    op.create_index("ix_question_event_framework_number", "question_event", ["framework", "number"])
