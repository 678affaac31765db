"""The store as it stood at a moment: the same verbs over what was there by then.

Each connection gets temporary views of the names of the tables, which both databases prefer to the
tables themselves. So the gate and every list give what they would have given then. What a file says
is as it was read last: reading it again replaces the rows, and only vintages keep earlier ones.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, event

from cl_pipeline.errors import NotAllowed
from cl_pipeline.store.engine import Database, open_engine
from cl_pipeline.store.store import Store

STAMPED = {
    "arrival": "received_at",
    "decision": "decided_at",
    "proposal": "stated_at",
    "consultation_step": "stated_at",
    "correction": "declared_at",
    "consolidation": "made_at",
    "focal_point": "noted_at",
    "form_sent": "sent_at",
    "question_event": "stated_at",
    "answer": "written_at",
}
"""Tables whose rows say themselves since when they stand."""

FOLLOWING = {
    "submission": ("arrival", "digest"),
    "vintage": ("consolidation", "vintage_id"),
}
"""Tables whose rows stand since the first row of another that names them."""


@dataclass(frozen=True, slots=True)
class AsOfDatabase(Database):
    """A database as it stood; what is over cannot be written to."""

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """No connection.

        Raises:
            NotAllowed: always.
        """
        raise NotAllowed("the past can be read and not changed; leave --as-of out")
        yield


def store_as_of(url: str, moment: datetime, framework: str) -> Store:
    """The store at that address as it stood at that moment, to be read only.

    The database must be migrated; opening it as it is today has done so.

    Raises:
        SettingsError: the address cannot be used.
    """
    engine = open_engine(url)
    _hide_what_came_later(engine, moment)
    return Store(AsOfDatabase(engine, framework))


def _hide_what_came_later(engine: Engine, moment: datetime) -> None:
    is_sqlite = engine.dialect.name == "sqlite"
    statements = [*_views(moment, is_sqlite=is_sqlite), _read_only(is_sqlite=is_sqlite)]

    @event.listens_for(engine, "connect")
    def _prepare(connection, _record) -> None:  # type: ignore[no-untyped-def]
        cursor = connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        cursor.close()
        connection.commit()


def _views(moment: datetime, *, is_sqlite: bool) -> Iterator[str]:
    schema = "main" if is_sqlite else "public"
    stamp = moment.astimezone(UTC).isoformat(timespec="microseconds")
    then = f"'{stamp}'" if is_sqlite else f"'{stamp}'::timestamptz"
    for table, column in STAMPED.items():
        yield (
            f"CREATE TEMPORARY VIEW {table} AS SELECT * FROM {schema}.{table} "
            f"WHERE {column} <= {then}"
        )
    for table, (first, key) in FOLLOWING.items():
        yield (
            f"CREATE TEMPORARY VIEW {table} AS SELECT * FROM {schema}.{table} AS one WHERE EXISTS "
            f"(SELECT 1 FROM {schema}.{first} AS early WHERE early.framework = one.framework "
            f"AND early.{key} = one.{key} AND early.{STAMPED[first]} <= {then})"
        )


def _read_only(*, is_sqlite: bool) -> str:
    return "PRAGMA query_only = ON" if is_sqlite else "SET default_transaction_read_only = on"
