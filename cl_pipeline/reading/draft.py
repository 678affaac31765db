"""The draft of a return: everything a recognised form says, with an address on each piece."""

from datetime import date

from cl_pipeline.catalogue import finding
from cl_pipeline.model.codes import Field
from cl_pipeline.model.finding import finding_order
from cl_pipeline.model.form import FormDescription, FormIdentity
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import Digest
from cl_pipeline.model.submission import SubmissionDraft
from cl_pipeline.model.workbook import RawWorkbook
from cl_pipeline.reading.columns import ColumnHeads, words_of
from cl_pipeline.reading.declared_sheets import Coverage
from cl_pipeline.reading.entries import read_entry_cells
from cl_pipeline.reading.filled_cells import FilledForm, filled_form
from cl_pipeline.reading.form_index import index_for
from cl_pipeline.reading.recognise import Recognition
from cl_pipeline.reading.unread_content import read_unread_content
from cl_pipeline.reading.values import read_values
from cl_pipeline.reading.years import read_day


def draft_submission(
    digest: Digest, raw: RawWorkbook, recognition: Recognition, framework: Framework
) -> SubmissionDraft:
    """What the return says; without observations where the workbook was not recognised."""
    if recognition.mark is None or recognition.description is None:
        return _unrecognised(digest, recognition)
    return _draft(digest, raw, recognition, recognition.mark, framework)


def _draft(
    digest: Digest,
    raw: RawWorkbook,
    recognition: Recognition,
    mark: FormIdentity,
    framework: Framework,
) -> SubmissionDraft:
    index = index_for(framework, mark)
    description = index.description
    covered = tuple(one.sheet for one in recognition.coverage if one.is_covered)
    form = filled_form(raw, index, mark, framework, _read_sheets(description, recognition))
    heads = ColumnHeads(form)
    observations = tuple(read_values(form, heads))
    entries = tuple(read_entry_cells(form))
    for one in recognition.coverage:
        _tell_coverage(form, one)
    filled_on = _filled_on(form)
    findings = (
        *recognition.findings,
        *form.findings,
        *read_unread_content(raw, index),
    )
    return SubmissionDraft(
        digest=digest,
        identity=mark,
        institution=_cover_text(form, Field.INSTITUTION),
        contact_name=_cover_text(form, Field.CONTACT_NAME),
        contact_address=_cover_text(form, Field.CONTACT_ADDRESS),
        filled_on=filled_on,
        sheets=covered,
        observations=observations,
        entries=entries,
        findings=tuple(sorted(set(findings), key=finding_order)),
    )


def _unrecognised(digest: Digest, recognition: Recognition) -> SubmissionDraft:
    return SubmissionDraft(
        digest, recognition.mark, None, None, None, None, (), (), (), recognition.findings
    )


def _read_sheets(description: FormDescription, recognition: Recognition) -> frozenset[str]:
    """The covered sheets, and those the cover does not ask about, such as the cover itself."""
    left_out = {one.sheet for one in recognition.coverage if not one.is_covered}
    return frozenset(description.sheets) - left_out


def _tell_coverage(form: FilledForm, coverage: Coverage) -> None:
    if coverage.declared is False and coverage.has_entries:
        form.findings.append(
            finding(
                "SHEET_NOT_COVERED",
                found=f'the cover says "{coverage.typed}", and the sheet has entries',
                sheet=coverage.sheet,
            )
        )
    if coverage.declared is None and coverage.typed:
        choices = "; ".join(coverage.answer.choices)
        form.tell("CHOICE_UNCLEAR", f'"{coverage.typed[:60]}"', coverage.answer, choices=choices)


def _cover_text(form: FilledForm, field: Field) -> str | None:
    for cell, typed in form.of(field):
        if cell.indicator is None:
            return words_of(typed)
    return None


def _filled_on(form: FilledForm) -> date | None:
    for cell, typed in form.of(Field.FILLED_ON):
        day = read_day(typed)
        if day is None:
            form.tell("DATE_UNCLEAR", f'the cell says "{typed.text.strip()[:60]}"', cell)
        return day
    return None
