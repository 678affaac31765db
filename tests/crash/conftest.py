"""The small drive, and what an undisturbed run over it gives."""

import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.builders.killing import Ingest
from tests.builders.small_drive import Contents, contents, write_small_drive

REJECTED = 1
"""Exit code of a call that took everything in and found a file that could not be read."""


@dataclass(frozen=True)
class Undisturbed:
    """A drive, and what one whole run over it gives.

    ``size_bytes`` is what archive and store take on a disk. It worked from ``works_from`` to
    ``ends_at``, in seconds from its start.
    """

    drive: Path
    contents: Contents
    size_bytes: int
    works_from: float
    ends_at: float


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    """One run of its own in the session, timed: the times to disturb others at."""
    folder = tmp_path_factory.mktemp("undisturbed")
    data, drive = folder / "data", folder / "drive"
    write_small_drive(drive)
    started = time.monotonic()
    running = Ingest.start(data, drive)
    while not data.exists() and running.process.poll() is None:
        time.sleep(0.005)
    works_from = time.monotonic() - started
    assert running.finish() == REJECTED, running.printed
    ends_at = time.monotonic() - started
    stored = contents(data)
    assert [len(stored[name]) for name in ("received_file", "submission", "archive")] == [6, 5, 5]
    size_bytes = sum(row.stat().st_size for row in data.rglob("*") if row.is_file())
    return Undisturbed(drive, stored, size_bytes, works_from, ends_at)
