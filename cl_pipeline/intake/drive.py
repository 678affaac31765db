"""The shared drive as the rest of the project uses it: a mounted folder or a server."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, Protocol

from cl_pipeline.errors import BrokenInvariant, FileStillChanging
from cl_pipeline.model.submission import FileStamp

OUTGOING = "outgoing"
"""The one folder of the drive that this project writes to; it is never read back."""

DECISIONS = "decisions"
"""The folder of the drive for the decisions workbooks of the Secretariat; never a submission."""

NOT_TEXT = "its name is not valid text"
NOT_A_FILE = "a link or device, not an ordinary file"
CLOSED_FOLDER = "the folder may not be opened"


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


class Drive(Protocol):
    """The operations of a drive; every kind reads by listing and copying only."""

    def files(self) -> Iterator[DriveFile]:
        """Every file in path order, by names, sizes and times alone; nothing is opened.

        The folder ``outgoing`` at the top and hidden folders are skipped. Links are listed with
        their refusal and never followed.

        Raises:
            DriveUnavailable: the drive or anything on it cannot be listed for a reason other than
                permission or removal, so that a half list is never taken for a whole one.
        """

    def open(self, path: str) -> BinaryIO:
        """The file of that relative path, opened for copying.

        Raises:
            FileStillChanging: it is gone, replaced by something else, or locked by a program.
            DriveUnavailable: the drive itself cannot be reached.
        """

    def confirm(self, file: DriveFile, stream: BinaryIO) -> None:
        """Return if the open file is still the one that was listed.

        Raises:
            FileStillChanging: its size or time of change differs from the listing.
            DriveUnavailable: the drive stopped answering.
        """

    def write_outgoing(self, path: str, content: bytes) -> str:
        """Write a file below ``outgoing``, all or nothing, and return where it is.

        The same content already there is left as it is. The place named has no password.

        Raises:
            DriveUnavailable: the drive cannot be reached or may not be written to.
            BrokenInvariant: the path leaves ``outgoing``.
        """

    def check(self) -> None:
        """Return if the drive can be listed.

        Raises:
            DriveUnavailable: it cannot be listed.
        """


def parts_of(path: str) -> tuple[str, ...]:
    """The names a relative path is made of.

    Raises:
        PermissionError: the path leaves the drive.

    >>> parts_of("2021/KHM/form.xlsx")
    ('2021', 'KHM', 'form.xlsx')
    """
    relative = PurePosixPath(path)
    if relative.is_absolute() or not relative.parts or ".." in relative.parts:
        raise PermissionError(1, "the path leaves the drive")
    return relative.parts


def outgoing_parts(path: str) -> tuple[str, ...]:
    """The names on the way to a file of ours below ``outgoing``.

    Raises:
        BrokenInvariant: the path leaves that folder.

    >>> outgoing_parts("KHM/form.xlsx")
    ('outgoing', 'KHM', 'form.xlsx')
    """
    try:
        return (OUTGOING, *parts_of(path))
    except PermissionError as outside:
        raise BrokenInvariant(f"{path!r} is not below {OUTGOING}; please report") from outside


def printable(path: str) -> str:
    """The path as it can be stored, also where a name on the drive is not valid text."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def is_entered(path: str) -> bool:
    """Whether the files in the folder of that relative path are listed.

    >>> [is_entered(path) for path in ("outgoing", "2021/outgoing", "2021/.trash")]
    [False, True, False]
    """
    return path != OUTGOING and not path.rpartition("/")[2].startswith(".")


def cannot_be_opened(path: str, reason: str | None) -> FileStillChanging:
    """The exception for one file that cannot be copied now."""
    return FileStillChanging(f"{path}: cannot be opened now ({reason}); the next scan tries again")


def is_changing(path: str) -> FileStillChanging:
    """The exception for one file that is no longer the one that was listed."""
    return FileStillChanging(f"{path}: is still changing; the next scan tries again")
