"""The tables of what comes in and what is decided, with grain and key each.

``reporting_column`` is the model's ``column``, which is a reserved word in SQL.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from cl_pipeline.model.breakdown import DIMENSIONS
from cl_pipeline.store.column_types import ExactDecimal, NestedTuple, UtcDateTime

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

Counted = BigInteger().with_variant(Integer, "sqlite")
"""Counts up by itself; SQLite does so for ``INTEGER`` alone."""


def words(*names: str, given: bool = False) -> Iterator[Column[str]]:
    """Text columns; ``given`` where none of them may be missing."""
    for name in names:
        yield Column(name, Text, nullable=not given)


def in_framework(*, key: bool = False) -> Column[str]:
    """The framework a row belongs to, so that its successor can live beside it."""
    return Column("framework", Text, primary_key=key, nullable=False)


def observed() -> Iterator[Column[Any]]:
    """What a value is about and what it is; shared by what was read and what was consolidated."""
    yield from words("indicator", "measure", "reporting_column", *DIMENSIONS, given=True)
    yield Column("value", ExactDecimal)
    yield Column("unit", Text, nullable=False)
    # A year is kept as read, however odd: whether it can be one is for the checks to ask.
    yield Column("reference_year", BigInteger)
    yield from words("obs_status", "conf_status", given=True)
    yield Column("gap_code", Text)


def of_submission() -> Iterator[Column[Any]]:
    """First part of the key of whatever was read from a submission."""
    yield in_framework(key=True)
    yield Column("submission_id", Text, primary_key=True)


def to_submission() -> ForeignKeyConstraint:
    """Nothing read without its submission."""
    return ForeignKeyConstraint(
        ["framework", "submission_id"], ["submission.framework", "submission.submission_id"]
    )


received_file = Table(
    "arrival",  # grain: one content seen at one path; key: received_file_id
    METADATA,
    Column("received_file_id", Counted, primary_key=True),
    in_framework(),
    *words("path", "digest", given=True),
    Column("size_bytes", BigInteger, nullable=False),
    # The newest time stamp seen on this content; the only column that is ever updated.
    Column("stamp_ns", BigInteger, nullable=False),
    Column("modified_at", UtcDateTime, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    *words("outcome", "run_id", given=True),
    Index(None, "framework", "path"),
    Index(None, "framework", "digest"),
)

submission = Table(
    "submission",  # grain: what was last read from one digest; key: submission_id
    METADATA,
    *of_submission(),
    Column("digest", Text, nullable=False),
    *words("form", "version"),
    Column("round", Integer),
    *words("sender", "institution"),
    Column("filled_on", Date),
    Column("is_sample", Boolean, nullable=False),
    Column("read_state", Text, nullable=False),
    Column("finding_count", Integer, nullable=False),
    Column("observation_count", Integer, nullable=False),
    *words("content_digest", "code_version", "run_id", given=True),
    Column("read_at", UtcDateTime, nullable=False),
    UniqueConstraint("framework", "digest"),
    Index(None, "framework", "round", "sender"),
)

submission_sheet = Table(
    "submission_sheet",  # grain: one sheet that a return's cover declares
    METADATA,
    *of_submission(),
    Column("sheet", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    to_submission(),
)

contact = Table(
    "contact",  # grain: the person a cover names; kept apart, joined to nothing, never exported
    METADATA,
    *of_submission(),
    *words("name", "address"),
    to_submission(),
)

reading = Table(
    "reading",  # grain: one read of a submission that gave another content; append-only
    METADATA,
    Column("reading_id", Counted, primary_key=True),
    in_framework(),
    *words("submission_id", "content_digest", "read_state", "code_version", "run_id", given=True),
    Column("read_at", UtcDateTime, nullable=False),
    to_submission(),
    Index(None, "framework", "submission_id"),
)

_ABOUT_ONE_NUMBER = (
    "framework", "sender", "indicator", "location", "age", "sex", "measure", "reporting_column",
)  # fmt: skip

observation = Table(
    "observation",  # grain: one value or gap of one submission; key: submission, sheet, cell
    METADATA,
    *of_submission(),
    Column("sheet", Text, primary_key=True),
    Column("cell", Text, primary_key=True),
    Column("round", Integer),
    Column("sender", Text),
    *observed(),
    *words("gap_note", "source"),
    Column("source_year", BigInteger),
    *words("definition", "age_range"),
    Column("attributes", NestedTuple, nullable=False),
    *words("as_typed", "how_read", given=True),
    to_submission(),
    # Whoever asks about one number wants all that was ever sent about it.
    Index("ix_observation_about", *_ABOUT_ONE_NUMBER),
)

entry = Table(
    "entry",  # grain: one worded entry of one submission; key: submission, sheet, cell
    METADATA,
    *of_submission(),
    Column("sheet", Text, primary_key=True),
    Column("cell", Text, primary_key=True),
    Column("round", Integer),
    *words("sender"),
    Column("field", Text, nullable=False),
    *words("indicator", "reporting_column"),
    Column("entry_number", Integer),
    Column("text", Text, nullable=False),
    Column("code", Text),
    to_submission(),
    Index(None, "framework", "round", "sender", "field"),
)

finding = Table(
    "finding",  # grain: one finding of one submission; key: submission, position in sorted order
    METADATA,
    *of_submission(),
    Column("position", Integer, primary_key=True),
    Column("round", Integer),
    Column("sender", Text),
    *words("code", "severity", given=True),
    *words("sheet", "cell"),
    *words("found", "expected", "remedy", given=True),
    Column("indicator", Text),
    to_submission(),
)

decision = Table(
    "decision",  # grain: one decision; append-only
    METADATA,
    Column("decision_id", Counted, primary_key=True),
    in_framework(),
    Column("kind", Text, nullable=False),
    Column("round", Integer),
    *words("subject", "decided_by", given=True),
    Column("decided_at", UtcDateTime, nullable=False),
    Column("reason", Text, nullable=False),
    Column("details", Text, nullable=False, server_default=""),
    *words("vintage_id", "origin"),
    Index(None, "framework", "kind", "subject"),
)

correction = Table(
    "correction",  # grain: one declared correction; append-only; the newest of a place is in force
    METADATA,
    Column("correction_id", Counted, primary_key=True),
    in_framework(),
    *words("sender", given=True),
    Column("round", Integer, nullable=False),
    *words("indicator", "measure", "reporting_column", *DIMENSIONS, given=True),
    Column("expected", ExactDecimal, nullable=False),
    # Empty where those before are taken back.
    Column("corrected", ExactDecimal),
    *words("declared_by", "reason", "evidence", given=True),
    Column("declared_at", UtcDateTime, nullable=False),
)

focal_point = Table(
    "focal_point",  # grain: one entry about (sender, institution, address); the newest is in force
    METADATA,
    Column("focal_point_id", Counted, primary_key=True),
    in_framework(),
    *words("sender", "institution", "address", "language", given=True),
    Column("indicators", NestedTuple, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("noted_at", UtcDateTime, nullable=False),
    Index(None, "framework", "sender"),
)

form_sent = Table(
    "form_sent",  # grain: one workbook of one form version sent to one sender; append-only
    METADATA,
    Column("form_sent_id", Counted, primary_key=True),
    in_framework(),
    *words("form", "version", given=True),
    Column("round", Integer, nullable=False),
    *words("sender", "digest", "path", given=True),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("run_id", Text, nullable=False),
    UniqueConstraint("framework", "form", "version", "round", "sender", "digest"),
)

answer = Table(
    "answer",  # grain: one answer written to what was read from one file; key: feedback_report_id
    METADATA,
    Column("feedback_report_id", Counted, primary_key=True),
    in_framework(),
    *words("submission_id", "content_digest", "place", given=True),
    Column("is_to_be_mailed", Boolean, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
    Column("run_id", Text, nullable=False),
    # Empty until a mail server has taken the message; the only column that is ever updated.
    Column("mailed_at", UtcDateTime),
    to_submission(),
    UniqueConstraint("framework", "submission_id", "content_digest"),
)

question_event = Table(
    "question_event",  # grain: one thing said about a number that was asked about; append-only
    METADATA,
    Column("event_id", Counted, primary_key=True),
    in_framework(),
    # The event with which the question began.
    Column("number", BigInteger, nullable=False),
    *words("kind", "trace_key", "stated_by", "words", given=True),
    Column("stated_at", UtcDateTime, nullable=False),
    Index(None, "framework", "number"),
)
