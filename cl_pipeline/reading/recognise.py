"""Which form a workbook is: by its cells, never by its name, properties or place.

Source: reference/excel.md, "Recognise a template by cells, not by properties".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cl_pipeline.catalogue import finding
from cl_pipeline.forms.description import HIDDEN_SHEETS, identity_rows
from cl_pipeline.model.codes import FormKey, Severity
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.form import FormDescription, FormIdentity
from cl_pipeline.model.framework import Framework, MemberState, Sender, sender_of, senders_of
from cl_pipeline.model.identity import RoundYear, SenderCode
from cl_pipeline.model.workbook import RawCell, RawSheet, RawWorkbook
from cl_pipeline.reading.filled_form import SheetCoverage, sheet_coverage
from cl_pipeline.reading.form_index import SHEETS_COMPARED, FormIndex, index_for
from cl_pipeline.reading.row_changes import IDENTITY_PREFIX, read_row_changes

_YEAR = re.compile("[0-9]{4}")
_LONGEST_CODE = 20
_KEYS = frozenset({"form", "version", "round", "sender", "sample", "fingerprint", "checksum"})
"""The keys of the identity sheet."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """The form that a workbook was recognised as.

    ``identity`` is what the form says about itself, None where it does not say. ``description`` is
    None where the workbook cannot be read as that form; ``findings`` then say why. ``folder`` is
    the folder of the file where it names another sender or round. ``refused`` are the sheets that
    cannot be read; the others count.
    """

    identity: FormIdentity | None
    description: FormDescription | None
    findings: tuple[Finding, ...]
    coverage: tuple[SheetCoverage, ...] = ()
    folder: str = ""
    refused: frozenset[str] = frozenset()


def recognise(raw: RawWorkbook, framework: Framework, folder: str = "") -> Recognition:
    """The form a workbook is, or why it is not known.

    ``folder`` is the round and sender that the file's folder names (``2021/KHM``): where the form
    names others, a finding asks whose figures these are.
    """
    values = _identity_values(raw)
    identity = _identity(values) if values else None
    if values is None or identity is None:
        found = "the sheet with the identity of the form is damaged"
        if values is None:
            found = "no sheet says which form this is"
        return Recognition(None, None, (finding("FORM_UNKNOWN", found=found),))
    unknown = _unknown_form(identity, framework)
    if unknown:
        return Recognition(identity, None, (finding("FORM_VERSION", found=unknown),))
    form = index_for(framework, identity)
    named = form.as_sent(raw)
    coverage = tuple(sheet_coverage(named, form))
    conflict = next(_conflicts(named, framework, values, identity, form), None)
    if conflict:
        return Recognition(identity, None, (conflict,))
    unreadable = tuple(_unreadable(named, form, coverage))
    findings = (*unreadable, *_other_sheets(raw, form), *read_row_changes(raw, form))
    if any(found.severity is Severity.REJECT for found in findings):
        return Recognition(identity, None, findings)
    refused = frozenset(found.sheet for found in unreadable if found.sheet)
    right = f"{identity.round}/{identity.sender}"
    if not folder or set(right.split("/")).issuperset(folder.split("/")):
        return Recognition(identity, form.description, findings, coverage, refused=refused)
    found = f"the file is in the folder {folder}, its cover says {right}"
    differs = finding("FOLDER_DIFFERS", found=found, folder=right)
    all_found = (*findings, differs)
    return Recognition(identity, form.description, all_found, coverage, folder, refused)


def _identity_values(raw: RawWorkbook) -> dict[str, str] | None:
    """The rows of the identity sheet, found by its keys, or None."""
    for sheet in raw.sheets:
        values = _key_values(sheet)
        if len(values) == len(_KEYS):
            return values
    return None


def _identity(values: dict[str, str]) -> FormIdentity | None:
    """The identity that the sheet gives, or None where there is no such form or round."""
    is_known = values["form"] in list(FormKey) and _YEAR.fullmatch(values["round"])
    if not is_known or max(len(values["version"]), len(values["sender"])) > _LONGEST_CODE:
        return None
    return FormIdentity(
        form=FormKey(values["form"]),
        version=values["version"],
        round=RoundYear(int(values["round"])),
        sender=SenderCode(values["sender"]),
        is_sample=values["sample"] == "1",
    )


def _unknown_form(identity: FormIdentity, framework: Framework) -> str:
    """What the framework does not know of the identity, empty where it knows all."""
    versions = {(known.form, known.version) for known in framework.form_versions}
    if (identity.form, identity.version) not in versions:
        return f"the form says it is {identity.form} {identity.version}"
    if identity.round not in framework.rounds:
        return f"the form says it is for the round {identity.round}"
    if identity.sender not in {sender.code for sender in senders_of(framework, identity.form)}:
        return f"the form says it is from {identity.sender!r}"
    return ""


def _unreadable(
    raw: RawWorkbook, form: FormIndex, coverage: tuple[SheetCoverage, ...]
) -> Iterator[Finding]:
    """The sheets that are missing or were changed.

    A changed sheet is no reason to refuse the others, unless it is the cover or nothing is left.
    """
    cover = next((cell.sheet for cell in form.senders), None)
    if cover and raw.sheet(cover) is None:
        found = f"no sheet is named {cover!r}"
        yield finding("FORM_CHANGED", found=found, sheet=cover, wording=f"the sheet {cover}")
    asked = {sheet.name for sheet in coverage}
    covered = {sheet.name for sheet in coverage if sheet.is_covered}
    changed = list(_changed_sheets(raw, form, asked - covered))
    is_any_left = bool(covered - {name for name, *_ in changed})
    for name, address, text, wanted in changed:
        code = "SHEET_CHANGED" if name in asked and is_any_left else "FORM_CHANGED"
        found = f"the cell says {text[:80]!r}" if text else "the cell is empty"
        yield finding(code, found=found, sheet=name, cell=address, wording=f'"{wanted[:80]}"')
    for sheet in coverage:
        if sheet.declared and not sheet.is_there:
            found = f"no sheet is named {sheet.name!r}, and no other sheet is like it"
            yield finding("SHEET_MISSING", found=found, sheet=sheet.name, name=sheet.name)


def _changed_sheets(
    raw: RawWorkbook, form: FormIndex, not_covered: set[str]
) -> Iterator[tuple[str, str, str, str]]:
    """The sheets with a printed cell that differs: name, address, text and the form's text."""
    for known in form.sheets:
        sheet = raw.sheet(known.name)
        change = known.first_change(sheet) if sheet and known.name not in not_covered else None
        if change:
            yield (known.name, *change)


def _other_sheets(raw: RawWorkbook, form: FormIndex) -> Iterator[Finding]:
    """The sheets that the form does not have, or has under another name."""
    renamed, compared = {found: name for name, found in form.names_in(raw).items()}, 0
    for sheet in raw.sheets:
        found = f"the sheet {sheet.name!r}"
        if sheet.name in renamed:
            name = renamed[sheet.name]
            yield finding("SHEET_RENAMED", found=found, sheet=sheet.name, name=name)
        elif sheet.name not in form.description.sheets and sheet.name not in HIDDEN_SHEETS:
            compared += 1
            like = form.sheet_like(sheet) if compared <= SHEETS_COMPARED else None
            if like and like.filled(like.as_sent(sheet)):
                yield finding("SHEET_COPIED", found=found, sheet=sheet.name, name=like.name)
            else:
                yield finding("EXTRA_SHEET", found=found, sheet=sheet.name)


def _conflicts(
    raw: RawWorkbook,
    framework: Framework,
    values: dict[str, str],
    identity: FormIdentity,
    form: FormIndex,
) -> Iterator[Finding]:
    """What disagrees with the identity sheet, or shows that it was changed."""
    if values != dict(identity_rows(identity, values["fingerprint"])):
        found = f"the identity {identity} of the form was changed after it was sent out"
        yield finding("FORM_CONFLICT", found=found)
    if values["fingerprint"] != form.description.fingerprint:
        found = f"the input cells are not those of {identity.form} {identity.version}"
        yield finding("FORM_CONFLICT", found=found)
    for name in form.description.sheets:
        sheet = raw.sheet(name)
        seen = _visible_identity(sheet) if sheet else None
        if seen and seen.text.strip() != str(identity):
            found = f"the workbook says {identity}, this sheet says {seen.text.strip()}"
            yield finding("FORM_CONFLICT", found=found, sheet=name, cell=seen.cell)
    state = sender_of(framework, identity.form, identity.sender)
    for cell in form.senders:
        sheet = raw.sheet(cell.sheet)
        typed = sheet.cells.get(cell.cell) if sheet else None
        if typed and typed.text.strip() and not _names(state, typed.text):
            found = f"the form is that of {state.name}, the cover names {typed.text.strip()!r}"
            yield finding("FORM_CONFLICT", found=found, sheet=cell.sheet, cell=cell.cell)


def _names(state: Sender, typed: str) -> bool:
    known = {state.code, state.name, *state.names}
    if isinstance(state, MemberState):
        known.add(state.iso2)
    return " ".join(typed.split()).casefold() in {name.casefold() for name in known}


def _visible_identity(sheet: RawSheet) -> RawCell | None:
    """The cell with the identity printed on a sheet."""
    cells = sheet.cells
    first = [cells["A1"]] if "A1" in cells else []
    both = (*first, *cells.values())
    return next((cell for cell in both if cell.text.startswith(IDENTITY_PREFIX)), None)


def _key_values(sheet: RawSheet) -> dict[str, str]:
    values = {}
    for address, cell in sheet.cells.items():
        if address[0] != "A" or address[1] > "9" or cell.text.strip() not in _KEYS:
            continue
        value = sheet.cells.get(f"B{address[1:]}")
        if address[1:].isdigit() and value:
            values[cell.text.strip()] = value.text.strip()
    return values
