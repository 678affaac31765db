"""A form as a workbook: every element in its cell with its style, ready to be filled in."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.forms.description import IDENTITY_SHEET, KNOWN_SHEET, describe, identity_rows
from cl_pipeline.forms.elements import KnownValue, PlacedElement, PlacedSheet, Printed
from cl_pipeline.forms.layout import layout_in_round, place
from cl_pipeline.forms.writer.choices import ChoiceLists, add_validations
from cl_pipeline.forms.writer.fill import enter
from cl_pipeline.forms.writer.package import workbook_bytes
from cl_pipeline.forms.writer.page_setup import set_up_page, set_up_view
from cl_pipeline.forms.writer.styles import named_styles, style_name
from cl_pipeline.model.codes import Field
from cl_pipeline.model.form import FormCell, FormDescription, FormIdentity
from cl_pipeline.model.framework import Framework, Sender
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.model.observation import ObservationKey
from cl_pipeline.model.workbook import AUTHOR


def write_form(
    description: FormDescription,
    framework: Framework,
    sender: Sender,
    *,
    known_values: Mapping[ObservationKey, str] = {},
    is_sample: bool,
    entries: Sequence[tuple[FormCell, str]] = (),
) -> bytes:
    """The form for one sender as xlsx bytes; the same inputs give the same bytes.

    ``known_values`` are texts of values the Secretariat already has, shown next to the inputs.
    ``entries`` fill it at once, as ``fill_form`` would fill the form afterwards.

    Raises:
        ValuesError: an entry fits no open cell.
        BrokenInvariant: the description was not made from this framework.
    """
    workbook = form_workbook(
        description, framework, sender, known_values=known_values, is_sample=is_sample
    )
    enter(workbook, entries)
    return workbook_bytes(workbook)


def form_workbook(
    description: FormDescription,
    framework: Framework,
    sender: Sender,
    *,
    known_values: Mapping[ObservationKey, str],
    is_sample: bool,
) -> Workbook:
    """The form for one sender, still open: whoever writes more into it saves loading it again.

    Raises:
        BrokenInvariant: the description was not made from this framework.
    """
    version = (description.form, description.version, description.round)
    if describe(framework, *version).fingerprint != description.fingerprint:
        raise BrokenInvariant(f"form {version} was described from another framework")
    identity = FormIdentity(*version, sender.code, is_sample)
    workbook = Workbook()
    elements = ElementWriter(workbook, identity, sender.name, known_values)
    lists = ChoiceLists(workbook)
    layout = layout_in_round(framework, *version)
    for placed in place(framework, *version):
        sheet = workbook.create_sheet(placed.name)
        elements.write(sheet, placed)
        set_up_view(sheet, placed, layout.grids[placed.grid])
        set_up_page(sheet, placed, layout.grids[placed.grid], identity, sender.name)
        add_validations(sheet, placed.elements, lists, layout.gap_codes)
    _write_hidden_sheet(workbook, IDENTITY_SHEET, identity_rows(identity, description.fingerprint))
    if elements.known:
        _write_hidden_sheet(workbook, KNOWN_SHEET, elements.known)
    del workbook[workbook.sheetnames[0]]
    workbook.properties.title = layout.title
    workbook.properties.creator = AUTHOR
    workbook.properties.identifier = str(identity)
    workbook.active = 0
    return workbook


def _write_hidden_sheet(workbook: Workbook, name: str, rows: Iterable[tuple[str, ...]]) -> None:
    """Add a very hidden sheet with those texts."""
    sheet = workbook.create_sheet(name)
    for row in rows:
        sheet.append(row)
    sheet.sheet_state = "veryHidden"
    sheet.protection.enable()


class ElementWriter:
    """Writes elements into the cells of one sender's form, with their styles.

    ``known`` are the sheet, cell and text of the values written next to the inputs.
    """

    def __init__(
        self,
        workbook: Workbook,
        identity: FormIdentity,
        country: str,
        known_values: Mapping[ObservationKey, str],
    ) -> None:
        """Give the workbook its named styles."""
        self._is_sample = identity.is_sample
        self._known_values = known_values
        self.known: list[tuple[str, str, str]] = []
        self._personal_text = {
            "mark": str(identity),
            "sample_notice": SAMPLE_NOTICE if identity.is_sample else "",
            "country": country,
            "sender": identity.sender,
        }
        self._styles: dict[str, StyleArray] = {}
        for style in named_styles():
            workbook.add_named_style(style)

    def write(self, sheet: Worksheet, placed: PlacedSheet) -> None:
        """Write every element of a sheet and set the heights of its rows."""
        for element in placed.elements:
            self._write_element(sheet, element)
        for number, row in enumerate(placed.rows, start=1):
            if row.height is not None:
                sheet.row_dimensions[number].height = row.height
            if row.is_notice and not self._is_sample:
                sheet.row_dimensions[number].hidden = True

    def _write_element(self, sheet: Worksheet, placed: PlacedElement) -> None:
        cell, element = sheet[placed.address], placed.element
        self._set_style(cell, element.style)
        text = self._text_of(placed)
        if text and isinstance(element, KnownValue):
            self.known.append((cell.parent.title, placed.address, text))
        if text:
            cell.value = text
            cell.data_type = "s"
        if element.span == 1:
            return
        last = element.column + element.span - 1
        for column in range(element.column, last + 1):
            self._set_style(sheet.cell(placed.row, column), element.style)
        # Not merge_cells, which works out the borders of every range anew, nor merged_cells.add,
        # which compares it with all before: together they took half the time of a form.
        area = CellRange(None, element.column, placed.row, last, placed.row)
        sheet.merged_cells.ranges.add(area)

    def _set_style(self, cell: Cell | MergedCell, style: str) -> None:
        # openpyxl looks a named style up in a list at every cell; one look-up a style will do.
        if style not in self._styles:
            cell.style = style_name(style)
            self._styles[style] = copy(cell._style)  # type: ignore[union-attr]
        cell._style = copy(self._styles[style])  # type: ignore[union-attr]

    def _text_of(self, placed: PlacedElement) -> str:
        element = placed.element
        if isinstance(element, Printed):
            text = element.text
            return text.format_map(self._personal_text) if element.is_personal else text
        if isinstance(element, KnownValue):
            return self._known_values.get(element.key, "") if element.key else ""
        return self._personal_text["country"] if element.meaning.field == Field.SENDER else ""
