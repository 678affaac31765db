"""Tables -> a workbook: one sheet per table, ready to print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from openpyxl import Workbook

from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.model.table import Cell, Column, Linked, Table
from cl_pipeline.publication.cells import Content, Figure, Link
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
    tables = {
        sheet.name: Table(
            sheet.title,
            tuple(
                Column(header, header, width=width)
                for header, width in zip(sheet.headers, sheet.widths, strict=True)
            ),
            tuple(tuple(row) for row in sheet.rows),  # type: ignore[arg-type]
            tuple(sheet.intro),
            "Nothing has been said so far.",
        )
        for sheet in sheets
    }
    return tables_workbook(title, tables, is_sample=is_sample)


def tables_workbook(title: str, tables: Mapping[str, Table], *, is_sample: bool) -> bytes:
    """The tables as an xlsx file, one sheet each, by sheet name; same tables, same bytes.

    The notes of a table are printed between its title and its header.
    """
    notice = SAMPLE_NOTICE if is_sample else None
    workbook = Workbook()
    del workbook[workbook.sheetnames[0]]
    for name, table in tables.items():
        sheet = workbook.create_sheet(name)
        page = Page(sheet, [column.width for column in table.columns])
        page.title(table.title, notice)
        for note in table.notes:
            page.line(note)
        page.space()
        page.table(
            [column.heading for column in table.columns],
            [[_content(cell) for cell in row] for row in table.rows],
            nothing=table.empty,
            is_paged=True,
        )
        prepare_print(sheet, title, notice or "For the Secretariat")
    return workbook_bytes(workbook, title)


def _content(cell: Cell) -> Content:
    if isinstance(cell, Linked):
        if isinstance(cell.shown, Decimal):
            return Figure(cell.shown, cell.trace_key, cell.target)
        return Link(str(cell.shown), cell.target)
    if isinstance(cell, float):
        return Decimal(str(cell))
    return cell.isoformat() if isinstance(cell, date) else cell
