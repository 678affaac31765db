"""The archive: every file ever seen, kept under the SHA-256 of its bytes before anyone opens it."""

import fcntl
import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from cl_pipeline.errors import (
    ArchiveDamaged,
    ArchiveUnavailable,
    DriveUnavailable,
    FileStillChanging,
    NotFound,
)
from cl_pipeline.intake.drive import Drive, DriveFile
from cl_pipeline.model.identity import Digest

CHUNK_BYTES = 1024 * 1024
"""How much of a file is in memory at once."""

DAMAGED = ".damaged"
"""Ending of bytes that no longer match their digest and were set aside for good ones."""

HEAD_BYTES = 4

ZIP_END, ZIP_END_BYTES = b"PK\5\6", 22 + 0xFFFF
"""The record at the end of a ZIP's directory, and how far from the end of the file it can begin."""

_DIGEST = re.compile(r"[0-9a-f]{64}")


class Readable(Protocol):
    """Anything bytes can be read from, a piece at a time."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none at the end."""


class Archive:
    """A folder of files named ``ab/cd/<digest>``; safe with several writers at once.

    Operations raise ``NotFound`` for a text that is not a digest, and ``ArchiveUnavailable`` where
    the disk is full or the folder may not be written to.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._incoming = folder / "incoming"

    def keep(self, source: Path | Readable, confirm: Callable[[], None] | None = None) -> Digest:
        """Keep the bytes of ``source`` and return their digest; twice has the same effect as once.

        Bytes that were erased by decision are not kept again; those that were damaged since are
        set aside for these. ``confirm`` is called when all bytes are copied and before they get
        their name; if it raises, nothing is kept.
        """
        if isinstance(source, Path):
            with source.open("rb") as stream:
                return self.keep(stream, confirm)
        with self._translated():
            copy, temporary = self._new_copy()
            with copy:
                try:
                    digest = _copied(source, copy)
                    if confirm:
                        confirm()
                    self._name(temporary, digest)
                finally:
                    temporary.unlink(missing_ok=True)
        return digest

    def path_of(self, digest: Digest) -> Path:
        """Where the file of that digest is or would be kept."""
        if not _DIGEST.fullmatch(digest):
            raise NotFound(f"{digest!r} is not a digest; give its 64 hexadecimal digits")
        return self.folder / digest[:2] / digest[2:4] / digest

    def is_intact(self, digest: Digest) -> bool:
        """Whether the archive holds the bytes of that digest, undamaged."""
        try:
            with self.path_of(digest).open("rb") as stream:
                return _copied(stream) == digest
        except OSError:
            return False

    def heal(self, digest: Digest, source: Readable) -> bool:
        """Put the bytes of ``source`` in place of damaged ones if they are those of the digest."""
        with self._translated():
            copy, temporary = self._new_copy()
            with copy:
                try:
                    if _copied(source, copy) != digest:
                        return False
                    self._name(temporary, digest)
                finally:
                    temporary.unlink(missing_ok=True)
        return True

    def set_aside(self) -> tuple[Digest, ...]:
        """The digests whose bytes were once damaged and replaced by good ones."""
        return tuple(sorted(Digest(path.stem) for path in self.folder.glob(f"*/*/*{DAMAGED}")))

    def read(self, digest: Digest) -> bytes:
        """The bytes kept under that digest, verified.

        Raises:
            NotFound: the archive has no such file.
            ArchiveDamaged: the bytes no longer match the digest.
        """
        try:
            content = self.path_of(digest).read_bytes()
        except FileNotFoundError as missing:
            erased = self.tombstone(digest)
            if erased is None:
                raise NotFound(f"the archive holds no file {digest}") from missing
            raise NotFound(f"the file {digest} was erased from the archive {erased}") from missing
        if hashlib.sha256(content).hexdigest() != digest:
            raise ArchiveDamaged(
                f"{self.path_of(digest)} differs from its digest; restore it from a backup"
            )
        return content

    def erase(self, digest: Digest, reason: str) -> None:
        """Delete the bytes and leave a tombstone with ``reason``; they are not kept again."""
        path = self.path_of(digest)
        with self._translated():
            if not self._tombstone(digest).exists():
                # The tombstone first: killed in between, a repeated call finds what is left to do.
                _make_folder(path.parent)
                self._tombstone(digest).write_text(f"{reason}\n", "utf-8")
                _sync(path.parent)
            path.with_suffix(DAMAGED).unlink(missing_ok=True)
            path.unlink(missing_ok=True)
            _sync(path.parent)

    def tombstone(self, digest: Digest) -> str | None:
        """By whom, when and why that file was erased, or None where it was not."""
        path = self._tombstone(digest)
        return path.read_text("utf-8").strip() if path.exists() else None

    def _tombstone(self, digest: Digest) -> Path:
        return self.path_of(digest).with_suffix(".erased")

    def sweep(self) -> int:
        """Delete the copies that a killed writer left unfinished; return their number.

        A living writer holds a lock on its copy, so this may run at any time.
        """
        removed = 0
        with self._translated():
            for leftover in self._incoming.glob("*"):
                with suppress(FileNotFoundError, BlockingIOError), leftover.open("rb") as stream:
                    fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    leftover.unlink()
                    removed += 1
        return removed

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ArchiveUnavailable(
                f"the archive {self.folder} cannot be written ({error.strerror}); check its disk "
                "space and its permissions, then try again; nothing is lost"
            ) from error

    def _new_copy(self) -> tuple[BinaryIO, Path]:
        _make_folder(self._incoming)
        while True:
            descriptor, name = tempfile.mkstemp(dir=self._incoming)
            copy = os.fdopen(descriptor, "wb")
            fcntl.flock(copy, fcntl.LOCK_EX)
            # A sweep may have taken the file between its creation and the lock: then once more.
            if os.fstat(copy.fileno()).st_nlink:
                return copy, Path(name)
            copy.close()

    def _name(self, temporary: Path, digest: Digest) -> None:
        target = self.path_of(digest)
        if self._tombstone(digest).exists():
            return
        if target.exists():
            if self.is_intact(digest):
                return
            # Another writer may have set it aside in between.
            with suppress(FileNotFoundError):
                target.rename(target.with_suffix(DAMAGED))
        _make_folder(target.parent)
        # Two writers of the same digest rename the same bytes: whichever is last changes nothing.
        temporary.rename(target)
        _sync(target.parent)


def _copied(source: Readable, copy: BinaryIO | None = None) -> Digest:
    running = hashlib.sha256()
    while chunk := source.read(CHUNK_BYTES):
        running.update(chunk)
        if copy:
            copy.write(chunk)
    if copy:
        copy.flush()
        os.fchmod(copy.fileno(), 0o400)
        os.fsync(copy.fileno())
    return Digest(running.hexdigest())


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync(folder.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def copy_to_archive(
    drive: Drive, archive: Archive, file: DriveFile, *, only_whole: bool = False
) -> Digest:
    """Keep a listed file and return its digest.

    ``only_whole``: not the beginning of a file that a program may still be copying.

    Raises:
        FileStillChanging: the file is gone, locked, changed while it was copied, or not whole.
        DriveUnavailable: the drive cannot be reached.
        ArchiveUnavailable: the archive's disk is full or cannot be written to.
    """
    with drive.open(file.path) as stream:
        source = _FromDrive(stream, file.path)

        def confirm() -> None:
            drive.confirm(file, stream)
            if only_whole and not is_whole(source.first, source.last):
                raise FileStillChanging(f"{file.path}: is not whole yet; the next scan tries again")

        return archive.keep(source, confirm)


def is_whole(first: bytes, last: bytes) -> bool:
    r"""False for nothing, for a file that begins with zeros, and for a ZIP without its directory.

    So looks what a program has begun to copy. ``last`` are the last ``ZIP_END_BYTES`` of a file.

    >>> is_whole(b"PK", b"PK rest"), is_whole(b"PK", b"PK rest PK\5\6"), is_whole(b"%PDF", b"")
    (False, True, True)
    """
    is_zip = first.startswith(b"PK")
    return bool(first.strip(b"\0")) and not (is_zip and ZIP_END not in last)


def digest_now(drive: Drive, file: DriveFile) -> Digest:
    """The digest of a listed file as it is on the drive now; raises as ``collect`` does."""
    with drive.open(file.path) as stream:
        digest = _copied(_FromDrive(stream, file.path))
        drive.confirm(file, stream)
    return digest


def heal(drive: Drive, archive: Archive, path: str, digest: Digest) -> bool:
    """Replace damaged bytes by those at that path of the drive, if they have that digest.

    Raises:
        FileStillChanging: the file is gone or locked.
        DriveUnavailable: the drive cannot be reached.
        ArchiveUnavailable: the archive's disk is full or cannot be written to.
    """
    with drive.open(path) as stream:
        return archive.heal(digest, _FromDrive(stream, path))


class _FromDrive:
    """A stream whose failures are the drive's, so that a full archive disk is not taken for one."""

    def __init__(self, stream: BinaryIO, path: str) -> None:
        self._stream = stream
        self._path = path
        self.first = self.last = b""

    def read(self, size: int) -> bytes:
        try:
            piece = self._stream.read(size)
        except OSError as error:
            raise DriveUnavailable(
                f"{self._path}: the drive stopped answering ({error.strerror}); try again"
            ) from error
        self.first = self.first or piece[:HEAD_BYTES]
        self.last = (self.last + piece)[-ZIP_END_BYTES:]
        return piece
