"""The bytes of an Office file: the same content gives the same bytes."""

import io
import re
import zipfile
from datetime import UTC, datetime

from openpyxl import Workbook

FIXED_INSTANT = datetime(2021, 1, 1, tzinfo=UTC)
"""Stands for the time of writing everywhere in the package; forms have no time of their own."""

CONTENT_TYPES, CORE_PROPERTIES = "[Content_Types].xml", "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


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
