"""What holds for every kind of drive: a folder, an ``fsspec`` address, a Samba share."""

import pytest

from cl_pipeline.errors import BrokenInvariant, DriveUnavailable, FileStillChanging
from cl_pipeline.intake.archive import Archive, copy_to_archive, digest_now
from cl_pipeline.intake.drive import open_drive
from cl_pipeline.settings import drive_address

CONTENT = b"the bytes of a form" * 100_000


def test_files_are_listed_in_path_order_with_their_sizes(kind):
    """Hidden files are passed over; what nobody touched looks the same again."""
    for path in ("2021/KHM/b.xlsx", "2021/KHM/a b.xlsx", "outgoing/KHM/x.xlsx", ".trash/y.xlsx"):
        kind.put(path, path.encode())
    kind.put("2021/outgoing/ឆ្នាំ.xlsx", b"kept")

    listed, again = list(kind.drive.files()), list(kind.drive.files())

    assert [(file.path, file.size_bytes, file.refusal) for file in listed] == [
        ("2021/KHM/a b.xlsx", 17, ""),
        ("2021/KHM/b.xlsx", 15, ""),
        ("2021/outgoing/ឆ្នាំ.xlsx", 4, ""),
        ("outgoing/KHM/x.xlsx", 19, ""),
    ]
    assert all(file.modified_ns > 0 for file in listed)
    assert again == listed


def test_a_listed_file_is_kept_as_it_is(kind, tmp_path):
    kind.put("2021/KHM/a.xlsx", CONTENT)
    archive = Archive(tmp_path / "archive")
    (file,) = kind.drive.files()

    digest = copy_to_archive(kind.drive, archive, file)

    assert archive.read(digest) == CONTENT
    assert digest_now(kind.drive, file) == digest


def test_a_file_that_grew_since_the_listing_is_not_kept(kind, tmp_path):
    """What is copied must be what was listed."""
    kind.put("a.xlsx", b"half")
    archive = Archive(tmp_path / "archive")
    (file,) = kind.drive.files()
    kind.put("a.xlsx", b"half and the other half")

    with pytest.raises(FileStillChanging):
        copy_to_archive(kind.drive, archive, file)

    assert [path for path in archive.folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("path", ["gone.xlsx", "../outside.xlsx", "/etc/hostname", "folder"])
def test_what_is_not_a_file_of_the_drive_cannot_be_opened(kind, path):
    kind.put("folder/a.xlsx", b"x")

    with pytest.raises(FileStillChanging):
        kind.drive.open(path).close()


def test_a_drive_that_is_not_there_says_what_to_do(kind):
    """Never an empty list, which would look as if all files had been removed."""
    gone = open_drive(drive_address(f"{kind.address.rstrip('/')}/not/there"))

    with pytest.raises(DriveUnavailable, match="CL_DRIVE"):
        gone.check()
    with pytest.raises(DriveUnavailable, match="then try again"):
        list(gone.files())
    with pytest.raises(DriveUnavailable):
        gone.open("a.xlsx")


def test_what_goes_out_is_whole_and_replaced_as_a_whole(kind):
    kind.drive.write("outgoing/KHM/form.xlsx", b"first")
    written = kind.drive.write("outgoing/KHM/form.xlsx", CONTENT)

    assert kind.read("outgoing/KHM/form.xlsx") == CONTENT
    assert list(kind.drive.files()) == [written]
    assert kind.drive.find("outgoing/LAO/form.xlsx") is None


def test_a_folder_is_made_for_what_will_come(kind):
    kind.drive.make_folder("2021/KHM")
    kind.drive.make_folder("2021/KHM")
    kind.put("2021/KHM/a.xlsx", b"x")

    assert [file.path for file in kind.drive.files()] == ["2021/KHM/a.xlsx"]


@pytest.mark.parametrize("path", ["../a.xlsx", "/a.xlsx", "KHM/../../a.xlsx"])
def test_nothing_is_written_outside_the_drive(kind, path):
    with pytest.raises(BrokenInvariant):
        kind.drive.write(path, b"x")
    with pytest.raises(BrokenInvariant):
        kind.drive.make_folder(path)


@pytest.mark.parametrize(
    ("content", "is_kept"),
    [(b"", False), (b"\0" * 90, False), (b"PK\3\4 half", False), (b"PK\3\4 PK\5\6 end", True),
     (b"%PDF half", True)],
    ids=["empty", "zeros", "half a ZIP", "whole ZIP", "no ZIP"],
)  # fmt: skip
def test_the_beginning_of_a_copy_is_not_kept(kind, tmp_path, content, is_kept):
    """A copy that pauses has one size and one time for a while."""
    kind.put("a.xlsx", content)
    archive = Archive(tmp_path / "archive")
    (file,) = kind.drive.files()

    if is_kept:
        assert archive.read(copy_to_archive(kind.drive, archive, file, only_whole=True)) == content
    else:
        with pytest.raises(FileStillChanging):
            copy_to_archive(kind.drive, archive, file, only_whole=True)
        assert archive.read(copy_to_archive(kind.drive, archive, file)) == content
