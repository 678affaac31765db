"""The database: opening it, reading from it, writing to it, and its errors as errors of ours.

Writers take turns on both databases, so an operation may read and then write: SQLite by ``BEGIN
IMMEDIATE``, PostgreSQL by an advisory lock. With a plain ``BEGIN``, 40 of 160 loads by four
processes failed with "database is locked".
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVarTuple

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from cl_pipeline.errors import BrokenInvariant, NotAllowed, PipelineError, SettingsError, StoreBusy
from cl_pipeline.store import tables
from cl_pipeline.store.mapper import Record, from_result, from_row

WAIT_SECONDS = 30
"""How long a writer waits for its turn before it gives up."""

WRITER_LOCK = 0x434C_5049_5045
"""Number of the advisory lock (``CLPIPE`` in hexadecimal) that one writer at a time holds."""

WRITES = "cl_pipeline_writes"

_OPEN: ContextVar[sa.Connection | None] = ContextVar("connection being read from", default=None)
"""What this call reads from already: nested operations share its snapshot and connection."""

_SQLITE_AGAIN = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR")
_SQLITE_SETTING = ("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_NOTADB", "SQLITE_PERM")
_POSTGRES_AGAIN = ("08", "40", "53", "55P03", "57")
"""Connection lost, conflict of transactions, resources, lock not available, cancelled."""


Columns = TypeVarTuple("Columns")

Condition = sa.ColumnElement[bool]

STAMPS = {
    column.table.name: column.name
    for column in (
        tables.received_file.c.received_at,
        tables.consolidation.c.made_at,
        tables.decision.c.decided_at,
        tables.correction.c.declared_at,
        tables.proposal.c.stated_at,
        tables.consultation_step.c.stated_at,
        tables.focal_point.c.noted_at,
        tables.form_sent.c.sent_at,
        tables.feedback_report.c.written_at,
        tables.deadline_notice.c.written_at,
        tables.question_event.c.stated_at,
    )
}
"""Tables whose rows carry the instant since when they are there, and its column."""

FIRST_ROWS = {
    tables.submission.name: (tables.received_file, "submission_id"),
    tables.vintage.name: (tables.consolidation, "vintage_id"),
}
"""Tables whose rows are there since the first row of another table that names them."""


def has_key(table: sa.Table, key: Mapping[str, object]) -> Condition:
    return sa.and_(*(table.c[name] == value for name, value in key.items()))


@dataclass(frozen=True, slots=True)
class Scope:
    """The rows that are read: of one framework, as of an instant or (None) as of now.

    A file that was read again has its newest rows also in the past; vintages keep earlier ones.
    """

    framework: str
    as_of: datetime | None = None

    def includes(self, table: sa.FromClause) -> Condition:
        own: Condition = table.c.framework == self.framework
        return own if self.as_of is None else sa.and_(own, self._was_there(table))

    def _was_there(self, table: sa.FromClause) -> Condition:
        original = table.element if isinstance(table, sa.Alias) else table
        name = getattr(original, "name", "")
        if name in STAMPS:
            return table.c[STAMPS[name]] <= self.as_of
        if name in FIRST_ROWS:
            first, key = FIRST_ROWS[name]
            earlier = first.alias("earlier")
            same = earlier.c[key] == table.c[key]
            return sa.exists().where(same, self.includes(earlier))
        return sa.true()


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Database:
    """One opened database, and the rows of it that are read."""

    engine: sa.Engine
    scope: Scope
    opened: "Database | None" = None
    """The database whose connections this one shares, where it is read as of an instant."""

    @property
    def framework(self) -> str:
        return self.scope.framework

    def rows(self, table: sa.FromClause, *conditions: Condition) -> sa.Select[Any]:
        """The query for the rows of a table that are in scope and meet the conditions."""
        return sa.select(table).where(self.scope.includes(table), *conditions)

    def newest(self, key: sa.Column[Any], *by: sa.ColumnElement[Any]) -> sa.Select[Any]:
        """The query for the highest number in scope of each value of the columns ``by``."""
        return sa.select(sa.func.max(key)).where(self.scope.includes(key.table)).group_by(*by)

    def all(self, query: sa.Select[*Columns]) -> Sequence[sa.Row[*Columns]]:
        """All rows that the query finds, in its order."""
        with self.reading() as connection:
            return connection.execute(query).all()

    def fetch(self, kind: type[Record], query: sa.Select[Any]) -> tuple[Record, ...]:
        """The records of all rows that the query finds, in its order."""
        with self.reading() as connection:
            return from_result(kind, connection.execute(query))

    def fetch_with(
        self, column: str, kind: type[Record], query: sa.Select[Any]
    ) -> tuple[tuple[Any, Record], ...]:
        """The same, each record with the value of one more column of its row."""
        with self.reading() as connection:
            rows = connection.execute(query)
            names = tuple(rows.keys())
            at = names.index(column)
            return tuple(
                (row[at], from_row(kind, dict(zip(names, row, strict=True)))) for row in rows
            )

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection on which everything that is read belongs to one snapshot; may be nested.

        Raises:
            StoreBusy: the database did not answer in time.
            BrokenInvariant: the database refused what was asked.
        """
        opened = _OPEN.get()
        if opened is not None and opened.engine is self.engine:
            yield opened
            return
        with _translated(self.engine.url), self.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                # READ COMMITTED, its default, would show each query of a list another snapshot.
                connection.execution_options(isolation_level="REPEATABLE READ")
            token = _OPEN.set(connection)
            try:
                with connection.begin():
                    yield connection
            finally:
                _OPEN.reset(token)

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A connection in one transaction, alone among the writers; all or nothing.

        Raises:
            StoreBusy: other writers did not finish in time.
            BrokenInvariant: the database refused what was asked.
            NotAllowed: the store is read as of an earlier instant.
        """
        if self.scope.as_of is not None:
            raise NotAllowed("a past state can be read but not changed; leave --as-of out")
        with _translated(self.engine.url), self.engine.connect() as connection:
            connection.execution_options(**{WRITES: True})
            with connection.begin():
                yield connection

    def forget_deleted(self) -> None:
        """Leaves nothing of what was deleted or overwritten in the files of the database.

        On PostgreSQL its log keeps it for as long as the server is set to keep logs.
        """
        if self.engine.dialect.name == "sqlite":
            with _translated(self.engine.url), closing(self.engine.raw_connection()) as connection:
                for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                    connection.cursor().execute(statement)
        else:
            alone = self.engine.execution_options(isolation_level="AUTOCOMMIT")
            with _translated(self.engine.url), alone.connect() as connection:
                # Statistics hold frequent texts of a column.
                for statement in ("ANALYZE", "VACUUM FULL"):
                    connection.exec_driver_sql(statement)


def open_engine(url: str) -> sa.Engine:
    """An engine for that address; connects to nothing yet.

    Raises:
        SettingsError: no database address, or a database that is not supported.
    """
    try:
        address = sa.make_url(url)
        if address.get_backend_name() == "sqlite":
            return _sqlite(address)
        if address.drivername in {"postgres", "postgresql"}:
            address = address.set(drivername="postgresql+psycopg")
        if address.drivername == "postgresql+psycopg":
            return _postgres(address)
    except (ArgumentError, ModuleNotFoundError) as error:
        raise SettingsError(f"the database address cannot be used: {error}") from error
    raise SettingsError(
        f"CL_DATABASE_URL names {address.drivername!r}; give sqlite:///<path> or postgresql://…"
    )


def _sqlite(address: sa.URL) -> sa.Engine:
    if address.database and address.database != ":memory:":
        file = Path(address.database)
        file.parent.mkdir(parents=True, exist_ok=True)
        # SQLite gives the files that it puts next to this one the same permissions.
        with suppress(OSError):
            file.touch(mode=0o600)
            file.chmod(0o600)
    # isolation_level None: the driver starts no transaction of its own, ``begin`` below does.
    engine = sa.create_engine(
        address, connect_args={"timeout": WAIT_SECONDS, "isolation_level": None}
    )

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection, _record) -> None:  # type: ignore[no-untyped-def]
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = WAL")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        is_writer = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")

    return engine


def _postgres(address: sa.URL) -> sa.Engine:
    engine = sa.create_engine(address, connect_args={"connect_timeout": WAIT_SECONDS})

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        if connection.get_execution_options().get(WRITES, False):
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")

    return engine


@contextmanager
def _translated(address: sa.URL) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        # A query may carry a password too.
        shown = address.set(query={}).render_as_string(hide_password=True)
        raise _own_error(error, shown) from error


def _own_error(error: SQLAlchemyError, shown: str) -> PipelineError:
    cause = error.orig if isinstance(error, StatementError) else None
    if isinstance(cause, PipelineError):
        return cause
    if isinstance(error, PoolTimeout) or _is_temporary(cause):
        return StoreBusy(f"the database {shown} did not answer in time ({cause}); try again")
    if str(getattr(cause, "sqlite_errorname", "")).startswith(_SQLITE_SETTING):
        return SettingsError(f"the database {shown} cannot be used ({cause}); see CL_DATABASE_URL")
    return BrokenInvariant(f"the database {shown} refused a statement: {error}; please report")


def _is_temporary(cause: BaseException | None) -> bool:
    name = getattr(cause, "sqlite_errorname", None)
    if name is not None:
        return str(name).startswith(_SQLITE_AGAIN)
    state = getattr(cause, "sqlstate", None)
    if state is not None:
        return str(state).startswith(_POSTGRES_AGAIN)
    # PostgreSQL gives no state where the server was never reached, or went away.
    return type(cause).__name__ in {"OperationalError", "ConnectionTimeout"}
