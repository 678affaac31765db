"""PostgreSQL to test with: databases of a test session's own.

The server is the one in ``CL_TEST_POSTGRES`` (default: this machine). Where it cannot be reached
its tests are skipped; on CI they fail.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

SERVER = os.environ.get("CL_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")


@contextmanager
def opened_server() -> Iterator[sa.Engine]:
    """A connection to the server that may create databases."""
    server = sa.create_engine(
        SERVER, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 5}
    )
    try:
        server.connect().close()
    except sa.exc.OperationalError as unreached:
        if os.environ.get("CI"):
            pytest.fail(f"CI must have a PostgreSQL server: {unreached}")
        pytest.skip("no PostgreSQL server answers; set CL_TEST_POSTGRES")
    yield server
    server.dispose()


@contextmanager
def database(server: sa.Engine, name: str) -> Iterator[str]:
    """The address of an empty database, dropped afterwards."""
    with server.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    try:
        with server.connect() as connection:
            connection.execute(sa.text(f"ALTER DATABASE {name} SET synchronous_commit = off"))
        yield server.url.set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
