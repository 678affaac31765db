"""What stands around the entries of a return: hidden, merged, or typed beside the input cells.

Belongs here: everything that is not read and must not be passed over in silence. Does not belong
here: the entries themselves.
"""

from collections.abc import Iterator

from cl_pipeline.catalogue import finding
from cl_pipeline.forms.placement import place
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.form import FormCell, FormDescription
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.workbook import RawSheet, RawWorkbook
from cl_pipeline.reading.addresses import area_corners, in_sheet_order
from cl_pipeline.reading.covered_sheets import cells_by_sheet, filled

_SHOWN_CELLS = 10


def read_surroundings(
    raw: RawWorkbook, description: FormDescription, framework: Framework
) -> Iterator[Finding]:
    """Findings about what surrounds the entries, sheet by sheet."""
    inputs = cells_by_sheet(description)
    placed = place(framework, description.form, description.version, description.round)
    for form_sheet in placed:
        sheet = raw.sheet(form_sheet.name)
        if sheet is None:
            continue
        cells = inputs.get(sheet.name, ())
        yield from _hidden(sheet, cells)
        yield from _merged(sheet, cells)
        yield from _extra(sheet, frozenset(piece.address for piece in form_sheet.pieces))
    for code, name, cell, found in raw.notes:
        yield finding(code, found=found, sheet=name, cell=cell)


def _hidden(sheet: RawSheet, cells: tuple[FormCell, ...]) -> Iterator[Finding]:
    entries = [typed for cell in cells if (typed := filled(sheet, cell))]
    if sheet.state != "visible" and entries:
        found = f"the sheet is hidden and has {len(entries)} entries"
        yield finding("HIDDEN_SHEET", found=found, sheet=sheet.name)
    hidden = [typed.cell for typed in entries if typed.hidden]
    if hidden:
        found = f"hidden entries in {_listed(hidden)}"
        yield finding("HIDDEN_ROWS", found=found, sheet=sheet.name, cell=_first(hidden))


def _merged(sheet: RawSheet, cells: tuple[FormCell, ...]) -> Iterator[Finding]:
    inputs = {cell.cell for cell in cells}
    where = {in_sheet_order(address): address for address in inputs}
    for area in sorted(sheet.merged, key=in_sheet_order_of_area):
        left, top, right, bottom = area_corners(area)
        inside = [
            address
            for (row, column), address in where.items()
            if top <= row <= bottom and left <= column <= right
        ]
        if len(inside) > 1:
            found = f"the input cells {_listed(inside)} are merged"
            yield finding("MERGED", found=found, sheet=sheet.name, cell=_first(inside))


def in_sheet_order_of_area(area: str) -> tuple[int, int]:
    """A key that sorts areas by their upper left corner."""
    left, top, _, _ = area_corners(area)
    return top, left


def _extra(sheet: RawSheet, known: frozenset[str]) -> Iterator[Finding]:
    extra = [
        cell
        for cell in sheet.cells.values()
        if cell.cell not in known and (cell.text.strip() or cell.has_formula)
    ]
    if extra:
        addresses = [cell.cell for cell in extra]
        first = sheet.cells[_first(addresses)]
        found = f'"{first.text.strip()[:60]}" and other text in {_listed(addresses)}'
        if len(extra) == 1:
            found = f'"{first.text.strip()[:60]}"'
        yield finding("EXTRA_TEXT", found=found, sheet=sheet.name, cell=first.cell)


def _first(addresses: list[str]) -> str:
    return min(addresses, key=in_sheet_order)


def _listed(addresses: list[str]) -> str:
    ordered = sorted(addresses, key=in_sheet_order)
    more = len(ordered) - _SHOWN_CELLS
    return ", ".join(ordered[:_SHOWN_CELLS]) + (f" and {more} more" if more > 0 else "")
