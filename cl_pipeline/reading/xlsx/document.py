"""One file's bytes read into a document of cells: the whole work of the worker."""

from functools import lru_cache

from cl_pipeline.reading.xlsx.cell_values import CellLook, ValueContext, cell_looks
from cl_pipeline.reading.xlsx.file_type import refuse_other_container, require_zip
from cl_pipeline.reading.xlsx.limits import Budget, ReadingLimits, refuse_size
from cl_pipeline.reading.xlsx.package import Package
from cl_pipeline.reading.xlsx.protocol import WorkbookDocument
from cl_pipeline.reading.xlsx.sheet import SheetReader, WorkbookContext
from cl_pipeline.reading.xlsx.sheet_notes import notes_about
from cl_pipeline.reading.xlsx.texts import read_strings
from cl_pipeline.reading.xlsx.workbook_parts import read_workbook_parts

LARGEST_KEPT_STYLES = 256 * 1024
"""Larger ones are read anew for every file."""


def read_document(data: bytes, limits: ReadingLimits) -> WorkbookDocument:
    """All cells of the workbook in ``data``.

    Raises:
        Unreadable: with the code that says why.
    """
    refuse_size(len(data), limits)
    require_zip(data)
    package = Package(data, limits)
    refuse_other_container(package.names)
    parts = read_workbook_parts(package, limits.sheets)
    strings = (
        read_strings(parts.strings, package.chunks(parts.strings), limits) if parts.strings else []
    )
    looks = _looks(package, parts.styles, limits.depth) if parts.styles else []
    context = WorkbookContext(
        limits=limits,
        values=ValueContext(strings, looks, parts.counts_from_1904),
        filled=Budget("filled cells", limits.filled_cells),
        all_cells=Budget(
            "rows and cells, with the empty ones that carry a format,", limits.all_cells
        ),
        merged=Budget("merged areas", limits.merged_areas),
        characters=Budget("characters of text", limits.text_characters),
    )
    sheets = [
        SheetReader(sheet, context).read(package.chunks(sheet.part)) for sheet in parts.sheets
    ]
    notes = [note for sheet in parts.sheets for note in notes_about(sheet, package, limits)]
    package.verify_rest()
    if parts.has_external_links:
        notes.append(("EXTERNAL_LINKS", None, None, "the workbook refers to other workbooks"))
    return WorkbookDocument(sheets=sheets, notes=notes)


def _looks(package: Package, part: str, depth_limit: int) -> list[CellLook]:
    """How each format shows a cell; all submissions of a form have the same formats."""
    chunks = package.chunks(part)
    if package.size_bytes(part) > LARGEST_KEPT_STYLES:
        return cell_looks(part, chunks, depth_limit)
    return _kept_looks(part, b"".join(chunks), depth_limit)


@lru_cache(maxsize=8)
def _kept_looks(part: str, content: bytes, depth_limit: int) -> list[CellLook]:
    return cell_looks(part, [content], depth_limit)
