"""What kind of file it is, by its content and not by its ending."""

from cl_pipeline.reading.xlsx.limits import Unreadable

ZIP_MAGIC = b"PK\x03\x04"
_OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")

_OLE_STREAMS = (
    ("WordDocument", "a Word document"),
    ("PowerPoint Document", "a presentation"),
    ("Workbook", "a workbook in the older .xls format"),
    ("Book", "a workbook in the older .xls format"),
)

_MAGICS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "a rich-text document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"Rar!", "a compressed folder"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed folder"),
    (b"\x1f\x8b", "a compressed file"),
)

_ZIP_PARTS = (
    ("xl/workbook.bin", "a workbook in the .xlsb format"),
    ("word/document.xml", "a Word document"),
    ("ppt/presentation.xml", "a presentation"),
    ("index/document.iwa", "a Numbers document"),
    ("index.zip", "a Numbers document"),
    ("content.xml", "a document in an OpenDocument format (such as .ods)"),
)


def require_zip(data: bytes) -> None:
    """Raise ``Unreadable`` unless the content starts with the .xlsx signature."""
    if not data:
        raise Unreadable("EMPTY_FILE", "the file holds 0 bytes")
    if data.startswith(ZIP_MAGIC):
        return
    if data.startswith(_OLE_MAGIC):
        _refuse_ole(data)
    for magic, name in _MAGICS:
        if data.startswith(magic):
            raise Unreadable("WRONG_TYPE", f"the file is {name}")
    _refuse_text(data)
    raise Unreadable("NOT_A_WORKBOOK", "the content of the file is not that of a workbook")


def refuse_other_container(names: frozenset[str]) -> None:
    """Raise ``Unreadable`` if the lower-case part names are those of another kind of file."""
    if "xl/workbook.xml" in names:
        return
    for part, name in _ZIP_PARTS:
        if part in names:
            raise Unreadable("WRONG_TYPE", f"the file is {name}")


def _refuse_ole(data: bytes) -> None:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Unreadable("ENCRYPTED", "the workbook is protected with a password for opening")
    for stream, name in _OLE_STREAMS:
        if stream.encode("utf-16-le") in data:
            raise Unreadable("WRONG_TYPE", f"the file is {name}")
    raise Unreadable("WRONG_TYPE", "the file is in an older format of an office program")


def _refuse_text(data: bytes) -> None:
    head = data[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head.decode("utf-16", "replace")
    elif b"\0" in head:
        return
    else:
        text = head.decode("utf-8", "replace")
    start = text.lstrip("\ufeff \t\r\n").lower()
    if start.startswith(("<!doctype html", "<html")) or "<table" in start:
        raise Unreadable("WRONG_TYPE", "the file is a web page")
    if start.startswith("<?xml") or start.startswith("<"):
        raise Unreadable("WRONG_TYPE", "the file is an XML document")
    if sum(1 for c in text if c.isprintable() or c.isspace()) > 0.9 * len(text):
        raise Unreadable("WRONG_TYPE", "the file is plain text (such as .csv)")
