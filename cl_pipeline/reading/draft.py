"""The draft of a submission: everything a recognised form says, each with its cell."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from cl_pipeline.catalogue import finding
from cl_pipeline.model.codes import PLAN_FIELDS, SOURCE_FIELDS, Field
from cl_pipeline.model.finding import finding_order
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.framework import Framework, regions
from cl_pipeline.model.identity import Digest, submission_id
from cl_pipeline.model.observation import Entry
from cl_pipeline.model.submission import SheetReporter, SubmissionDraft, institution_key
from cl_pipeline.model.workbook import RawWorkbook
from cl_pipeline.reading.cell_texts import choice_code, read_day, words_of, yes_or_no
from cl_pipeline.reading.filled_form import FilledForm, SheetCoverage, filled_form
from cl_pipeline.reading.form_index import index_for
from cl_pipeline.reading.observations import read_observations
from cl_pipeline.reading.personal_data import read_personal_data
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


def draft_submission(
    digest: Digest, raw: RawWorkbook, recognition: Recognition, framework: Framework
) -> SubmissionDraft:
    """What the workbook reports; without observations where its form was not recognised.

    The findings are in the order of the workbook, each once.
    """
    identity, coverage = recognition.identity, recognition.coverage
    if identity is None or recognition.description is None:
        return SubmissionDraft(
            submission_id=submission_id(digest),
            digest=digest,
            identity=identity,
            institution=None,
            contact_name=None,
            contact_address=None,
            filled_on=None,
            sheets=(),
            observations=(),
            entries=(),
            findings=recognition.findings,
        )
    index = index_for(framework, identity)
    region = regions(framework).get(identity.sender)
    personal = tuple(read_personal_data(raw, index, region))
    raw = index.as_sent(raw)
    # also the sheets that the cover does not ask about, such as the cover itself
    not_covered = {sheet.name for sheet in coverage if not sheet.is_covered}
    read_sheets = frozenset(index.description.sheets) - not_covered - recognition.refused
    form = filled_form(raw, index, identity, framework, read_sheets)
    draft = SubmissionDraft(
        submission_id=submission_id(digest),
        digest=digest,
        identity=identity,
        institution=_cover_text(form, Field.INSTITUTION),
        contact_name=_cover_text(form, Field.CONTACT_NAME),
        contact_address=_cover_text(form, Field.CONTACT_ADDRESS),
        filled_on=_filled_on(form),
        sheets=tuple(
            sheet.name
            for sheet in coverage
            if sheet.is_covered and sheet.name not in recognition.refused
        ),
        observations=tuple(read_observations(form)),
        entries=tuple(_read_entries(form)),
        findings=(),
        folder=recognition.folder,
    )
    for sheet in coverage:
        _report_coverage(form, sheet)
    findings = {
        *recognition.findings,
        *personal,
        *form.findings,
        *read_unread_content(raw, index, recognition.refused),
    }
    return replace(
        draft,
        findings=tuple(sorted(findings, key=finding_order)),
        reporters=tuple(_reporters(draft, form)),
    )


def _reporters(draft: SubmissionDraft, form: FilledForm) -> Iterator[SheetReporter]:
    """The institution of each sheet: that of the cover, else the first one named on the sheet."""
    named: dict[str, str] = {}
    for entry in draft.entries:
        if entry.field is Field.INSTITUTION:
            named.setdefault(entry.sheet, entry.text)
    indicators = dict(form.index.description.indicator_sheets)
    suppliers = {
        (supplier.indicator, institution_key(supplier.institution))
        for supplier in form.framework.suppliers
        if supplier.sender == draft.sender
    }
    for sheet in draft.sheets:
        institution = draft.institution or named.get(sheet)
        if institution:
            about = (indicators.get(sheet), institution_key(institution))
            yield SheetReporter(sheet, institution, about in suppliers)


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
    return next((words_of(typed) for cell, typed in form.of(field) if not cell.indicator), None)


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
        is_of_cover = cell.field is Field.INSTITUTION and cell.indicator is None
        words = words_of(typed)
        is_read, code = (False, None) if is_of_cover else _read_choice(form, cell, words)
        if is_read:
            yield Entry(
                field=cell.field,
                indicator=cell.indicator,
                column=cell.column,
                entry=cell.entry,
                text=words,
                code=code,
                sheet=cell.sheet,
                cell=cell.cell,
            )


def _read_choice(form: FilledForm, cell: FormCell, words: str) -> tuple[bool, str | None]:
    """Whether the words say something, and their code; a finding is added where it is unclear."""
    if not cell.choices:
        return True, cell.attribute
    if cell.choices == ("x",):
        is_ticked, choices = yes_or_no(words), "x, or an empty cell"
        if is_ticked is not None:
            return is_ticked, cell.attribute
    else:
        code = choice_code(form.index.choices[cell.choices], cell, words)
        choices = "; ".join(cell.choices)
        if code is not None:
            return True, code
    form.report("CHOICE_UNCLEAR", f'"{words[:60]}"', cell, choices=choices)
    return False, None
