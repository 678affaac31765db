"""Documents and tables -> a workbook: one sheet each, ready to print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.drawing.image import Image
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from cl_pipeline.forms.writer import package
from cl_pipeline.model.document import Block, Heading, ItemList, Paragraph, Picture
from cl_pipeline.model.keys import column_letters
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.model.table import Table
from cl_pipeline.publication.sheet import PAPER, SheetWriter

POINTS_PER_PIXEL = 0.75
"""Source: Excel, 96 pixels per inch."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; links lead to it by its name.

    Of a list, the rows of the last table follow one another: its header is printed on every page
    and can be filtered, and stays on the screen where no other table is above it.
    """

    name: str
    title: str
    blocks: tuple[Block, ...]
    is_list: bool = False


def workbook(
    title: str, sheets: Sequence[Sheet], *, notice: str | None, head: str = "", foot: str = ""
) -> bytes:
    """The sheets as an xlsx file; the same sheets give the same bytes.

    ``notice`` is below the title of each sheet. ``head`` (without one: the title) and ``foot``
    (without one: the notice) are printed on every page.
    """
    book = Workbook()
    del book[book.sheetnames[0]]
    places = {sheet.name: f"'{sheet.name}'!A1" for sheet in sheets}
    writers = []
    for sheet in sheets:
        writer = write_sheet(book.create_sheet(sheet.name), sheet, notice)
        places |= {anchor: f"'{sheet.name}'!A{row}" for anchor, row in writer.anchors.items()}
        writers.append(writer)
    for writer in writers:
        for cell, anchor in writer.links:
            if anchor in places:
                add_link(cell, places[anchor])
    for written in book.worksheets:
        prepare_print(written, head or title, foot or notice or "For the Secretariat")
    return workbook_bytes(book, title)


def tables_workbook(title: str, tables: Mapping[str, Table], *, is_sample: bool) -> bytes:
    """The tables as an xlsx file, one sheet each, by sheet name.

    The notes of a table are between its title and its header.
    """
    sheets = [Sheet(name, table.title, (table,)) for name, table in tables.items()]
    return workbook(title, sheets, notice=SAMPLE_NOTICE if is_sample else None)


def add_link(cell: Cell, location: str) -> None:
    """Let a cell lead to a place of its workbook, e.g. ``'A2'!C29``."""
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=location)


def prepare_print(sheet: Worksheet, head: str, foot: str) -> None:
    """A4 landscape, one page wide, with header and footer."""
    PAPER.set_up(sheet)
    sheet.print_options.horizontalCentered = True
    sheet.sheet_view.showGridLines = False
    # "&" begins a command in a header or footer
    head, name, foot = (text.replace("&", "&&") for text in (head, sheet.title, foot))
    _print(sheet.oddHeader, head, name)
    _print(sheet.oddFooter, foot, "&P / &N")


def workbook_bytes(book: Workbook, title: str) -> bytes:
    """The workbook as an xlsx file; the same workbook gives the same bytes."""
    book.properties.creator = "cl-pipeline"
    book.properties.title = title
    return package.workbook_bytes(book)


def write_sheet(sheet: Worksheet, content: Sheet, notice: str | None) -> SheetWriter:
    """Write the content; the writer then knows the rows of anchors and the cells of links."""
    tables = [block for block in content.blocks if isinstance(block, Table)]
    writer = SheetWriter(sheet, tables)
    writer.title(content.title, notice)
    for block in content.blocks:
        if content.is_list and block is tables[-1]:
            _write_list(writer, tables[-1], is_only=len(tables) == 1)
        else:
            _write_block(writer, block)
    return writer


def _write_block(writer: SheetWriter, block: Block) -> None:
    match block:
        case Heading(text, _, anchor):
            if anchor:
                writer.anchors[anchor] = writer.row
            writer.section(text)
        case Paragraph(text, is_small):
            writer.line(text, small=is_small)
            writer.space()
        case ItemList(items, is_numbered):
            for number, item in enumerate(items, start=1):
                writer.line(f"{number}.  {item}" if is_numbered else f"•  {item}")
            writer.space()
        case Picture(content):
            image = Image(BytesIO(content))
            writer.sheet.add_image(image, writer.picture(image.height * POINTS_PER_PIXEL))
        case Table():
            for note in block.notes:
                writer.line(note)
            if block.notes:
                writer.space()
            writer.table(block)


def _write_list(writer: SheetWriter, table: Table, *, is_only: bool) -> None:
    sheet, header = writer.sheet, writer.table(table, is_paged=False)
    last = column_letters(len(writer.widths))
    sheet.print_title_rows = f"{header}:{header}"
    if is_only:
        sheet.freeze_panes = f"B{header + 1}"
    sheet.auto_filter.ref = f"A{header}:{last}{header + len(table.rows)}"


def _print(item: HeaderFooterItem | None, left: str, right: str) -> None:
    assert item is not None
    item.left.text, item.right.text = left, right
    item.left.size = item.right.size = 8
