"""The forms around the indicators: what is filled in is read; one wrong cell is one finding."""

import io
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from openpyxl import load_workbook

from cl_pipeline.context.prefill import survey_entries
from cl_pipeline.forms.writer import write_form
from cl_pipeline.model.codes import Field, FormKey
from cl_pipeline.model.framework import senders_of
from cl_pipeline.model.submission import SubmissionDraft
from cl_pipeline.workflows.context.forms import ON_REQUEST
from tests.builders.context_submissions import (
    FRAMEWORK,
    Typed,
    cell,
    column,
    described,
    fillings,
    findings_of,
    read_back,
    table_cells,
)

SURVEY, CHOICE, STATUS, SCORECARD = (
    FormKey.DATA_SOURCE_SURVEY,
    FormKey.ACTIVITY_CHOICE,
    FormKey.ACTIVITY_STATUS,
    FormKey.SCORECARD,
)


def words_of(draft: SubmissionDraft) -> dict[tuple[str, str], str]:
    return {(entry.sheet, entry.cell): entry.text for entry in draft.entries}


@pytest.mark.parametrize("form", ON_REQUEST)
@settings(max_examples=4, deadline=None)
@given(data=some.data())
def test_what_is_filled_in_is_read_back_from_its_cells(form: FormKey, data: some.DataObject):
    """Build, fill, read: the same words at the same addresses, and choices with their codes."""
    filling = data.draw(fillings(form))

    draft = read_back(form, filling)

    assert words_of(draft) == {(asked.sheet, asked.cell): text for asked, text in filling}
    codes = {(entry.sheet, entry.cell): entry.code for entry in draft.entries}
    names = {code.code for code in FRAMEWORK.codes}
    assert all(codes[c.sheet, c.cell] in names for c, _ in filling if c.choices)
    assert {one.severity.value for one in findings_of(draft)} <= {"question", "warning"}


def test_the_answers_of_the_documents_leave_nothing_to_ask():
    """Every respondent's own answers, typed into the form, are accepted as they are."""
    for answer in FRAMEWORK.context.data_source_answers:
        entries = survey_entries(FRAMEWORK, described(SURVEY), answer.sender, answer.respondent)

        draft = read_back(SURVEY, entries, answer.sender)

        assert findings_of(draft) == ()
        assert len(draft.entries) == len(entries)


def first(form: FormKey, name: str) -> Typed:
    """The first cell of that column, with an entry that is wrong there."""
    asked = next(table_cell for table_cell in table_cells(form) if column(table_cell) == name)
    return asked, "soon"


def row(number: int = 1, **texts: str) -> list[Typed]:
    return [(cell(SURVEY, Field.SURVEY, name, number), text) for name, text in texts.items()]


@pytest.mark.parametrize(
    ("form", "entries", "code"),
    [
        (SURVEY, row(title="Labour force survey", data_year="soon"), "TABLE_YEAR_UNCLEAR"),
        (SURVEY, row(title="Labour force survey", data_year="2031"), "TABLE_YEAR_IN_FUTURE"),
        (SURVEY, row(title="Labour force survey", child_labour="perhaps"), "CHOICE_UNCLEAR"),
        (SURVEY, row(publisher="Statistics office"), "TABLE_ROW_WITHOUT_NAME"),
        (SURVEY, row(title="…"), "TEXT_EMPTY"),
        (
            SURVEY,
            [*row(title="Census"), (cell(SURVEY, Field.AVAILABLE, "survey"), "no")],
            "ANSWER_NO_BUT_ROWS",
        ),
        (
            SURVEY,
            [*row(title="Census"), (cell(SURVEY, Field.AVAILABLE, "other_study"), "yes")],
            "ANSWER_YES_BUT_NO_ROWS",
        ),
        (CHOICE, [first(CHOICE, "from")], "TABLE_YEAR_UNCLEAR"),
        (CHOICE, [first(CHOICE, "choice")], "CHOICE_UNCLEAR"),
        (STATUS, [first(STATUS, "to")], "TABLE_YEAR_UNCLEAR"),
        (STATUS, [first(STATUS, "state")], "CHOICE_UNCLEAR"),
        (
            STATUS,
            [
                (cell(STATUS, Field.ACTIVITY, "labour_inspection_1.from"), "2024"),
                (cell(STATUS, Field.ACTIVITY, "labour_inspection_1.to"), "2022"),
            ],
            "TIME_FRAME_REVERSED",
        ),
        (SCORECARD, [(cell(SCORECARD, Field.OUTPUT, "kind", 1), "things")], "CHOICE_UNCLEAR"),
        (
            SCORECARD,
            [(cell(SCORECARD, Field.OUTPUT, "evidence", 1), "a page")],
            "TABLE_ROW_WITHOUT_NAME",
        ),
        (
            SCORECARD,
            [(cell(SCORECARD, Field.PROGRESS_REVIEW, "final.year"), "twenty")],
            "TABLE_YEAR_UNCLEAR",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_one_wrong_cell_is_one_finding(form: FormKey, entries: list[Typed], code: str):
    """The finding stands at the cell, with what to do."""
    draft = read_back(form, entries)

    (found,) = findings_of(draft)

    assert found.code == code
    assert (found.sheet, found.cell) in {(asked.sheet, asked.cell) for asked, _ in entries}
    assert found.expected
    assert found.remedy


def test_an_institution_sends_what_is_its_own_and_nobody_elses():
    """A form of an ASEAN body that names a Member State is no form."""
    bodies = {one.code for one in senders_of(FRAMEWORK, STATUS)}

    assert "SLOM" in bodies
    assert "KHM" not in bodies
    assert "KHM" in {one.code for one in senders_of(FRAMEWORK, CHOICE)}


@pytest.mark.office
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_forms_saved_by_libreoffice_keep_their_cells(tmp_path: Path):
    """Every text and every drop-down of every form survives; one call for all of them."""
    for form in ON_REQUEST:
        state = senders_of(FRAMEWORK, form)[0]
        filled = [
            (one, one.choices[0] if one.choices else f"text {number}")
            for number, one in enumerate(table_cells(form))
        ]
        data = write_form(described(form), FRAMEWORK, state, known_values={}, is_sample=True,
                          entries=filled)  # fmt: skip
        (tmp_path / f"{form}.xlsx").write_bytes(data)
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation=file://{tmp_path / 'profile'}", "--headless",
            "--convert-to", "xlsx", "--outdir", str(tmp_path / "saved"),
            *(str(path) for path in sorted(tmp_path.glob("*.xlsx"))),
        ],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip

    for form in ON_REQUEST:
        before = load_workbook(io.BytesIO((tmp_path / f"{form}.xlsx").read_bytes()))
        after = load_workbook(tmp_path / "saved" / f"{form}.xlsx")
        assert after.sheetnames == before.sheetnames
        for asked in table_cells(form):
            place = after[asked.sheet][asked.cell]
            assert place.value == before[asked.sheet][asked.cell].value
            assert not place.protection.locked
            validations = after[asked.sheet].data_validations.dataValidation
            has_choices = any(v.type == "list" and asked.cell in v.sqref for v in validations)
            assert has_choices == bool(asked.choices)
