"""The tables of a consolidation: a vintage and everything computed with it."""

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

from cl_pipeline.store.column_types import JsonTuple
from cl_pipeline.store.tables import METADATA, Counted, in_framework, instant, observed, texts


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
    *texts("accepted_digest", "framework_digest", "code_version"),
    Column("is_sample", Boolean, nullable=False),
    *texts("content_digest"),
    Index(None, "framework", "round"),
)

consolidation = Table(
    "consolidation",  # grain: one instant from which on a vintage was the newest; append-only
    METADATA,
    Column("consolidation_id", Counted, primary_key=True),
    in_framework(),
    *texts("vintage_id"),
    Column("round", Integer, nullable=False),
    instant("made_at"),
    *texts("run_id"),
    _to_vintage(),
    Index(None, "framework", "round"),
)

consolidated = Table(
    "consolidated",  # grain: one value of one vintage; key: vintage, sender and what it is about
    METADATA,
    *_of_vintage(),
    *texts("sender"),
    *observed(),
    Column("from_round", Integer, nullable=False),
    *texts("submission_id", "sheet", "cell"),
    *texts("formula", required=False),
    Column("inputs", JsonTuple, nullable=False),
    Column("flags", JsonTuple, nullable=False),
    _to_vintage(),
    # A trace asks by what a value is about, a downstream query by the cell of a value.
    Index("ix_consolidated_about", "framework", "vintage_id", "sender", "indicator", "location"),
    Index(None, "framework", "submission_id", "sheet", "cell"),
)

coverage = Table(
    "coverage",  # grain: one indicator, Member State and column of one vintage
    METADATA,
    *_of_vintage(),
    *texts("indicator", "sender", "reporting_column", "state"),
    Column("counts", Boolean, nullable=False),
    *texts("detail"),
    *texts("evidence", required=False),
    _to_vintage(),
)

baseline = Table(
    "baseline",  # grain: the baseline of one indicator and Member State in one vintage
    METADATA,
    *_of_vintage(),
    *texts("indicator", "sender"),
    Column("reference_year", BigInteger),
    Column("distance_years", BigInteger),
    Column("nearer_year", BigInteger),
    _to_vintage(),
)

open_question = Table(
    "open_question",  # grain: one question that came up when submissions were compared
    METADATA,
    *_of_vintage(),
    *texts("code", "sender", "indicator", "reporting_column"),
    *texts("address", "found", "expected"),
    _to_vintage(),
)

rule_outcome = Table(
    "rule_outcome",  # grain: what the rule of five says about one indicator of one vintage
    METADATA,
    *_of_vintage(),
    *texts("indicator", "list_position"),
    Column("reporting", JsonTuple, nullable=False),
    Column("threshold", Integer, nullable=False),
    Column("meets_threshold", Boolean, nullable=False),
    *texts("suggestion", "reason"),
    # One coverage entry per Member State.
    Column("evidence", JsonTuple, nullable=False),
    _to_vintage(),
)

vintage_inputs = Table(
    "vintage_inputs",  # grain: one input of a vintage: a file of the code, a library …
    METADATA,
    in_framework(key=True),
    Column("vintage_id", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    *texts("version"),
    _to_vintage(),
)
