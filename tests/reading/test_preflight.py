"""Files that are not what they should be: each gives exactly one code, in the parser's process."""

import struct
import zipfile
from hashlib import sha256
from io import BytesIO

import openpyxl
import pytest

from cl_pipeline.catalogue import catalogue
from cl_pipeline.model.codes import Severity
from cl_pipeline.model.identity import Digest
from cl_pipeline.reading.xlsx.document import read_document
from cl_pipeline.reading.xlsx.limits import ReadingLimits, Unreadable
from cl_pipeline.reading.xlsx.pool import ReaderPool
from cl_pipeline.reading.xlsx.worker import answer_for
from tests.builders.odd_workbook import (
    MAIN,
    PACKAGE,
    RELATIONS,
    TYPES,
    OddWorkbook,
    compound_file,
    patched_entry,
    zipped,
)

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600
PLAIN = OddWorkbook().bytes()
SHEET = "xl/worksheets/sheet1.xml"
CELL = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
FILLED = OddWorkbook({"One": CELL}).bytes()
STORED = zipped(OddWorkbook({"One": CELL}).parts(), zipfile.ZIP_STORED)


def ole(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le") + b"\0" * 400


def sheet(body: str, root: str = f'<worksheet xmlns="{MAIN}">') -> bytes:
    return OddWorkbook(more_parts={SHEET: f"{root}{body}</worksheet>".encode()}).bytes()


def with_part(name: str, data: bytes = b"x") -> bytes:
    return OddWorkbook(more_parts={name: data}).bytes()


def with_entry(entry: str | zipfile.ZipInfo, data: str) -> bytes:
    file = BytesIO(PLAIN)
    with zipfile.ZipFile(file, "a") as container:
        container.writestr(entry, data)
    return file.getvalue()


def doubled_part() -> bytes:
    with pytest.warns(UserWarning, match="Duplicate"):
        return with_entry(SHEET, "other")


def link_entry() -> bytes:
    link = zipfile.ZipInfo("xl/link.xml")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    return with_entry(link, "/etc/passwd")


def overlapping() -> bytes:
    with zipfile.ZipFile(BytesIO(FILLED)) as container:
        first = container.getinfo("xl/workbook.xml").header_offset
    return patched_entry(FILLED, SHEET, 42, first, "<L")


def relations(rows: str) -> dict[str, bytes]:
    text = f'<Relationships xmlns="{PACKAGE}">{rows}</Relationships>'
    return {"xl/_rels/workbook.xml.rels": text.encode()}


def target(name: str, mode: str = "") -> bytes:
    row = f'<Relationship Id="R1" Type="{MAIN}/worksheet" Target="{name}" {mode}/>'
    return OddWorkbook(more_parts=relations(row)).bytes()


def zeroed(start: float, end: float) -> bytes:
    first, last = int(len(STORED) * start), int(len(STORED) * end)
    return STORED[:first] + b"\0" * (last - first) + STORED[last:]


def billion_laughs() -> bytes:
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return sheet("&l9;", f'<!DOCTYPE w [<!ENTITY l0 "ha">{lines}]><worksheet xmlns="{MAIN}">')


def nested(count: int) -> str:
    names = [f"x{number * 7919 % 10_007}" for number in range(count)]
    return "".join(f"<{name}>" for name in names) + "".join(f"</{name}>" for name in names[::-1])


def empty_rows(count: int) -> bytes:
    rows = "".join(f'<row r="{number}"/>' for number in range(1, count + 1))
    return OddWorkbook({"One": f"<sheetData>{rows}</sheetData>"}).bytes()


def zip64_without_directory() -> bytes:
    changed = bytearray(PLAIN)
    struct.pack_into("<H", changed, len(changed) - 22 + 10, 0xFFFF)
    return bytes(changed)


def zip64(start: int = 0, *, has_sentinels: bool = True, extra_fields: bool = True) -> bytes:
    """The plain workbook as programs write it that use the fields for large files throughout.

    ``start`` is added to where the directory is said to begin.
    """
    at = PLAIN.find(b"PK\1\2")
    end = len(PLAIN) - 22
    directory, position, count = b"", at, 0
    while position < end:
        head = bytearray(PLAIN[position : position + 46])
        packed, size = struct.unpack_from("<2L", head, 20)
        (name_length,) = struct.unpack_from("<H", head, 28)
        (offset,) = struct.unpack_from("<L", head, 42)
        name = PLAIN[position + 46 : position + 46 + name_length]
        position, count, more = position + 46 + name_length, count + 1, b""
        if extra_fields:
            more = struct.pack("<2H3Q", 1, 24, size, packed, offset)
            struct.pack_into("<2L", head, 20, 0xFFFFFFFF, 0xFFFFFFFF)
            struct.pack_into("<L", head, 42, 0xFFFFFFFF)
            struct.pack_into("<H", head, 30, len(more))
        directory += bytes(head) + name + more
    numbers = (count, count, len(directory), at + start)
    record_at = at + len(directory)
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, *numbers)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, record_at, 1)
    short = (0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF) if has_sentinels else (*numbers[:3], at)
    last = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, *short, 0)
    return PLAIN[:at] + directory + record + locator + last


@pytest.mark.parametrize("extra_fields", [True, False])
@pytest.mark.parametrize("has_sentinels", [True, False])
def test_a_file_with_fields_for_large_files_is_read(extra_fields, has_sentinels):
    """Some programs write them whatever the size; Excel opens such a file without a word."""
    data = zip64(has_sentinels=has_sentinels, extra_fields=extra_fields)

    assert zipfile.ZipFile(BytesIO(data)).testzip() is None
    assert read_document(data, ReadingLimits()) == read_document(PLAIN, ReadingLimits())


def test_a_file_that_was_written_as_a_stream_is_read():
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as container:
        for name, content in OddWorkbook().parts().items():
            with container.open(name, "w", force_zip64=True) as part:
                part.write(content)

    assert read_document(target.getvalue(), ReadingLimits())["sheets"]


DOCTYPE = f'<!DOCTYPE w [<!ENTITY a "b">]><worksheet xmlns="{MAIN}">'
EXTERNAL = f'<!DOCTYPE w SYSTEM "file:///etc/passwd"><worksheet xmlns="{MAIN}">'
MACRO_TYPES = TYPES.replace(
    "application/xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
)

ATTACKS = {
    "nothing": (b"", "EMPTY_FILE"),
    "half a file": (PLAIN[: len(PLAIN) // 2], "TRUNCATED"),
    "all but one byte": (PLAIN[:-1], "TRUNCATED"),
    "zeros": (b"\0" * 5_000, "NOT_A_WORKBOOK"),
    "noise": (bytes(range(256)) * 20, "NOT_A_WORKBOOK"),
    "pdf": (b"%PDF-1.7 ...", "DOCUMENT"),
    "photo": (b"\xff\xd8\xff\xe0 ...", "DOCUMENT"),
    "photo of a telephone": (b"\0\0\0\x24ftypheic", "DOCUMENT"),
    "bitmap": (b"BM\x36\0\x0c\0" + bytes(8), "DOCUMENT"),
    "drawing": (b'<?xml version="1.0"?><svg xmlns="x"/>', "DOCUMENT"),
    "letter": (b"Dear colleagues, thank you.\nThe form, as agreed, follows.", "DOCUMENT"),
    "word": (b"BMI is not measured", "DOCUMENT"),
    "web page": (b"<html><table></table></html>", "WRONG_TYPE"),
    "csv": ("ឆ្នាំ;តម្លៃ\n2016;12\n".encode(), "WRONG_TYPE"),
    "utf-16 text": ("a\tb\n1\t2\n".encode("utf-16"), "WRONG_TYPE"),
    "xls": (ole("Workbook"), "WRONG_TYPE"),
    "doc": (ole("WordDocument"), "DOCUMENT"),
    "ods": (zipped({"mimetype": b"x", "content.xml": b"<a/>"}), "WRONG_TYPE"),
    "docx": (zipped({"[Content_Types].xml": b"", "word/document.xml": b"<a/>"}), "DOCUMENT"),
    "xlsb": (zipped({"[Content_Types].xml": b"", "xl/workbook.bin": b"x"}), "WRONG_TYPE"),
    "plain zip": (zipped({"a.txt": b"hello"}), "PACKED_FILE"),
    "password": (ole("EncryptedPackage"), "ENCRYPTED"),
    "encrypted entry": (patched_entry(PLAIN, SHEET, 8, 1, "<H"), "ENCRYPTED"),
    "macro part": (with_part("xl/vbaProject.bin"), "MACROS"),
    "macro format": (with_part("[Content_Types].xml", MACRO_TYPES.encode()), "MACROS"),
    "end before its comment": (PLAIN[:-2] + b"\5\0more", "TRUNCATED"),
    "data before": (b"PK\x03\x04" + b"x" * 40 + PLAIN, "SUSPICIOUS_ZIP"),
    "zip64 without its directory": (zip64_without_directory(), "SUSPICIOUS_ZIP"),
    "zip64 with two directories": (zip64(1, has_sentinels=False), "SUSPICIOUS_ZIP"),
    "zip64 that points elsewhere": (zip64(1), "SUSPICIOUS_ZIP"),
    "same part twice": (doubled_part(), "SUSPICIOUS_ZIP"),
    "same part in capitals": (with_part("XL/workbook.xml"), "SUSPICIOUS_ZIP"),
    "dots in a name": (with_part("xl/../../evil.xml"), "SUSPICIOUS_ZIP"),
    "absolute name": (with_part("/evil.xml"), "SUSPICIOUS_ZIP"),
    "drive name": (with_part("C:evil.xml"), "SUSPICIOUS_ZIP"),
    "link": (link_entry(), "SUSPICIOUS_ZIP"),
    "odd method": (patched_entry(PLAIN, SHEET, 10, 12, "<H"), "SUSPICIOUS_ZIP"),
    "overlapping": (overlapping(), "SUSPICIOUS_ZIP"),
    "flipped byte": (STORED.replace(b"<v>1</v>", b"<v>2</v>"), "CORRUPT"),
    "size too small": (patched_entry(FILLED, SHEET, 24, 3, "<L"), "CORRUPT"),
    "size too large": (patched_entry(FILLED, SHEET, 24, 9_999, "<L"), "CORRUPT"),
    "not xml": (sheet("<sheetData><row>"), "CORRUPT"),
    "hole of zeros": (zeroed(0.4, 0.5), "CORRUPT"),
    "half of zeros": (zeroed(0.5, 1.0), "TRUNCATED"),
    "unknown entity": (sheet("<sheetData>&own;</sheetData>"), "CORRUPT"),
    "bomb": (with_part("xl/media/zeros.bin", b"\0" * 3_000_000), "TOO_LARGE"),
    "a million empty rows": (empty_rows(1_000_000), "TOO_LARGE"),
    "many entries": (
        OddWorkbook(more_parts={f"xl/media/{n}": b"" for n in range(2_001)}).bytes(),
        "TOO_LARGE",
    ),
    "billion laughs": (billion_laughs(), "UNSAFE_XML"),
    "doctype": (sheet(CELL, DOCTYPE), "UNSAFE_XML"),
    "external document type": (sheet(CELL, EXTERNAL), "UNSAFE_XML"),
    "deep nesting": (sheet("<x>" * 70 + "</x>" * 70), "UNSAFE_XML"),
    "a million nested elements": (sheet("<x>" * 10**6 + "</x>" * 10**6), "TOO_LARGE"),
    "nested elements that pack badly": (sheet(nested(20_000)), "UNSAFE_XML"),
    "missing sheet": (OddWorkbook(without=[SHEET]).bytes(), "BROKEN_WORKBOOK"),
    "no sheets": (OddWorkbook(sheets={}).bytes(), "BROKEN_WORKBOOK"),
    "names twice": (OddWorkbook({"One": "<sheetData/>", "ONE": ""}).bytes(), "BROKEN_WORKBOOK"),
    "target outside": (target("../../x.xml"), "BROKEN_WORKBOOK"),
    "target of another kind": (target("workbook.xml"), "BROKEN_WORKBOOK"),
    "target in the net": (target("http://x/", 'TargetMode="External"'), "BROKEN_WORKBOOK"),
    "many sheets": (OddWorkbook(dict.fromkeys(map(str, range(201)), "")).bytes(), "TOO_LARGE"),
}


def early_excel(record: bytes) -> bytes:
    return record + bytes(200)


def xml_document(root: str) -> bytes:
    return f'<?xml version="1.0"?>\n{root}'.encode()


KINDS_OF_FILE = {
    "xls": (compound_file(["Workbook"]), "WRONG_TYPE", ".xls"),
    "xls with a Word object": (compound_file(["Workbook"], ["WordDocument"]), "WRONG_TYPE", ".xls"),
    "doc with an Excel object": (compound_file(["WordDocument"], ["Workbook"]), "DOCUMENT", "Word"),
    "xls with a locked object": (
        compound_file(["Workbook"], ["EncryptedPackage"]),
        "WRONG_TYPE",
        ".xls",
    ),
    "password": (compound_file(["EncryptionInfo", "EncryptedPackage"]), "ENCRYPTED", "password"),
    "msg": (compound_file(["__properties_version1.0"]), "PACKED_FILE", "Outlook"),
    "Excel 2": (early_excel(b"\x09\x00\x04\x00"), "WRONG_TYPE", "Excel 2 to 4"),
    "Excel 3": (early_excel(b"\x09\x02\x06\x00"), "WRONG_TYPE", "Excel 2 to 4"),
    "Excel 4": (early_excel(b"\x09\x04\x06\x00"), "WRONG_TYPE", "Excel 2 to 4"),
    "XML Spreadsheet 2003": (
        xml_document(
            '<?mso-application progid="Excel.Sheet"?>'
            '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
        ),
        "WRONG_TYPE",
        "XML Spreadsheet 2003",
    ),
    "Word 2003 XML": (
        xml_document('<?mso-application progid="Word.Document"?><w:wordDocument/>'),
        "DOCUMENT",
        "Word",
    ),
    "other XML": (xml_document("<data/>"), "WRONG_TYPE", "an XML document"),
    "zip": (zipped({"return.xlsx": FILLED}), "PACKED_FILE", ".zip"),
    "empty zip": (zipped({}), "PACKED_FILE", ".zip"),
    "Pages": (zipped({"Index/Document.iwa": b"x"}), "WRONG_TYPE", "Pages"),
    "eml": (b"Received: by x\r\nFrom: a@b.example\r\n\r\nhello", "PACKED_FILE", "mail"),
    "csv that begins like a mail": (b"Date:,Value\n2016,12\n", "WRONG_TYPE", "plain text"),
    "gsheet": (b'{"doc_id": "1a", "email": "a@b.example"}', "LINK_FILE", "link"),
}


@pytest.mark.parametrize(
    ("data", "code", "words"), KINDS_OF_FILE.values(), ids=KINDS_OF_FILE.keys()
)
def test_each_kind_of_file_is_called_what_it_is(data, code, words):
    """What lies inside an embedded object says nothing about the file."""
    with pytest.raises(Unreadable) as stopped:
        read_document(data, ReadingLimits())

    assert stopped.value.code == code
    assert words in stopped.value.found


BIN_TYPES = [
    "application/vnd.ms-excel.sheet.binary.macroEnabled.main",
    "application/vnd.ms-office.vbaProject",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings",
]


def typed(more: str) -> dict[str, bytes]:
    return {"[Content_Types].xml": TYPES.replace("</Types>", f"{more}</Types>").encode()}


@pytest.mark.parametrize("kind", BIN_TYPES)
@pytest.mark.parametrize("part", ["", "xl/printerSettings/printerSettings1.bin"])
def test_a_type_declared_for_an_ending_is_no_macro(kind, part):
    declared = typed(f'<Default Extension="bin" ContentType="{kind}"/>')
    book = OddWorkbook({"One": CELL}, more_parts=declared | ({part: b"x"} if part else {}))

    assert read_document(book.bytes(), ReadingLimits())["sheets"][0]["texts"] == ["1"]


MACRO_PARTS = {
    "by its type": typed(f'<Override PartName="/xl/own.bin" ContentType="{BIN_TYPES[1]}"/>'),
    "by its relation": relations(
        f'<Relationship Id="R1" Type="{MAIN}/worksheet" Target="worksheets/sheet1.xml"/>'
        '<Relationship Id="R9" Type="x/relationships/vbaProject" Target="own.bin"/>'
    ),
}


@pytest.mark.parametrize("declared", MACRO_PARTS.values(), ids=MACRO_PARTS.keys())
def test_a_macro_part_is_found_under_any_name(declared):
    book = OddWorkbook(more_parts=declared | {"xl/own.bin": b"x"})

    with pytest.raises(Unreadable, match="MACROS"):
        read_document(book.bytes(), ReadingLimits())


def backslashed() -> bytes:
    parts = OddWorkbook({"One": CELL}).parts()
    return zipped({name.replace("/", "\\"): data for name, data in parts.items()})


def with_relation(row: str, where: str) -> bytes:
    parts = OddWorkbook({"One": CELL}, strings=["<t>x</t>"]).parts()
    parts[where] = parts[where].replace(b"</Relationships>", f"{row}</Relationships>".encode())
    return zipped(parts)


STRINGS_AGAIN = f'<Relationship Id="RZ" Type="{RELATIONS}/sharedStrings" Target="{{}}"/>'

DIALECTS = {
    "zeros up to the next block": FILLED.ljust(len(FILLED) + 512, b"\0"),
    "a line end after its end": FILLED + b"\r\n",
    "names with the separator of Windows": backslashed(),
    "a relation above the top": with_relation(
        '<Relationship Id="RX" Type="x/customXml" Target="../customXml/item1.xml"/>', "_rels/.rels"
    ),
    "shared texts related twice": with_relation(
        STRINGS_AGAIN.format("sharedStrings.xml"), "xl/_rels/workbook.xml.rels"
    ),
    "shared texts related twice, written in two ways": with_relation(
        STRINGS_AGAIN.format("/xl/sharedStrings.xml"), "xl/_rels/workbook.xml.rels"
    ),
    "one relation written twice": with_relation(
        f'<Relationship Id="R1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>',
        "xl/_rels/workbook.xml.rels",
    ),
}


@pytest.mark.parametrize("data", DIALECTS.values(), ids=DIALECTS.keys())
def test_what_other_programs_write_differently_is_read(data):
    assert read_document(data, ReadingLimits())["sheets"][0]["texts"] == ["1"]


def test_shared_texts_in_two_parts_are_not_read():
    row = STRINGS_AGAIN.format("other.xml")

    with pytest.raises(Unreadable, match="BROKEN_WORKBOOK"):
        read_document(with_relation(row, "xl/_rels/workbook.xml.rels"), ReadingLimits())


def test_a_file_above_the_limit_is_refused_with_its_real_size(tmp_path):
    """One byte more than the limit, whatever the size, would send its sender round in circles."""
    path = tmp_path / "film.xlsx"
    path.write_bytes(FILLED.ljust(3_000, b"\0"))

    answer = answer_for(str(path), "", ReadingLimits(file_bytes=1_000))

    assert answer["code"] == "TOO_LARGE"
    assert "3,000" in answer["found"]


def test_a_large_document_is_called_a_document(tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(b"%PDF-1.7".ljust(3_000, b" "))

    assert answer_for(str(path), "", ReadingLimits(file_bytes=1_000))["code"] == "DOCUMENT"


@pytest.mark.parametrize(("data", "code"), ATTACKS.values(), ids=ATTACKS.keys())
def test_each_kind_of_bad_file_gives_its_code(data, code):
    with pytest.raises(Unreadable) as stopped:
        read_document(data, ReadingLimits())

    assert stopped.value.code == code
    assert stopped.value.found
    assert catalogue()[code].severity is Severity.REJECT


def test_the_reading_worker_answers_every_kind_of_bad_file_within_its_limits(tmp_path):
    files = []
    for number, (data, _) in enumerate(ATTACKS.values()):
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(data)
        files.append((Digest(sha256(data).hexdigest()), path))
    limits = ReadingLimits()
    assert (limits.cpu_seconds, limits.memory_bytes) == (20, 512 * 2**20)

    with ReaderPool(limits=limits) as pool:
        codes = [outcome.code for _, outcome in pool.read(files)]

    assert dict(zip(ATTACKS, codes, strict=True)) == {
        name: code for name, (_, code) in ATTACKS.items()
    }


def test_two_sheets_on_one_part_are_suspicious():
    """Otherwise the first sheet's figures would be read twice."""
    rows = "".join(
        f'<Relationship Id="R{n}" Type="{MAIN}/worksheet" Target="worksheets/sheet1.xml"/>'
        for n in (1, 2)
    )
    book = OddWorkbook({"One": CELL, "Two": CELL}, more_parts=relations(rows))

    with pytest.raises(Unreadable, match="SUSPICIOUS_ZIP"):
        read_document(book.bytes(), ReadingLimits())


@pytest.mark.parametrize(
    ("limits", "what"),
    [
        (ReadingLimits(file_bytes=100), "bytes"),
        (ReadingLimits(filled_cells=1), "filled cells"),
        (ReadingLimits(all_cells=1), "empty ones"),
        (ReadingLimits(merged_areas=1), "merged areas"),
        (ReadingLimits(text_characters=3), "characters"),
        (ReadingLimits(element_bytes=99), "row"),
        (ReadingLimits(total_bytes=100), "bytes"),
    ],
    ids=["file", "filled cells", "all cells", "merged", "characters", "one row", "unpacked"],
)
def test_a_file_beyond_a_limit_is_too_large(limits, what):
    book = openpyxl.Workbook()
    book.active.append(["long text", "and more"])
    book.active.merge_cells("A3:B3")
    book.active.merge_cells("A4:B4")
    target = BytesIO()
    book.save(target)

    with pytest.raises(Unreadable) as stopped:
        read_document(target.getvalue(), limits)

    assert stopped.value.code == "TOO_LARGE"
    assert what in stopped.value.found


def test_every_cut_of_a_file_is_refused():
    for length in range(0, len(FILLED), 37):
        with pytest.raises(Unreadable):
            read_document(FILLED[:length], ReadingLimits())
