"""A form as a workbook: every placed piece with its look, ready to be filled in."""

from collections.abc import Mapping, Sequence
from copy import copy

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.forms.description import describe
from cl_pipeline.forms.elements import Asked, Held, PlacedPiece, PlacedSheet, Printed
from cl_pipeline.forms.layout import place
from cl_pipeline.forms.layout_files import load_layout
from cl_pipeline.forms.writer.choices import ChoiceLists, add_validations
from cl_pipeline.forms.writer.fill import enter
from cl_pipeline.forms.writer.identity_sheet import write_meta_sheet
from cl_pipeline.forms.writer.package import workbook_bytes
from cl_pipeline.forms.writer.page_setup import Foot, set_up_page, set_up_view
from cl_pipeline.forms.writer.styles import named_styles, style_name
from cl_pipeline.model.codes import Field
from cl_pipeline.model.form import FormCell, FormDescription, FormIdentity
from cl_pipeline.model.framework import Framework, Sender
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.model.observation import ObservationKey

AUTHOR = "ASEAN Roadmap monitoring"


def write_form(
    description: FormDescription,
    framework: Framework,
    sender: Sender,
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
    workbook = form_workbook(description, framework, sender, held=held, is_sample=is_sample)
    enter(workbook, entries)
    return workbook_bytes(workbook)


def form_workbook(
    description: FormDescription,
    framework: Framework,
    sender: Sender,
    *,
    held: Mapping[ObservationKey, str],
    is_sample: bool,
) -> Workbook:
    """The form for one sender, still open: whoever writes more into it saves loading it again.

    Raises:
        BrokenInvariant: the description was not made from this framework.
    """
    identity = (description.form, description.version, description.round)
    if describe(framework, *identity).fingerprint != description.fingerprint:
        raise BrokenInvariant(f"form {identity} was described from another framework")
    mark = FormIdentity(*identity, sender.code, is_sample)
    workbook = Workbook()
    pen = Pen(workbook, _personal_text(mark, sender), held, is_sample=is_sample)
    lists = ChoiceLists(workbook)
    layout = load_layout(description.form, description.version)
    for placed in place(framework, *identity):
        sheet = workbook.create_sheet(placed.name)
        pen.write(sheet, placed)
        set_up_view(sheet, placed, layout.grids[placed.grid])
        set_up_page(sheet, placed, layout.grids[placed.grid], Foot(sender.name, mark))
        add_validations(sheet, placed.pieces, lists, framework.gap_codes)
    write_meta_sheet(workbook, mark, description.fingerprint)
    _name(workbook, layout.title, mark)
    return workbook


def _personal_text(mark: FormIdentity, sender: Sender) -> dict[str, str]:
    notice = SAMPLE_NOTICE if mark.is_sample else ""
    return {
        "mark": str(mark),
        "sample_notice": notice,
        "country": sender.name,
        "sender": sender.code,
    }


def _name(workbook: Workbook, title: str, mark: FormIdentity) -> None:
    del workbook[workbook.sheetnames[0]]
    workbook.properties.title = title
    workbook.properties.creator = AUTHOR
    workbook.properties.identifier = str(mark)
    workbook.active = 0


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
            if row.is_notice and not self._is_sample:
                sheet.row_dimensions[number].hidden = True

    def _write_piece(self, sheet: Worksheet, placed: PlacedPiece) -> None:
        cell, piece = sheet[placed.address], placed.piece
        self._dress(cell, self._style_of(piece))
        text = self._text_of(placed)
        if text:
            cell.value = text
            cell.data_type = "s"
        if not isinstance(piece, Held) and piece.span > 1:
            self._merge(sheet, placed, piece)

    def _merge(self, sheet: Worksheet, placed: PlacedPiece, piece: Printed | Asked) -> None:
        last = piece.column + piece.span - 1
        for column in range(piece.column, last + 1):
            self._dress(sheet.cell(placed.row, column), piece.style)
        # Not merge_cells, which works out the borders of every range anew, nor merged_cells.add,
        # which compares it with all before: together they took half the time of a form.
        area = CellRange(None, piece.column, placed.row, last, placed.row)
        sheet.merged_cells.ranges.add(area)

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
