"""Writing forms: the only place of the project that makes workbooks to be sent out."""

from cl_pipeline.forms.writer.fill import fill_form, store_as
from cl_pipeline.forms.writer.package import is_as_written, workbook_bytes
from cl_pipeline.forms.writer.workbook import form_workbook, write_form

__all__ = [
    "fill_form",
    "form_workbook",
    "is_as_written",
    "store_as",
    "workbook_bytes",
    "write_form",
]
