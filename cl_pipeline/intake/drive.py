"""The shared drive as the rest of the project uses it: a mounted folder or a server."""

import errno
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple, Protocol

from cl_pipeline.errors import BrokenInvariant, DriveUnavailable, FileStillChanging
from cl_pipeline.model.submission import FileStamp
from cl_pipeline.settings import RemoteAddress

OUTGOING = "outgoing"
"""The folder of the drive that this project writes to. What a person saves there is received."""

FEEDBACK = "answers"
"""The folder of feedback in a Member State's folder below ``outgoing``."""

DECISIONS = "decisions"
"""The folder of the drive for the decisions workbooks of the Secretariat; never a submission."""

Parts = tuple[str, ...]
"""The names on the way to a file below the root of a drive."""

REMOTE_ADVICE = "the network, the address in CL_DRIVE and what its user may do"

NOT_TEXT = "its name is not valid text"
NOT_A_FILE = "a link or device, not an ordinary file"
CLOSED_FOLDER = "the folder may not be opened"
TOO_DEEP = "the folder lies too deep or its path is too long; move what is in it further up"

DEEPEST = 50
"""Folders in each other that are entered; no office has so many, a broken program has thousands."""

LONGEST_FOLDER = 1_100
"""Bytes of the path of a folder that is entered: with the longest name of a file written out it is
below the 2,704 bytes that PostgreSQL takes into an index."""


@dataclass(frozen=True, slots=True, order=True)
class DriveFile:
    """One name on the drive; key ``path``, relative with ``/``.

    ``refusal`` says why the entry can never be copied (a link, a closed folder); empty for an
    ordinary file.
    """

    path: str
    size_bytes: int = 0
    modified_ns: int = 0
    refusal: str = ""

    @property
    def stamp(self) -> FileStamp:
        """Identifies one state of the file without opening it."""
        return FileStamp(self.size_bytes, self.modified_ns)


class Entry(NamedTuple):
    """One name in one folder of a drive; neither folder nor file means a link or a device."""

    name: str
    is_folder: bool
    is_file: bool
    stamp: FileStamp


class Server(Protocol):
    """The few things that differ between kinds of drives. Paths are parts below the drive's root.

    Whatever goes wrong is an ``OSError``, while a file is read as well; ``FileNotFoundError`` and
    ``PermissionError`` where they are meant. Their messages hold no password. ``advice`` completes
    "check …" for a drive that cannot be reached.
    """

    advice: str

    def listing(self, folder: Parts) -> Iterable[Entry]:
        """The entries of one folder as they are now, in any order; nothing is opened."""

    def open(self, path: Parts) -> BinaryIO:
        """One file, opened for reading."""

    def stamp(self, path: Parts, stream: BinaryIO) -> FileStamp:
        """Size and time of an open file as they are now, as ``listing`` would give them."""

    def replace(self, path: Parts, content: bytes) -> None:
        """Put one file there with that content, all or nothing, making its folders."""

    def make_folder(self, path: Parts) -> None:
        """Make that folder and those above it; one that is there stays as it is."""


class Drive:
    """A shared drive, read by listing and copying only. ``shown`` carries no password.

    Every operation raises ``DriveUnavailable`` where the drive cannot be reached.
    """

    def __init__(self, server: Server, shown: str) -> None:
        self.shown = shown.rstrip("/")
        self._server = server

    def files(self) -> Iterator[DriveFile]:
        """Every file in path order, by names, sizes and times alone.

        Hidden folders are skipped. Links are listed with their refusal and never followed.

        Raises:
            DriveUnavailable: the drive or anything on it cannot be listed for a reason other than
                permission or removal, so that a half list is never taken for a whole one.
        """
        with self._translated("listed"):
            yield from self._below(())

    def open(self, path: str) -> BinaryIO:
        """The file of that relative path, opened for copying.

        Raises:
            FileStillChanging: it is gone, replaced by something else, or locked by a program.
        """
        try:
            return self._server.open(_parts(path))
        except OSError as error:
            # One closed file concerns that file alone, unless the whole drive is gone.
            self.check()
            raise FileStillChanging(
                f"{path}: cannot be opened now ({_why(error)}); the next scan tries again"
            ) from error

    def confirm(self, file: DriveFile, stream: BinaryIO) -> None:
        """Return if the open file is still the one that was listed.

        Raises:
            FileStillChanging: its size or time of change differs from the listing.
        """
        with self._translated("listed"), suppress(FileNotFoundError):
            if self._server.stamp(_parts(file.path), stream) == file.stamp:
                return
        raise FileStillChanging(f"{file.path}: is still changing; the next scan tries again")

    def write(self, path: str, content: bytes) -> DriveFile:
        """Write a file, all or nothing, and return it as it is listed.

        Raises:
            BrokenInvariant: the path leaves the drive.
        """
        place = _own_parts(path)
        with self._translated("written to"):
            self._server.replace(place, content)
        return self.find(path) or DriveFile(path, len(content))

    def make_folder(self, path: str) -> None:
        """Make that folder and those above it; BrokenInvariant if it leaves the drive."""
        place = _own_parts(path)
        with self._translated("written to"):
            self._server.make_folder(place)

    def find(self, path: str) -> DriveFile | None:
        """The file of that path as it is listed now, or None."""
        *folders, name = _own_parts(path)
        with self._translated("listed"), suppress(FileNotFoundError):
            for entry in self._server.listing(tuple(folders)):
                if entry.name == name:
                    return DriveFile(path, *entry.stamp, "" if entry.is_file else NOT_A_FILE)
        return None

    def check(self) -> None:
        """Return if the drive can be listed."""
        with self._translated("listed"):
            self._server.listing(())

    @contextmanager
    def _translated(self, act: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise DriveUnavailable(
                f"the drive {self.shown} cannot be {act} ({_why(error)}); "
                f"check {self._server.advice}, then try again"
            ) from error

    def _below(self, folder: Parts) -> Iterator[DriveFile]:
        for entry in sorted(self._server.listing(folder)):
            inner = (*folder, entry.name)
            path = "/".join(inner)
            shown = path.encode("utf-8", "backslashreplace").decode("utf-8")
            if entry.is_folder:
                if entry.name.startswith("."):
                    continue
                if len(inner) > DEEPEST or len(shown.encode()) > LONGEST_FOLDER:
                    yield DriveFile(shown, refusal=TOO_DEEP)
                    continue
                try:
                    yield from self._below(inner)
                except PermissionError:
                    yield DriveFile(shown, refusal=CLOSED_FOLDER)
                except FileNotFoundError:
                    # Moved away between two listings; a drive that is gone must not look empty.
                    self._server.listing(())
            elif shown != path:
                yield DriveFile(shown, refusal=NOT_TEXT)
            else:
                yield DriveFile(path, *entry.stamp, "" if entry.is_file else NOT_A_FILE)


def _own_parts(path: str) -> Parts:
    try:
        return _parts(path)
    except PermissionError as outside:
        raise BrokenInvariant(f"{path!r} is not on the drive; please report") from outside


def _parts(path: str) -> Parts:
    """The names of a relative path; a ``PermissionError`` for one that leaves the drive."""
    relative = PurePosixPath(path)
    if relative.is_absolute() or not relative.parts or ".." in relative.parts:
        raise PermissionError(1, "the path leaves the drive")
    return relative.parts


def _why(error: OSError) -> str:
    return error.strerror or kind_of_failure(error)


def kind_of_failure(error: Exception) -> str:
    """The message for an exception of a library whose own message may quote a password."""
    return type(error).__name__


@contextmanager
def as_os_error(
    *kinds: type[Exception], message: Callable[[Exception], str] = kind_of_failure
) -> Iterator[None]:
    """Raise what a library raises as Python's own ``OSError``, of the class its number means."""
    try:
        yield
    except OSError as error:
        if error.errno is None or type(error).__module__ == "builtins":
            raise
        raise OSError(error.errno, error.strerror) from error
    except kinds as error:
        raise OSError(errno.EIO, message(error)) from error


def open_drive(address: Path | RemoteAddress) -> Drive:
    """The drive at that address; nothing is connected to yet.

    Raises:
        SettingsError: no such kind of drive, or its address is incomplete.
    """
    # Only a call that reaches a server pays for its libraries.
    shown = str(address)
    if isinstance(address, Path):
        from cl_pipeline.intake.mounted_folder import MountedFolder  # noqa: PLC0415 - see above

        return Drive(MountedFolder(address), shown)
    if address.scheme == "smb":
        from cl_pipeline.intake.smb_share import SmbShare  # noqa: PLC0415 - see above

        return Drive(SmbShare(address.url, shown), shown)
    from cl_pipeline.intake.fsspec_server import FsspecServer  # noqa: PLC0415 - see above

    return Drive(FsspecServer(address.url, address.scheme, shown), shown)
