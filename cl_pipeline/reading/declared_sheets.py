"""Which sheets a return covers."""

from collections.abc import Iterator
from dataclasses import dataclass

from cl_pipeline.model.form import FormCell
from cl_pipeline.model.workbook import RawCell, RawSheet, RawWorkbook
from cl_pipeline.reading.form_index import FormIndex, SheetIndex

_YES = frozenset({"yes", "y", "x", "✓", "true", "1"})
_NO = frozenset({"no", "n", "-", "false", "0"})


@dataclass(frozen=True, slots=True)
class Coverage:
    """The cover's word on one sheet. ``declared`` is None where its line is blank or unclear."""

    sheet: str
    declared: bool | None
    is_there: bool
    has_entries: bool
    answer: FormCell
    typed: str

    @property
    def is_covered(self) -> bool:
        """True where the return speaks for the sheet."""
        return self.is_there and (self.has_entries if self.declared is None else self.declared)


def coverage_of(raw: RawWorkbook, form: FormIndex) -> tuple[Coverage, ...]:
    """The cover's word on every sheet it asks about, in the order of the cover."""
    return tuple(_coverage(raw, form))


def filled(sheet: RawSheet, cell: FormCell) -> RawCell | None:
    """What stands in an input cell, or None where it is empty or holds only spaces."""
    raw = sheet.cells.get(cell.cell)
    return raw if raw is not None and is_filled(raw) else None


def is_filled(raw: RawCell) -> bool:
    """True where more than spaces stands in a cell."""
    return raw.has_formula or bool(raw.text.strip())


def _coverage(raw: RawWorkbook, form: FormIndex) -> Iterator[Coverage]:
    for cell in form.covers:
        name = cell.attribute or ""
        cover, sheet = raw.sheet(cell.sheet), raw.sheet(name)
        answer = filled(cover, cell) if cover else None
        yield Coverage(
            sheet=name,
            declared=_declared(answer),
            is_there=sheet is not None,
            has_entries=sheet is not None and _has_entries(sheet, form.sheet(name)),
            answer=cell,
            typed=answer.text.strip() if answer else "",
        )


def _has_entries(sheet: RawSheet, known: SheetIndex | None) -> bool:
    if known is None:
        return False
    return any(is_filled(sheet.cells[address]) for address in known.order.keys() & sheet.cells)


def _declared(answer: RawCell | None) -> bool | None:
    word = answer.text.strip().casefold() if answer else ""
    return True if word in _YES else False if word in _NO else None
