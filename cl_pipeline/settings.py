"""The settings, read from the environment once, at the edge, and passed down.

Belongs here: what differs between installations. What differs between rounds or countries is
framework data.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cl_pipeline.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are. Paths are absolute.

    ``now`` fixes the clock (for the sample and the tests); None means the system's own.
    """

    data_dir: Path
    drive: Path
    database_url: str
    now: datetime | None = None

    @property
    def archive_dir(self) -> Path:
        """The folder in which every file ever seen is kept under its digest."""
        return self.data_dir / "archive"

    @property
    def output_dir(self) -> Path:
        """The folder of workbooks and pages made for the Secretariat."""
        return self.data_dir / "output"

    def clock(self) -> datetime:
        """The present instant, UTC."""
        return self.now or datetime.now(UTC)


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings in the environment, with defaults inside the working folder.

    ``CL_DATA_DIR`` (default ``data``), ``CL_DRIVE`` (default ``<data>/drive``),
    ``CL_DATABASE_URL`` (default SQLite in the data folder), ``CL_NOW`` (ISO 8601 with offset).

    Raises:
        SettingsError: CL_NOW is not an instant with a UTC offset.
    """
    given = os.environ if environment is None else environment
    data_dir = Path(given.get("CL_DATA_DIR") or "data").absolute()
    drive = Path(given.get("CL_DRIVE") or data_dir / "drive").absolute()
    url = given.get("CL_DATABASE_URL") or f"sqlite:///{data_dir / 'cl_pipeline.db'}"
    return Settings(data_dir, drive, url, _instant(given.get("CL_NOW")))


def _instant(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise SettingsError(f"CL_NOW is {text!r}; give e.g. 2021-07-15T09:00:00+07:00") from wrong
    if instant.tzinfo is None:
        raise SettingsError(f"CL_NOW is {text!r} without an offset; add e.g. +07:00")
    return instant.astimezone(UTC)
