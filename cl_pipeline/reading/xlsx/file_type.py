"""What kind of file it is, by its content and not by its ending."""

import struct
from collections.abc import Iterator

from cl_pipeline.reading.xlsx.limits import Unreadable

ZIP_MAGIC = b"PK\x03\x04"
_OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")

_LAST_SECTOR, _NO_ENTRY = 0xFFFFFFFA, 0xFFFFFFFF
_XLS = "a workbook in the older .xls format"
_ENCRYPTED = "EncryptedPackage"
_EARLY_EXCEL = "a workbook in a format of Excel 2 to 4"
_PICTURE = "a picture"

_MEDIA_BOX = b"ftyp"
"""At byte 4 of the photos (.heic) and films of telephones."""

_OLE_STREAMS = {
    "Workbook": _XLS,
    "Book": _XLS,
    "WordDocument": "a Word document",
    "PowerPoint Document": "a presentation",
    "__properties_version1.0": "a mail saved by Outlook",
}
"""A workbook comes first: where the directory is damaged, an embedded object must not win."""

_MAGICS = {
    b"%PDF": "a PDF document",
    b"{\\rtf": "a rich-text document",
    b"\x89PNG": _PICTURE,
    b"\xff\xd8\xff": _PICTURE,
    b"GIF8": _PICTURE,
    b"II*\0": _PICTURE,
    b"MM\0*": _PICTURE,
    b"RIFF": "a picture or a recording",
    b"PK\x05\x06": "an empty compressed folder (.zip)",
    b"PK\x07\x08": "a part of a compressed folder (.zip)",
    b"Rar!": "a compressed folder (.rar)",
    b"7z\xbc\xaf\x27\x1c": "a compressed folder (.7z)",
    b"\x1f\x8b": "a compressed file (.gz)",
    b"\x09\x00\x04\x00": _EARLY_EXCEL,
    b"\x09\x00\x06\x00": _EARLY_EXCEL,
    b"\x09\x02\x06\x00": _EARLY_EXCEL,
    b"\x09\x04\x06\x00": _EARLY_EXCEL,
    b"\x09\x08\x06\x00": _XLS,
    b"\x09\x08\x08\x00": _XLS,
    b"\x00\x00\x02\x00\x06\x04": "a workbook of Lotus 1-2-3",
    b"\x00\x00\x1a\x00": "a workbook of Lotus 1-2-3",
}

_ZIP_PARTS = {
    "xl/workbook.bin": "a workbook in the .xlsb format",
    "word/document.xml": "a Word document",
    "ppt/presentation.xml": "a presentation",
    "index/document.iwa": "a Numbers or Pages document",
    "index.zip": "a Numbers or Pages document",
    "content.xml": "a document in an OpenDocument format (such as .ods)",
}

_TYPES_PART = "[content_types].xml"

_TEXTS = {
    ("office:spreadsheet", 'progid="excel.sheet"'): "a workbook in XML Spreadsheet 2003 format",
    ("office/word/", 'progid="word.document"'): "a Word document in XML format",
    ("opendocument:xmlns:office",): "a document in an OpenDocument format (such as .fods)",
    ("<!doctype html", "<html", "<table"): "a web page",
    ("<svg",): _PICTURE,
    ("docs.google.com", '"doc_id"'): "a link to a document of Google Drive",
    ("[internetshortcut]", "<plist"): "a link to a page",
}
"""What a text holds near its beginning, in small letters, and what it is then."""

_MAIL_HEADINGS = (
    "received:", "return-path:", "delivered-to:", "mime-version:", "message-id:", "from:", "to:",
    "subject:", "date:", "content-type:", "cc:",
)  # fmt: skip
_MAIL = "a saved mail"

_CODES = {
    "DOCUMENT": ("PDF", "Word", "rich-text", "picture", "presentation", "a text"),
    "PACKED_FILE": ("compressed", "mail"),
    "LINK_FILE": ("link",),
}
"""The code for a kind of file by a word of its name; the others are WRONG_TYPE."""


def require_zip(data: bytes) -> None:
    """Raise ``Unreadable`` unless the content starts with the .xlsx signature."""
    if not data:
        raise Unreadable("EMPTY_FILE", "the file holds 0 bytes")
    if data.startswith(ZIP_MAGIC):
        return
    if data.startswith(_OLE_MAGIC):
        _refuse_ole(data)
    for magic, name in _MAGICS.items():
        if data.startswith(magic):
            raise _other_kind(name)
    if data[4:8] == _MEDIA_BOX:
        raise _other_kind("a picture or a film")
    if data.startswith(b"BM") and data[6:10] == bytes(4):
        raise _other_kind(_PICTURE)
    _refuse_text(data)
    raise Unreadable("NOT_A_WORKBOOK", "the content of the file is not that of a workbook")


def refuse_other_container(names: frozenset[str]) -> None:
    """Raise ``Unreadable`` if the lower-case part names are those of another kind of file."""
    if "xl/workbook.xml" in names:
        return
    for part, name in _ZIP_PARTS.items():
        if part in names:
            raise _other_kind(name)
    if _TYPES_PART not in names:
        raise _other_kind("a compressed folder (.zip)")


def _other_kind(name: str) -> Unreadable:
    """The refusal of a file of that kind, with what its sender can do."""
    codes = (code for code, words in _CODES.items() if any(word in name for word in words))
    return Unreadable(next(codes, "WRONG_TYPE"), f"the file is {name}")


def _refuse_ole(data: bytes) -> None:
    try:
        names = set(_top_names(data))
    except (struct.error, IndexError, UnicodeDecodeError):
        names = {
            stream for stream in (*_OLE_STREAMS, _ENCRYPTED) if stream.encode("utf-16-le") in data
        }
    if _ENCRYPTED in names:
        raise Unreadable("ENCRYPTED", "the workbook is protected with a password for opening")
    for stream, name in _OLE_STREAMS.items():
        if stream in names:
            raise _other_kind(name)
    raise Unreadable("WRONG_TYPE", "the file is in an older format of an office program")


def _top_names(data: bytes) -> Iterator[str]:
    """The names at the top of a compound file; what lies in an embedded object is below them.

    Source: [MS-CFB] 2.2 (header), 2.3 (sectors), 2.6 (directory).
    """
    size = 1 << min(struct.unpack_from("<H", data, 30)[0], 16)
    tables = struct.unpack_from("<109I", data, 76)

    def follower(sector: int) -> int:
        table = tables[sector * 4 // size]
        return int(struct.unpack_from("<I", data, (table + 1) * size + sector * 4 % size)[0])

    directory, sector = bytearray(), int(struct.unpack_from("<I", data, 48)[0])
    while sector < _LAST_SECTOR and len(directory) < len(data):
        directory += data[(sector + 1) * size : (sector + 2) * size]
        sector = follower(sector)
    waiting, seen = [int(struct.unpack_from("<I", directory, 76)[0])], set[int]()
    while waiting:
        entry = waiting.pop()
        if entry == _NO_ENTRY or entry in seen:
            continue
        seen.add(entry)
        length, _, _, left, right = struct.unpack_from("<HBBII", directory, entry * 128 + 64)
        yield directory[entry * 128 : entry * 128 + max(0, length - 2)].decode("utf-16-le")
        waiting += (left, right)


def _refuse_text(data: bytes) -> None:
    head = data[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head.decode("utf-16", "replace")
    elif b"\0" in head:
        return
    else:
        text = head.decode("utf-8", "replace")
    start = text.lstrip("\ufeff \t\r\n").lower()
    lines = start.splitlines()[:20]
    if lines and lines[0].startswith(("x-", *_MAIL_HEADINGS)) and _headings(lines) > 1:
        raise _other_kind(_MAIL)
    for words, name in _TEXTS.items():
        if start.startswith(("<", "{", "[")) and any(word in start for word in words):
            raise _other_kind(name)
    if "<table" in start:
        raise _other_kind("a web page")
    if start.startswith("<"):
        raise _other_kind("an XML document")
    if sum(1 for c in text if c.isprintable() or c.isspace()) > 0.9 * len(text):
        is_table = any(_is_table(lines, separator) for separator in ",;\t")
        raise _other_kind("a table in plain text (such as .csv)" if is_table else "a text")


def _is_table(lines: list[str], separator: str) -> bool:
    """Whether all lines have equally many of the separator; those of a letter do not."""
    counts = [line.count(separator) for line in lines if line.strip()]
    return len(counts) > 1 and set(counts) == {max(counts)} and counts[0] > 0


def _headings(lines: list[str]) -> int:
    return sum(line.startswith(_MAIL_HEADINGS) for line in lines)
