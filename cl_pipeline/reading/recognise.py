"""Which form a workbook is: by its cells, never by its name, properties or place.

Source: reference/excel.md, "Recognise a template by cells, not by properties".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from cl_pipeline.catalogue import finding
from cl_pipeline.model.codes import FormKey, Severity
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.form import FixedCell, FormDescription, FormIdentity
from cl_pipeline.model.framework import Framework, MemberState, Sender, sender_of, senders_of
from cl_pipeline.model.identity import RoundYear, SenderCode
from cl_pipeline.model.workbook import RawSheet, RawWorkbook
from cl_pipeline.reading.filled_form import SheetCoverage, sheet_coverage
from cl_pipeline.reading.form_index import FormIndex, SheetIndex, index_for

_PREFIX = "CL-FORM|"
_KEYS = ("form", "version", "round", "sender", "sample", "fingerprint")
_CHECKSUM = "checksum"
_ALL_KEYS = frozenset({*_KEYS, _CHECKSUM})


@dataclass(frozen=True, slots=True)
class IdentitySheet:
    """The key/value sheet as found; ``is_whole`` is true where its checksum fits."""

    values: tuple[tuple[str, str], ...]
    is_whole: bool

    def get(self, key: str) -> str:
        """The value of a key, empty where the sheet has none."""
        return dict(self.values).get(key, "")

    def identity(self) -> FormIdentity | None:
        """The identity it gives, or None where there is no such form or round."""
        if self.get("form") not in list(FormKey) or not self.get("round").isdecimal():
            return None
        return FormIdentity(
            form=FormKey(self.get("form")),
            version=self.get("version"),
            round=RoundYear(int(self.get("round"))),
            sender=SenderCode(self.get("sender")),
            is_sample=self.get("sample") == "1",
        )


@dataclass(frozen=True, slots=True)
class Recognition:
    """The form that a workbook was recognised as.

    ``identity`` is what the form says about itself, None where it does not say. ``description`` is
    None where the workbook cannot be read as that form; ``findings`` then say why.
    """

    identity: FormIdentity | None
    description: FormDescription | None
    findings: tuple[Finding, ...]
    coverage: tuple[SheetCoverage, ...] = ()


def recognise(raw: RawWorkbook, framework: Framework, drive_path: str | None = None) -> Recognition:
    """The form a workbook is, or why it is not known.

    ``drive_path`` is where the file is, relative to the drive: a folder ``<round>/<sender>/``
    that disagrees with the form is a warning.
    """
    identity_sheet = _identity_sheet(raw)
    identity = identity_sheet.identity() if identity_sheet else None
    if identity_sheet is None or identity is None:
        found = "the sheet with the identity of the form is damaged"
        if identity_sheet is None:
            found = "no sheet says which form this is"
        return Recognition(None, None, (finding("FORM_UNKNOWN", found=found),))
    unknown = _unknown_form(identity, framework)
    if unknown:
        return Recognition(identity, None, (unknown,))
    form = index_for(framework, identity)
    coverage = sheet_coverage(raw, form)
    findings = tuple(_findings(raw, framework, identity_sheet, identity, form, coverage))
    if not any(found.severity is Severity.REJECT for found in findings):
        folder = _folder_finding(identity, framework, drive_path)
        return Recognition(identity, form.description, (*findings, *folder), coverage)
    return Recognition(identity, None, findings)


def _unknown_form(identity: FormIdentity, framework: Framework) -> Finding | None:
    versions = {
        (form_version.form, form_version.version) for form_version in framework.form_versions
    }
    if (identity.form, identity.version) not in versions:
        return finding(
            "FORM_VERSION", found=f"the form says it is {identity.form} {identity.version}"
        )
    if identity.round not in framework.rounds:
        return finding("FORM_VERSION", found=f"the form says it is for the round {identity.round}")
    if identity.sender not in {sender.code for sender in senders_of(framework, identity.form)}:
        return finding("FORM_VERSION", found=f"the form says it is from {identity.sender!r}")
    return None


def _findings(
    raw: RawWorkbook,
    framework: Framework,
    identity_sheet: IdentitySheet,
    identity: FormIdentity,
    form: FormIndex,
    coverage: tuple[SheetCoverage, ...],
) -> Iterator[Finding]:
    """One conflict, or one change with the sheets that are missing or extra."""
    conflict = _conflict(raw, framework, identity_sheet, identity, form)
    if conflict:
        yield conflict
        return
    yield from _missing_sheets(raw, form, coverage)
    changed = _first_change(raw, form, coverage)
    if changed:
        yield changed
    elif identity_sheet.get("fingerprint") != form.description.fingerprint:
        found = f"the input cells are not those of {identity.form} {identity.version}"
        yield finding("FORM_CONFLICT", found=found)
    known = {*form.description.sheets}
    for sheet in raw.sheets:
        if sheet.name not in known and not sheet.name.startswith("_"):
            yield finding("EXTRA_SHEET", found=f"the sheet {sheet.name!r}", sheet=sheet.name)


def _conflict(
    raw: RawWorkbook,
    framework: Framework,
    identity_sheet: IdentitySheet,
    identity: FormIdentity,
    form: FormIndex,
) -> Finding | None:
    if not identity_sheet.is_whole:
        found = f"the identity {identity} of the form was changed after it was sent out"
        return finding("FORM_CONFLICT", found=found)
    for name in form.description.sheets:
        sheet = raw.sheet(name)
        seen = _visible_identity(sheet) if sheet else None
        if seen and seen[1] != str(identity):
            found = f"the workbook says {identity}, this sheet says {seen[1]}"
            return finding("FORM_CONFLICT", found=found, sheet=name, cell=seen[0])
    return _cover_conflict(raw, framework, identity, form)


def _cover_conflict(
    raw: RawWorkbook, framework: Framework, identity: FormIdentity, form: FormIndex
) -> Finding | None:
    for cell in form.senders:
        sheet = raw.sheet(cell.sheet)
        typed = sheet.cells.get(cell.cell) if sheet else None
        state = sender_of(framework, identity.form, identity.sender)
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
    raw: RawWorkbook, form: FormIndex, coverage: tuple[SheetCoverage, ...]
) -> Iterator[Finding]:
    cover = next((cell.sheet for cell in form.senders), None)
    if cover and raw.sheet(cover) is None:
        yield finding("SHEET_MISSING", found=_sheets_found(raw, cover), name=cover)
    for sheet in coverage:
        if sheet.declared and not sheet.is_there:
            found = _sheets_found(raw, sheet.name)
            yield finding("SHEET_MISSING", found=found, sheet=sheet.name, name=sheet.name)


def _sheets_found(raw: RawWorkbook, wanted: str) -> str:
    nearest = [
        sheet.name
        for sheet in raw.sheets
        if "".join(sheet.name.split()).casefold().startswith("".join(wanted.split()).casefold())
    ]
    near = f"; there is {nearest[0]!r}" if nearest else ""
    return f"no sheet is named {wanted!r}{near}"


def _first_change(
    raw: RawWorkbook, form: FormIndex, coverage: tuple[SheetCoverage, ...]
) -> Finding | None:
    covered = {sheet.name: sheet.is_covered for sheet in coverage}
    for known in form.sheets:
        sheet = raw.sheet(known.name)
        if sheet is None or not covered.get(known.name, True) or _is_as_printed(sheet, known):
            continue
        for address, wanted in known.fixed:
            cell = sheet.cells.get(address)
            text = cell.text if cell else ""
            if text != wanted and _squeezed(text) != _squeezed(wanted):
                return _changed(FixedCell(known.name, address, wanted), text)
    return None


def _is_as_printed(sheet: RawSheet, known: SheetIndex) -> bool:
    """Whether every printed text is unchanged, as it is in most submissions."""
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
    identity: FormIdentity, framework: Framework, drive_path: str | None
) -> Iterator[Finding]:
    steps = drive_path.split("/")[:-1] if drive_path else []
    years = [step for step in steps if len(step) == 4 and step.isdecimal()]
    senders = {state.code for state in framework.member_states}
    states = [step.upper() for step in steps if step.upper() in senders]
    wrong_year = years and years[0] != str(identity.round)
    wrong_state = states and states[0] != identity.sender
    if wrong_year or wrong_state:
        right = f"{identity.round}/{identity.sender}"
        found = f"the file is in {'/'.join(steps)}, its cover says {right}"
        yield finding("FOLDER_DIFFERS", found=found, folder=right)


def _identity_sheet(raw: RawWorkbook) -> IdentitySheet | None:
    """The key/value sheet of the form, found by its keys on any sheet."""
    for sheet in raw.sheets:
        values = _key_values(sheet)
        if len(values) == len(_ALL_KEYS):
            lines = "".join(f"{key}={values[key]}\n" for key in _KEYS)
            checksum = sha256(lines.encode()).hexdigest()[:16]
            pairs = tuple((key, values[key]) for key in _KEYS)
            return IdentitySheet(pairs, checksum == values[_CHECKSUM])
    return None


def _visible_identity(sheet: RawSheet) -> tuple[str, str] | None:
    """Cell and text of the identity printed on a sheet."""
    first = sheet.cells.get("A1")
    if first and first.text.startswith(_PREFIX):
        return "A1", first.text.strip()
    for cell in sheet.cells.values():
        if cell.text.startswith(_PREFIX):
            return cell.cell, cell.text.strip()
    return None


def _key_values(sheet: RawSheet) -> dict[str, str]:
    values = {}
    for address, cell in sheet.cells.items():
        if address[0] != "A" or address[1] > "9" or cell.text.strip() not in _ALL_KEYS:
            continue
        value = sheet.cells.get(f"B{address[1:]}")
        if address[1:].isdigit() and value:
            values[cell.text.strip()] = value.text.strip()
    return values
