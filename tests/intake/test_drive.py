"""The drive is listed by names and stats alone, and opened without following links."""

import os
from pathlib import Path

import pytest

from cl_pipeline.errors import DriveUnavailable, FileStillChanging
from cl_pipeline.intake.drive import open_drive


def put(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(path)


def test_a_link_is_listed_with_its_reason_and_not_followed(tmp_path):
    """Neither a linked file nor a linked folder is read."""
    put(tmp_path, "elsewhere/secret.xlsx")
    drive = tmp_path / "drive"
    drive.mkdir()
    (drive / "file.xlsx").symlink_to(tmp_path / "elsewhere/secret.xlsx")
    (drive / "folder").symlink_to(tmp_path / "elsewhere")

    refused = [file.path for file in open_drive(drive).files() if file.refusal]

    assert refused == ["file.xlsx", "folder"]


def test_a_pipe_is_not_an_ordinary_file(tmp_path):
    """A named pipe would block whoever opens it."""
    os.mkfifo(tmp_path / "pipe.xlsx")

    (file,) = open_drive(tmp_path).files()

    assert file.refusal
    with pytest.raises(FileStillChanging):
        open_drive(tmp_path).open("pipe.xlsx")


@pytest.mark.parametrize("path", ["../outside.xlsx", "/etc/hostname", "linked/secret.xlsx"])
def test_nothing_outside_the_drive_can_be_opened(tmp_path, path):
    """A path with dots, an absolute one and one through a linked folder are refused."""
    put(tmp_path, "outside.xlsx", "elsewhere/secret.xlsx")
    drive = tmp_path / "drive"
    drive.mkdir()
    (drive / "linked").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(FileStillChanging):
        open_drive(drive).open(path)


def test_a_name_that_is_not_text_is_listed_with_its_reason(tmp_path):
    """A name in another encoding cannot be stored, and is said so."""
    (Path(os.fsdecode(bytes(tmp_path) + b"/caf\xe9.xlsx"))).write_text("x")

    (file,) = open_drive(tmp_path).files()

    assert file.refusal == "its name is not valid text"
    assert file.path.encode("utf-8")


@pytest.mark.parametrize(("name", "depth"), [("a", 300), ("ក" * 80, 20)], ids=["deep", "long"])
def test_folders_without_end_are_left_aside_and_the_others_are_listed(tmp_path, name, depth):
    """A broken program puts folders in each other until no path leads to them."""
    put(tmp_path, "2021/KHM/form.xlsx")
    folder = os.open(tmp_path, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir(name, dir_fd=folder)
        inner = os.open(name, os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = inner
    os.close(os.open("form.xlsx", os.O_CREAT | os.O_WRONLY, dir_fd=folder))
    os.close(folder)

    plain, left_aside = open_drive(tmp_path).files()

    assert (plain.path, plain.refusal) == ("2021/KHM/form.xlsx", "")
    assert left_aside.path.startswith(name)
    assert "too deep" in left_aside.refusal


def test_a_link_in_outgoing_is_not_followed(tmp_path):
    """Who may write to the drive must not lead us to write elsewhere."""
    put(tmp_path, "drive/outgoing/LAO/x.txt", "elsewhere/x.txt")
    (tmp_path / "drive/outgoing/KHM").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(DriveUnavailable, match="cannot be written"):
        open_drive(tmp_path / "drive").write("outgoing/KHM/form.xlsx", b"x")

    assert not (tmp_path / "elsewhere/form.xlsx").exists()


def test_a_drive_that_is_not_there_yet_is_made_by_what_goes_out(tmp_path):
    """The first forms of a new installation are written before any return can come."""
    open_drive(tmp_path / "new/drive").write("outgoing/KHM/form.xlsx", b"x")

    assert (tmp_path / "new/drive/outgoing/KHM/form.xlsx").read_bytes() == b"x"
