"""Which form a workbook is: by its cells, never by its name, properties or place.

Source: reference/excel.md, "Recognise a template by cells, not by properties".
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cl_pipeline.catalogue import finding
from cl_pipeline.model.codes import Severity
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.form import FixedCell, FormDescription, FormIdentity
from cl_pipeline.model.framework import Framework, MemberState, Sender, sender_of, senders_of
from cl_pipeline.model.workbook import RawSheet, RawWorkbook
from cl_pipeline.reading.declared_sheets import Coverage, coverage_of
from cl_pipeline.reading.form_identity import IdentitySheet, identity_sheet_of, visible_identity
from cl_pipeline.reading.form_index import FormIndex, SheetIndex, index_for


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a workbook was recognised as.

    ``mark`` is what the form says about itself, None where it does not say. ``description`` is
    None where the workbook cannot be read as that form; ``findings`` then say why.
    """

    mark: FormIdentity | None
    description: FormDescription | None
    findings: tuple[Finding, ...]
    coverage: tuple[Coverage, ...] = ()


def recognise(raw: RawWorkbook, framework: Framework, drive_path: str | None = None) -> Recognition:
    """The form a workbook is, or why it is none.

    ``drive_path`` is where the file lay, relative to the drive: a folder ``<round>/<sender>/``
    that disagrees with the form is a warning.
    """
    hidden = identity_sheet_of(raw)
    mark = hidden.mark() if hidden else None
    if hidden is None or mark is None:
        found = "no sheet says which form this is" if hidden is None else "its mark is damaged"
        return Recognition(None, None, (finding("FORM_UNKNOWN", found=found),))
    unknown = _unknown_form(mark, framework)
    if unknown:
        return Recognition(mark, None, (unknown,))
    form = index_for(framework, mark)
    coverage = coverage_of(raw, form)
    findings = tuple(_findings(raw, framework, hidden, mark, form, coverage))
    if not any(one.severity is Severity.REJECT for one in findings):
        folder = _folder_finding(mark, framework, drive_path)
        return Recognition(mark, form.description, (*findings, *folder), coverage)
    return Recognition(mark, None, findings)


def _unknown_form(mark: FormIdentity, framework: Framework) -> Finding | None:
    versions = {
        (form_version.form, form_version.version) for form_version in framework.form_versions
    }
    if (mark.form, mark.version) not in versions:
        return finding("FORM_VERSION", found=f"the form says it is {mark.form} {mark.version}")
    if mark.round not in framework.rounds:
        return finding("FORM_VERSION", found=f"the form says it is for the round {mark.round}")
    if mark.sender not in {one.code for one in senders_of(framework, mark.form)}:
        return finding("FORM_VERSION", found=f"the form says it is from {mark.sender!r}")
    return None


def _findings(
    raw: RawWorkbook,
    framework: Framework,
    hidden: IdentitySheet,
    mark: FormIdentity,
    form: FormIndex,
    coverage: tuple[Coverage, ...],
) -> Iterator[Finding]:
    """One conflict, or one change, or everything that is missing or too many."""
    conflict = _conflict(raw, framework, hidden, mark, form)
    if conflict:
        yield conflict
        return
    yield from _missing_sheets(raw, form, coverage)
    changed = _first_change(raw, form, coverage)
    if changed:
        yield changed
    elif hidden.get("fingerprint") != form.description.fingerprint:
        found = f"the form says it is {mark.form} {mark.version}, and its input cells are others"
        yield finding("FORM_CONFLICT", found=found)
    known = {*form.description.sheets}
    for sheet in raw.sheets:
        if sheet.name not in known and not sheet.name.startswith("_"):
            yield finding("EXTRA_SHEET", found=f"the sheet {sheet.name!r}", sheet=sheet.name)


def _conflict(
    raw: RawWorkbook,
    framework: Framework,
    hidden: IdentitySheet,
    mark: FormIdentity,
    form: FormIndex,
) -> Finding | None:
    if not hidden.is_whole:
        found = f"the form's own mark {mark} is no longer as it was sent out"
        return finding("FORM_CONFLICT", found=found)
    for name in form.description.sheets:
        sheet = raw.sheet(name)
        seen = visible_identity(sheet) if sheet else None
        if seen and seen[1] != str(mark):
            found = f"the workbook says {mark}, this sheet says {seen[1]}"
            return finding("FORM_CONFLICT", found=found, sheet=name, cell=seen[0])
    return _cover_conflict(raw, framework, mark, form)


def _cover_conflict(
    raw: RawWorkbook, framework: Framework, mark: FormIdentity, form: FormIndex
) -> Finding | None:
    for cell in form.senders:
        sheet = raw.sheet(cell.sheet)
        typed = sheet.cells.get(cell.cell) if sheet else None
        state = sender_of(framework, mark.form, mark.sender)
        if typed and typed.text.strip() and not _names(state, typed.text):
            found = f"the form is that of {state.name}, the cover names {typed.text.strip()!r}"
            return finding("FORM_CONFLICT", found=found, sheet=cell.sheet, cell=cell.cell)
    return None


def _names(state: Sender, typed: str) -> bool:
    known = {state.code, state.name, *state.names}
    if isinstance(state, MemberState):
        known.add(state.iso2)
    return " ".join(typed.split()).casefold() in {name.casefold() for name in known}


def _missing_sheets(
    raw: RawWorkbook, form: FormIndex, coverage: tuple[Coverage, ...]
) -> Iterator[Finding]:
    cover = next((cell.sheet for cell in form.senders), None)
    if cover and raw.sheet(cover) is None:
        yield finding("SHEET_MISSING", found=_sheets_found(raw, cover), name=cover)
    for one in coverage:
        if one.declared and not one.is_there:
            found = _sheets_found(raw, one.sheet)
            yield finding("SHEET_MISSING", found=found, sheet=one.sheet, name=one.sheet)


def _sheets_found(raw: RawWorkbook, wanted: str) -> str:
    nearest = [
        sheet.name
        for sheet in raw.sheets
        if "".join(sheet.name.split()).casefold().startswith("".join(wanted.split()).casefold())
    ]
    near = f"; there is {nearest[0]!r}" if nearest else ""
    return f"no sheet is named {wanted!r}{near}"


def _first_change(
    raw: RawWorkbook, form: FormIndex, coverage: tuple[Coverage, ...]
) -> Finding | None:
    asked = {one.sheet: one.is_covered for one in coverage}
    for one in form.sheets:
        sheet = raw.sheet(one.name)
        if sheet is None or not asked.get(one.name, True) or _is_as_printed(sheet, one):
            continue
        for address, wanted in one.fixed:
            cell = sheet.cells.get(address)
            text = cell.text if cell else ""
            if text != wanted and _squeezed(text) != _squeezed(wanted):
                return _changed(FixedCell(one.name, address, wanted), text)
    return None


def _is_as_printed(sheet: RawSheet, known: SheetIndex) -> bool:
    """True where every printed text stands there to the last sign, as it does in most returns."""
    cells = sheet.cells
    try:
        return [cells[address].text for address in known.fixed_cells] == known.fixed_texts
    except KeyError:
        return False


def _changed(fixed: FixedCell, text: str) -> Finding:
    found = f"the cell says {_squeezed(text)[:80]!r}" if text else "the cell is empty"
    wording = f'"{_squeezed(fixed.text)[:80]}"'
    return finding("FORM_CHANGED", found=found, sheet=fixed.sheet, cell=fixed.cell, wording=wording)


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _folder_finding(
    mark: FormIdentity, framework: Framework, drive_path: str | None
) -> Iterator[Finding]:
    steps = drive_path.split("/")[:-1] if drive_path else []
    years = [step for step in steps if len(step) == 4 and step.isdecimal()]
    senders = {state.code for state in framework.member_states}
    states = [step.upper() for step in steps if step.upper() in senders]
    wrong_year = years and years[0] != str(mark.round)
    wrong_state = states and states[0] != mark.sender
    if wrong_year or wrong_state:
        right = f"{mark.round}/{mark.sender}"
        found = f"the file lies in {'/'.join(steps)}, its cover says {right}"
        yield finding("FOLDER_DIFFERS", found=found, folder=right)
