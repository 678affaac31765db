"""A scan separates new from known files, and submissions from attachments."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cl_pipeline.intake.drive import open_drive
from cl_pipeline.intake.scan import scan
from cl_pipeline.model.submission import FileStamp

NOW = datetime(2021, 7, 15, 12, tzinfo=UTC)
SETTLED = int(NOW.timestamp() - 60) * 10**9


def put(root: Path, path: str, modified_ns: int = SETTLED, text: str = "x") -> FileStamp:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)
    os.utime(root / path, ns=(modified_ns, modified_ns))
    return FileStamp(len(text), modified_ns)


def test_a_file_written_just_now_waits_and_one_from_a_clock_ahead_does_not(tmp_path):
    """What may still be growing waits; a share whose clock runs ahead must not hide its files."""
    now_ns = int(NOW.timestamp()) * 10**9
    put(tmp_path, "fresh.xlsx", modified_ns=now_ns - 10**9)
    put(tmp_path, "ahead.xlsx", modified_ns=now_ns + 3600 * 10**9)

    seen = scan(open_drive(tmp_path), {}, now=NOW)

    assert [file.path for file in seen.still_changing] == ["fresh.xlsx"]
    assert [file.path for file in seen.changed] == ["ahead.xlsx"]


@pytest.mark.parametrize(
    "name",
    [
        "~$form.xlsx", ".~lock.form.xlsx#", "._form.xlsx", "Thumbs.db", "desktop.ini", ".DS_Store",
        "form.xlsx.crdownload", "form.tmp", "FORM.PART", ".form.xlsx.Ab3dE9",
    ],
)  # fmt: skip
def test_lock_and_temporary_files_are_listed_with_a_reason(tmp_path, name):
    put(tmp_path, f"2021/KHM/{name}")

    seen = scan(open_drive(tmp_path), {}, now=NOW)

    assert seen.changed == ()
    (left_aside,) = seen.ignored
    assert left_aside.file.path == f"2021/KHM/{name}"
    assert left_aside.reason
