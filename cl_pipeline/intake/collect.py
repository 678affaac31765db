"""One file from the drive into the archive."""

import hashlib
from typing import BinaryIO

from cl_pipeline.errors import DriveUnavailable
from cl_pipeline.intake.archive import CHUNK_BYTES, Archive
from cl_pipeline.intake.drive import Drive, DriveFile
from cl_pipeline.model.identity import Digest


def collect(drive: Drive, archive: Archive, file: DriveFile) -> Digest:
    """The digest under which the listed file is now kept.

    Raises:
        FileStillChanging: the file is gone, locked, or changed while it was copied.
        DriveUnavailable: the drive cannot be reached.
        ArchiveDamaged: the archive holds other bytes under this digest.
        ArchiveUnavailable: the archive's disk is full or cannot be written to.
    """
    with drive.open(file.path) as stream:
        watched = _FromDrive(stream, file.path)
        return archive.keep(watched, confirm=lambda: drive.confirm(file, stream))


def digest_now(drive: Drive, file: DriveFile) -> Digest:
    """The digest of a listed file as it is on the drive now; nothing is kept.

    Raises:
        FileStillChanging: the file is gone, locked, or changed while it was read.
        DriveUnavailable: the drive cannot be reached.
    """
    running = hashlib.sha256()
    with drive.open(file.path) as stream:
        watched = _FromDrive(stream, file.path)
        while chunk := watched.read(CHUNK_BYTES):
            running.update(chunk)
        drive.confirm(file, stream)
    return Digest(running.hexdigest())


class _FromDrive:
    """A stream whose failures are the drive's, so a full archive disk is not mistaken for one."""

    def __init__(self, stream: BinaryIO, path: str) -> None:
        self._stream = stream
        self._path = path

    def read(self, size: int) -> bytes:
        try:
            return self._stream.read(size)
        except OSError as error_text:
            raise DriveUnavailable(
                f"{self._path}: the drive stopped answering ({error_text.strerror}); try again"
            ) from error_text
