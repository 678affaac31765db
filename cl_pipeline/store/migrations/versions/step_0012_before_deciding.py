"""Step 12: proposals of Member States, and the consultation about a form version."""

from alembic import op

from cl_pipeline.store.migrations.columns import counted, instant, key, texts

revision = "0012"
down_revision = "0011"

ABOUT = ("framework", "form", "version")


def upgrade() -> None:
    """Adds the two tables."""
    op.create_table(
        "proposal",
        counted("proposal_id"),
        *texts("framework"),
        *texts("sender", given=False),
        *texts("kind", "subject", "words", "source"),
        instant("stated_at"),
        key("proposal", "proposal_id"),
    )
    op.create_table(
        "consultation_step",
        counted("step_id"),
        *texts("framework", "form", "version", "kind", "body", "words"),
        instant("stated_at"),
        key("consultation_step", "step_id"),
    )
    op.create_index(f"ix_consultation_step_{'_'.join(ABOUT)}", "consultation_step", list(ABOUT))
