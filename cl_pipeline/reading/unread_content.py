"""Content that is not read as an entry: hidden, merged, or typed next to the input cells."""

from collections.abc import Iterator
from operator import attrgetter

from cl_pipeline.catalogue import finding
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.keys import cell_order
from cl_pipeline.model.workbook import RawSheet, RawWorkbook
from cl_pipeline.reading.filled_form import filled, is_filled
from cl_pipeline.reading.form_index import FormIndex, SheetIndex
from cl_pipeline.reading.xlsx.addresses import area_corners

_SHOWN_CELLS = 10
_IS_HIDDEN = attrgetter("hidden")


def read_unread_content(raw: RawWorkbook, form: FormIndex) -> Iterator[Finding]:
    """Findings about content that is not read as an entry, sheet by sheet."""
    for known in form.sheets:
        sheet = raw.sheet(known.name)
        if sheet is None:
            continue
        yield from _hidden(sheet, known)
        yield from _merged(sheet, known)
        yield from _extra(sheet, known)
    for code, name, cell, found in raw.notes:
        yield finding(code, found=found, sheet=name, cell=cell)


def _hidden(sheet: RawSheet, known: SheetIndex) -> Iterator[Finding]:
    if sheet.state == "visible" and not any(map(_IS_HIDDEN, sheet.cells.values())):
        return
    entries = [typed for cell in known.filled(sheet) if (typed := filled(sheet, cell))]
    if sheet.state != "visible" and entries:
        found = f"the sheet is hidden and has {len(entries)} entries"
        yield finding("HIDDEN_SHEET", found=found, sheet=sheet.name)
    hidden = [typed.cell for typed in entries if typed.hidden]
    if hidden:
        found = f"hidden entries in {_listed(hidden)}"
        yield finding("HIDDEN_ROWS", found=found, sheet=sheet.name, cell=_first(hidden))


def _merged(sheet: RawSheet, known: SheetIndex) -> Iterator[Finding]:
    areas = (area for area in sheet.merged if area not in known.merged)
    for area in sorted(areas, key=in_sheet_order_of_area):
        inside = known.inputs_within(*area_corners(area))
        if len(inside) > 1:
            found = f"the input cells {_listed(inside)} are merged"
            yield finding("MERGED", found=found, sheet=sheet.name, cell=_first(inside))


def in_sheet_order_of_area(area: str) -> tuple[int, int]:
    """A key that sorts areas by their upper left corner."""
    left, top, _, _ = area_corners(area)
    return top, left


def _extra(sheet: RawSheet, known: SheetIndex) -> Iterator[Finding]:
    unknown = (sheet.cells[address] for address in sheet.cells.keys() - known.known)
    extra = [cell for cell in unknown if is_filled(cell)]
    if extra:
        addresses = [cell.cell for cell in extra]
        first = sheet.cells[_first(addresses)]
        found = f'"{first.text.strip()[:60]}" and other text in {_listed(addresses)}'
        if len(extra) == 1:
            found = f'"{first.text.strip()[:60]}"'
        yield finding("EXTRA_TEXT", found=found, sheet=sheet.name, cell=first.cell)


def _first(addresses: list[str]) -> str:
    return min(addresses, key=cell_order)


def _listed(addresses: list[str]) -> str:
    ordered = sorted(addresses, key=cell_order)
    more = len(ordered) - _SHOWN_CELLS
    return ", ".join(ordered[:_SHOWN_CELLS]) + (f" and {more} more" if more > 0 else "")
