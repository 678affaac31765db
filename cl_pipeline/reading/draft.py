"""The draft of a return: everything a recognised form says, with an address on each piece.

Belongs here: putting values, words, the cover and all findings of reading together. Takes a
``RawWorkbook`` and its ``Recognition``, gives a ``ReturnDraft``; the guarantee added is that every
filled cell of a covered sheet is an observation, an entry, a head of a column, or named in a
finding. Does not belong here: judging what was read (``checks``).
"""

from datetime import date

from cl_pipeline.catalogue import finding
from cl_pipeline.model.codes import Field
from cl_pipeline.model.finding import finding_order
from cl_pipeline.model.form import FormDescription, FormMark
from cl_pipeline.model.framework import Framework
from cl_pipeline.model.identity import Digest
from cl_pipeline.model.submission import ReturnDraft
from cl_pipeline.model.workbook import RawWorkbook
from cl_pipeline.reading.columns import ColumnHeads, words_of
from cl_pipeline.reading.covered_sheets import Coverage
from cl_pipeline.reading.filled_cells import FilledForm, filled_form
from cl_pipeline.reading.form_index import index_for
from cl_pipeline.reading.recognise import Recognition
from cl_pipeline.reading.surroundings import read_surroundings
from cl_pipeline.reading.values import read_values
from cl_pipeline.reading.words import read_words
from cl_pipeline.reading.years import read_day


def draft_return(
    digest: Digest, raw: RawWorkbook, recognition: Recognition, framework: Framework
) -> ReturnDraft:
    """What the return says; without observations where the workbook was not recognised."""
    if recognition.mark is None or recognition.description is None:
        return _unrecognised(digest, recognition)
    return _draft(digest, raw, recognition, recognition.mark, framework)


def _draft(
    digest: Digest,
    raw: RawWorkbook,
    recognition: Recognition,
    mark: FormMark,
    framework: Framework,
) -> ReturnDraft:
    index = index_for(framework, mark)
    description = index.description
    covered = tuple(one.sheet for one in recognition.coverage if one.is_covered)
    form = filled_form(raw, index, mark, framework, _read_sheets(description, recognition))
    heads = ColumnHeads(form)
    observations = tuple(read_values(form, heads))
    entries = tuple(read_words(form))
    for one in recognition.coverage:
        _tell_coverage(form, one)
    filled_on = _filled_on(form)
    findings = (
        *recognition.findings,
        *form.findings,
        *read_surroundings(raw, index),
    )
    return ReturnDraft(
        digest=digest,
        mark=mark,
        institution=_cover_words(form, Field.INSTITUTION),
        contact_name=_cover_words(form, Field.CONTACT_NAME),
        contact_address=_cover_words(form, Field.CONTACT_ADDRESS),
        filled_on=filled_on,
        sheets=covered,
        observations=observations,
        entries=entries,
        findings=tuple(sorted(set(findings), key=finding_order)),
    )


def _unrecognised(digest: Digest, recognition: Recognition) -> ReturnDraft:
    return ReturnDraft(
        digest, recognition.mark, None, None, None, None, (), (), (), recognition.findings
    )


def _read_sheets(description: FormDescription, recognition: Recognition) -> frozenset[str]:
    """The covered sheets, and those the cover does not ask about, such as the cover itself."""
    left_out = {one.sheet for one in recognition.coverage if not one.is_covered}
    return frozenset(description.sheets) - left_out


def _tell_coverage(form: FilledForm, one: Coverage) -> None:
    if one.declared is False and one.has_entries:
        form.findings.append(
            finding(
                "SHEET_NOT_COVERED",
                found=f'the cover says "{one.typed}", and the sheet has entries',
                sheet=one.sheet,
            )
        )
    if one.declared is None and one.typed:
        choices = "; ".join(one.answer.choices)
        form.tell("CHOICE_UNCLEAR", f'"{one.typed[:60]}"', one.answer, choices=choices)


def _cover_words(form: FilledForm, field: Field) -> str | None:
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
