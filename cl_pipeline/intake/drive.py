"""The shared drive as a list of files and a way to copy one of them safely.

Belongs here: everything that touches the drive. ``Drive`` is the seam: another kind of drive (an
``fsspec`` address) needs the same three methods and nothing else changes. Does not belong here:
which files are of interest (``scan``) and where the copies go (``archive``).
"""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple

from cl_pipeline.errors import DriveUnavailable, FileStillChanging

OUTGOING = "outgoing"
"""The one folder of the drive that this project writes to; it is never read back."""

_FILE_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class FileStamp(NamedTuple):
    """Size and time of last change: a file whose stamp is known is not looked at again."""

    size_bytes: int
    modified_ns: int


@dataclass(frozen=True, slots=True, order=True)
class DriveFile:
    """One name on the drive; key ``path``, relative with ``/``.

    ``trouble`` says in plain words why the entry can never be copied (a link, a closed folder);
    empty for an ordinary file.
    """

    path: str
    size_bytes: int = 0
    modified_ns: int = 0
    trouble: str = ""

    @property
    def stamp(self) -> FileStamp:
        """What tells one state of the file from another without opening it."""
        return FileStamp(self.size_bytes, self.modified_ns)


class Drive:
    """A mounted folder, read by listing and copying only."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def files(self) -> Iterator[DriveFile]:
        """Every file below the root in path order, by ``stat`` alone; nothing is opened.

        Folders named ``outgoing`` at the top and hidden folders are passed over. Links are listed
        with their trouble and never followed.

        Raises:
            DriveUnavailable: the root or anything below it cannot be listed for a reason other
                than permission or removal, so that a half list is never taken for a whole one.
        """
        try:
            yield from self._below(self.root, "")
        except OSError as trouble:
            raise DriveUnavailable(
                f"the drive {self.root} cannot be listed ({trouble.strerror}); "
                "check that it is mounted, then try again"
            ) from trouble

    def open(self, path: str) -> BinaryIO:
        """The file of that relative path, opened for copying without following any link.

        Raises:
            FileStillChanging: it is gone, replaced by something else, or locked by a program.
            DriveUnavailable: the drive itself cannot be reached.
        """
        if not self.root.is_dir():
            raise DriveUnavailable(f"the drive {self.root} is not there; check that it is mounted")
        try:
            return os.fdopen(self._descriptor(PurePosixPath(path)), "rb")
        except OSError as trouble:
            raise FileStillChanging(
                f"{path}: cannot be opened now ({trouble.strerror}); it is tried at the next scan"
            ) from trouble

    def confirm(self, file: DriveFile, stream: BinaryIO) -> None:
        """Nothing, if the open file is still the one that was listed.

        Raises:
            FileStillChanging: its size or time of change differs from the listing.
        """
        now = os.fstat(stream.fileno())
        if FileStamp(now.st_size, now.st_mtime_ns) != file.stamp:
            raise FileStillChanging(f"{file.path}: is still changing; tried at the next scan")

    def _below(self, folder: Path, prefix: str) -> Iterator[DriveFile]:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
        for entry in entries:
            path = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                if not entry.name.startswith(".") and path != OUTGOING:
                    yield from self._folder(Path(entry.path), path)
            else:
                yield from _file(entry, path)

    def _folder(self, folder: Path, path: str) -> Iterator[DriveFile]:
        try:
            yield from self._below(folder, f"{path}/")
        except PermissionError:
            yield DriveFile(_printable(path), trouble="the folder may not be opened")
        except FileNotFoundError:
            # Moved away between two listings. If the whole drive went, "empty" would be a lie.
            if not self.root.is_dir():
                raise

    def _descriptor(self, path: PurePosixPath) -> int:
        # Folder by folder, because O_NOFOLLOW guards only the last name of a path.
        if path.is_absolute() or ".." in path.parts:
            raise PermissionError(1, "the path leaves the drive")
        folder = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            for name in path.parts[:-1]:
                above, folder = folder, os.open(name, _FOLDER_FLAGS, dir_fd=folder)
                os.close(above)
            opened = os.open(path.name, _FILE_FLAGS, dir_fd=folder)
        finally:
            os.close(folder)
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            os.close(opened)
            raise PermissionError(1, "not an ordinary file")
        return opened


def _file(entry: "os.DirEntry[str]", path: str) -> Iterator[DriveFile]:
    shown = _printable(path)
    if shown != path:
        yield DriveFile(shown, trouble="its name is not valid text")
        return
    with suppress(FileNotFoundError):
        seen = entry.stat(follow_symlinks=False)
        trouble = "" if stat.S_ISREG(seen.st_mode) else "a link or device, not an ordinary file"
        yield DriveFile(path, seen.st_size, seen.st_mtime_ns, trouble)


def _printable(path: str) -> str:
    return path.encode("utf-8", "backslashreplace").decode("utf-8")
