"""Findings about personal data in what was typed, wherever in the workbook; nothing is quoted."""

from collections.abc import Iterator
from functools import cache, partial
from itertools import islice

from cl_pipeline.catalogue import finding
from cl_pipeline.forms.description import HIDDEN_SHEETS
from cl_pipeline.model.codes import PERSONAL, PERSONAL_DATA
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.personal_data import personal_data, personal_data_label
from cl_pipeline.model.workbook import NOTE_TEXT, CellKind, RawWorkbook
from cl_pipeline.reading.form_index import FormIndex, is_same_text
from cl_pipeline.reading.moved_rows import CELLS_OF_A_FORM

_PLACE = tuple[str | None, str | None]


def read_personal_data(raw: RawWorkbook, form: FormIndex, region: str | None) -> Iterator[Finding]:
    """One finding for each cell with personal data in it or in its note, and for each sheet name.

    Contact cells are meant for persons and have none. ``raw`` is the workbook as it was sent; of
    one that is far larger than a form only the beginning is looked at.
    """
    found: dict[_PLACE, dict[str, None]] = {}
    # The same source or remark is often in many cells.
    kinds_in = cache(partial(personal_data, region=region))
    for place, text in islice(_texts(form.as_sent(raw), form), CELLS_OF_A_FORM):
        if kinds := kinds_in(text):
            found.setdefault(place, {}).update(dict.fromkeys(kinds))
    for (name, cell), together in found.items():
        label = f"the cell or its note has {personal_data_label(together)}"
        yield finding(PERSONAL_DATA, found=label, sheet=name, cell=cell)
    for number, sheet in enumerate(raw.sheets, start=1):
        if kinds := kinds_in(sheet.name):
            label = f"the name of sheet {number} has {personal_data_label(kinds)}"
            yield finding(PERSONAL_DATA, found=label)


def _texts(raw: RawWorkbook, form: FormIndex) -> Iterator[tuple[_PLACE, str]]:
    for code, name, cell, text in raw.notes:
        if code == NOTE_TEXT:
            yield (name, cell), text
    for sheet in raw.sheets:
        known = form.sheet(sheet.name)
        if sheet.name in HIDDEN_SHEETS:
            continue
        for address, typed in sheet.cells.items():
            asked = known.inputs.get(address) if known else None
            is_ours = known is not None and is_same_text(
                typed.text, known.fixed.get(address) or known.printed.get(address, "")
            )
            is_contact = asked is not None and asked.field in PERSONAL
            if typed.kind is CellKind.TEXT and not is_ours and not is_contact:
                yield (sheet.name, address), typed.text
