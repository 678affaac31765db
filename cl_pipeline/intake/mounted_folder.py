"""A shared drive that is mounted as a folder."""

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from cl_pipeline.intake.drive import Entry, Parts
from cl_pipeline.model.submission import FileStamp

_FILE_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NEW_FILE_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_ROOT_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


class MountedFolder:
    """A mounted folder; its operations are those of ``Server``."""

    advice = "that it is mounted and that CL_DRIVE names it"

    def __init__(self, root: Path) -> None:
        self._root = root

    def listing(self, folder: Parts) -> Iterable[Entry]:
        """The entries of one folder as they are now; see ``Server``."""
        entries = []
        with os.scandir(self._root.joinpath(*folder)) as listed:
            for found in listed:
                with suppress(FileNotFoundError):
                    entries.append(_entry(found))
        return entries

    def open(self, path: Parts) -> BinaryIO:
        """One file, opened for reading; no link on the way to it is followed."""
        *folders, name = path
        folder = _open_folder(self._root, folders)
        try:
            opened = os.open(name, _FILE_FLAGS, dir_fd=folder)
        finally:
            os.close(folder)
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            os.close(opened)
            raise PermissionError(1, "not an ordinary file")
        return os.fdopen(opened, "rb")

    def stamp(self, path: Parts, stream: BinaryIO) -> FileStamp:
        """Size and time of an open file as they are now; see ``Server``."""
        now = os.fstat(stream.fileno())
        return FileStamp(now.st_size, now.st_mtime_ns)

    def replace(self, path: Parts, content: bytes) -> None:
        """Put one file there by renaming a finished one; see ``Server``."""
        *folders, name = path
        temporary = f".{name}.{os.getpid()}.tmp"
        self._root.mkdir(parents=True, exist_ok=True)
        folder = _open_folder(self._root, folders, make=True)
        try:
            with suppress(FileNotFoundError):
                os.unlink(temporary, dir_fd=folder)
            opened = os.open(temporary, _NEW_FILE_FLAGS, 0o666, dir_fd=folder)
            with os.fdopen(opened, "wb") as stream:
                stream.write(content)
            os.replace(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
        finally:
            os.close(folder)

    def make_folder(self, path: Parts) -> None:
        """Make that folder and those above it; see ``Server``."""
        self._root.mkdir(parents=True, exist_ok=True)
        os.close(_open_folder(self._root, list(path), make=True))


def _entry(found: "os.DirEntry[str]") -> Entry:
    seen = found.stat(follow_symlinks=False)
    is_folder, is_file = stat.S_ISDIR(seen.st_mode), stat.S_ISREG(seen.st_mode)
    return Entry(found.name, is_folder, is_file, FileStamp(seen.st_size, seen.st_mtime_ns))


def _open_folder(root: Path, names: list[str], *, make: bool = False) -> int:
    # Folder by folder, because O_NOFOLLOW guards only the last name of a path.
    folder = os.open(root, _ROOT_FLAGS)
    for name in names:
        above = folder
        try:
            if make:
                with suppress(FileExistsError):
                    os.mkdir(name, dir_fd=above)
            folder = os.open(name, _FOLDER_FLAGS, dir_fd=above)
        finally:
            os.close(above)
    return folder
