"""The filled input cells of one return, with everything the draft needs beside them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from cl_pipeline.catalogue import finding
from cl_pipeline.model.codes import Field
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.form import FormCell, FormIdentity
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.workbook import CellKind, RawCell, RawWorkbook
from cl_pipeline.reading.declared_sheets import filled
from cl_pipeline.reading.form_index import FormIndex

FilledCell = tuple[FormCell, RawCell]

_READ_BY_KIND = frozenset({Field.VALUE, Field.ROW_LABEL})
"""Fields whose own readers tell errors and formulas apart."""


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A recognised return: its filled input cells by field, in the order of the form."""

    mark: FormIdentity
    framework: Framework
    index: FormIndex
    by_field: dict[Field, list[FilledCell]]
    findings: list[Finding] = field(default_factory=list)

    def of(self, *fields: Field) -> Iterator[FilledCell]:
        """The filled cells of those fields."""
        for one in fields:
            yield from self.by_field.get(one, ())

    def tell(self, code: str, found: str, cell: FormCell, **words: object) -> None:
        """Note a finding at that cell."""
        self.findings.append(
            finding(
                code,
                found=found,
                sheet=cell.sheet,
                cell=cell.cell,
                indicator=cell.indicator,
                **words,
            )
        )


def filled_form(
    raw: RawWorkbook,
    index: FormIndex,
    mark: FormIdentity,
    framework: Framework,
    sheets: frozenset[str],
) -> FilledForm:
    """The filled input cells of those sheets."""
    by_field: dict[Field, list[FilledCell]] = {}
    form = FilledForm(mark, framework, index, by_field)
    for one in index.sheets:
        sheet = raw.sheet(one.name) if one.name in sheets else None
        for cell in one.filled(sheet) if sheet else ():
            typed = filled(sheet, cell) if sheet else None
            if typed is not None and _is_usable(form, cell, typed):
                by_field.setdefault(cell.field, []).append((cell, typed))
    return form


def _is_usable(form: FilledForm, cell: FormCell, typed: RawCell) -> bool:
    """True where the cell is asked for and shows something; else a finding has been noted."""
    if not cell.is_open and cell.field is not Field.SENDER:
        form.tell("VALUE_IN_LOCKED_COLUMN", f'"{typed.text.strip()[:60]}"', cell)
        return False
    if cell.field in _READ_BY_KIND:
        return True
    if typed.kind is CellKind.ERROR:
        form.tell("CELL_ERROR", f"the cell shows {typed.text}", cell)
        return False
    if typed.kind is CellKind.FORMULA_WITHOUT_VALUE:
        form.tell("FORMULA_NOT_CALCULATED", "the cell holds a formula without a result", cell)
        return False
    return True
