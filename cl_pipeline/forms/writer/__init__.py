"""Writing forms: the only place of the project that makes workbooks to be sent out.

Belongs here: everything that needs openpyxl to write or fill a form. Does not belong here: what
stands where (``forms.placement``) and what it means (``forms.description``).
"""

from cl_pipeline.forms.writer.fill import fill_form
from cl_pipeline.forms.writer.workbook import write_form

__all__ = ["fill_form", "write_form"]
