"""A form as a workbook: every placed piece with its look, ready to be filled in.

Belongs here: turning placed pieces into cells, and what a whole sheet needs (widths, protection,
panes, printing). Addresses come from ``forms.placement`` and are never computed here.
"""

from collections.abc import Mapping, Sequence
from copy import copy

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.forms.description import describe
from cl_pipeline.forms.layout import Grid, load_layout
from cl_pipeline.forms.pieces import Asked, Held, PlacedPiece, PlacedSheet, Printed
from cl_pipeline.forms.placement import column_letters, place
from cl_pipeline.forms.writer.choices import ChoiceLists, add_validations
from cl_pipeline.forms.writer.fill import enter
from cl_pipeline.forms.writer.mark_sheet import write_meta_sheet
from cl_pipeline.forms.writer.package import workbook_bytes
from cl_pipeline.forms.writer.styles import named_styles, style_name
from cl_pipeline.model.codes import Field
from cl_pipeline.model.form import FormCell, FormDescription, FormMark
from cl_pipeline.model.framework import Framework, MemberState
from cl_pipeline.model.notices import SAMPLE_NOTICE
from cl_pipeline.model.observation import ObservationKey

A4 = 9
"""Paper size number of A4. Source: ECMA-376, pageSetup paperSize."""

AUTHOR = "ASEAN Roadmap monitoring"


def write_form(
    description: FormDescription,
    framework: Framework,
    sender: MemberState,
    *,
    held: Mapping[ObservationKey, str],
    is_sample: bool,
    entries: Sequence[tuple[FormCell, str]] = (),
) -> bytes:
    """The form for one sender as xlsx bytes; the same inputs give the same bytes.

    ``held`` are values the Secretariat already has, as they are to be shown beside the inputs.
    ``entries`` fill it at once, as ``fill_form`` would fill the form afterwards.

    Raises:
        ValuesError: an entry fits no open cell.
        BrokenInvariant: the description was not made from this framework.
    """
    identity = (description.form, description.version, description.round)
    if describe(framework, *identity).fingerprint != description.fingerprint:
        raise BrokenInvariant(f"form {identity} was described from another framework")
    mark = FormMark(*identity, sender.code, is_sample)
    workbook = Workbook()
    pen = Pen(workbook, _personal_words(mark, sender), held, is_sample=is_sample)
    lists = ChoiceLists(workbook)
    layout = load_layout(description.form, description.version)
    for placed in place(framework, *identity):
        sheet = workbook.create_sheet(placed.name)
        pen.write(sheet, placed)
        _set_up(sheet, placed, layout.grids[placed.grid], mark)
        add_validations(sheet, placed.pieces, lists, framework.gap_codes)
    write_meta_sheet(workbook, mark, description.fingerprint)
    enter(workbook, entries)
    return _finish(workbook, layout.title, mark)


def _personal_words(mark: FormMark, sender: MemberState) -> dict[str, str]:
    notice = SAMPLE_NOTICE if mark.is_sample else ""
    return {
        "mark": str(mark),
        "sample_notice": notice,
        "country": sender.name,
        "sender": sender.code,
    }


def _finish(workbook: Workbook, title: str, mark: FormMark) -> bytes:
    del workbook[workbook.sheetnames[0]]
    workbook.properties.title = title
    workbook.properties.creator = AUTHOR
    workbook.properties.identifier = str(mark)
    workbook.active = 0
    return workbook_bytes(workbook)


class Pen:
    """Writes pieces into cells; knows the looks and the words of one sender."""

    def __init__(
        self,
        workbook: Workbook,
        words: Mapping[str, str],
        held: Mapping[ObservationKey, str],
        *,
        is_sample: bool,
    ) -> None:
        """Takes the words and held values of one sender; gives the workbook its named styles."""
        self._words = words
        self._held = held
        self._is_sample = is_sample
        self._worn: dict[str, StyleArray] = {}
        for style in named_styles():
            workbook.add_named_style(style)

    def write(self, sheet: Worksheet, placed: PlacedSheet) -> None:
        """Writes every piece of a sheet and sets the heights of its rows."""
        for piece in placed.pieces:
            self._write_piece(sheet, piece)
        for number, row in enumerate(placed.rows, start=1):
            if row.height is not None:
                sheet.row_dimensions[number].height = row.height
            if row.break_before:
                sheet.row_breaks.append(Break(id=number - 1))
            if row.is_notice and not self._is_sample:
                sheet.row_dimensions[number].hidden = True

    def _write_piece(self, sheet: Worksheet, placed: PlacedPiece) -> None:
        cell, piece = sheet[placed.address], placed.piece
        self._dress(cell, self._style_of(piece))
        text = self._text_of(placed)
        if text:
            cell.value = text
            cell.data_type = "s"
        if isinstance(piece, Printed) and piece.span > 1:
            self._merge(sheet, placed, piece)

    def _merge(self, sheet: Worksheet, placed: PlacedPiece, piece: Printed) -> None:
        last = piece.column + piece.span - 1
        for column in range(piece.column, last + 1):
            self._dress(sheet.cell(placed.row, column), piece.style)
        # Not merge_cells: it works out the borders of every range anew, half the time of a form.
        sheet.merged_cells.add(f"{placed.address}:{column_letters(last)}{placed.row}")

    def _dress(self, cell: Cell | MergedCell, style: str) -> None:
        # openpyxl looks a named style up in a list at every cell; one look-up a style will do.
        if style not in self._worn:
            cell.style = style_name(style)
            self._worn[style] = copy(cell._style)  # type: ignore[union-attr]
        cell._style = copy(self._worn[style])  # type: ignore[union-attr]

    @staticmethod
    def _style_of(piece: Printed | Asked | Held) -> str:
        return "held" if isinstance(piece, Held) else piece.style

    def _text_of(self, placed: PlacedPiece) -> str:
        piece = placed.piece
        if isinstance(piece, Printed):
            return piece.text.format_map(self._words) if piece.is_personal else piece.text
        if isinstance(piece, Held):
            return self._held.get(piece.key, "") if piece.key else ""
        is_sender = piece.meaning.field == Field.SENDER
        return self._words["country"] if is_sender else ""


def _set_up(sheet: Worksheet, placed: PlacedSheet, grid: Grid, mark: FormMark) -> None:
    for number, width in enumerate(grid.widths, start=1):
        sheet.column_dimensions[column_letters(number)].width = width
    _set_up_view(sheet, placed)
    _set_up_page(sheet, placed, grid, mark)
    sheet.protection.enable()
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False


def _set_up_view(sheet: Worksheet, placed: PlacedSheet) -> None:
    sheet.sheet_view.showGridLines = False
    headers = [number for number, row in enumerate(placed.rows, start=1) if row.is_header]
    if headers:
        last = max(headers)
        has_columns = any(p.row == last and p.piece.column > 2 for p in placed.pieces)
        sheet.freeze_panes = f"{'C' if has_columns else 'A'}{last + 1}"
        sheet.print_title_rows = f"1:{last}"


def _set_up_page(sheet: Worksheet, placed: PlacedSheet, grid: Grid, mark: FormMark) -> None:
    sheet.page_setup.orientation = "landscape" if grid.landscape else "portrait"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top = margins.bottom = 0.6
    margins.header = margins.footer = 0.3
    _set_up_footer(sheet, mark)


def _set_up_footer(sheet: Worksheet, mark: FormMark) -> None:
    footer = HeaderFooterItem(
        left=_HeaderFooterPart(text=str(mark), size=8),
        center=_HeaderFooterPart(text="&A", size=8),
        right=_HeaderFooterPart(text="&P / &N", size=8),
    )
    sheet.HeaderFooter.oddFooter = footer
