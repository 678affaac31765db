"""Return or attachment: which files are worth reading."""

from enum import StrEnum
from pathlib import Path, PurePosixPath

SPREADSHEET_ENDINGS = frozenset(
    {".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlt", ".xlsb", ".ods", ".fods", ".csv"}
    | {".tsv", ".numbers", ".et"}
)
"""Endings a sender would give to a filled form; all are read, most to be answered kindly."""

LOOK_BYTES = 20 * 1024 * 1024
"""How far a file with another ending is searched; larger than any return that is read."""

_ZIP, _OLE = b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
_ZIP_MARKS = (b"xl/workbook.xml", b"xl/workbook.bin", b"opendocument.spreadsheet")
_OLE_MARKS = tuple(name.encode("utf-16-le") for name in ("Workbook", "EncryptedPackage"))


class FileKind(StrEnum):
    """What a collected file is taken for; the value is the arrival's ``outcome``."""

    SUBMISSION = "return"
    ATTACHMENT = "attachment"


def kind_of(path: str, archived: Path) -> FileKind:
    """Whether the file seen at ``path`` and kept at ``archived`` is to be read.

    A spreadsheet under a foreign ending (``return.pdf``, no ending at all) is a return too.
    """
    if PurePosixPath(path).suffix.lower() in SPREADSHEET_ENDINGS:
        return FileKind.SUBMISSION
    return FileKind.SUBMISSION if _looks_like_spreadsheet(archived) else FileKind.ATTACHMENT


def _looks_like_spreadsheet(archived: Path) -> bool:
    with archived.open("rb") as stream:
        head = stream.read(8)
        if not head.startswith((_ZIP, _OLE)):
            return False
        content = stream.read(LOOK_BYTES)
    marks = _ZIP_MARKS if head.startswith(_ZIP) else _OLE_MARKS
    return any(mark in content for mark in marks)
