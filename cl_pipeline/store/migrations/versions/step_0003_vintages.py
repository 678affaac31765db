"""Step 3: consolidations and everything worked out with them."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from cl_pipeline.store.migrations.columns import (
    counted,
    instant,
    integer,
    key,
    long,
    observed,
    refers,
    texts,
)

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Adds the seven tables."""
    _vintage()
    _consolidation()
    _consolidated()
    _coverage()
    _baseline()
    _question()
    _rule_outcome()


def _of_vintage() -> Iterator[sa.Column[Any]]:
    yield from texts("framework", "vintage_id")
    yield integer("position")
    yield integer("round")


def _keyed(table: str) -> tuple[sa.Constraint, ...]:
    return (
        refers(table, "vintage", "vintage_id"),
        key(table, "framework", "vintage_id", "position"),
    )


def _vintage() -> None:
    op.create_table(
        "vintage",
        *texts("framework", "vintage_id"),
        integer("round"),
        *texts("accepted_digest", "framework_digest", "code_version"),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        *texts("content_digest"),
        key("vintage", "framework", "vintage_id"),
    )
    op.create_index("ix_vintage_framework_round", "vintage", ["framework", "round"])


def _consolidation() -> None:
    op.create_table(
        "consolidation",
        counted("consolidation_id"),
        *texts("framework", "vintage_id"),
        integer("round"),
        instant("made_at"),
        *texts("run_id"),
        refers("consolidation", "vintage", "vintage_id"),
        key("consolidation", "consolidation_id"),
    )
    op.create_index("ix_consolidation_framework_round", "consolidation", ["framework", "round"])


def _consolidated() -> None:
    op.create_table(
        "consolidated",
        *_of_vintage(),
        *texts("sender"),
        *observed(),
        integer("from_round"),
        *texts("submission_id", "sheet", "cell"),
        *texts("formula", given=False),
        *texts("inputs", "flags"),
        *_keyed("consolidated"),
    )
    op.create_index(
        "ix_consolidated_framework_round_sender_indicator",
        "consolidated",
        ["framework", "round", "sender", "indicator"],
    )


def _coverage() -> None:
    op.create_table(
        "coverage",
        *_of_vintage(),
        *texts("indicator", "sender", "reporting_column", "state"),
        sa.Column("counts", sa.Boolean(), nullable=False),
        *texts("detail"),
        *texts("evidence", given=False),
        *_keyed("coverage"),
    )


def _baseline() -> None:
    years = (long(name, given=False) for name in ("reference_year", "distance_years"))
    op.create_table(
        "baseline",
        *_of_vintage(),
        *texts("indicator", "sender"),
        *years,
        long("nearer_year", given=False),
        *_keyed("baseline"),
    )


def _question() -> None:
    op.create_table(
        "question",
        *_of_vintage(),
        *texts("code", "sender", "indicator", "reporting_column"),
        *texts("address", "found", "expected"),
        *_keyed("question"),
    )


def _rule_outcome() -> None:
    op.create_table(
        "rule_outcome",
        *_of_vintage(),
        *texts("indicator", "list_position", "reporting"),
        integer("threshold"),
        sa.Column("meets_threshold", sa.Boolean(), nullable=False),
        *texts("suggestion", "reason", "evidence"),
        *_keyed("rule_outcome"),
    )
