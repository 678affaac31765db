"""A submission differs from an attachment by its ending, corrected by its content."""

import pytest

from cl_pipeline.intake.scan import FileKind, kind_of
from tests.builders.odd_workbook import OddWorkbook

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600
CASES = [
    ("form.xlsx", b"anything", FileKind.SUBMISSION),
    ("FORM.XLS", b"anything", FileKind.SUBMISSION),
    ("table.csv", b"a;b", FileKind.SUBMISSION),
    ("letter.docx", b"PK\x03\x04 word/document.xml", FileKind.ATTACHMENT),
    ("report.pdf", b"%PDF-1.7", FileKind.ATTACHMENT),
    ("photo.jpg", b"\xff\xd8\xff", FileKind.ATTACHMENT),
    ("renamed.pdf", OddWorkbook().bytes(), FileKind.SUBMISSION),
    ("without_ending", OddWorkbook().bytes(), FileKind.SUBMISSION),
    ("locked.bin", OLE + "EncryptedPackage".encode("utf-16-le"), FileKind.SUBMISSION),
    ("old.doc", OLE + "WordDocument".encode("utf-16-le"), FileKind.ATTACHMENT),
]


@pytest.mark.parametrize(("name", "content", "kind"), CASES, ids=[case[0] for case in CASES])
def test_spreadsheets_under_any_name_are_submissions(tmp_path, name, content, kind):
    archived = tmp_path / "bytes"
    archived.write_bytes(content)

    assert kind_of(f"2021/KHM/{name}", archived) is kind
