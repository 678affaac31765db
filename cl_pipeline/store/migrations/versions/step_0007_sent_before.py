"""Step 7: an index for what was sent about one number, in the place of one by round."""

from alembic import op

revision = "0007"
down_revision = "0006"

OLD_INDEX = "ix_observation_framework_round_sender_indicator"
ABOUT = ("framework", "sender", "indicator", "location", "age", "sex")


def upgrade() -> None:
    """Puts one index in the place of another."""
    op.drop_index(OLD_INDEX, "observation")
    op.create_index(f"ix_observation_{'_'.join(ABOUT)}", "observation", list(ABOUT))
