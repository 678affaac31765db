"""A shared drive that is mounted as a folder."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from cl_pipeline.errors import DriveUnavailable
from cl_pipeline.intake.drive import (
    CLOSED_FOLDER,
    NOT_A_FILE,
    NOT_TEXT,
    DriveFile,
    cannot_be_opened,
    is_changing,
    is_entered,
    outgoing_parts,
    parts_of,
    printable,
)
from cl_pipeline.model.submission import FileStamp

_FILE_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NEW_FILE_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_ROOT_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


class FolderDrive:
    """A mounted folder; its operations are those of ``Drive``."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def files(self) -> Iterator[DriveFile]:
        """Every file below the root in path order; see ``Drive``."""
        try:
            yield from self._below(self.root, "")
        except OSError as error:
            raise self._unavailable(error.strerror) from error

    def open(self, path: str) -> BinaryIO:
        """The file of that relative path; no link on the way to it is followed; see ``Drive``."""
        try:
            return os.fdopen(self._descriptor(path), "rb")
        except OSError as error:
            # One closed file concerns that file alone, unless the whole drive is gone.
            self.check()
            raise cannot_be_opened(path, error.strerror) from error

    def confirm(self, file: DriveFile, stream: BinaryIO) -> None:
        """Return if the open file is still the one that was listed; see ``Drive``."""
        now = os.fstat(stream.fileno())
        if FileStamp(now.st_size, now.st_mtime_ns) != file.stamp:
            raise is_changing(file.path)

    def write_outgoing(self, path: str, content: bytes) -> str:
        """Write a file below ``outgoing``, replacing it as a whole; see ``Drive``."""
        *folders, name = outgoing_parts(path)
        place = self.root.joinpath(*folders, name)
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            folder = _open_folder(self.root, folders, make=True)
            try:
                _replace(folder, name, content)
            finally:
                os.close(folder)
        except OSError as error:
            raise DriveUnavailable(
                f"{place} cannot be written ({error.strerror}); check that the drive is mounted, "
                "has space and may be written to, then try again"
            ) from error
        return str(place)

    def check(self) -> None:
        """Return if the folder can be listed; see ``Drive``."""
        try:
            with os.scandir(self.root):
                return
        except OSError as error:
            raise self._unavailable(error.strerror) from error

    def _unavailable(self, why: str | None) -> DriveUnavailable:
        return DriveUnavailable(
            f"the drive {self.root} cannot be listed ({why}); "
            "check that it is mounted and that CL_DRIVE names it, then try again"
        )

    def _below(self, folder: Path, prefix: str) -> Iterator[DriveFile]:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
        for entry in entries:
            path = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                if is_entered(path):
                    yield from self._folder(Path(entry.path), path)
            else:
                yield from _file(entry, path)

    def _folder(self, folder: Path, path: str) -> Iterator[DriveFile]:
        try:
            yield from self._below(folder, f"{path}/")
        except PermissionError:
            yield DriveFile(printable(path), refusal=CLOSED_FOLDER)
        except FileNotFoundError:
            # Moved away between two listings. If the whole drive is gone, it must not look empty.
            if not self.root.is_dir():
                raise

    def _descriptor(self, path: str) -> int:
        *folders, name = parts_of(path)
        folder = _open_folder(self.root, folders)
        try:
            opened = os.open(name, _FILE_FLAGS, dir_fd=folder)
        finally:
            os.close(folder)
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            os.close(opened)
            raise PermissionError(1, "not an ordinary file")
        return opened


def _file(entry: "os.DirEntry[str]", path: str) -> Iterator[DriveFile]:
    shown = printable(path)
    if shown != path:
        yield DriveFile(shown, refusal=NOT_TEXT)
        return
    with suppress(FileNotFoundError):
        seen = entry.stat(follow_symlinks=False)
        refusal = "" if stat.S_ISREG(seen.st_mode) else NOT_A_FILE
        yield DriveFile(path, seen.st_size, seen.st_mtime_ns, refusal)


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


def _replace(folder: int, name: str, content: bytes) -> None:
    if _holds(folder, name, content):
        return
    temporary = f".{name}.{os.getpid()}.tmp"
    with suppress(FileNotFoundError):
        os.unlink(temporary, dir_fd=folder)
    with os.fdopen(os.open(temporary, _NEW_FILE_FLAGS, 0o666, dir_fd=folder), "wb") as stream:
        stream.write(content)
    os.replace(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)


def _holds(folder: int, name: str, content: bytes) -> bool:
    try:
        opened = os.open(name, _FILE_FLAGS, dir_fd=folder)
    except OSError:
        return False
    with os.fdopen(opened, "rb") as stream:
        is_file = stat.S_ISREG(os.fstat(opened).st_mode)
        return is_file and stream.read(len(content) + 1) == content
