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
    ``PermissionError`` where they are meant. Their words carry no password.
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
        """Puts one file there with that content, all or nothing, making its folders."""


class RemoteDrive:
    """A drive on a server; the verbs are those of ``Drive``. ``shown`` carries no password."""

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
        except OSError as error_text:
            # One closed file is that file's trouble, unless the whole drive is gone.
            self.check()
            raise cannot_be_opened(path, _why(error_text)) from error_text

    def confirm(self, file: DriveFile, stream: BinaryIO) -> None:
        """Nothing, if the file is still the one that was listed; see ``Drive``."""
        with self._translated():
            try:
                now = self._server.stamp(parts_of(file.path))
            except FileNotFoundError as gone:
                raise is_changing(file.path) from gone
        if now != file.stamp:
            raise is_changing(file.path)

    def write_outgoing(self, path: str, content: bytes) -> str:
        """Puts a file below ``outgoing``, replacing it as a whole; see ``Drive``."""
        place = outgoing_parts(path)
        with self._translated("written to"):
            if not self._holds(place, content):
                self._server.replace(place, content)
        return "/".join((self.shown, *place))

    def check(self) -> None:
        """Nothing, if the drive can be listed; see ``Drive``."""
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
        except OSError as error_text:
            raise DriveUnavailable(
                f"the drive {self.shown} cannot be {act} ({_why(error_text)}); check the network, "
                "the address in CL_DRIVE and what its user may do, then try again"
            ) from error_text

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
            yield DriveFile(printable(path), error_text=CLOSED_FOLDER)
        except FileNotFoundError:
            # Moved away between two listings. If the whole drive went, "empty" would be a lie.
            self._server.listing(())


def _file(entry: Entry, path: str) -> DriveFile:
    shown = printable(path)
    if shown != path:
        return DriveFile(shown, error_text=NOT_TEXT)
    return DriveFile(path, *entry.stamp, "" if entry.is_file else NOT_A_FILE)


def _why(error_text: OSError) -> str:
    return error_text.strerror or kind_of_failure(error_text)


def kind_of_failure(error_text: Exception) -> str:
    """Words for an exception of a library whose own words may quote an address and its password."""
    return type(error_text).__name__


@contextmanager
def as_os_error(
    *kinds: type[Exception], words: Callable[[Exception], str] = kind_of_failure
) -> Iterator[None]:
    """Turns what a library raises into Python's own ``OSError``, of the class its number means."""
    try:
        yield
    except OSError as error_text:
        if error_text.errno is None or type(error_text).__module__ == "builtins":
            raise
        raise OSError(error_text.errno, error_text.strerror) from error_text
    except kinds as error_text:
        raise OSError(errno.EIO, words(error_text)) from error_text
