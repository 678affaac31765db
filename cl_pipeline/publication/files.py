"""A workbook as bytes that depend on its content alone.

Belongs here: taking the clock out of the file. openpyxl stamps the time of saving into the
properties and into every entry of the archive; two equal workbooks would differ.
"""

import re
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook

EPOCH = datetime(2021, 1, 1)

SAVED_AT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</)")


def workbook_bytes(workbook: Workbook, title: str) -> bytes:
    """The workbook as an xlsx file; the same workbook gives the same bytes."""
    workbook.properties.creator = "cl-pipeline"
    workbook.properties.title = title
    saved, result = BytesIO(), BytesIO()
    workbook.save(saved)
    with ZipFile(saved) as source, ZipFile(result, "w", ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=_packing_order):
            content = source.read(name)
            if name == "docProps/core.xml":
                content = SAVED_AT.sub(
                    rb"\g<1>" + f"{EPOCH:%Y-%m-%dT%H:%M:%SZ}".encode() + rb"\2", content
                )
            entry = ZipInfo(name, EPOCH.timetuple()[:6])
            entry.compress_type, entry.create_system = ZIP_DEFLATED, 3
            target.writestr(entry, content)
    return result.getvalue()


def _packing_order(name: str) -> tuple[bool, str]:
    """The content types come first, as in files that Excel writes."""
    return (name != "[Content_Types].xml", name)
