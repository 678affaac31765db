"""Migrations: they bring an empty or older database to the tables of today.

To change a table, change its dataclass or ``store/tables.py``, add a step to ``versions/`` that
makes the same change to a database, and raise ``HEAD``. A test compares the steps with the tables.
"""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from cl_pipeline.errors import SettingsError
from cl_pipeline.store.engine import Database

HEAD = "0003"
"""The last step. Known here so that opening a database of today does not load Alembic."""

FOLDER = Path(__file__).parent


def migrate(database: Database) -> None:
    """Brings the database to the tables of today; in one transaction, alone among the writers.

    Raises:
        SettingsError: a newer version of this program made the database.
        StoreBusy: the database did not answer in time.
    """
    with database.reading() as connection:
        if _version(connection) == HEAD:
            return
    with database.writing() as connection:
        # Another process may have migrated while this one waited for its turn.
        if _version(connection) != HEAD:
            _upgrade(connection)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if found is None else str(found)


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 -- 0.2 s that only a database to migrate costs
    from alembic.config import Config  # noqa: PLC0415 -- the same
    from alembic.util import CommandError  # noqa: PLC0415 -- the same

    config = Config()
    # A folder with a per cent sign would otherwise be read as an interpolation.
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, HEAD)
    except CommandError as error:
        raise SettingsError(
            f"the database was made by a newer version of this program ({error}); update it"
        ) from error
