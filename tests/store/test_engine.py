"""Opening a database, and its errors as errors of ours."""

import sqlite3
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from cl_pipeline.errors import BrokenInvariant, SettingsError, StoreBusy
from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.model.decision import Decision
from cl_pipeline.store import engine, open_store
from cl_pipeline.store.tables import submission_sheet


@pytest.mark.parametrize("url", ["no address", "mysql://host/name", "nonsense://host/name"])
def test_an_address_that_cannot_be_used_is_a_settings_error(url):
    with pytest.raises(SettingsError, match=r"address|CL_DATABASE_URL"):
        open_store(url)


@pytest.mark.postgres
def test_the_short_form_of_a_postgresql_address_is_enough(postgres):
    short = postgres.replace("postgresql+psycopg://", "postgresql://")

    with open_store(short) as store:
        assert store.database.engine.driver == "psycopg"


def test_a_file_that_is_not_a_database_is_a_settings_error(tmp_path):
    path = tmp_path / "notes.db"
    path.write_text("these are notes, and long enough to be taken for a header of a database")

    with pytest.raises(SettingsError, match="cannot be used"):
        open_store(f"sqlite:///{path}")


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://someone:hunter2@127.0.0.1:1/none",
        "postgresql://127.0.0.1:1/none?user=someone&password=hunter2",
        "postgresql://someone@127.0.0.1:1/none?sslpassword=hunter2",
    ],
)
def test_a_password_is_not_shown(monkeypatch, address):
    monkeypatch.setattr(engine, "WAIT_SECONDS", 2)

    with pytest.raises(StoreBusy) as error_text:
        open_store(address)

    assert "hunter2" not in str(error_text.value)


def test_a_writer_that_waits_too_long_may_try_again(tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "WAIT_SECONDS", 0)
    path = tmp_path / "store.db"
    with open_store(f"sqlite:///{path}") as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(StoreBusy, match="try again"):
            _decide(store, datetime(2021, 1, 1, tzinfo=UTC))

        other.close()


def test_readers_do_not_wait_for_a_writer(store):
    with store.database.writing() as connection:
        connection.execute(sa.text("DELETE FROM decision"))

        assert store.decisions.list() == ()


def test_what_one_operation_reads_belongs_to_one_snapshot(store_url):
    with open_store(store_url) as reader, open_store(store_url) as other:
        with reader.database.reading() as connection:
            before = connection.scalar(sa.text("SELECT count(*) FROM decision"))
            _decide(other, datetime(2021, 1, 1, tzinfo=UTC))
            after = connection.scalar(sa.text("SELECT count(*) FROM decision"))

        assert (before, after) == (0, 0)
        assert len(reader.decisions.list()) == 1


def test_a_failed_operation_leaves_nothing_behind(store):
    with pytest.raises(ZeroDivisionError), store.database.writing() as connection:
        connection.execute(sa.text("INSERT INTO alembic_version (version_num) VALUES ('half')"))
        raise ZeroDivisionError

    with store.database.reading() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM alembic_version")) == 1


def test_nothing_is_stored_without_what_it_belongs_to(store):
    row = {"framework": "f", "submission_id": "S-0", "sheet": "A2", "position": 1}

    with pytest.raises(BrokenInvariant, match="report"), store.database.writing() as connection:
        connection.execute(sa.insert(submission_sheet).values(**row))


def test_instants_come_back_in_utc(store):
    jakarta = datetime(2021, 8, 31, 23, 59, 0, 123456, timezone(timedelta(hours=7)))

    made = _decide(store, jakarta)

    assert made.decided_at == jakarta
    assert made.decided_at.utcoffset() == timedelta(0)


def test_an_instant_without_an_offset_is_refused(store):
    """Nobody could place it in time."""
    with pytest.raises(BrokenInvariant, match="offset"):
        _decide(store, datetime(2021, 1, 1))


def _decide(store, at):
    return store.decisions.add(
        Decision(0, DecisionKind.CLOSE_ROUND, 2021, "2021", "SLOM", at, "agreed")
    )
