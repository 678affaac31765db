"""The archive keeps bytes once and for all."""

import io
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest

from cl_pipeline.errors import (
    ArchiveDamaged,
    ArchiveUnavailable,
    DriveUnavailable,
    FileStillChanging,
    NotFound,
)
from cl_pipeline.intake.archive import Archive, copy_to_archive
from cl_pipeline.intake.drive import Drive
from cl_pipeline.intake.mounted_folder import MountedFolder
from cl_pipeline.model.identity import Digest

CONTENT = b"the bytes of a form"


def kept_files(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def test_a_file_is_kept_once_under_the_digest_of_its_bytes(tmp_path):
    archive = Archive(tmp_path / "archive")
    source = tmp_path / "form.xlsx"
    source.write_bytes(CONTENT)

    digest, again = archive.keep(io.BytesIO(CONTENT)), archive.keep(source)

    assert digest == again == sha256(CONTENT).hexdigest()
    assert archive.read(digest) == CONTENT
    assert kept_files(archive.folder) == [f"{digest[:2]}/{digest[2:4]}/{digest}"]


def test_many_writers_of_one_file_leave_one_whole_file(tmp_path):
    archive = Archive(tmp_path / "archive")
    content = CONTENT * 10_000

    with ThreadPoolExecutor(8) as pool:
        digests = set(pool.map(lambda _: archive.keep(io.BytesIO(content)), range(16)))

    (digest,) = digests
    assert archive.read(digest) == content
    assert len(kept_files(archive.folder)) == 1


@pytest.fixture
def damaged(tmp_path) -> tuple[Archive, Digest]:
    """An archive with one file, of which one byte has changed."""
    archive = Archive(tmp_path / "archive")
    digest = archive.keep(io.BytesIO(CONTENT))
    archive.path_of(digest).chmod(0o600)
    archive.path_of(digest).write_bytes(CONTENT.replace(b"b", b"c"))
    return archive, digest


def test_damaged_bytes_are_noticed(damaged):
    archive, digest = damaged

    assert not archive.is_intact(digest)
    with pytest.raises(ArchiveDamaged):
        archive.read(digest)


@pytest.mark.parametrize("way", ["kept again", "healed"])
def test_damaged_bytes_are_set_aside_for_good_ones(damaged, way):
    archive, digest = damaged

    if way == "healed":
        assert archive.heal(digest, io.BytesIO(CONTENT))
    else:
        archive.keep(io.BytesIO(CONTENT))

    assert archive.read(digest) == CONTENT
    assert archive.set_aside() == (digest,)


def test_damaged_bytes_are_not_replaced_by_others(damaged):
    archive, digest = damaged

    assert not archive.heal(digest, io.BytesIO(b"something else"))
    assert not archive.is_intact(digest)
    assert len(kept_files(archive.folder)) == 1


def test_erasing_takes_what_was_set_aside_too(damaged):
    archive, digest = damaged
    archive.keep(io.BytesIO(CONTENT))

    archive.erase(digest, "by decision")

    assert [Path(name).suffix for name in kept_files(archive.folder)] == [".erased"]


@pytest.mark.parametrize("digest", ["0" * 64, "../../etc/passwd", ""])
def test_what_is_not_there_is_not_found(tmp_path, digest):
    with pytest.raises(NotFound):
        Archive(tmp_path).read(Digest(digest))


def test_an_archive_that_cannot_be_written_to_says_what_to_do(tmp_path):
    (tmp_path / "archive").write_text("in the way")

    with pytest.raises(ArchiveUnavailable, match="disk"):
        Archive(tmp_path / "archive").keep(io.BytesIO(CONTENT))


def test_a_copy_that_is_not_confirmed_is_not_kept(tmp_path):
    archive = Archive(tmp_path / "archive")

    def refuse() -> None:
        raise FileStillChanging("changed")

    with pytest.raises(FileStillChanging):
        archive.keep(io.BytesIO(CONTENT), confirm=refuse)

    assert kept_files(archive.folder) == []


def test_a_drive_that_stops_answering_is_reported_from_a_full_disk(tmp_path):
    archive = Archive(tmp_path / "archive")
    (tmp_path / "drive").mkdir()
    (tmp_path / "drive/a.xlsx").write_bytes(CONTENT)

    class BrokenStream(io.BytesIO):
        def read(self, size: int = -1) -> bytes:
            raise OSError(5, "Input/output error")

    class FailingFolder(MountedFolder):
        def open(self, path):
            return BrokenStream()

    drive = Drive(FailingFolder(tmp_path / "drive"), "drive")
    (file,) = drive.files()
    with pytest.raises(DriveUnavailable):
        copy_to_archive(drive, archive, file)

    assert kept_files(archive.folder) == []


def test_a_writer_killed_midway_leaves_only_what_a_sweep_removes(tmp_path):
    archive = Archive(tmp_path / "archive")
    script = (
        "import sys; from pathlib import Path; from cl_pipeline.intake.archive import Archive\n"
        "Archive(Path(sys.argv[1])).keep(sys.stdin.buffer)"
    )
    writer = subprocess.Popen(
        [sys.executable, "-c", script, str(archive.folder)], stdin=subprocess.PIPE
    )
    assert writer.stdin
    writer.stdin.write(CONTENT * 200_000)
    writer.stdin.flush()

    swept_while_alive = archive.sweep()
    os.kill(writer.pid, signal.SIGKILL)
    writer.wait()
    writer.stdin.close()

    assert swept_while_alive == 0
    assert [path.split("/")[0] for path in kept_files(archive.folder)] == ["incoming"]
    assert archive.sweep() == 1
    assert kept_files(archive.folder) == []
