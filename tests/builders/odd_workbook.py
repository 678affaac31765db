"""Workbooks made from raw XML: what no well-behaved library writes."""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


@dataclass
class OddWorkbook:
    """The parts of a workbook; change what a test is about and leave the rest.

    ``sheets`` maps names to the XML inside ``<worksheet>``; ``strings`` and ``formats`` hold the
    XML inside ``<si>`` and (numFmtId, formatCode) pairs.
    """

    sheets: Mapping[str, str] = field(default_factory=lambda: {"One": "<sheetData/>"})
    strings: Sequence[str] = ()
    formats: Sequence[tuple[int, str]] = ()
    is_strict: bool = False
    workbook_properties: str = ""
    states: Mapping[str, str] = field(default_factory=dict)
    more_parts: Mapping[str, bytes] = field(default_factory=dict)
    without: Sequence[str] = ()

    def parts(self) -> dict[str, bytes]:
        """Name and content of every part."""
        main = STRICT if self.is_strict else MAIN
        relations = STRICT_RELATIONS if self.is_strict else RELATIONS
        parts = {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": _relations([("R0", f"{relations}/officeDocument", "xl/workbook.xml")]),
            "xl/workbook.xml": self._workbook(main, relations),
            "xl/_rels/workbook.xml.rels": _relations(self._links(relations)),
        }
        if self.strings:
            items = "".join(f"<si>{string}</si>" for string in self.strings)
            parts["xl/sharedStrings.xml"] = f'<sst xmlns="{main}">{items}</sst>'
        if self.formats:
            parts["xl/styles.xml"] = _styles(main, self.formats)
        for number, body in enumerate(self.sheets.values(), start=1):
            xml = f'<worksheet xmlns="{main}">{body}</worksheet>'
            parts[f"xl/worksheets/sheet{number}.xml"] = xml
        content = {name: text.encode("utf-8") for name, text in parts.items()}
        kept = {name: data for name, data in content.items() if name not in self.without}
        return kept | dict(self.more_parts)

    def bytes(self) -> bytes:
        """The workbook as a file."""
        return zipped(self.parts())

    def _workbook(self, main: str, relations: str) -> str:
        sheets = "".join(
            f'<sheet name="{name}" sheetId="{number}" state="{self.states.get(name, "visible")}" '
            f'r:id="R{number}"/>'
            for number, name in enumerate(self.sheets, start=1)
        )
        return (
            f'<workbook xmlns="{main}" xmlns:r="{relations}">{self.workbook_properties}'
            f"<sheets>{sheets}</sheets></workbook>"
        )

    def _links(self, relations: str) -> list[tuple[str, str, str]]:
        links = [
            (f"R{number}", f"{relations}/worksheet", f"worksheets/sheet{number}.xml")
            for number in range(1, len(self.sheets) + 1)
        ]
        if self.strings:
            links.append(("RS", f"{relations}/sharedStrings", "sharedStrings.xml"))
        if self.formats:
            links.append(("RF", f"{relations}/styles", "styles.xml"))
        return links


def one_sheet(rows: str, **given: object) -> bytes:
    """A workbook with one sheet ``One`` of those rows."""
    return OddWorkbook({"One": f"<sheetData>{rows}</sheetData>"}, **given).bytes()


def zipped(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as a zip container; the same parts give the same bytes at any time."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as container:
        for name, data in parts.items():
            container.writestr(zipfile.ZipInfo(name), data, method)
    return target.getvalue()


def compound_file(top: Sequence[str], embedded: Sequence[str] = ()) -> bytes:
    """A file of the older office formats: streams at the top, and those of an embedded object."""
    names = ["Root Entry", *(("MBD0001",) if embedded else ()), *top, *embedded]
    first_embedded = len(names) - len(embedded)
    entries = b"".join(
        _entry(name, place, len(names), first_embedded, has_storage=bool(embedded))
        for place, name in enumerate(names)
    )
    directory = entries.ljust(-(-len(entries) // 512) * 512, b"\0")
    sectors = len(directory) // 512
    table = [0xFFFFFFFD, *range(2, sectors + 1), 0xFFFFFFFE]
    fat = struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff")
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack("<5H6x6I", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE)
    header += struct.pack("<3I", 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0)
    return header.ljust(512, b"\xff") + fat + directory


def _entry(name: str, place: int, count: int, first_embedded: int, *, has_storage: bool) -> bytes:
    none = 0xFFFFFFFF
    is_last = place in (first_embedded - 1, count - 1)
    right = none if place == 0 or is_last else place + 1
    child = 1 if place == 0 else first_embedded if has_storage and place == 1 else none
    kind = 5 if place == 0 else 1 if has_storage and place == 1 else 2
    raw = name.encode("utf-16-le")
    head = raw.ljust(64, b"\0") + struct.pack("<HBB3I", len(raw) + 2, kind, 1, none, right, child)
    return head.ljust(128, b"\0")


def patched_entry(data: bytes, name: str, offset: int, value: int, layout: str) -> bytes:
    """The container with one field of one directory entry overwritten."""
    at = data.rfind(name.encode()) - 46
    changed = bytearray(data)
    struct.pack_into(layout, changed, at + offset, value)
    return bytes(changed)


def _styles(main: str, formats: Sequence[tuple[int, str]]) -> str:
    custom = "".join(
        f'<numFmt numFmtId="{code}" formatCode={quoteattr(text)}/>'
        for code, text in formats
        if text
    )
    cells = "".join(f'<xf numFmtId="{code}"/>' for code, _ in formats)
    return (
        f'<styleSheet xmlns="{main}"><numFmts>{custom}</numFmts>'
        f'<cellXfs><xf numFmtId="0"/>{cells}</cellXfs></styleSheet>'
    )


def _relations(links: Sequence[tuple[str, str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for key, kind, target in links
    )
    return f'<Relationships xmlns="{PACKAGE}">{rows}</Relationships>'
