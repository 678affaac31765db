"""What on the drive is new: a listing compared with what is already known."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fnmatch import translate
from typing import NamedTuple

from cl_pipeline.errors import DriveUnavailable
from cl_pipeline.intake.drive import DECISIONS, Drive, DriveFile
from cl_pipeline.model.submission import FileStamp

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
    (".*", "a hidden file, as programs make while they copy"),
)
"""Patterns over the lower-case file name and what such a file is. Source: reference/excel.md."""


_ANY_IGNORED = re.compile("|".join(f"({translate(like)})" for like, _ in IGNORED_NAMES))
"""All patterns at once, because every look at the drive asks about every file."""


class IgnoredFile(NamedTuple):
    """One file on the drive that is neither a return nor an attachment, with the reason."""

    file: DriveFile
    reason: str


@dataclass(frozen=True, slots=True)
class Scan:
    """The drive compared with what is known; every listed file stands in exactly one place.

    ``changed`` are new files and files with another size or time; ``still_changing`` were written
    to a moment ago and are left for the next scan; ``removed`` are known paths no longer there.
    """

    changed: tuple[DriveFile, ...]
    unchanged: tuple[DriveFile, ...]
    ignored: tuple[IgnoredFile, ...]
    still_changing: tuple[DriveFile, ...]
    removed: tuple[str, ...]


def scan(
    drive: Drive,
    known: Mapping[str, FileStamp | None],
    *,
    now: datetime,
    settle_seconds: float = 2.0,
) -> Scan:
    """The drive compared with ``known``: stamps by path, None for a file that was only seen.

    A time of change *after* ``now`` by more than the settling time comes from another clock, not
    from a file being written, and does not hold the file back.

    Raises:
        DriveUnavailable: the drive cannot be listed, or nothing is left of all that is known.
    """
    changed, unchanged, ignored, unsettled, seen = [], [], [], [], set()
    instant = now.timestamp()
    for file in drive.files():
        seen.add(file.path)
        reason = file.error_text or ignored_because(file.path)
        if reason:
            ignored.append(IgnoredFile(file, reason))
        elif known.get(file.path) == file.stamp:
            unchanged.append(file)
        elif abs(instant - file.modified_ns / 1e9) < settle_seconds:
            unsettled.append(file)
        else:
            changed.append(file)
    if known and not seen:
        raise DriveUnavailable(
            f"the drive is empty, but {len(known)} files were on it: check that it is mounted. If "
            "it was cleared on purpose, leave a file on it, and the rest is noted as removed"
        )
    removed = tuple(sorted(set(known) - seen))
    return Scan(tuple(changed), tuple(unchanged), tuple(ignored), tuple(unsettled), removed)


def ignored_because(path: str) -> str:
    """Why a file of that path is never a return, or an empty text.

    >>> ignored_because("2021/KHM/~$return.xlsx")
    'a lock file of a spreadsheet program'
    >>> ignored_because("2021/KHM/return.xlsx")
    ''
    >>> ignored_because("decisions/slom_2021.xlsx")
    'a decisions workbook of the Secretariat'
    """
    if path.startswith(f"{DECISIONS}/"):
        return "a decisions workbook of the Secretariat"
    found = _ANY_IGNORED.match(path.rpartition("/")[2].lower())
    return IGNORED_NAMES[found.lastindex - 1][1] if found and found.lastindex else ""
