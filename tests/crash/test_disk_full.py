"""A full disk under archive and store: said in plain words, and made good by the next call."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders.killing import Ingest
from tests.builders.small_drive import Contents, contents, differences
from tests.crash.conftest import REJECTED

OUR_FAILURE = 3
DISK_BYTES = 16 * 1024 * 1024

pytestmark = pytest.mark.xdist_group("crash")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few MiB in memory; mounting one takes root."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", disk]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a disk of its own can only be mounted by root")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)


@pytest.mark.parametrize("free_pct", [20, 97])
def test_a_full_disk_loses_nothing(small_disk, undisturbed, free_pct):
    data, filler = small_disk / "data", small_disk / "filler"
    data.mkdir()
    fill(filler, leave=undisturbed.size_bytes * free_pct // 100)

    full = Ingest.start(data, undisturbed.drive, small_disk.parent)
    ended = full.finish()
    filler.unlink()
    afterwards = Ingest.start(data, undisturbed.drive, small_disk.parent)
    ended_afterwards = afterwards.finish()

    assert ended == OUR_FAILURE, full.printed
    assert "disk is full" in full.printed or "No space left" in full.printed
    assert "Traceback" not in full.printed
    assert ended_afterwards in {0, REJECTED}, afterwards.printed
    assert differences(in_any_order(contents(data)), in_any_order(undisturbed.contents)) == []


def in_any_order(found: Contents) -> Contents:
    """Without numbers by the order of receipt: a file that did not fit comes after the others."""
    number = re.compile(r"\('(reading_id|received_file_id)', \d+\), ")
    return {
        name: [number.sub("", row) for row in rows if "('outcome', 'waiting')" not in row]
        for name, rows in found.items()
    }


def fill(filler: Path, leave: int) -> None:
    free = shutil.disk_usage(filler.parent).free
    filler.write_bytes(bytes(max(free - leave, 0)))
