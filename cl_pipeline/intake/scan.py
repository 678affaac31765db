"""What on the drive is new: a listing compared with what is known, and which files are kept."""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import datetime
from fnmatch import translate
from typing import NamedTuple

from cl_pipeline.errors import DriveUnavailable
from cl_pipeline.intake.drive import DECISIONS, FEEDBACK, OUTGOING, Drive, DriveFile
from cl_pipeline.model.submission import ERASED_FILE, FileStamp

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
"""All patterns at once, because every scan asks about every file."""

SPREADSHEET_ENDINGS = frozenset(
    {".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlt", ".xlsb", ".ods", ".fods", ".csv"}
    | {".tsv", ".numbers", ".et"}
)
"""Endings a sender would give to a filled form."""

MAP_ENDING = ".map.json"
"""The end of the name of a form's map, next to the form."""

MEGABYTE = 1024 * 1024


class IgnoredFile(NamedTuple):
    """One file that is never kept."""

    file: DriveFile
    reason: str


@dataclass(frozen=True, slots=True)
class Scan:
    """The drive compared with what is known; every listed file is in exactly one place.

    ``changed`` are new files and files with another size or time; ``still_changing`` were written
    to just now and are left for the next scan; ``removed`` are known paths no longer there.
    """

    changed: tuple[DriveFile, ...]
    unchanged: tuple[DriveFile, ...]
    ignored: tuple[IgnoredFile, ...]
    still_changing: tuple[DriveFile, ...]
    removed: tuple[str, ...]

    @property
    def unchanged_count(self) -> int:
        """Without what goes out, most of which is ours."""
        return sum(not is_outgoing(file.path) for file in self.unchanged)


def scan(
    drive: Drive,
    known: Mapping[str, FileStamp | None],
    *,
    now: datetime,
    settle_seconds: float = 2.0,
    largest_mb: int = 50,
) -> Scan:
    """The drive compared with ``known``: stamps by path, None for a file that was only seen.

    Files of more than ``largest_mb`` megabytes are ignored, so that they are never copied.

    A time of change *after* ``now`` by more than the settling time comes from another clock, not
    from a file being written, and does not hold the file back. Feedback and maps of forms that are
    not known are left out: they are ours, of before what we write was registered, or of a killed
    call.

    Raises:
        DriveUnavailable: the drive cannot be listed, or nothing is left of all that is known.
    """
    changed, unchanged, ignored, unsettled, seen = [], [], [], [], set()
    instant = now.timestamp()
    erased = {stamp: path for path, stamp in known.items() if ERASED_FILE.fullmatch(path)}
    for file in drive.files():
        if is_ours_by_place(file.path) and file.path not in known:
            continue
        # The name of an erased file is not known any more; its size and time are.
        path = file.path if file.path in known else erased.get(file.stamp, file.path)
        seen.add(path)
        reason = (
            file.refusal or ignored_because(file.path) or _too_large(file.size_bytes, largest_mb)
        )
        if reason:
            ignored.append(IgnoredFile(file, reason))
        elif known.get(path) == file.stamp:
            unchanged.append(file)
        elif abs(instant - file.modified_ns / 1e9) < settle_seconds:
            unsettled.append(file)
        else:
            changed.append(file)
    # What goes out is written also where the drive is not mounted, so it does not count.
    received = [path for path in known if not is_outgoing(path)]
    is_empty = all(map(is_outgoing, seen)) if received else not seen
    if known and is_empty:
        raise DriveUnavailable(
            f"the drive is empty, but {len(received or known)} files were on it: check that it is "
            "mounted. If it was cleared on purpose, leave a file on it, and the rest is noted as "
            "removed"
        )
    removed = tuple(sorted(set(known) - seen))
    return Scan(tuple(changed), tuple(unchanged), tuple(ignored), tuple(unsettled), removed)


def is_outgoing(path: str) -> bool:
    """Whether the file is in the folder of what goes out, however its name is written.

    >>> is_outgoing("Outgoing/KHM/form.xlsx"), is_outgoing("2021/KHM/form.xlsx")
    (True, False)
    """
    return path.partition("/")[0].casefold() == OUTGOING


def is_feedback(path: str) -> bool:
    """Whether the file is in a folder of feedback."""
    return is_outgoing(path) and path.casefold().split("/")[2:3] == [FEEDBACK]


def is_ours_by_place(path: str) -> bool:
    """Whether the file is where only we write, or has the name of the map of a form."""
    return is_feedback(path) or (is_outgoing(path) and path.endswith(MAP_ENDING))


def ignored_because(path: str) -> str:
    """Why a file of that path is never a submission, or an empty text.

    >>> ignored_because("2021/KHM/~$return.xlsx"), ignored_because("2021/KHM/return.xlsx")
    ('a lock file of a spreadsheet program', '')
    """
    if path.startswith(f"{DECISIONS}/"):
        return "a decisions workbook of the Secretariat"
    found = _ANY_IGNORED.match(path.rpartition("/")[2].lower())
    return IGNORED_NAMES[found.lastindex - 1][1] if found and found.lastindex else ""


def _too_large(size_bytes: int, largest_mb: int) -> str:
    if size_bytes <= largest_mb * MEGABYTE:
        return ""
    return f"too large to keep: {size_bytes / MEGABYTE:,.1f} MB, the limit is {largest_mb} MB"


def sender_folder(path: str, senders: Container[str]) -> str:
    """The round and sender that the folders of a path name, or the one of them that is there.

    >>> sender_folder("2021/khm/old/form.xlsx", {"KHM"}), sender_folder("inbox/a.xlsx", {"KHM"})
    ('2021/KHM', '')
    """
    folders = [name.upper() for name in path.split("/")[:-1]]
    rounds = [name for name in folders if re.fullmatch("[0-9]{4}", name)]
    named = [name for name in folders if name in senders]
    return "/".join([*rounds[:1], *named[:1]])
