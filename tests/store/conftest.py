"""Stores to test with: the same tests on SQLite and on PostgreSQL.

``store`` is migrated and empty for every test. PostgreSQL runs on the address in
``CL_TEST_POSTGRES`` (default: this machine) in a database of this session's own; where it cannot
be reached its tests are skipped, on CI they fail.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from cl_pipeline.store import Store, open_store
from cl_pipeline.store.tables import METADATA

SERVER = os.environ.get("CL_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")

BOTH = [
    pytest.param("sqlite", id="sqlite"),
    pytest.param("postgres", id="postgres", marks=pytest.mark.postgres),
]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[sa.Engine]:
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


@pytest.fixture(scope="session")
def postgres(postgres_server: sa.Engine) -> Iterator[str]:
    """The address of this session's own migrated database."""
    with _database(postgres_server, f"cl_test_{os.getpid()}") as url:
        open_store(url).close()
        yield url


@contextmanager
def _database(server: sa.Engine, name: str) -> Iterator[str]:
    with server.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    try:
        with server.connect() as connection:
            connection.execute(sa.text(f"ALTER DATABASE {name} SET synchronous_commit = off"))
        yield server.url.set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied: migrating takes longer than most tests."""
    path = tmp_path_factory.mktemp("migrated") / "store.db"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'folder' / 'store.db'}"
        return
    server = request.getfixturevalue("postgres_server")
    with _database(server, f"cl_test_empty_{os.getpid()}") as url:
        yield url


@pytest.fixture(params=BOTH)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a migrated database without any row."""
    if request.param == "sqlite":
        path = shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "store.db")
        return f"sqlite:///{path}"
    url: str = request.getfixturevalue("postgres")
    with open_store(url) as store, store.database.writing() as connection:
        # TRUNCATE writes new files for every table and index; these tables hold a few rows.
        for table in reversed(METADATA.sorted_tables):
            connection.execute(sa.delete(table))
            if table.autoincrement_column is not None:
                name = f"{table.name}_{table.autoincrement_column.name}_seq"
                connection.execute(sa.text(f"SELECT setval('{name}', 1, false)"))
    return url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """A migrated store without any row, on each database."""
    with open_store(store_url) as opened:
        yield opened
