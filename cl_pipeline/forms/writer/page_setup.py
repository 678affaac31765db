"""A form on the screen and on paper: widths, panes, protection, page breaks, printing on A4."""

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from cl_pipeline.forms.elements import PlacedSheet, Row, last_header
from cl_pipeline.forms.layout_files import Grid
from cl_pipeline.forms.text_metrics import CHARACTER_POINTS
from cl_pipeline.model.form import FormIdentity
from cl_pipeline.model.keys import column_letters
from cl_pipeline.model.labels import SAMPLE_NOTICE

A4 = 9
"""Paper size number of A4. Source: ECMA-376, pageSetup paperSize."""

A4_POINTS = (595.3, 841.9)
"""Width and height of upright A4 in points. Source: ISO 216, 210 by 297 mm."""

POINTS_PER_INCH = 72

USED = 0.98
"""The part of a page that is filled: printers and programs differ by a line or so."""

DEFAULT_HEIGHT = 15.0
"""Height of a row that names none. Source: Excel, Calibri 11."""

SIDE_MARGIN, END_MARGIN, FOOT_MARGIN = 0.4, 0.6, 0.3
"""Margins in inches."""

LABEL_COLUMNS = 2
"""Columns that stay in view on a sheet with more than a few: the label and the unit."""

FEW_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class A4Page:
    """A page of A4 with its margins, in inches."""

    is_landscape: bool
    side_margin: float
    end_margin: float

    def capacity(self, widths: Sequence[float]) -> float:
        """Points of row height on one page, when columns of these widths are fitted to its width.

        Programs make a sheet smaller to fit and never larger.
        """
        across, down = A4_POINTS[:: -1 if self.is_landscape else 1]
        printed = across - 2 * self.side_margin * POINTS_PER_INCH
        scale = min(1.0, printed / (sum(widths) * CHARACTER_POINTS))
        return (down - 2 * self.end_margin * POINTS_PER_INCH) * USED / scale

    def set_up(self, sheet: Worksheet) -> None:
        """Print the sheet on pages like this one, as wide as the sheet is."""
        sheet.page_setup.orientation = "landscape" if self.is_landscape else "portrait"
        sheet.page_setup.paperSize = A4
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        margins = sheet.page_margins
        margins.left = margins.right = self.side_margin
        margins.top = margins.bottom = self.end_margin


def page_breaks(rows: Sequence[Row], capacity: float, hidden: frozenset[int]) -> list[int]:
    """The numbers of the rows, counted from 1, that begin a page, after the first page.

    Rows that belong together stay together unless they fill more than a page. Header rows repeat
    on every page and use some of its ``capacity`` in points.
    """
    own = (DEFAULT_HEIGHT if row.height is None else row.height for row in rows)
    heights = [0.0 if number in hidden else height for number, height in enumerate(own, start=1)]
    repeated = sum(heights[: last_header(rows)])
    breaks, used = [], 0.0
    for first, last in _groups(rows):
        needed = sum(heights[first - 1 : last])
        is_forced = rows[first - 1].break_before and first > 1
        if is_forced or (used > repeated and used + needed > capacity):
            breaks.append(first)
            used = repeated
        for height in heights[first - 1 : last]:
            used = used + height if used + height <= capacity else repeated + height
    return breaks


def _groups(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """First and last row of every run that stays on one page."""
    ends = [n for n, row in enumerate(rows, start=1) if not row.keep_next or n == len(rows)]
    return list(zip([1, *(end + 1 for end in ends)], ends, strict=False))


def set_up_view(sheet: Worksheet, placed: PlacedSheet, grid: Grid) -> None:
    """Set widths, frozen panes and protection without a password."""
    for number, width in enumerate(grid.widths, start=1):
        sheet.column_dimensions[column_letters(number)].width = width
    sheet.sheet_view.showGridLines = False
    sheet.protection.enable()
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    if header := last_header(placed.rows):
        kept = LABEL_COLUMNS + 1 if grid.columns > FEW_COLUMNS else 1
        sheet.freeze_panes = f"{column_letters(kept)}{header + 1}"


def set_up_page(
    sheet: Worksheet, placed: PlacedSheet, grid: Grid, identity: FormIdentity, country: str
) -> None:
    """Set A4, one page wide, headings repeated, breaks that part nothing that belongs together.

    The foot of every page has the name of the sender, and the sample notice on a sample.

    Where a program breaks pages by itself after all, headings may part from their rows; nothing
    else depends on the breaks.
    """
    page = A4Page(grid.landscape, SIDE_MARGIN, END_MARGIN)
    page.set_up(sheet)
    sheet.page_margins.header = sheet.page_margins.footer = FOOT_MARGIN
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(
        left=_HeaderFooterPart(text=f"{country} · &A", size=8),
        center=_HeaderFooterPart(
            text=SAMPLE_NOTICE if identity.is_sample else str(identity), size=8
        ),
        right=_HeaderFooterPart(text="&P / &N", size=8),
    )
    if header := last_header(placed.rows):
        sheet.print_title_rows = f"1:{header}"
    notices = (number for number, row in enumerate(placed.rows, start=1) if row.is_notice)
    hidden = frozenset[int]() if identity.is_sample else frozenset(notices)
    for number in page_breaks(placed.rows, page.capacity(grid.widths), hidden):
        sheet.row_breaks.append(Break(id=number - 1))
