"""One file's bytes read into a document of cells: the whole work of the child."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from cl_pipeline.reading.xlsx.cell_values import ValueContext
from cl_pipeline.reading.xlsx.limits import ReadingLimits
from cl_pipeline.reading.xlsx.package import Package
from cl_pipeline.reading.xlsx.plain_rows import split_plain_rows
from cl_pipeline.reading.xlsx.protocol import WireNote, WireSheet, WireWorkbook
from cl_pipeline.reading.xlsx.sheet_cells import SheetContext
from cl_pipeline.reading.xlsx.sheet_xml import SheetReader
from cl_pipeline.reading.xlsx.sniff import refuse_other_container, require_zip
from cl_pipeline.reading.xlsx.strings_xml import StringsReader
from cl_pipeline.reading.xlsx.styles_xml import Shown, StylesReader
from cl_pipeline.reading.xlsx.unreadable import Budget, Unreadable
from cl_pipeline.reading.xlsx.workbook_xml import WorkbookParts, read_workbook_parts
from cl_pipeline.reading.xlsx.xml_part import Attributes, parse_events, parse_part

LARGEST_KEPT_STYLES = 256 * 1024
"""Larger ones are read anew for every file."""

_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml")


def read_document(data: bytes, limits: ReadingLimits) -> WireWorkbook:
    """All cells of the workbook in ``data``.

    Raises:
        Unreadable: with the code that says why.
    """
    if len(data) > limits.file_bytes:
        raise Unreadable(
            "TOO_LARGE", f"the file has {len(data):,} bytes; the limit is {limits.file_bytes:,}"
        )
    require_zip(data)
    package = Package(data, limits)
    refuse_other_container(package.names)
    _refuse_macros(package, limits)
    parts = read_workbook_parts(package, limits)
    sheets = _sheets(package, parts, limits)
    package.verify_rest()
    notes: list[WireNote] = []
    if parts.has_external_links:
        notes.append(("EXTERNAL_LINKS", None, None, "the workbook refers to other workbooks"))
    return WireWorkbook(sheets=sheets, notes=notes)


def _sheets(package: Package, parts: WorkbookParts, limits: ReadingLimits) -> list[WireSheet]:
    strings = StringsReader(Budget("characters of text", limits.text_characters))
    if parts.strings:
        parse_part(parts.strings, package.chunks(parts.strings), strings, limits.depth)
    shown = _shown(package, parts.styles, limits) if parts.styles else []
    filled = Budget("filled cells", limits.filled_cells)
    all_cells = Budget("rows and cells, with the empty ones that carry a format,", limits.all_cells)
    characters = Budget("characters of text", limits.text_characters)
    values = ValueContext(strings.strings, shown, parts.counts_from_1904)
    sheets = []
    for sheet in parts.sheets:
        context = SheetContext(
            sheet.name, sheet.part, limits.depth, values, filled, all_cells, characters
        )
        rest, rows = split_plain_rows(package.chunks(sheet.part))
        reader = SheetReader(context, rows)
        parse_events(sheet.part, rest, reader)
        sheets.append(reader.sheet(sheet.state))
    return sheets


def _shown(package: Package, part: str, limits: ReadingLimits) -> list[Shown]:
    """How each format of the workbook shows a number; all returns of a form have the same ones."""
    pieces, size, coming = [], 0, package.chunks(part)
    for piece in coming:
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST_KEPT_STYLES:
            return _shown_by(part, chain(pieces, coming), limits.depth)
    return _kept_shown(part, b"".join(pieces), limits.depth)


def _shown_by(part: str, chunks: Iterable[bytes], depth: int) -> list[Shown]:
    styles = StylesReader()
    parse_part(part, chunks, styles, depth)
    return styles.shown


@lru_cache(maxsize=8)
def _kept_shown(part: str, content: bytes, depth: int) -> list[Shown]:
    return _shown_by(part, [content], depth)


def _refuse_macros(package: Package, limits: ReadingLimits) -> None:
    types = "[Content_Types].xml"
    if types.lower() not in package.names:
        raise Unreadable("NOT_A_WORKBOOK", "the file does not say what its parts are")
    reader = _ContentTypes()
    parse_part(types, package.chunks(types), reader, limits.depth)
    named = any(name.endswith(_MACRO_PARTS) for name in package.names)
    if named or reader.has_macros:
        raise Unreadable("MACROS", "the workbook is of a kind that carries macros")


class _ContentTypes:
    """Reads the list of content types, only to see whether macros are announced."""

    def __init__(self) -> None:
        self.has_macros = False

    def start(self, name: str, attributes: Attributes, depth: int) -> None:
        kind = attributes.get("ContentType", "").lower()
        # A plain .xlsx declares the ending "bin" for printer settings; only these words are macros.
        if "macroenabled" in kind or "vbaproject" in kind:
            self.has_macros = True

    def end(self, name: str) -> None:
        pass

    def text(self, data: str) -> None:
        pass
