"""Column types for exact numbers, instants and tuples, the same on SQLite and PostgreSQL."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator, TypeEngine

from cl_pipeline.errors import BrokenInvariant


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: ``timestamptz`` on PostgreSQL, a sortable ISO 8601 text in UTC on SQLite."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> TypeEngine[datetime]:
        own = sa.String(32) if dialect.name == "sqlite" else sa.DateTime(timezone=True)
        return dialect.type_descriptor(own)  # type: ignore[arg-type]

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> object:
        if value is None:
            return None
        if value.tzinfo is None:
            raise BrokenInvariant(f"{value} has no UTC offset; pass instants with one")
        instant = value.astimezone(UTC)
        return instant.isoformat(timespec="microseconds") if dialect.name == "sqlite" else instant

    def process_result_value(self, value: object, dialect: sa.Dialect) -> datetime | None:
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        return value.astimezone(UTC) if isinstance(value, datetime) else None


class ExactDecimal(TypeDecorator[Decimal]):
    """A number with all its digits, as text; neither database may round it."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> str | None:
        if value is None:
            return None
        if not value.is_finite():
            raise BrokenInvariant(f"{value} is not a number that can be stored; make it a finding")
        return str(value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


_AS_JSON = json.JSONEncoder(ensure_ascii=False).encode


class JsonTuple(TypeDecorator[tuple[Any, ...]]):
    """A tuple of texts, numbers, rows (by column) or further tuples, as JSON on one line."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[Any] | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else _AS_JSON(value)

    def process_result_value(
        self, value: str | None, dialect: sa.Dialect
    ) -> tuple[Any, ...] | None:
        """Tuples on every level, so that what comes back equals what was stored."""
        return None if value is None else _as_tuples(json.loads(value))


def _as_tuples(value: Any) -> Any:
    return tuple(map(_as_tuples, value)) if isinstance(value, list) else value
