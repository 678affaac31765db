"""A recognised form with what was typed into it: the sheets it covers and its filled cells."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from cl_pipeline.catalogue import finding
from cl_pipeline.model.codes import Field
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.form import FormCell, FormIdentity
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.workbook import CellKind, RawCell, RawSheet, RawWorkbook
from cl_pipeline.reading.form_index import FormIndex, SheetIndex

FilledCell = tuple[FormCell, RawCell]

_READ_BY_KIND = frozenset({Field.VALUE, Field.ROW_LABEL})
"""Fields whose readers handle errors and formulas themselves."""
_YES = frozenset({"yes", "y", "x", "✓", "true", "1"})
_NO = frozenset({"no", "n", "-", "false", "0"})


@dataclass(frozen=True, slots=True)
class SheetCoverage:
    """What the cover says about one sheet; key ``name``.

    ``declared`` is None where its line on the cover is blank or unclear.
    """

    name: str
    declared: bool | None
    is_there: bool
    has_entries: bool
    answer: FormCell
    typed: str

    @property
    def is_covered(self) -> bool:
        """Whether the submission reports the sheet."""
        return self.is_there and (self.has_entries if self.declared is None else self.declared)


def sheet_coverage(raw: RawWorkbook, form: FormIndex) -> tuple[SheetCoverage, ...]:
    """What the cover says about every sheet it asks about, in the order of the cover."""
    return tuple(_coverage(raw, form))


def filled(sheet: RawSheet, cell: FormCell) -> RawCell | None:
    """The content of an input cell, or None where it is empty or holds only spaces."""
    raw = sheet.cells.get(cell.cell)
    return raw if raw is not None and is_filled(raw) else None


def is_filled(raw: RawCell) -> bool:
    """Whether a cell holds more than spaces."""
    return raw.has_formula or bool(raw.text.strip())


def _coverage(raw: RawWorkbook, form: FormIndex) -> Iterator[SheetCoverage]:
    for cell in form.covers:
        name = cell.attribute or ""
        cover, sheet = raw.sheet(cell.sheet), raw.sheet(name)
        answer = filled(cover, cell) if cover else None
        yield SheetCoverage(
            name=name,
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


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A recognised submission: its filled input cells by field, in the order of the form."""

    identity: FormIdentity
    framework: Framework
    index: FormIndex
    by_field: dict[Field, list[FilledCell]]
    findings: list[Finding] = field(default_factory=list)

    def of(self, *fields: Field) -> Iterator[FilledCell]:
        """The filled cells of those fields."""
        for name in fields:
            yield from self.by_field.get(name, ())

    def report(self, code: str, found: str, cell: FormCell, **details: object) -> None:
        """Add a finding at that cell."""
        self.findings.append(
            finding(
                code,
                found=found,
                sheet=cell.sheet,
                cell=cell.cell,
                indicator=cell.indicator,
                **details,
            )
        )


def filled_form(
    raw: RawWorkbook,
    index: FormIndex,
    identity: FormIdentity,
    framework: Framework,
    sheets: frozenset[str],
) -> FilledForm:
    """The filled input cells of those sheets."""
    by_field: dict[Field, list[FilledCell]] = {}
    form = FilledForm(identity, framework, index, by_field)
    for known in index.sheets:
        sheet = raw.sheet(known.name) if known.name in sheets else None
        for cell in known.filled(sheet) if sheet else ():
            typed = filled(sheet, cell) if sheet else None
            if typed is not None and _is_usable(form, cell, typed):
                by_field.setdefault(cell.field, []).append((cell, typed))
    return form


def _is_usable(form: FilledForm, cell: FormCell, typed: RawCell) -> bool:
    """Whether the cell is asked for and shows something; else a finding is added."""
    if not cell.is_open and cell.field is not Field.SENDER:
        form.report("VALUE_IN_LOCKED_COLUMN", f'"{typed.text.strip()[:60]}"', cell)
        return False
    if cell.field in _READ_BY_KIND:
        return True
    if typed.kind is CellKind.ERROR:
        form.report("CELL_ERROR", f"the cell shows {typed.text}", cell)
        return False
    if typed.kind is CellKind.FORMULA_WITHOUT_VALUE:
        form.report("FORMULA_NOT_CALCULATED", "the cell holds a formula without a result", cell)
        return False
    return True
