"""Personal data in a workbook: one finding for each cell, which names the kind alone."""

from dataclasses import replace

import pytest

from cl_pipeline.model.codes import Field, FormKey
from cl_pipeline.model.workbook import CellKind, RawCell, RawSheet
from tests.builders.raw_submissions import TypedSubmission

PHONE = "012 345 678"


def found_in(submission):
    return [
        (finding.sheet, finding.cell, finding.found)
        for finding in submission.draft().findings
        if finding.code == "PERSONAL_DATA"
    ]


def in_cell(sheet, cell, kinds="a telephone number"):
    return [(sheet, cell, f"the cell or its note has {kinds}")]


@pytest.mark.parametrize(
    ("field", "meaning"),
    [
        (Field.SOURCE, {"column": "baseline"}),
        (Field.DEFINITION, {"column": "baseline"}),
        (Field.PROGRESS_DESCRIPTION, {}),
        (Field.SUPPORT, {}),
    ],
)
def test_every_cell_that_takes_words_is_looked_at(field, meaning):
    submission = TypedSubmission()
    sheet = next(cell.sheet for cell in submission.description.cells if cell.field is field)
    cell = submission.fill(sheet, field, f"the ministry, {PHONE}, a.b@example.org", **meaning)

    kinds = "a telephone number and an e-mail address"
    assert found_in(submission) == in_cell(sheet, cell.cell, kinds)


def test_a_narrative_of_list_b_is_looked_at():
    submission = TypedSubmission(form=FormKey.B_LIST)
    narrative = next(cell for cell in submission.description.cells if cell.field is Field.NARRATIVE)
    submission.type(narrative, f"ask {PHONE}")

    assert found_in(submission) == in_cell(narrative.sheet, narrative.cell)


@pytest.mark.parametrize("typed", [f"nc: ask {PHONE}", f"417 (ask {PHONE})"])
def test_words_next_to_a_figure_are_looked_at(typed):
    submission = TypedSubmission()
    cell = submission.fill("A2", Field.VALUE, typed, column="baseline")

    assert found_in(submission) == in_cell("A2", cell.cell)


def test_text_that_nobody_asked_for_and_notes_are_looked_at():
    submission = TypedSubmission()
    submission.put("A2", "Z9", PHONE)
    added = RawSheet("Annex", "visible", {"A1": RawCell("A1", CellKind.TEXT, PHONE)})
    submission.raw = replace(
        submission.raw,
        sheets=(*submission.raw.sheets, added),
        notes=(("NOTE_TEXT", "A2", "C9", f"ask {PHONE}"),),
    )

    places = sorted((sheet, cell) for sheet, cell, _ in found_in(submission))
    assert places == [("A2", "C9"), ("A2", "Z9"), ("Annex", "A1")]


def test_a_cell_and_its_note_are_one_finding():
    submission = TypedSubmission()
    cell = submission.fill("A2", Field.SOURCE, PHONE, column="baseline")
    note = ("NOTE_TEXT", "A2", cell.cell, "a.b@example.org")
    submission.raw = replace(submission.raw, notes=(note,))

    assert len(found_in(submission)) == 1


def test_the_name_of_a_sheet_is_looked_at():
    submission = TypedSubmission()
    added = RawSheet(f"ask {PHONE}", "visible", {})
    submission.raw = replace(submission.raw, sheets=(*submission.raw.sheets, added))

    number = len(submission.raw.sheets)
    assert found_in(submission) == [
        (None, None, f"the name of sheet {number} has a telephone number")
    ]


def test_contact_cells_and_figures_are_not_asked_about():
    submission = TypedSubmission()
    for cell in submission.description.cells:
        if cell.field in (Field.CONTACT_NAME, Field.CONTACT_ADDRESS):
            submission.type(cell, f"{PHONE}, a.b@example.org")
    submission.fill("A2", Field.VALUE, "12345678", CellKind.NUMBER, column="baseline")

    assert found_in(submission) == []
