"""Stores to test with: the same tests on SQLite and on PostgreSQL.

``store`` is migrated and empty for every test; on PostgreSQL in a database of this session's own.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from cl_pipeline.store import Store, open_store
from cl_pipeline.store.tables import METADATA
from tests.builders.postgres import database, opened_server

BOTH = [
    pytest.param("sqlite", id="sqlite"),
    pytest.param("postgres", id="postgres", marks=pytest.mark.postgres),
]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[sa.Engine]:
    """A connection to the server that may create databases."""
    with opened_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres(postgres_server: sa.Engine) -> Iterator[str]:
    """The address of this session's own migrated database."""
    with database(postgres_server, f"cl_test_{os.getpid()}") as url:
        open_store(url).close()
        yield url


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'folder' / 'store.db'}"
        return
    server = request.getfixturevalue("postgres_server")
    with database(server, f"cl_test_empty_{os.getpid()}") as url:
        yield url


@pytest.fixture(params=BOTH)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a migrated database without any row."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'store.db'}"
        open_store(url).close()
        return url
    url = request.getfixturevalue("postgres")
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
