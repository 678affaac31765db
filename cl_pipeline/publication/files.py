"""A workbook of the Secretariat as bytes that depend on its content alone."""

from openpyxl import Workbook

from cl_pipeline.forms.writer import package


def workbook_bytes(workbook: Workbook, title: str) -> bytes:
    """The workbook as an xlsx file; the same workbook gives the same bytes."""
    workbook.properties.creator = "cl-pipeline"
    workbook.properties.title = title
    return package.workbook_bytes(workbook)
