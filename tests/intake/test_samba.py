"""A real Samba share as the drive."""

import pytest
import smbclient

from cl_pipeline.errors import DriveUnavailable
from cl_pipeline.intake.archive import Archive, copy_to_archive
from cl_pipeline.intake.drive import Drive, open_drive
from cl_pipeline.settings import drive_address
from tests.builders.samba import PASSWORD, SambaShare, samba_share
from tests.builders.small_drive import contents, outcomes, take_in, write_small_drive

pytestmark = pytest.mark.samba


def test_the_share_gives_the_same_store_as_the_folder(samba, tmp_path):
    folder = samba.folder / "equal"
    write_small_drive(folder)
    address = drive_address(samba.address("equal"))

    over_folder = take_in(tmp_path / "folder", folder)
    over_share = take_in(tmp_path / "share", address)
    again = take_in(tmp_path / "share", address, every_file=True)

    assert len(over_share.submissions) == 5
    assert over_share.submissions == over_folder.submissions
    assert contents(tmp_path / "share") == contents(tmp_path / "folder")
    assert (again.received_files, again.unchanged_count) == ((), 5)


def test_a_file_that_a_program_writes_to_is_waited_for(samba, tmp_path):
    """Its size is there from the start, so only the program's hold on it shows that it grows."""
    address, path = samba.address("written"), "2021/KHM/letter.txt"
    (samba.folder / "written/2021/KHM").mkdir(parents=True)
    drive = drive_address(address)
    open_drive(drive).check()
    place = rf"\\127.0.0.1\returns\written\{path}".replace("/", "\\")
    with smbclient.open_file(place, "wb", share_access="r", port=samba.port) as program:
        program.write(b"half")
        program.flush()
        smbclient.utime(place, (1, 1), port=samba.port)
        while_written = take_in(tmp_path / "data", drive)
    smbclient.utime(place, (2, 2), port=samba.port)

    afterwards = take_in(tmp_path / "data", drive)

    assert while_written.still_changing == (path,)
    assert [received_file.path for received_file in afterwards.received_files] == [path]
    assert outcomes(tmp_path / "data") == [(path, "waiting"), (path, "submission")]


def test_others_may_replace_a_file_while_it_is_read(samba, tmp_path):
    """A program that moves the old file aside and the new one in does not have to wait."""
    (samba.folder / "replaced").mkdir()
    (samba.folder / "replaced/a.txt").write_text("first")
    (samba.folder / "replaced/b.txt").write_text("second")
    drive = open_drive(drive_address(samba.address("replaced")))

    with drive.open("a.txt") as stream:
        there = r"\\127.0.0.1\returns\replaced"
        smbclient.rename(rf"{there}\a.txt", rf"{there}\old.txt", port=samba.port)
        smbclient.rename(rf"{there}\b.txt", rf"{there}\a.txt", port=samba.port)
        read = stream.read()

    assert read == b"first"
    assert (samba.folder / "replaced/a.txt").read_text() == "second"


def test_a_wrong_password_is_said_and_not_shown(samba):
    address = drive_address(samba.address("", password="wr0ng w@rd"))
    smbclient.reset_connection_cache()

    with pytest.raises(DriveUnavailable, match="CL_DRIVE") as refused:
        open_drive(address).check()

    words = f"{refused.value} {refused.value.__cause__} {address} {address!r}"
    assert "returns" in words
    assert not [secret for secret in ("wr0ng", PASSWORD, "w%40rd") if secret in words]


class CutOff:
    """A drive whose server dies when a file has been opened and a part of it read."""

    def __init__(self, drive: Drive, share: SambaShare) -> None:
        self.confirm = drive.confirm
        self.files = drive.files
        self._drive, self._share = drive, share

    def open(self, path: str):
        stream = self._drive.open(path)
        assert stream.read(1000)
        self._share.stop()
        return stream


# The server is gone, so the handle cannot be closed and the library may warn.
@pytest.mark.filterwarnings("ignore:unclosed SMB handle:ResourceWarning")
def test_a_server_that_dies_during_a_copy_loses_nothing(tmp_path):
    folder, archive = tmp_path / "share", Archive(tmp_path / "archive")
    folder.mkdir()
    (folder / "large.bin").write_bytes(b"0123456789" * 1_000_000)
    with samba_share(folder, tmp_path / "first") as share:
        drive = open_drive(drive_address(share.address()))
        (file,) = drive.files()

        with pytest.raises(DriveUnavailable):
            copy_to_archive(CutOff(drive, share), archive, file)

        with pytest.raises(DriveUnavailable, match="then try again"):
            list(drive.files())
    assert [path for path in archive.folder.rglob("*") if path.is_file()] == []
    with samba_share(folder, tmp_path / "second", port=share.port):
        digest = copy_to_archive(drive, archive, file)
        assert len(archive.read(digest)) == 10_000_000
        smbclient.reset_connection_cache()
