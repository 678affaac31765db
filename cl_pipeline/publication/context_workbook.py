"""Tables around the indicators -> a workbook: one sheet per table, ready to print."""

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import Workbook

from cl_pipeline.model.notices import SAMPLE_NOTICE
from cl_pipeline.publication.cells import Content
from cl_pipeline.publication.files import workbook_bytes
from cl_pipeline.publication.page import Page
from cl_pipeline.publication.printing import prepare_print


@dataclass(frozen=True, slots=True)
class SheetOfRows:
    """One sheet: its name, title, an introduction, and one table with the widths of its columns."""

    name: str
    title: str
    intro: Sequence[str]
    headers: Sequence[str]
    widths: Sequence[float]
    rows: Sequence[Sequence[Content]]


def context_workbook(title: str, sheets: Sequence[SheetOfRows], *, is_sample: bool) -> bytes:
    """The workbook as an xlsx file; the same tables give the same bytes."""
    notice = SAMPLE_NOTICE if is_sample else None
    workbook = Workbook()
    del workbook[workbook.sheetnames[0]]
    for one in sheets:
        sheet = workbook.create_sheet(one.name)
        page = Page(sheet, one.widths)
        page.title(one.title, notice)
        for line in one.intro:
            page.line(line)
        page.space()
        page.table(one.headers, one.rows, nothing="Nothing has been said so far.", is_paged=True)
        prepare_print(sheet, title, notice or "For the Secretariat")
    return workbook_bytes(workbook, title)
