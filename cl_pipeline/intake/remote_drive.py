"""A shared drive that is reached by its address instead of being mounted."""

import errno
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO, NamedTuple, Protocol

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

Parts = tuple[str, ...]


class Entry(NamedTuple):
    """One name in one folder of a server; neither folder nor file means a link or a device."""

    name: str
    is_folder: bool
    is_file: bool
    stamp: FileStamp


class Server(Protocol):
    """The few things a server is asked for. Paths are parts below the drive's root.

    Whatever goes wrong is an ``OSError``, while a file is read as well; ``FileNotFoundError`` and
    ``PermissionError`` where they are meant. Their messages hold no password.
    """

    def listing(self, folder: Parts) -> Sequence[Entry]:
        """The entries of one folder as they are now, in any order."""

    def open(self, path: Parts) -> BinaryIO:
        """One file, opened for reading."""

    def stamp(self, path: Parts) -> FileStamp:
        """Size and time of one file as they are now, as ``listing`` would give them."""

    def read(self, path: Parts) -> bytes:
        """The content of one file."""

    def replace(self, path: Parts, content: bytes) -> None:
        """Put one file there with that content, all or nothing, making its folders."""


class RemoteDrive:
    """A drive on a server; its operations are those of ``Drive``. ``shown`` carries no password."""

    def __init__(self, server: Server, shown: str) -> None:
        self.shown = shown.rstrip("/")
        self._server = server

    def files(self) -> Iterator[DriveFile]:
        """Every file on the drive in path order; see ``Drive``."""
        with self._translated():
            yield from self._below(())

    def open(self, path: str) -> BinaryIO:
        """The file of that relative path; see ``Drive``."""
        try:
            return self._server.open(parts_of(path))
        except OSError as error:
            # One closed file concerns that file alone, unless the whole drive is gone.
            self.check()
            raise cannot_be_opened(path, _why(error)) from error

    def confirm(self, file: DriveFile, stream: BinaryIO) -> None:
        """Return if the file is still the one that was listed; see ``Drive``."""
        with self._translated():
            try:
                now = self._server.stamp(parts_of(file.path))
            except FileNotFoundError as gone:
                raise is_changing(file.path) from gone
        if now != file.stamp:
            raise is_changing(file.path)

    def write_outgoing(self, path: str, content: bytes) -> str:
        """Write a file below ``outgoing``, replacing it as a whole; see ``Drive``."""
        place = outgoing_parts(path)
        with self._translated("written to"):
            if not self._holds(place, content):
                self._server.replace(place, content)
        return "/".join((self.shown, *place))

    def check(self) -> None:
        """Return if the drive can be listed; see ``Drive``."""
        with self._translated():
            self._server.listing(())

    def _holds(self, place: Parts, content: bytes) -> bool:
        try:
            return self._server.read(place) == content
        except FileNotFoundError:
            return False

    @contextmanager
    def _translated(self, act: str = "listed") -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise DriveUnavailable(
                f"the drive {self.shown} cannot be {act} ({_why(error)}); check the network, "
                "the address in CL_DRIVE and what its user may do, then try again"
            ) from error

    def _below(self, folder: Parts) -> Iterator[DriveFile]:
        for entry in sorted(self._server.listing(folder)):
            path = "/".join((*folder, entry.name))
            if entry.is_folder:
                if is_entered(path):
                    yield from self._folder((*folder, entry.name), path)
            else:
                yield _file(entry, path)

    def _folder(self, folder: Parts, path: str) -> Iterator[DriveFile]:
        try:
            yield from self._below(folder)
        except PermissionError:
            yield DriveFile(printable(path), refusal=CLOSED_FOLDER)
        except FileNotFoundError:
            # Moved away between two listings. If the whole drive is gone, it must not look empty.
            self._server.listing(())


def _file(entry: Entry, path: str) -> DriveFile:
    shown = printable(path)
    if shown != path:
        return DriveFile(shown, refusal=NOT_TEXT)
    return DriveFile(path, *entry.stamp, "" if entry.is_file else NOT_A_FILE)


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
