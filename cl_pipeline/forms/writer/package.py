"""The bytes of an Office file: the same content gives the same bytes; and opening one again."""

import io
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.reader import excel
from openpyxl.worksheet._reader import WorksheetReader
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange

FIXED_INSTANT = datetime(2021, 1, 1, tzinfo=UTC)
"""Stands for the time of writing everywhere in the package; forms have no time of their own."""

CONTENT_TYPES, CORE_PROPERTIES = "[Content_Types].xml", "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


class _MergedAsWritten(WorksheetReader):
    """Reads merged cells as they are; openpyxl's own reader works out the borders of each anew.

    That changes styles of the form, and takes three quarters of the time of opening it.
    """

    def bind_merged_cells(self) -> None:
        merged = self.parser.merged_cells
        areas = [CellRange(area.ref) for area in merged.mergeCell] if merged else []
        self.ws.merged_cells = MultiCellRange(areas)


# For the whole process, because openpyxl takes no reader as an argument; only this module opens
# workbooks with it.
excel.WorksheetReader = _MergedAsWritten  # type: ignore[attr-defined]  # not in its stubs


def open_workbook(content: bytes) -> Workbook:
    """The workbook of these bytes, to be changed and saved again."""
    return load_workbook(io.BytesIO(content))


def workbook_bytes(workbook: Workbook) -> bytes:
    """The workbook as xlsx bytes, without any trace of when it was saved."""
    workbook.properties.created = FIXED_INSTANT.replace(tzinfo=None)
    saved = io.BytesIO()
    workbook.save(saved)
    return without_times(saved.getvalue())


def without_times(package: bytes) -> bytes:
    """An Office file (xlsx, docx) with the same parts, in one order and with one time."""
    settled = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as source,
        zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target,
    ):
        # programs that look at the first member expect the content types there
        for name in sorted(source.namelist(), key=lambda name: (name != CONTENT_TYPES, name)):
            content = source.read(name)
            if name == CORE_PROPERTIES:
                instant = f"{FIXED_INSTANT:%Y-%m-%dT%H:%M:%SZ}".encode()
                content = _MODIFIED.sub(rb"\g<1>" + instant + rb"\g<2>", content)
            member = zipfile.ZipInfo(name, date_time=FIXED_INSTANT.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(member, content)
    return settled.getvalue()


def is_as_written(path: Path) -> bool:
    """Whether the file is an Office file as we wrote it: a program that saves it sets times."""
    try:
        with zipfile.ZipFile(path) as package:
            times = {member.date_time for member in package.infolist()}
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    return times == {FIXED_INSTANT.timetuple()[:6]}
