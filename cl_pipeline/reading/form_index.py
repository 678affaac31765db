"""A form description the way a reader needs it: sheet by sheet, worked out once per form."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from cl_pipeline.forms.description import describe
from cl_pipeline.forms.elements import KnownValue, PlacedElement, PlacedSheet
from cl_pipeline.forms.layout import place
from cl_pipeline.model.breakdown import DIMENSIONS, OWN_ROW, Breakdown
from cl_pipeline.model.codes import Field, FormKey
from cl_pipeline.model.form import FixedCell, FormCell, FormDescription, FormIdentity
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.keys import column_letters
from cl_pipeline.model.observation import ObservationKey
from cl_pipeline.model.workbook import RawSheet
from cl_pipeline.reading.xlsx.addresses import place_of

Address = tuple[str, str]
"""Sheet and cell."""


@dataclass(frozen=True, slots=True)
class SheetIndex:
    """One sheet of a form.

    ``inputs`` are the input cells by address, in the order of the description, and ``order`` their
    places in it. ``fixed`` are the printed texts by address; ``fixed_cells`` and ``fixed_texts``
    are the same apart, to be compared at once. ``known`` are the addresses of everything the form
    itself puts there; ``held`` those of the narrow cells that repeat what the Secretariat holds.
    ``merged`` are the areas the form merges.
    """

    name: str
    inputs: dict[str, FormCell]
    order: dict[str, int]
    fixed: tuple[tuple[str, str], ...]
    fixed_cells: list[str]
    fixed_texts: list[str]
    known: frozenset[str]
    held: frozenset[str]
    merged: frozenset[str]

    def filled(self, sheet: RawSheet) -> list[FormCell]:
        """The input cells that a sheet has at all, in the order of the form."""
        common = self.order.keys() & sheet.cells.keys()
        return [self.inputs[address] for address in sorted(common, key=self.order.__getitem__)]

    def inputs_within(self, left: int, top: int, right: int, bottom: int) -> list[str]:
        """The addresses of the input cells in an area, row by row."""
        places = (place_of(address) for address in self.inputs)
        inside = [(r, c) for r, c in places if top <= r <= bottom and left <= c <= right]
        return [f"{column_letters(column)}{row}" for row, column in sorted(inside)]


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


def index_for(framework: Framework, identity: FormIdentity) -> FormIndex:
    """The index of the form of that identity, the same for every sender.

    Raises:
        FrameworkError: there is no such form.
    """
    return _index(framework, identity.form, identity.version, identity.round)


@cache
def _index(framework: Framework, form: FormKey, version: str, round_year: RoundYear) -> FormIndex:
    description = describe(framework, form, version, round_year)
    placed = place(framework, form, version, round_year)
    inputs = cells_by_sheet(description)
    fixed: dict[str, list[FixedCell]] = {name: [] for name in description.sheets}
    for cell in description.fixed:
        fixed[cell.sheet].append(cell)
    return FormIndex(
        description=description,
        sheets=tuple(
            _sheet_index(sheet, inputs[sheet.name], tuple(fixed[sheet.name])) for sheet in placed
        ),
        covers=tuple(
            cell for cell in description.cells if cell.field is Field.COVERS and cell.attribute
        ),
        senders=tuple(cell for cell in description.cells if cell.field is Field.SENDER),
        keys=dict(_keys(description)),
        own_rows=dict(_own_rows(description)),
        choices={
            cell.choices: _code_list(framework, cell.choices)
            for cell in description.cells
            if cell.choices
        },
    )


def cells_by_sheet(description: FormDescription) -> dict[str, tuple[FormCell, ...]]:
    """The input cells of every sheet in the order of the description."""
    sheets: dict[str, list[FormCell]] = {name: [] for name in description.sheets}
    for cell in description.cells:
        sheets[cell.sheet].append(cell)
    return {name: tuple(cells) for name, cells in sheets.items()}


def _own_dimension(breakdown: Breakdown) -> str | None:
    return next((n for n in DIMENSIONS if getattr(breakdown, n).startswith(OWN_ROW)), None)


def _sheet_index(
    sheet: PlacedSheet, inputs: tuple[FormCell, ...], fixed: tuple[FixedCell, ...]
) -> SheetIndex:
    return SheetIndex(
        name=sheet.name,
        inputs={cell.cell: cell for cell in inputs},
        order={cell.cell: place for place, cell in enumerate(inputs)},
        fixed=tuple((cell.cell, cell.text) for cell in fixed),
        fixed_cells=[cell.cell for cell in fixed],
        fixed_texts=[cell.text for cell in fixed],
        known=frozenset(placed.address for placed in sheet.elements),
        held=frozenset(
            placed.address for placed in sheet.elements if isinstance(placed.element, KnownValue)
        ),
        merged=frozenset(_merged(sheet.elements)),
    )


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
