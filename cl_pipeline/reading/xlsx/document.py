"""One file's bytes read into a document of cells: the whole work of the worker."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from cl_pipeline.reading.xlsx.cell_values import Shown, StylesReader, ValueContext
from cl_pipeline.reading.xlsx.file_type import refuse_other_container, require_zip
from cl_pipeline.reading.xlsx.limits import Budget, ReadingLimits, Unreadable
from cl_pipeline.reading.xlsx.package import Package
from cl_pipeline.reading.xlsx.protocol import Note, SheetDocument, WorkbookDocument
from cl_pipeline.reading.xlsx.sheet import SheetContext, SheetReader
from cl_pipeline.reading.xlsx.texts import StringsReader
from cl_pipeline.reading.xlsx.workbook_parts import WorkbookParts, read_workbook_parts
from cl_pipeline.reading.xlsx.xml_part import Attributes, parse_events, parse_part

LARGEST_KEPT_STYLES = 256 * 1024
"""Larger ones are read anew for every file."""

_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml")


def read_document(data: bytes, limits: ReadingLimits) -> WorkbookDocument:
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
    notes: list[Note] = []
    if parts.has_external_links:
        notes.append(("EXTERNAL_LINKS", None, None, "the workbook refers to other workbooks"))
    return WorkbookDocument(sheets=sheets, notes=notes)


def _sheets(package: Package, parts: WorkbookParts, limits: ReadingLimits) -> list[SheetDocument]:
    strings: list[str] = []
    if parts.strings:
        texts = Budget("characters of text", limits.text_characters)
        strings_reader = StringsReader(parts.strings, limits.depth, texts)
        parse_events(parts.strings, package.chunks(parts.strings), strings_reader)
        strings = strings_reader.strings
    shown = _shown(package, parts.styles, limits) if parts.styles else []
    filled = Budget("filled cells", limits.filled_cells)
    all_cells = Budget("rows and cells, with the empty ones that carry a format,", limits.all_cells)
    characters = Budget("characters of text", limits.text_characters)
    values = ValueContext(strings, shown, parts.counts_from_1904)
    sheets = []
    for sheet in parts.sheets:
        context = SheetContext(
            sheet.name, sheet.part, limits, values, filled, all_cells, characters
        )
        reader = SheetReader(context)
        reader.read(package.chunks(sheet.part))
        sheets.append(reader.document(sheet.state))
    return sheets


def _shown(package: Package, part: str, limits: ReadingLimits) -> list[Shown]:
    """How each format shows a number; all submissions of a form have the same formats."""
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
