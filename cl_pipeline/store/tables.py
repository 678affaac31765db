"""The tables of received files and submissions, with the grain and key of each.

A column has the name of the field that it holds (``mapper.COLUMN_NAMES`` lists the exceptions).
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
from cl_pipeline.store.column_types import ExactDecimal, JsonTuple, UtcDateTime

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


def texts(*names: str, required: bool = True) -> Iterator[Column[str]]:
    """Text columns, NOT NULL unless ``required`` is false."""
    for name in names:
        yield Column(name, Text, nullable=not required)


def instant(name: str, *, required: bool = True) -> Column[Any]:
    """A column of instants, UTC."""
    return Column(name, UtcDateTime, nullable=not required)


def in_framework(*, key: bool = False) -> Column[str]:
    """The framework a row belongs to, so that its successor can be stored with it."""
    return Column("framework", Text, primary_key=key, nullable=False)


def observed() -> Iterator[Column[Any]]:
    """What a value is about and what it is; shared by what was read and what was consolidated."""
    yield from texts("indicator", "measure", "reporting_column", *DIMENSIONS)
    yield Column("value", ExactDecimal)
    yield from texts("unit")
    # A year is kept as read, however odd: whether it can be one is for the checks to ask.
    yield Column("reference_year", BigInteger)
    yield from texts("obs_status", "conf_status")
    yield from texts("gap_code", required=False)


def of_submission() -> Iterator[Column[Any]]:
    """First part of the key of whatever was read from a submission."""
    yield in_framework(key=True)
    yield Column("submission_id", Text, primary_key=True)


def to_submission() -> ForeignKeyConstraint:
    """The foreign key of whatever was read from a submission."""
    return ForeignKeyConstraint(
        ["framework", "submission_id"], ["submission.framework", "submission.submission_id"]
    )


received_file = Table(
    "received_file",  # grain: one content seen at one path; key: received_file_id
    METADATA,
    Column("received_file_id", Counted, primary_key=True),
    in_framework(),
    *texts("path", "digest"),
    Column("size_bytes", BigInteger, nullable=False),
    # The newest time stamp seen on this content; the only column that is ever updated.
    Column("modified_ns", BigInteger, nullable=False),
    instant("modified_at"),
    instant("received_at"),
    *texts("outcome", "run_id"),
    Index(None, "framework", "path"),
    Index(None, "framework", "digest"),
)

submission = Table(
    "submission",  # grain: what was last read from one digest; key: submission_id
    METADATA,
    *of_submission(),
    *texts("digest"),
    *texts("form", "version", required=False),
    Column("round", Integer),
    *texts("sender", "institution", required=False),
    Column("filled_on", Date),
    Column("is_sample", Boolean, nullable=False),
    *texts("read_state"),
    Column("finding_count", Integer, nullable=False),
    Column("observation_count", Integer, nullable=False),
    *texts("content_digest", "code_version", "run_id"),
    instant("read_at"),
    UniqueConstraint("framework", "digest"),
    Index(None, "framework", "round", "sender"),
)

submission_sheet = Table(
    "submission_sheet",  # grain: one sheet that the cover of a submission declares
    METADATA,
    *of_submission(),
    Column("sheet", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    to_submission(),
)

contact = Table(
    "contact",  # grain: the person named on the cover; joined to nothing, never exported
    METADATA,
    *of_submission(),
    *texts("name", "address", required=False),
    to_submission(),
)

reading = Table(
    "reading",  # grain: one read of a submission that gave new content; append-only
    METADATA,
    Column("reading_id", Counted, primary_key=True),
    in_framework(),
    *texts("submission_id", "content_digest", "read_state", "code_version", "run_id"),
    instant("read_at"),
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
    *texts("sender", required=False),
    *observed(),
    *texts("gap_note", "source", required=False),
    Column("source_year", BigInteger),
    *texts("definition", "age_range", required=False),
    Column("attributes", JsonTuple, nullable=False),
    *texts("as_typed", "how_read"),
    to_submission(),
    # A trace reads everything that was ever sent about one number.
    Index("ix_observation_about", *_ABOUT_ONE_NUMBER),
)

entry = Table(
    "entry",  # grain: one worded entry of one submission; key: submission, sheet, cell
    METADATA,
    *of_submission(),
    Column("sheet", Text, primary_key=True),
    Column("cell", Text, primary_key=True),
    Column("round", Integer),
    *texts("sender", required=False),
    *texts("field"),
    *texts("indicator", "reporting_column", required=False),
    Column("entry_number", Integer),
    *texts("text"),
    *texts("code", required=False),
    to_submission(),
    Index(None, "framework", "round", "sender", "field"),
)

finding = Table(
    "finding",  # grain: one finding of one submission; key: submission, position in sorted order
    METADATA,
    *of_submission(),
    Column("position", Integer, primary_key=True),
    Column("round", Integer),
    *texts("sender", required=False),
    *texts("code", "severity"),
    *texts("sheet", "cell", required=False),
    *texts("found", "expected", "remedy"),
    *texts("indicator", required=False),
    to_submission(),
)
