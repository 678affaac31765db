"""Shorthand of the migration steps: columns as the first version of the store has them."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Integer, PrimaryKeyConstraint, Text

from cl_pipeline.store.column_types import UtcDateTime


def texts(*names: str, given: bool = True) -> Iterator[Column[str]]:
    """Text columns; not ``given`` where they may be empty."""
    return (Column(name, Text(), nullable=not given) for name in names)


def integer(name: str, *, given: bool = True) -> Column[int]:
    """A column of small whole numbers."""
    return Column(name, Integer(), nullable=not given)


def long(name: str, *, given: bool = True) -> Column[int]:
    """A column of whole numbers of any size that a workbook can hold."""
    return Column(name, BigInteger(), nullable=not given)


def instant(name: str) -> Column[Any]:
    """A column of instants, UTC."""
    return Column(name, UtcDateTime(), nullable=False)


def counted(name: str) -> Column[int]:
    """A key that counts up by itself."""
    return Column(name, BigInteger().with_variant(Integer(), "sqlite"), nullable=False)


def observed() -> Iterator[Column[Any]]:
    """What a value is about and what it is."""
    yield from texts("indicator", "measure", "reporting_column")
    yield from texts("sex", "age", "location", "sector", "nationality")
    yield from texts("agency", "channel", "venue", "scope")
    yield from texts("value", given=False)
    yield from texts("unit")
    yield long("reference_year", given=False)
    yield from texts("obs_status", "conf_status")
    yield from texts("gap_code", given=False)


def key(table: str, *columns: str) -> PrimaryKeyConstraint:
    """The key of a table, named."""
    return PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def refers(table: str, parent: str, column: str) -> ForeignKeyConstraint:
    """A reference to a parent table within the framework, named."""
    own = ["framework", column]
    theirs = [f"{parent}.{name}" for name in own]
    return ForeignKeyConstraint(own, theirs, name=f"fk_{table}_{parent}")
