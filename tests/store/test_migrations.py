"""An empty store migrates itself, and what it gets are the tables of today."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from cl_pipeline.errors import SettingsError
from cl_pipeline.store import migrations, open_store
from cl_pipeline.store.tables import METADATA
from tests.builders.drafts import draft, send
from tests.builders.dump import dump

FOLDER = Path(migrations.__file__).parent


def test_an_empty_database_gets_the_tables_of_today(empty_url):
    """The steps together give exactly the tables that the queries are written against."""
    with open_store(empty_url) as store, store.database.reading() as connection:
        compared = MigrationContext.configure(connection, opts={"compare_type": True})

        differences = compare_metadata(compared, METADATA)

    assert differences == []


def test_opening_again_keeps_what_is_stored(empty_url):
    """A migrated database is left as it is."""
    with open_store(empty_url) as store:
        send(store, draft("a"))
        before = dump(store)

    with open_store(empty_url) as again:
        after = dump(again)

    assert after == before


def test_the_last_step_is_the_one_the_program_knows():
    """A step added without raising HEAD would never run."""
    steps = ScriptDirectory(str(FOLDER))

    assert steps.get_heads() == [migrations.HEAD]


def test_a_database_of_an_earlier_step_is_brought_up(empty_url, monkeypatch):
    """Steps missing are taken, steps taken are not repeated."""
    monkeypatch.setattr(migrations, "HEAD", "0002")
    open_store(empty_url).close()
    monkeypatch.undo()

    with open_store(empty_url) as store:
        decisions = store.decisions.list()

    assert decisions == ()


def test_a_database_of_a_newer_program_is_left_alone(empty_url):
    """What a newer version made is refused with a word on what to do."""
    with open_store(empty_url) as store, store.database.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(SettingsError, match="update it"):
        open_store(empty_url)
