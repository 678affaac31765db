"""An empty store migrates itself to the tables of today, and the next step will work."""

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from cl_pipeline.errors import SettingsError
from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.store import migrations, open_store
from cl_pipeline.store.tables import METADATA
from tests.builders.drafts import decide, draft, send
from tests.builders.dump import dump

FOLDER = Path(migrations.__file__).parent


def test_an_empty_database_gets_the_tables_of_today(empty_url):
    with open_store(empty_url) as store, store.database.reading() as connection:
        compared = MigrationContext.configure(connection, opts={"compare_type": True})

        differences = compare_metadata(compared, METADATA)

    assert differences == []


def test_opening_again_keeps_what_is_stored(empty_url):
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


NEXT_STEP = """
import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade():
    with op.batch_alter_table("decision") as table:
        table.add_column(sa.Column("minutes", sa.Text(), nullable=False, server_default="none"))
"""


def test_the_next_step_keeps_what_is_stored(empty_url, tmp_path, monkeypatch):
    with open_store(empty_url) as store:
        send(store, draft("a"))
        decide(store, DecisionKind.CLOSE_ROUND, "2021")
        before = dump(store)
    folder = shutil.copytree(FOLDER, tmp_path / "50% migrations")
    (folder / "versions" / "step_0004_minutes.py").write_text(NEXT_STEP)
    monkeypatch.setattr(migrations, "FOLDER", folder)
    monkeypatch.setattr(migrations, "HEAD", "0004")

    for _ in range(2):
        with open_store(empty_url) as store, store.database.reading() as connection:
            minutes = connection.scalars(sa.text("SELECT minutes FROM decision")).all()
            after = dump(store)

    assert minutes == ["none"]
    assert after == before


def test_a_database_of_a_newer_program_is_left_alone(empty_url):
    with open_store(empty_url) as store, store.database.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(SettingsError, match="update it"):
        open_store(empty_url)
