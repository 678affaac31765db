"""The tables of a consolidation: a vintage and everything worked out with it."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
)

from cl_pipeline.store.column_types import NestedTuple, UtcDateTime
from cl_pipeline.store.tables import METADATA, Counted, in_framework, observed, words


def _of_vintage() -> Iterator[Column[Any]]:
    yield in_framework(key=True)
    yield Column("vintage_id", Text, primary_key=True)
    yield Column("position", Integer, primary_key=True)
    yield Column("round", Integer, nullable=False)


def _to_vintage() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["framework", "vintage_id"], ["vintage.framework", "vintage.vintage_id"]
    )


vintage = Table(
    "vintage",  # grain: one accepted set with one effective framework and one code; key: vintage_id
    METADATA,
    in_framework(key=True),
    Column("vintage_id", Text, primary_key=True),
    Column("round", Integer, nullable=False),
    *words("accepted_digest", "framework_digest", "code_version", given=True),
    Column("is_sample", Boolean, nullable=False),
    Column("content_digest", Text, nullable=False),
    Index(None, "framework", "round"),
)

consolidation = Table(
    "consolidation",  # grain: one moment from which on a vintage was the newest; append-only
    METADATA,
    Column("consolidation_id", Counted, primary_key=True),
    in_framework(),
    Column("vintage_id", Text, nullable=False),
    Column("round", Integer, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("run_id", Text, nullable=False),
    _to_vintage(),
    Index(None, "framework", "round"),
)

consolidated = Table(
    "consolidated",  # grain: one value of one vintage; key: vintage, sender and what it is about
    METADATA,
    *_of_vintage(),
    Column("sender", Text, nullable=False),
    *observed(),
    Column("from_round", Integer, nullable=False),
    *words("submission_id", "sheet", "cell", given=True),
    Column("formula", Text),
    Column("inputs", NestedTuple, nullable=False),
    Column("flags", NestedTuple, nullable=False),
    _to_vintage(),
    # The way back asks by what a value is about, the way forward by the cell it stands at.
    Index("ix_consolidated_about", "framework", "vintage_id", "sender", "indicator", "location"),
    Index(None, "framework", "submission_id", "sheet", "cell"),
)

coverage = Table(
    "coverage",  # grain: one indicator, Member State and column of one vintage
    METADATA,
    *_of_vintage(),
    *words("indicator", "sender", "reporting_column", "state", given=True),
    Column("counts", Boolean, nullable=False),
    Column("detail", Text, nullable=False),
    Column("evidence", Text),
    _to_vintage(),
)

baseline = Table(
    "baseline",  # grain: the baseline of one indicator and Member State in one vintage
    METADATA,
    *_of_vintage(),
    *words("indicator", "sender", given=True),
    Column("reference_year", BigInteger),
    Column("distance_years", BigInteger),
    Column("nearer_year", BigInteger),
    _to_vintage(),
)

question = Table(
    "question",  # grain: one question that arose when returns were laid side by side
    METADATA,
    *_of_vintage(),
    *words("code", "sender", "indicator", "reporting_column", given=True),
    *words("address", "found", "expected", given=True),
    _to_vintage(),
)

rule_outcome = Table(
    "rule_outcome",  # grain: what the rule of five says about one indicator of one vintage
    METADATA,
    *_of_vintage(),
    *words("indicator", "list_position", given=True),
    Column("reporting", NestedTuple, nullable=False),
    Column("threshold", Integer, nullable=False),
    Column("meets_threshold", Boolean, nullable=False),
    *words("suggestion", "reason", given=True),
    # One (indicator, sender, column, state, counts, detail, evidence) per Member State.
    Column("evidence", NestedTuple, nullable=False),
    _to_vintage(),
)

vintage_inputs = Table(
    "vintage_inputs",  # grain: one thing a vintage rests on: a file of the code, a library …
    METADATA,
    in_framework(key=True),
    Column("vintage_id", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("version", Text, nullable=False),
    _to_vintage(),
)
