"""Print set-up of every sheet: A4 landscape, one page wide, header and footer."""

from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.worksheet import Worksheet

from cl_pipeline.forms.writer.page_setup import A4Page

A4 = 9

SIDE_MARGIN, END_MARGIN = 0.5, 0.65
"""Margins in inches."""

PAPER = A4Page(is_landscape=True, side_margin=SIDE_MARGIN, end_margin=END_MARGIN)
"""What every sheet is printed on."""


def prepare_print(sheet: Worksheet, heading: str, foot: str, header_row: int | None = None) -> None:
    """A4 landscape, one page wide, with header and footer; ``header_row`` repeats on each page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    assert sheet.sheet_properties.pageSetUpPr is not None
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    sheet.sheet_view.showGridLines = False
    sheet.page_margins.left = sheet.page_margins.right = SIDE_MARGIN
    sheet.page_margins.top = sheet.page_margins.bottom = END_MARGIN
    _print(sheet.oddHeader, heading, sheet.title)
    _print(sheet.oddFooter, foot, "&P / &N", right_is_code=True)
    if header_row is not None:
        sheet.print_title_rows = f"{header_row}:{header_row}"


def _print(
    item: HeaderFooterItem | None, left: str, right: str, *, right_is_code: bool = False
) -> None:
    """Words left and right; ``&`` begins a command there and is doubled in plain text."""
    assert item is not None
    item.left.text = left.replace("&", "&&")
    item.right.text = right if right_is_code else right.replace("&", "&&")
    item.left.size = item.right.size = 8
