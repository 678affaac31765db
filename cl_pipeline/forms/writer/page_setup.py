"""A form on the screen and on paper: widths, panes, protection, printing on A4."""

from dataclasses import dataclass

from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from cl_pipeline.forms.elements import PlacedSheet
from cl_pipeline.forms.layout_files import Grid
from cl_pipeline.forms.pages import Paper, page_breaks
from cl_pipeline.model.form import FormIdentity
from cl_pipeline.model.keys import column_letters
from cl_pipeline.model.labels import SAMPLE_NOTICE

A4 = 9
"""Paper size number of A4. Source: ECMA-376, pageSetup paperSize."""

SIDE_MARGIN, END_MARGIN, FOOT_MARGIN = 0.4, 0.6, 0.3
"""Margins in inches."""

LABEL_COLUMNS = 2
"""Columns that stay in view beside many: the label and the unit."""

FEW_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands at the foot of every page of one sender's form."""

    country: str
    mark: FormIdentity

    @property
    def middle(self) -> str:
        """The sample notice on every page of a sample, else what form this is."""
        return SAMPLE_NOTICE if self.mark.is_sample else str(self.mark)


def set_up_view(sheet: Worksheet, placed: PlacedSheet, grid: Grid) -> None:
    """Widths, frozen panes and protection without a password."""
    for number, width in enumerate(grid.widths, start=1):
        sheet.column_dimensions[column_letters(number)].width = width
    sheet.sheet_view.showGridLines = False
    sheet.protection.enable()
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    last = _last_header(placed)
    if last:
        kept = LABEL_COLUMNS + 1 if grid.columns > FEW_COLUMNS else 1
        sheet.freeze_panes = f"{column_letters(kept)}{last + 1}"


def _last_header(placed: PlacedSheet) -> int:
    headers = (number for number, row in enumerate(placed.rows, start=1) if row.is_header)
    return max(headers, default=0)


def set_up_page(sheet: Worksheet, placed: PlacedSheet, grid: Grid, foot: Foot) -> None:
    """A4, one page wide, headings repeated, breaks where they part nothing that belongs together.

    Where a program breaks pages by itself after all, headings may part from their rows; nothing
    else depends on the breaks.
    """
    sheet.page_setup.orientation = "landscape" if grid.landscape else "portrait"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.left = margins.right = SIDE_MARGIN
    margins.top = margins.bottom = END_MARGIN
    margins.header = margins.footer = FOOT_MARGIN
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(
        left=_HeaderFooterPart(text=f"{foot.country} · &A", size=8),
        center=_HeaderFooterPart(text=foot.middle, size=8),
        right=_HeaderFooterPart(text="&P / &N", size=8),
    )
    last = _last_header(placed)
    if last:
        sheet.print_title_rows = f"1:{last}"
    _break_pages(sheet, placed, grid, is_sample=foot.mark.is_sample)


def _break_pages(sheet: Worksheet, placed: PlacedSheet, grid: Grid, *, is_sample: bool) -> None:
    room = Paper(grid.landscape, SIDE_MARGIN, END_MARGIN).room(grid.widths)
    notices = (n for n, row in enumerate(placed.rows, start=1) if row.is_notice)
    hidden = frozenset[int]() if is_sample else frozenset(notices)
    for number in page_breaks(placed.rows, room, hidden):
        sheet.row_breaks.append(Break(id=number - 1))
