"""One file from the drive into the archive.

Belongs here: the single act in which drive and archive meet. Takes a listed file, gives its
digest; the guarantee added is that the bytes kept are those of the file as it was listed.
Does not belong here: what follows (``reading``) and the register of arrivals (``store``).
"""

from typing import BinaryIO

from cl_pipeline.errors import DriveUnavailable
from cl_pipeline.intake.archive import Archive
from cl_pipeline.intake.drive import Drive, DriveFile
from cl_pipeline.model.identity import Digest


def collect(drive: Drive, archive: Archive, file: DriveFile) -> Digest:
    """The digest under which the listed file is now kept.

    Raises:
        FileStillChanging: the file is gone, locked, or changed while it was copied.
        DriveUnavailable: the drive cannot be reached.
        ArchiveDamaged: the archive holds other bytes under this digest.
    """
    with drive.open(file.path) as stream:
        watched = _FromDrive(stream, file.path)
        return archive.keep(watched, confirm=lambda: drive.confirm(file, stream))


class _FromDrive:
    """A stream whose failures are the drive's, so a full archive disk is not mistaken for one."""

    def __init__(self, stream: BinaryIO, path: str) -> None:
        self._stream = stream
        self._path = path

    def read(self, size: int) -> bytes:
        try:
            return self._stream.read(size)
        except OSError as trouble:
            raise DriveUnavailable(
                f"{self._path}: the drive stopped answering ({trouble.strerror}); try again"
            ) from trouble
