"""The draft of a submission: everything a recognised form says, each with its cell."""

from collections.abc import Iterator
from datetime import date

from cl_pipeline.catalogue import finding
from cl_pipeline.model.codes import PLAN_FIELDS, SOURCE_FIELDS, Field
from cl_pipeline.model.finding import finding_order
from cl_pipeline.model.form import FormCell, FormDescription, FormIdentity
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import Digest
from cl_pipeline.model.observation import Entry
from cl_pipeline.model.submission import SubmissionDraft
from cl_pipeline.model.workbook import RawWorkbook
from cl_pipeline.reading.cell_texts import choice_code, read_day, words_of
from cl_pipeline.reading.filled_form import FilledForm, SheetCoverage, filled_form
from cl_pipeline.reading.form_index import index_for
from cl_pipeline.reading.observations import ColumnHeads, read_observations
from cl_pipeline.reading.recognise import Recognition
from cl_pipeline.reading.unread_content import read_unread_content

_ENTRY_FIELDS = (
    Field.AVAILABLE,
    Field.NATIONAL_TARGET,
    Field.PROGRESS,
    Field.PROGRESS_DESCRIPTION,
    Field.DESCRIPTION_FROM,
    Field.DESCRIPTION_FROM_OTHER,
    Field.REVISION_REASON,
    Field.INSTITUTION,
    Field.SUPPORT,
    Field.GOOD_PRACTICE,
    Field.LEVEL,
    Field.NARRATIVE,
    Field.EVIDENCE,
    *SOURCE_FIELDS,
    Field.DATA_GAP,
    *PLAN_FIELDS,
)

_TICKS = frozenset({"x", "✓", "✔", "☒", "yes", "true", "1", "v"})
_NO_TICKS = frozenset({"no", "-", "false", "0"})


def draft_submission(
    digest: Digest, raw: RawWorkbook, recognition: Recognition, framework: Framework
) -> SubmissionDraft:
    """What the workbook reports; without observations where its form was not recognised.

    The findings are in the order of the workbook, each once.
    """
    identity = recognition.identity
    if identity is None or recognition.description is None:
        return SubmissionDraft(
            digest, identity, None, None, None, None, (), (), (), recognition.findings
        )
    return _draft(digest, raw, recognition, identity, framework)


def _draft(
    digest: Digest,
    raw: RawWorkbook,
    recognition: Recognition,
    identity: FormIdentity,
    framework: Framework,
) -> SubmissionDraft:
    index = index_for(framework, identity)
    description = index.description
    covered = tuple(sheet.name for sheet in recognition.coverage if sheet.is_covered)
    form = filled_form(raw, index, identity, framework, _read_sheets(description, recognition))
    heads = ColumnHeads(form)
    observations = tuple(read_observations(form, heads))
    entries = tuple(_read_entries(form))
    for sheet in recognition.coverage:
        _report_coverage(form, sheet)
    filled_on = _filled_on(form)
    findings = (
        *recognition.findings,
        *form.findings,
        *read_unread_content(raw, index),
    )
    return SubmissionDraft(
        digest=digest,
        identity=identity,
        institution=_cover_text(form, Field.INSTITUTION),
        contact_name=_cover_text(form, Field.CONTACT_NAME),
        contact_address=_cover_text(form, Field.CONTACT_ADDRESS),
        filled_on=filled_on,
        sheets=covered,
        observations=observations,
        entries=entries,
        findings=tuple(sorted(set(findings), key=finding_order)),
    )


def _read_sheets(description: FormDescription, recognition: Recognition) -> frozenset[str]:
    """The covered sheets, and those the cover does not ask about, such as the cover itself."""
    left_out = {sheet.name for sheet in recognition.coverage if not sheet.is_covered}
    return frozenset(description.sheets) - left_out


def _report_coverage(form: FilledForm, sheet: SheetCoverage) -> None:
    if sheet.declared is False and sheet.has_entries:
        form.findings.append(
            finding(
                "SHEET_NOT_COVERED",
                found=f'the cover says "{sheet.typed}", and the sheet has entries',
                sheet=sheet.name,
            )
        )
    if sheet.declared is None and sheet.typed:
        choices = "; ".join(sheet.answer.choices)
        form.report("CHOICE_UNCLEAR", f'"{sheet.typed[:60]}"', sheet.answer, choices=choices)


def _cover_text(form: FilledForm, field: Field) -> str | None:
    for cell, typed in form.of(field):
        if cell.indicator is None:
            return words_of(typed)
    return None


def _filled_on(form: FilledForm) -> date | None:
    for cell, typed in form.of(Field.FILLED_ON):
        day = read_day(typed)
        if day is None:
            form.report("DATE_UNCLEAR", f'the cell says "{typed.text.strip()[:60]}"', cell)
        return day
    return None


def _read_entries(form: FilledForm) -> Iterator[Entry]:
    """One entry for each filled cell that takes words or a choice."""
    for cell, typed in form.of(*_ENTRY_FIELDS):
        if cell.field is Field.INSTITUTION and cell.indicator is None:
            continue
        yield from _entry(form, cell, words_of(typed))


def _entry(form: FilledForm, cell: FormCell, words: str) -> Iterator[Entry]:
    if cell.choices == ("x",):
        yield from _tick(form, cell, words)
        return
    code = cell.attribute
    if cell.choices:
        code = choice_code(form.index.choices[cell.choices], cell, words)
    if cell.choices and code is None:
        form.report("CHOICE_UNCLEAR", f'"{words[:60]}"', cell, choices="; ".join(cell.choices))
        return
    yield _made(cell, words, code)


def _tick(form: FilledForm, cell: FormCell, words: str) -> Iterator[Entry]:
    word = words.casefold()
    if word in _TICKS:
        yield _made(cell, words, cell.attribute)
    elif word not in _NO_TICKS:
        form.report("CHOICE_UNCLEAR", f'"{words[:60]}"', cell, choices="x, or an empty cell")


def _made(cell: FormCell, words: str, code: str | None) -> Entry:
    return Entry(
        field=cell.field,
        indicator=cell.indicator,
        column=cell.column,
        entry=cell.entry,
        text=words,
        code=code,
        sheet=cell.sheet,
        cell=cell.cell,
    )
