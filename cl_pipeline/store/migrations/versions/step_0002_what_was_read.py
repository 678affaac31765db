"""Step 2: what was read from a submission: observations, entries, findings."""

from alembic import op

from cl_pipeline.store.migrations.columns import integer, key, long, observed, refers, texts

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Adds the three tables."""
    _observation()
    _entry()
    op.create_table(
        "finding",
        *texts("framework", "submission_id"),
        integer("position"),
        integer("round", given=False),
        *texts("sender", given=False),
        *texts("code", "severity"),
        *texts("sheet", "cell", given=False),
        *texts("found", "expected", "remedy"),
        *texts("indicator", given=False),
        refers("finding", "submission", "submission_id"),
        key("finding", "framework", "submission_id", "position"),
    )


def _observation() -> None:
    op.create_table(
        "observation",
        *texts("framework", "submission_id", "sheet", "cell"),
        integer("round", given=False),
        *texts("sender", given=False),
        *observed(),
        *texts("gap_note", "source", given=False),
        long("source_year", given=False),
        *texts("definition", "age_range", given=False),
        *texts("attributes", "as_typed", "how_read"),
        refers("observation", "submission", "submission_id"),
        key("observation", "framework", "submission_id", "sheet", "cell"),
    )
    op.create_index(
        "ix_observation_framework_round_sender_indicator",
        "observation",
        ["framework", "round", "sender", "indicator"],
    )


def _entry() -> None:
    op.create_table(
        "entry",
        *texts("framework", "submission_id", "sheet", "cell"),
        integer("round", given=False),
        *texts("sender", given=False),
        *texts("field"),
        *texts("indicator", "reporting_column", given=False),
        integer("entry_number", given=False),
        *texts("text"),
        *texts("code", given=False),
        refers("entry", "submission", "submission_id"),
        key("entry", "framework", "submission_id", "sheet", "cell"),
    )
    op.create_index(
        "ix_entry_framework_round_sender_field",
        "entry",
        ["framework", "round", "sender", "field"],
    )
