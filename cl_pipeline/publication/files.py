"""A workbook of the Secretariat as bytes that depend on its content alone.

Belongs here: who made it and what it is called. Does not belong here: taking the clock out of the
file, which forms need as well (``forms.writer.package``).
"""

from openpyxl import Workbook

from cl_pipeline.forms.writer import package


def workbook_bytes(workbook: Workbook, title: str) -> bytes:
    """The workbook as an xlsx file; the same workbook gives the same bytes."""
    workbook.properties.creator = "cl-pipeline"
    workbook.properties.title = title
    return package.workbook_bytes(workbook)
