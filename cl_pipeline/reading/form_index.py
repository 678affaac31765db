"""A form description the way a reader needs it: sheet by sheet, worked out once per form."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from cl_pipeline.forms.description import cell_key, describe
from cl_pipeline.forms.elements import KnownValue, PlacedElement, Printed
from cl_pipeline.forms.layout import place
from cl_pipeline.model.breakdown import DIMENSIONS, OWN_ROW, Breakdown
from cl_pipeline.model.codes import Field, FormKey
from cl_pipeline.model.form import FormCell, FormDescription, FormIdentity
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.keys import column_letters
from cl_pipeline.model.observation import ObservationKey
from cl_pipeline.model.workbook import RawCell, RawSheet, RawWorkbook
from cl_pipeline.reading.moved_rows import (
    CELLS_OF_A_FORM,
    FormRows,
    PlacedRows,
    form_rows,
    placed_rows,
    put_back,
)
from cl_pipeline.reading.xlsx.addresses import place_of

SHEETS_COMPARED = 20
"""Of the sheets that the form does not have, so many are compared with its own."""

Address = tuple[str, str]
"""Sheet and cell."""


@dataclass(frozen=True, slots=True)
class SheetIndex:
    """One sheet of a form.

    ``inputs`` are the input cells by address, in the order of the form, and ``fixed`` the printed
    texts that must come back as they are, ``printed`` the others but those that differ between
    senders. ``shows_known`` are the cells for values that are known already. ``known`` are the
    addresses of everything the form itself puts there; ``merged`` are the areas it merges;
    ``places`` are row and column of the inputs, row by row; ``rows`` are what they belong to.
    """

    name: str
    inputs: dict[str, FormCell]
    places: tuple[tuple[int, int], ...]
    fixed: dict[str, str]
    printed: dict[str, str]
    shows_known: tuple[str, ...]
    known: frozenset[str]
    merged: frozenset[str]
    rows: FormRows

    def filled(self, sheet: RawSheet) -> list[tuple[FormCell, RawCell]]:
        """The input cells that hold more than spaces, in the order of the form."""
        return [
            (cell, sheet.cells[address])
            for address, cell in self.inputs.items()
            if address in sheet.cells and is_filled(sheet.cells[address])
        ]

    def has_entries(self, sheet: RawSheet) -> bool:
        """Whether the sheet says more than the form; of a changed one wherever it does."""
        if self.filled(sheet) or self.first_change(sheet) is None:
            return bool(self.filled(sheet))
        printed = {*self.fixed.values(), *self.printed.values()}
        return any(
            is_filled(cell) and cell.text not in printed
            for address, cell in sheet.cells.items()
            if address not in self.known
        )

    def first_change(self, sheet: RawSheet) -> tuple[str, str, str] | None:
        """The first printed cell that differs: address, its text and the form's, or None.

        Spaces and line ends do not count, because programs store them differently.
        """
        for address, wanted in self.fixed.items():
            text = sheet.cells[address].text if address in sheet.cells else ""
            if not is_same_text(text, wanted):
                return address, " ".join(text.split()), " ".join(wanted.split())
        return None

    def moved(self, sheet: RawSheet) -> PlacedRows | None:
        """Where the rows of a changed sheet are; None if it is unchanged or not recognised."""
        is_changed = self.fixed and self.first_change(sheet) is not None
        return placed_rows(sheet, self.rows) if is_changed else None

    def as_sent(self, sheet: RawSheet) -> RawSheet:
        """The sheet with its rows where the form has them, as it is where that is not known."""
        placed = self.moved(sheet)
        return put_back(sheet, placed.rows, self.rows) if placed else sheet

    def inputs_within(self, left: int, top: int, right: int, bottom: int) -> list[str]:
        """The addresses of the input cells in an area, row by row."""
        return [
            f"{column_letters(column)}{row}"
            for row, column in self.places
            if top <= row <= bottom and left <= column <= right
        ]


def is_filled(cell: RawCell) -> bool:
    """Whether a cell holds more than spaces."""
    return cell.has_formula or bool(cell.text.strip())


def is_same_text(text: str, other: str) -> bool:
    """Whether two printed texts are the same but for spaces and line ends."""
    return text == other or text.split() == other.split()


@dataclass(frozen=True, slots=True)
class FormIndex:
    """A form in one round. ``sheets`` are in the order of the workbook.

    ``covers`` are the cover's questions about sheets, ``senders`` the cells that name the Member
    State. ``keys`` are what the value cells are about. Those in rows that the sender
    names are in ``own_rows`` instead, with the label cells of these rows: a number per row, and the
    dimension in which it is named. ``choices`` are the codes behind the wordings of each drop-down.
    """

    description: FormDescription
    sheets: tuple[SheetIndex, ...]
    covers: tuple[FormCell, ...]
    senders: tuple[FormCell, ...]
    keys: dict[Address, ObservationKey]
    own_rows: dict[Address, tuple[int, str]]
    choices: dict[tuple[str, ...], dict[str, str]]

    def sheet(self, name: str) -> SheetIndex | None:
        """The sheet of that name, or None."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)

    def sheet_like(self, sheet: RawSheet) -> SheetIndex | None:
        """The sheet of the form that has all its printed texts there, whatever it is named."""
        if len(sheet.cells) > CELLS_OF_A_FORM:
            return None
        texts = {" ".join(cell.text.split()) for cell in sheet.cells.values()}
        titled = (
            known
            for known in self.sheets
            if known.fixed and " ".join(next(iter(known.fixed.values())).split()) in texts
        )
        alike = (known for known in titled if not known.first_change(known.as_sent(sheet)))
        return next(alike, None)

    def names_in(self, raw: RawWorkbook) -> dict[str, str]:
        """The sheets that a sender renamed or copied: their names in the workbook by form name.

        A sheet counts under another name where the form's own is missing, or is there without an
        entry, and no second one has entries.
        """
        named: dict[str, str] = {}
        others: dict[str, list[RawSheet]] = {}
        added = [sheet for sheet in raw.sheets if sheet.name not in self.description.sheets]
        for sheet in added[:SHEETS_COMPARED]:
            known = self.sheet_like(sheet)
            if known:
                others.setdefault(known.name, []).append(sheet)
        for name, alike in others.items():
            own, known = raw.sheet(name), self.sheet(name)
            assert known is not None  # a sheet is like one that there is
            own = known.as_sent(own) if own else None
            if own and (known.first_change(own) or known.filled(own)):
                continue
            filled = [sheet for sheet in alike if known.filled(known.as_sent(sheet))]
            candidates = filled or ([] if own else alike)
            if len(candidates) == 1:
                named[name] = candidates[0].name
        return named

    def as_sent(self, raw: RawWorkbook) -> RawWorkbook:
        """The workbook with its sheets and rows named and placed as in the form, where possible.

        A cell keeps the address that it has in the file.
        """
        named = {found: name for name, found in self.names_in(raw).items()}
        kept = (sheet for sheet in raw.sheets if sheet.name not in named.values())
        renamed = (replace(sheet, name=named.get(sheet.name, sheet.name)) for sheet in kept)
        return replace(raw, sheets=tuple(map(self._sheet_as_sent, renamed)))

    def _sheet_as_sent(self, sheet: RawSheet) -> RawSheet:
        known = self.sheet(sheet.name)
        return known.as_sent(sheet) if known else sheet


def index_for(framework: Framework, identity: FormIdentity) -> FormIndex:
    """The index of the form of that identity, the same for every sender.

    Raises:
        FrameworkError: there is no such form.
    """
    return _index(framework, identity.form, identity.version, identity.round)


@cache
def _index(framework: Framework, form: FormKey, version: str, round_year: RoundYear) -> FormIndex:
    description = describe(framework, form, version, round_year)
    cells = description.cells
    fixed: dict[str, dict[str, str]] = {name: {} for name in description.sheets}
    for printed in description.fixed:
        fixed[printed.sheet][printed.cell] = printed.text
    return FormIndex(
        description=description,
        sheets=tuple(
            SheetIndex(
                name=sheet.name,
                inputs={cell.cell: cell for cell in cells if cell.sheet == sheet.name},
                places=tuple(
                    sorted(place_of(cell.cell) for cell in cells if cell.sheet == sheet.name)
                ),
                fixed=fixed[sheet.name],
                printed=dict(_other_texts(sheet.elements)),
                shows_known=tuple(
                    placed.address
                    for placed in sheet.elements
                    if isinstance(placed.element, KnownValue)
                ),
                known=frozenset(placed.address for placed in sheet.elements),
                merged=frozenset(_merged(sheet.elements)),
                rows=_rows(sheet.name, fixed[sheet.name], cells),
            )
            for sheet in place(framework, form, version, round_year)
        ),
        covers=tuple(cell for cell in cells if cell.field is Field.COVERS and cell.attribute),
        senders=tuple(cell for cell in cells if cell.field is Field.SENDER),
        keys=dict(_keys(description)),
        own_rows=dict(_own_rows(description)),
        choices={
            cell.choices: _code_list(framework, cell.choices) for cell in cells if cell.choices
        },
    )


def _rows(sheet: str, fixed: dict[str, str], cells: tuple[FormCell, ...]) -> FormRows:
    asked = [cell for cell in cells if cell.sheet == sheet]
    own = {cell.cell for cell in asked if _own_dimension(cell.breakdown)}
    return form_rows(fixed, {cell.cell: _without_number(cell) for cell in asked}, own)


def _without_number(cell: FormCell) -> tuple[object, ...]:
    """What a cell means but for the number of its row among those that the sender names."""
    parts = (OWN_ROW if part.startswith(OWN_ROW) else part for part in cell_key(cell)[:-1])
    return (*parts, cell.choices)


def _own_dimension(breakdown: Breakdown) -> str | None:
    return next((n for n in DIMENSIONS if getattr(breakdown, n).startswith(OWN_ROW)), None)


def _other_texts(elements: tuple[PlacedElement, ...]) -> Iterator[tuple[str, str]]:
    for placed in elements:
        element = placed.element
        if isinstance(element, Printed) and not element.is_fixed and not element.is_personal:
            yield placed.address, element.text


def _merged(elements: tuple[PlacedElement, ...]) -> Iterator[str]:
    for placed in elements:
        element = placed.element
        if element.span > 1:
            last = column_letters(element.column + element.span - 1)
            yield f"{placed.address}:{last}{placed.row}"


def _keys(description: FormDescription) -> Iterator[tuple[Address, ObservationKey]]:
    for cell in description.cells:
        if cell.field is Field.VALUE and _own_dimension(cell.breakdown) is None:
            assert cell.indicator and cell.measure and cell.column  # a value cell has all three
            key = ObservationKey(cell.indicator, cell.measure, cell.column, cell.breakdown)
            yield (cell.sheet, cell.cell), key


def _own_rows(description: FormDescription) -> Iterator[tuple[Address, tuple[int, str]]]:
    numbers: dict[tuple[object, ...], int] = {}
    for cell in description.cells:
        dimension = _own_dimension(cell.breakdown)
        if dimension is not None and cell.field in (Field.VALUE, Field.ROW_LABEL):
            row = (cell.sheet, cell.indicator, cell.measure, cell.breakdown)
            yield (cell.sheet, cell.cell), (numbers.setdefault(row, len(numbers)), dimension)


def _code_list(framework: Framework, choices: tuple[str, ...]) -> dict[str, str]:
    """The codes by name where the choices are the names of one code list, else none."""
    lists: dict[str, dict[str, str]] = {}
    for code in framework.codes:
        if code.name in choices:
            lists.setdefault(code.list_key, {})[code.name] = code.code
    return next((names for names in lists.values() if set(names) == set(choices)), {})
