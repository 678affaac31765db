"""The settings, read from the environment once, at the edge, and passed down."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from cl_pipeline.errors import SettingsError

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")
_LOGIN = re.compile(r"(?<=://)([^:/@]*)(:.*)?@")


WAIT_MINUTES = 10

LARGEST_FILE_MB = 50


@dataclass(frozen=True, slots=True)
class RemoteAddress:
    """The address of a drive that is no folder, such as ``smb://user:password@host/share``.

    As text it never carries its password or anything after a question mark.

    >>> str(RemoteAddress("smb://reader:se%40cret@server/share/returns"))
    'smb://reader@server/share/returns'
    """

    url: str = field(repr=False)

    def __str__(self) -> str:
        return _LOGIN.sub(r"\1@", self.url).partition("?")[0]

    def __repr__(self) -> str:
        return f"RemoteAddress({str(self)!r})"

    @property
    def scheme(self) -> str:
        """The part before ``://``, in small letters."""
        return self.url.partition("://")[0].lower()


@dataclass(frozen=True, slots=True)
class MailSettings:
    """The mail server that takes answers, and the address they come from."""

    host: str
    port: int
    sender: str
    may_be_in_clear: bool = False
    """True where figures may go to a server that offers no encryption."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are. Paths are absolute.

    ``now`` fixes the clock (for the sample and the tests); None means the system's own.
    """

    data_dir: Path
    drive: Path | RemoteAddress
    database_url: str
    now: datetime | None = None
    mail: MailSettings | None = None
    """None where no mail is sent: answers are then written as drafts alone."""
    largest_file_mb: int = LARGEST_FILE_MB
    """Larger files on the drive are left aside by name, before they are copied."""
    wait_minutes: int = WAIT_MINUTES
    """How long a file that is not whole may still be being copied, after its last change."""

    framework_dir: Path | None = None
    """The folder of the framework's tables; None for the Roadmap to 2025."""

    @property
    def archive_dir(self) -> Path:
        """The folder in which every file ever seen is kept under its digest."""
        return self.data_dir / "archive"

    @property
    def output_dir(self) -> Path:
        """The folder of workbooks and pages made for the Secretariat."""
        return self.data_dir / "output"

    def clock(self) -> datetime:
        """The present instant, UTC."""
        return self.now or datetime.now(UTC)


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings in the environment, with defaults inside the working folder.

    ``CL_DATA_DIR`` (default ``data``), ``CL_DRIVE`` (a folder or an address, default
    ``<data>/drive``), ``CL_DATABASE_URL`` (default SQLite in the data folder), ``CL_NOW`` (ISO 8601
    with offset).

    ``CL_MAIL_HOST``, ``CL_MAIL_PORT`` (default 25) and ``CL_MAIL_FROM`` send answers by mail.
    ``CL_MAIL_IN_CLEAR=yes`` sends them also to a server without encryption.
    ``CL_LARGEST_FILE_MB`` (default 50) is the size up to which files of the drive are kept.
    ``CL_FRAMEWORK`` is the folder of another framework than the Roadmap to 2025.
    ``CL_WAIT_MINUTES`` (default 10) is how long a file that is not whole is waited for.

    Raises:
        SettingsError: CL_NOW is not an instant with a UTC offset, the mail is half set up, or the
            size is not a number.
    """
    given = os.environ if environment is None else environment
    data_dir = Path(given.get("CL_DATA_DIR") or "data").absolute()
    drive = drive_address(given.get("CL_DRIVE") or str(data_dir / "drive"))
    url = given.get("CL_DATABASE_URL") or f"sqlite:///{data_dir / 'cl_pipeline.db'}"
    now, mail = _instant(given.get("CL_NOW")), _mail(given)
    largest = _whole_number(given, "CL_LARGEST_FILE_MB", LARGEST_FILE_MB, "megabytes")
    wait = _whole_number(given, "CL_WAIT_MINUTES", WAIT_MINUTES, "minutes")
    framework = Path(given["CL_FRAMEWORK"]).absolute() if given.get("CL_FRAMEWORK") else None
    return Settings(data_dir, drive, url, now, mail, largest, wait, framework)


def drive_address(text: str) -> Path | RemoteAddress:
    """The drive that a text means: a folder, also as ``file://``, or an address on a server.

    >>> drive_address("file:///mnt/shared%20drive"), drive_address("smb://server/share")
    (PosixPath('/mnt/shared drive'), RemoteAddress('smb://server/share'))
    """
    if _SCHEME.match(text) is None:
        return Path(text).absolute()
    if text.lower().startswith("file://"):
        return Path(unquote(urlsplit(text).path)).absolute()
    return RemoteAddress(text)


def _instant(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise SettingsError(f"CL_NOW is {text!r}; give e.g. 2021-07-15T09:00:00+07:00") from wrong
    if instant.tzinfo is None:
        raise SettingsError(f"CL_NOW is {text!r} without an offset; add e.g. +07:00")
    return instant.astimezone(UTC)


def _whole_number(given: Mapping[str, str], name: str, default: int, unit: str) -> int:
    text = given.get(name)
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 9 and int(text) > 0):
        raise SettingsError(f"{name} is {text!r}; give a number of {unit}, e.g. {default}")
    return int(text)


def _mail(given: Mapping[str, str]) -> MailSettings | None:
    host, sender = given.get("CL_MAIL_HOST"), given.get("CL_MAIL_FROM")
    port = given.get("CL_MAIL_PORT") or "25"
    if not host and not sender:
        return None
    if not host or not sender:
        raise SettingsError("to send answers by mail, give both CL_MAIL_HOST and CL_MAIL_FROM")
    if "@" not in sender:
        raise SettingsError(f"CL_MAIL_FROM is {sender!r}; give a mail address")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise SettingsError(f"CL_MAIL_PORT is {port!r}; give the number of a port, e.g. 25")
    in_clear = given.get("CL_MAIL_IN_CLEAR") or "no"
    if in_clear not in ("yes", "no"):
        raise SettingsError(f"CL_MAIL_IN_CLEAR is {in_clear!r}; give yes or no")
    return MailSettings(host, int(port), sender, in_clear == "yes")
