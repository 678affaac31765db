"""What on the drive is new: a listing compared with what is already known.

Belongs here: the comparison, and the names that are never a return (lock and temporary files,
which are listed and not silently passed over). Takes a ``Drive`` and the stamps known so far,
gives a ``Scan``; opens nothing. Does not belong here: copying (``collect``) and remembering
(``store``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from typing import NamedTuple

from cl_pipeline.intake.drive import Drive, DriveFile, FileStamp

IGNORED_NAMES: tuple[tuple[str, str], ...] = (
    ("~$*", "a lock file of a spreadsheet program"),
    (".~lock*", "a lock file of a spreadsheet program"),
    ("._*", "a side file written by macOS"),
    (".ds_store", "a side file written by macOS"),
    ("thumbs.db", "a side file written by Windows"),
    ("desktop.ini", "a side file written by Windows"),
    ("*.crdownload", "a download that is not finished"),
    ("*.part", "a download that is not finished"),
    ("*.tmp", "a temporary file"),
)
"""Patterns over the lower-case file name and what such a file is. Source: reference/excel.md."""


class IgnoredFile(NamedTuple):
    """One name on the drive that is neither a return nor an attachment, with the reason."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Scan:
    """The drive compared with what is known; every listed file is counted in exactly one place.

    ``changed`` are new files and files with another size or time; ``still_changing`` were written
    to a moment ago and are left for the next scan; ``removed`` are known paths no longer there.
    """

    changed: tuple[DriveFile, ...]
    unchanged_count: int
    ignored: tuple[IgnoredFile, ...]
    still_changing: tuple[str, ...]
    removed: tuple[str, ...]


def scan(
    drive: Drive,
    known: Mapping[str, FileStamp],
    *,
    now: datetime,
    settle_seconds: float = 2.0,
) -> Scan:
    """The drive compared with ``known`` (stamps by path).

    A time of change *after* ``now`` by more than the settling time comes from another clock, not
    from a file being written, and does not hold the file back.

    Raises:
        DriveUnavailable: the drive cannot be listed.
    """
    changed, ignored, unsettled, seen = [], [], [], set()
    unchanged = 0
    instant = now.timestamp()
    for file in drive.files():
        seen.add(file.path)
        reason = file.trouble or ignored_because(file.path)
        if reason:
            ignored.append(IgnoredFile(file.path, reason))
        elif known.get(file.path) == file.stamp:
            unchanged += 1
        elif abs(instant - file.modified_ns / 1e9) < settle_seconds:
            unsettled.append(file.path)
        else:
            changed.append(file)
    removed = tuple(sorted(set(known) - seen))
    return Scan(tuple(changed), unchanged, tuple(ignored), tuple(unsettled), removed)


def ignored_because(path: str) -> str:
    """Why a file of that name is never a return, or an empty text.

    >>> ignored_because("2021/KHM/~$return.xlsx")
    'a lock file of a spreadsheet program'
    >>> ignored_because("2021/KHM/return.xlsx")
    ''
    """
    name = path.rpartition("/")[2].lower()
    return next((reason for like, reason in IGNORED_NAMES if fnmatchcase(name, like)), "")
