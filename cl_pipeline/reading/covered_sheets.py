"""Which sheets a return covers.

Belongs here: what the cover declares, and the rule for a line left blank: the sheet counts as
covered if something is filled in on it. Does not belong here: whether a covered sheet says enough
(``checks``).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cl_pipeline.model.codes import Field
from cl_pipeline.model.form import FormCell, FormDescription
from cl_pipeline.model.workbook import RawCell, RawSheet, RawWorkbook

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


def coverage_of(raw: RawWorkbook, description: FormDescription) -> tuple[Coverage, ...]:
    """The cover's word on every sheet it asks about, in the order of the cover."""
    return tuple(_coverage(raw, description))


def cells_by_sheet(description: FormDescription) -> dict[str, tuple[FormCell, ...]]:
    """The input cells of every sheet in the order of the description."""
    sheets: dict[str, list[FormCell]] = {name: [] for name in description.sheets}
    for cell in description.cells:
        sheets[cell.sheet].append(cell)
    return {name: tuple(cells) for name, cells in sheets.items()}


def filled(sheet: RawSheet, cell: FormCell) -> RawCell | None:
    """What stands in an input cell, or None where it is empty or holds only spaces."""
    raw = sheet.cells.get(cell.cell)
    return None if raw is None or not (raw.text.strip() or raw.has_formula) else raw


def _coverage(raw: RawWorkbook, description: FormDescription) -> Iterator[Coverage]:
    inputs = cells_by_sheet(description)
    for cell in description.cells:
        if cell.field is not Field.COVERS or cell.attribute is None:
            continue
        cover = raw.sheet(cell.sheet)
        answer = filled(cover, cell) if cover else None
        sheet = raw.sheet(cell.attribute)
        yield Coverage(
            sheet=cell.attribute,
            declared=_declared(answer),
            is_there=sheet is not None,
            has_entries=sheet is not None
            and any(filled(sheet, one) for one in inputs.get(sheet.name, ())),
            answer=cell,
            typed=answer.text.strip() if answer else "",
        )


def _declared(answer: RawCell | None) -> bool | None:
    word = answer.text.strip().casefold() if answer else ""
    return True if word in _YES else False if word in _NO else None
