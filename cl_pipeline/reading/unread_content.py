"""Content that is not read as an entry: hidden, merged, or typed next to the input cells."""

from collections.abc import Iterator

from cl_pipeline.catalogue import finding
from cl_pipeline.forms.description import KNOWN_SHEET
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.keys import cell_order, listed_cells
from cl_pipeline.model.workbook import NOTE_TEXT, RawSheet, RawWorkbook
from cl_pipeline.reading.form_index import FormIndex, SheetIndex, is_filled, is_same_text
from cl_pipeline.reading.xlsx.addresses import area_corners


def read_unread_content(
    raw: RawWorkbook, form: FormIndex, refused: frozenset[str] = frozenset()
) -> Iterator[Finding]:
    """Findings about content that is not read as an entry, sheet by sheet.

    The sheets that were refused have a finding as a whole.
    """
    shown = _shown_values(raw)
    for known in form.sheets:
        sheet = raw.sheet(known.name)
        if sheet is None or known.name in refused:
            continue
        yield from _known_values(sheet, known, shown)
        yield from _hidden(sheet, known)
        yield from _merged(sheet, known)
        yield from _extra(sheet, known)
    for code, name, cell, found in raw.notes:
        if code == NOTE_TEXT or (name is not None and form.sheet(name) is None):
            continue
        yield finding(code, found=found, sheet=name, cell=cell)


def _shown_values(raw: RawWorkbook) -> dict[tuple[str, str], str]:
    """The texts that the form showed next to its inputs, by sheet and cell."""
    sheet = raw.sheet(KNOWN_SHEET)
    cells = sheet.cells if sheet else {}
    texts = {address: cell.text for address, cell in cells.items()}
    rows = (address[1:] for address in texts if address[0] == "A")
    return {(texts[f"A{row}"], texts.get(f"B{row}", "")): texts.get(f"C{row}", "") for row in rows}


def _known_values(
    sheet: RawSheet, known: SheetIndex, shown: dict[tuple[str, str], str]
) -> Iterator[Finding]:
    """Figures typed into, or over, the cells that show what is known already."""
    for address in known.shows_known:
        typed, before = sheet.cells.get(address), shown.get((known.name, address), "")
        if typed is None or not is_filled(typed) or is_same_text(typed.text, before):
            continue
        code = "KNOWN_FIGURE_CHANGED" if before else "FIGURE_IN_KNOWN_COLUMN"
        found = f'"{typed.text.strip()[:60]}"'
        yield finding(code, found=found, sheet=known.name, cell=address, shown=before)


def _hidden(sheet: RawSheet, known: SheetIndex) -> Iterator[Finding]:
    if sheet.state == "visible" and not any(cell.hidden for cell in sheet.cells.values()):
        return
    entries = [typed for _, typed in known.filled(sheet)]
    if sheet.state != "visible" and entries:
        found = f"the sheet is hidden and has {len(entries)} entries"
        yield finding("HIDDEN_SHEET", found=found, sheet=sheet.name)
    hidden = [typed.cell for typed in entries if typed.hidden]
    if hidden:
        found = f"hidden entries in {listed_cells(hidden)}"
        yield finding("HIDDEN_ROWS", found=found, sheet=sheet.name, cell=_first(hidden))


def _merged(sheet: RawSheet, known: SheetIndex) -> Iterator[Finding]:
    areas = (area for area in sheet.merged if area not in known.merged)
    # by the row, then the column of the upper left corner
    for corners in sorted(map(area_corners, areas), key=lambda corners: (corners[1], corners[0])):
        inside = known.inputs_within(*corners)
        if len(inside) > 1:
            found = f"the input cells {listed_cells(inside)} are merged"
            yield finding("MERGED", found=found, sheet=sheet.name, cell=_first(inside))


def _extra(sheet: RawSheet, known: SheetIndex) -> Iterator[Finding]:
    unknown = sheet.cells.keys() - known.known
    extra = [address for address in unknown if is_filled(sheet.cells[address])]
    extra += [
        address
        for address, text in known.printed.items()
        if address in sheet.cells
        and is_filled(sheet.cells[address])
        and not is_same_text(sheet.cells[address].text, text)
    ]
    if extra:
        first = sheet.cells[_first(extra)]
        sent = [sheet.cells[address].cell for address in extra]
        others = f" and other text in {listed_cells(sent)}" if len(extra) > 1 else ""
        found = f'"{first.text.strip()[:60]}"{others}'
        yield finding("EXTRA_TEXT", found=found, sheet=sheet.name, cell=first.cell)


def _first(addresses: list[str]) -> str:
    return min(addresses, key=cell_order)
