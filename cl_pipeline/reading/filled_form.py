"""A recognised form with what was typed into it: the sheets it covers and its filled cells."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from cl_pipeline.catalogue import finding
from cl_pipeline.model.codes import Field
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.form import FormCell, FormIdentity
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.printable import storable, unprintable_characters
from cl_pipeline.model.workbook import RawCell, RawWorkbook
from cl_pipeline.reading.cell_texts import yes_or_no
from cl_pipeline.reading.form_index import FormIndex
from cl_pipeline.reading.number_text import STROKE, is_struck_text, shown
from cl_pipeline.reading.numbers import NOT_SHOWN, shown_otherwise

FilledCell = tuple[FormCell, RawCell]

_READ_BY_KIND = frozenset({Field.VALUE, Field.ROW_LABEL})
"""Fields whose readers handle errors and formulas themselves."""


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


def sheet_coverage(raw: RawWorkbook, form: FormIndex) -> Iterator[SheetCoverage]:
    """What the cover says about every sheet it asks about, in the order of the cover."""
    for cell in form.covers:
        name = cell.attribute or ""
        cover, sheet, known = raw.sheet(cell.sheet), raw.sheet(name), form.sheet(name)
        typed = cover.cells[cell.cell].text.strip() if cover and cell.cell in cover.cells else ""
        yield SheetCoverage(
            name=name,
            declared=yes_or_no(typed),
            is_there=sheet is not None,
            has_entries=bool(sheet and known and known.has_entries(sheet)),
            answer=cell,
            typed=typed,
        )


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A recognised submission: its filled input cells by field, in the order of the form."""

    identity: FormIdentity
    framework: Framework
    index: FormIndex
    by_field: dict[Field, list[FilledCell]] = field(default_factory=dict)
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
    form = FilledForm(identity, framework, index)
    for known in index.sheets:
        sheet = raw.sheet(known.name) if known.name in sheets else None
        for cell, typed in known.filled(sheet) if sheet else ():
            if _is_usable(form, cell, typed):
                shown = _printable(form, cell, typed)
                form.by_field.setdefault(cell.field, []).append((cell, shown))
    return form


def _printable(form: FilledForm, cell: FormCell, typed: RawCell) -> RawCell:
    """The cell with a blank for every character that cannot be printed, which is reported.

    With such a character a figure is no number, and its reader reports it.
    """
    characters = unprintable_characters(typed.text) if cell.field is not Field.VALUE else ()
    if not characters:
        return typed
    text = storable(typed.text, instead=" ").strip()
    found = f'"{text[:60]}" has the character {" and ".join(characters[:3])}'
    form.report("UNPRINTABLE_CHARACTER", found, cell)
    return typed._replace(text=text)


def _is_usable(form: FilledForm, cell: FormCell, typed: RawCell) -> bool:
    """Whether the cell is asked for and shows something; else a finding is added."""
    if not cell.is_open and cell.field is not Field.SENDER:
        form.report("VALUE_IN_LOCKED_COLUMN", f'"{typed.text.strip()[:60]}"', cell)
        return False
    if typed.struck or is_struck_text(typed.text):
        form.report("STRUCK_THROUGH", f"{shown(typed.text.replace(STROKE, ''), 60)}", cell)
        return False
    if cell.field is not Field.VALUE and (looks := shown_otherwise(typed)):
        form.report("SHOWN_OTHERWISE", looks, cell)
        return False
    if cell.field in _READ_BY_KIND or typed.kind not in NOT_SHOWN:
        return True
    code, found = NOT_SHOWN[typed.kind]
    form.report(code, found.format(typed.text), cell)
    return False
