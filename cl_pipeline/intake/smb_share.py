"""A Windows or Samba share, reached by ``smb://user:password@host/share/path``.

The session is kept for the process and made anew where the connection broke. If a server
stops in the middle of an answer, the library gives up after twenty minutes at the latest.
"""

import io
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO
from urllib.parse import unquote

import smbclient
from smbclient import SMBDirEntry
from smbprotocol.exceptions import SMBException

from cl_pipeline.errors import SettingsError
from cl_pipeline.intake.drive import REMOTE_ADVICE, Entry, Parts, as_os_error
from cl_pipeline.model.submission import FileStamp

CONNECT_SECONDS = 10
"""A scan must not wait for the minute that the library would."""

READ_BYTES = 1024 * 1024

OTHERS_MAY = "rd"
"""While we read, others may read, delete and replace; who writes in place is waited for.

A program that copies a form to the share holds it open for writing, at its full size from the
start, so neither size nor time would show that it is not whole yet.
"""

_ADDRESS = re.compile(
    r"smb://(?:(?P<user>[^:@/]*)(?::(?P<password>.*?))?@)?"
    r"(?P<host>[^:/@]+)(?::(?P<port>\d+))?/(?P<share>[^/]+)(?:/(?P<path>.*))?"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class SmbShare:
    """One folder of one share; its operations are those of ``Server``."""

    advice = REMOTE_ADVICE

    def __init__(self, url: str, shown: str) -> None:
        match = _ADDRESS.fullmatch(url)
        if match is None:
            raise SettingsError(
                f"CL_DRIVE is {shown}; give smb://user:password@host/share/path, with special "
                "characters of the password percent-encoded (@ is %40)"
            )
        given = {name: unquote(text) for name, text in match.groupdict("").items()}
        self._host, self._port = given["host"], int(given["port"] or 445)
        # Windows writes a domain before the user with a backslash, addresses with a semicolon.
        self._user = given["user"].replace(";", "\\") or None
        self._password = given["password"] or None
        path = [name for name in given["path"].split("/") if name]
        self._root = "\\".join((f"\\\\{self._host}", given["share"], *path))

    def listing(self, folder: Parts) -> Sequence[Entry]:
        """The entries of one folder as they are now; see ``Server``."""
        with self._session():
            return [_entry(found) for found in self._scan(folder, "*")]

    def open(self, path: Parts) -> BinaryIO:
        """One file, opened for reading next to other readers; see ``Server``."""
        with self._session():
            raw = smbclient.open_file(
                self._place(path), "rb", buffering=0, share_access=OTHERS_MAY, port=self._port
            )
        return io.BufferedReader(_Readable(raw, self._guard), READ_BYTES)

    def stamp(self, path: Parts, stream: BinaryIO) -> FileStamp:
        """Size and time of one file as they are now; see ``Server``."""
        with self._session():
            # From a listing again: a query by name states times in another precision.
            for entry in self._scan(path[:-1], path[-1]):
                return _stamp(entry)
        raise FileNotFoundError(2, "No such file")

    def replace(self, path: Parts, content: bytes) -> None:
        """Put one file there by renaming a finished one; see ``Server``."""
        place = self._place(path)
        temporary = self._place((*path[:-1], f".{path[-1]}.{os.getpid()}.tmp"))
        with self._session():
            smbclient.makedirs(self._place(path[:-1]), exist_ok=True, port=self._port)
            try:
                with smbclient.open_file(temporary, "wb", port=self._port) as stream:
                    stream.write(content)
                smbclient.replace(temporary, place, port=self._port)
            except BaseException:
                with suppress(OSError, SMBException):
                    smbclient.remove(temporary, port=self._port)
                raise

    def make_folder(self, path: Parts) -> None:
        """Make that folder and those above it; see ``Server``."""
        with self._session():
            smbclient.makedirs(self._place(path), exist_ok=True, port=self._port)

    def _scan(self, folder: Parts, pattern: str) -> list[SMBDirEntry]:
        return list(smbclient.scandir(self._place(folder), pattern, port=self._port))

    def _place(self, path: Parts) -> str:
        return "\\".join((self._root, *path))

    @contextmanager
    def _session(self) -> Iterator[None]:
        with self._guard():
            smbclient.register_session(
                self._host,
                username=self._user,
                password=self._password,
                port=self._port,
                connection_timeout=CONNECT_SECONDS,
            )
            yield

    def _guard(self) -> AbstractContextManager[None]:
        return as_os_error(SMBException, ValueError, message=self._message)

    def _message(self, error: Exception) -> str:
        text = str(error)
        return text.replace(self._password, "…") if self._password else text


class _Readable(io.RawIOBase):
    """A file on the share whose failures while reading are an ``OSError``."""

    def __init__(self, raw: Any, guard: Callable[[], AbstractContextManager[None]]) -> None:
        self._raw = raw
        self._guard = guard

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        with self._guard():
            return int(self._raw.readinto(buffer))

    def close(self) -> None:
        if not self.closed:
            super().close()
            # Everything is read or the reading already failed; the server lets go by itself.
            with suppress(OSError, SMBException):
                self._raw.close()


def _entry(found: SMBDirEntry) -> Entry:
    is_link = found.is_symlink()
    is_folder = found.is_dir(follow_symlinks=False)
    return Entry(found.name, is_folder, not (is_link or is_folder), _stamp(found))


def _stamp(found: SMBDirEntry) -> FileStamp:
    info = found.smb_info
    since = (info.last_write_time - _EPOCH) // timedelta(microseconds=1)
    return FileStamp(info.end_of_file, since * 1000)
