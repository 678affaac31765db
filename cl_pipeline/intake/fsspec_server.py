"""Whatever ``fsspec`` reaches by an address (``ftp://``, ``sftp://``, ``s3://`` …).

A store of objects has no links and no times finer than it states. Where it states no time at all,
a file changed without another size is found by the nightly sweep.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import PurePosixPath
from typing import Any, BinaryIO, cast

import fsspec
from fsspec import AbstractFileSystem

from cl_pipeline.errors import SettingsError
from cl_pipeline.intake.drive import REMOTE_ADVICE, Entry, Parts, as_os_error
from cl_pipeline.model.submission import FileStamp

_TIMES = ("mtime", "modified", "last_modified", "LastModified", "updated", "modify", "created")
"""The names under which file systems of ``fsspec`` give the time of the last change."""

_guard = partial(as_os_error, Exception)
"""What the library behind an address raises is not known."""


class FsspecServer:
    """One folder of one file system of ``fsspec``; its operations are those of ``Server``."""

    advice = REMOTE_ADVICE

    def __init__(self, url: str, scheme: str, shown: str) -> None:
        try:
            fsspec.get_filesystem_class(scheme)
        except (ImportError, ValueError) as unknown:
            raise SettingsError(
                f"CL_DRIVE is {shown}; no library for {scheme}:// is installed "
                "(a folder and smb:// always work)"
            ) from unknown
        self._url = url

    def listing(self, folder: Parts) -> Sequence[Entry]:
        """The entries of one folder as they are now; see ``Server``."""
        with _guard():
            self._system.invalidate_cache()
            place = self._place(folder)
            return [
                _entry(info) for info in self._system.ls(place, detail=True)
                if info["name"].strip("/") != place.strip("/")
            ]  # fmt: skip

    def open(self, path: Parts) -> BinaryIO:
        """One file, opened for reading; see ``Server``."""
        with _guard():
            return cast(BinaryIO, self._system.open(self._place(path), "rb"))

    def stamp(self, path: Parts, stream: BinaryIO) -> FileStamp:
        """Size and time of one file as they are now; see ``Server``."""
        with _guard():
            self._system.invalidate_cache()
            return _stamp(self._system.info(self._place(path)))

    def replace(self, path: Parts, content: bytes) -> None:
        """Put one file there, by the file system's own transaction; see ``Server``."""
        with _guard():
            place = self._place(path)
            self._system.makedirs(place.rpartition("/")[0], exist_ok=True)
            with self._system.transaction, self._system.open(place, "wb") as stream:
                stream.write(content)

    def make_folder(self, path: Parts) -> None:
        """Make that folder, where the file system has folders; see ``Server``."""
        with _guard():
            self._system.makedirs(self._place(path), exist_ok=True)

    @cached_property
    def _opened(self) -> tuple[AbstractFileSystem, str]:
        # A shared instance would hold listings and connections of an earlier scan.
        system, root = fsspec.url_to_fs(self._url, skip_instance_cache=True)
        return system, root.rstrip("/")

    @property
    def _system(self) -> AbstractFileSystem:
        return self._opened[0]

    def _place(self, path: Parts) -> str:
        return "/".join((self._opened[1], *path))


def _entry(info: Mapping[str, Any]) -> Entry:
    kind, name = info["type"], PurePosixPath(info["name"]).name
    is_link = bool(info.get("islink"))
    is_folder = kind == "directory" and not is_link
    return Entry(name, is_folder, kind == "file" and not is_link, _stamp(info))


def _stamp(info: Mapping[str, Any]) -> FileStamp:
    times = (info[name] for name in _TIMES if info.get(name) is not None)
    return FileStamp(int(info.get("size") or 0), _nanoseconds(next(times, 0)))


def _nanoseconds(stated: object) -> int:
    """A time as file systems state it: seconds, an instant or ISO 8601 text; to the microsecond.

    Some state the same time as seconds in a listing and as an instant for one file, and seconds
    since 1970 with a fraction hold no more digits.

    >>> _nanoseconds(1.5), _nanoseconds("1970-01-01T00:00:02+00:00"), _nanoseconds("long ago")
    (1500000000, 2000000000, 0)
    """
    if isinstance(stated, str):
        try:
            stated = datetime.fromisoformat(stated)
        except ValueError:
            return 0
    if isinstance(stated, datetime):
        stated = (stated if stated.tzinfo else stated.replace(tzinfo=UTC)).timestamp()
    return round(stated * 1e6) * 1000 if isinstance(stated, int | float) else 0
