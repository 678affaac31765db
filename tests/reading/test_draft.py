"""Each filled cell of a submission is a value, an entry, a column's head, or a finding."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cl_pipeline.model.codes import Field, FormKey
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.workbook import CellKind, RawWorkbook
from cl_pipeline.reading.draft import draft_submission
from cl_pipeline.reading.recognise import Recognition
from tests.builders.raw_submissions import DIGEST, FRAMEWORK, TypedSubmission

NUMBER = CellKind.NUMBER


def total(submission: TypedSubmission, measure: str = "children", column: str = "baseline"):
    return submission.cell(
        "A2", Field.VALUE, measure=measure, column=column, sex="_T", age="_T", location="_T",
        sector="_T", nationality="_T",
    )  # fmt: skip


def only(submission: TypedSubmission) -> Observation:
    (observation,) = submission.draft().observations
    return observation


def reported(submission: TypedSubmission) -> list[tuple[str, str | None, str | None]]:
    return [(finding.code, finding.sheet, finding.cell) for finding in submission.draft().findings]


def test_an_empty_form_says_nothing_and_finds_nothing():
    """Printed and prefilled cells are no entries."""
    draft = TypedSubmission().draft()

    assert (draft.sheets, draft.observations, draft.entries, draft.findings) == ((), (), (), ())


def test_a_value_carries_its_key_its_address_and_the_head_of_its_column():
    """A number keeps its cell and what the head of its column gives."""
    submission = TypedSubmission()
    cell = total(submission)
    submission.type(cell, "1234.0", NUMBER)
    submission.type(submission.cell("A2", Field.REFERENCE_YEAR, column="baseline"), "2016", NUMBER)
    submission.type(submission.cell("A2", Field.SOURCE, column="baseline"), " Labour force survey ")
    submission.type(submission.cell("A2", Field.SOURCE_YEAR, column="baseline"), "២០១៧")
    submission.type(submission.cell("A2", Field.AGE_RANGE, column="baseline"), "5-14")
    submission.type(
        submission.cell("A2", Field.ATTRIBUTE, column="baseline", attribute="household_chores"),
        "with household  chores",
    )

    observation = only(submission)

    assert (observation.sheet, observation.cell) == ("A2", cell.cell)
    assert (observation.value, observation.unit) == (Decimal(1234), "children")
    assert (observation.as_typed, observation.how_read) == ("1234.0", "number")
    assert (observation.reference_year, observation.source_year) == (2016, 2017)
    assert (observation.source, observation.age_range) == ("Labour force survey", "5-14")
    assert observation.attributes == (("household_chores", "with"),)
    assert submission.draft().sheets == ("A2",)
    assert submission.draft().findings == ()


def test_the_year_of_a_measure_goes_before_that_of_its_column():
    """Where measures differ, each has its own reference year."""
    submission = TypedSubmission()
    for measure in ("children", "pct"):
        submission.type(total(submission, measure), "12", NUMBER)
    column_year = submission.cell("A2", Field.REFERENCE_YEAR, column="baseline", measure=None)
    own_year = submission.cell("A2", Field.REFERENCE_YEAR, column="baseline", measure="pct")
    submission.type(column_year, "2016", NUMBER)
    submission.type(own_year, "2018", NUMBER)

    years = {
        observation.key.measure: observation.reference_year
        for observation in submission.draft().observations
    }

    assert years == {"children": 2016, "pct": 2018}


def test_another_year_has_its_own_head():
    """The block for other years does not borrow the year of the main columns."""
    submission = TypedSubmission()
    submission.type(total(submission, column="other_1"), "5", NUMBER)
    submission.type(submission.cell("A2", Field.REFERENCE_YEAR, column="other_1"), "2012", NUMBER)
    submission.type(submission.cell("A2", Field.REFERENCE_YEAR, column="baseline"), "2016", NUMBER)

    assert only(submission).reference_year == 2012


def test_a_gap_code_is_a_status_and_keeps_its_note():
    """A gap is never silent."""
    submission = TypedSubmission()
    submission.type(total(submission), "NC: next survey")

    observation = only(submission)

    assert (observation.value, observation.gap_code) == (None, "nc")
    assert (observation.gap_note, observation.obs_status) == ("next survey", "L")


@pytest.mark.parametrize(
    ("text", "kind", "percent", "value", "codes"),
    [
        ("12.5", NUMBER, False, "12.5", []),
        ("0.125", NUMBER, True, "12.5", []),
        ("12.5%", CellKind.TEXT, False, "12.5", []),
        ("0.5%", CellKind.TEXT, False, "0.5", []),
        ("0.125", NUMBER, False, "0.125", ["PERCENT_AS_FRACTION"]),
        ("0", NUMBER, False, "0", []),
    ],
)
def test_percentages_are_read_as_they_are_shown(text, kind, percent, value, codes):
    """A fraction without a percent format is kept and asked about."""
    submission = TypedSubmission()
    submission.type(total(submission, "pct"), text, kind, shown_percent=percent)

    assert only(submission).value == Decimal(value)
    assert [code for code, _, _ in reported(submission)] == codes


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("#DIV/0!", CellKind.ERROR, "CELL_ERROR"),
        ("2016-05-04", CellKind.DATE, "DATE_NOT_NUMBER"),
        ("TRUE", CellKind.BOOLEAN, "NOT_A_NUMBER"),
        ("many", CellKind.TEXT, "NOT_A_NUMBER"),
        ("-", CellKind.TEXT, "GAP_UNCLEAR"),
        ("1.234", CellKind.TEXT, "NUMBER_UNCLEAR"),
        ("about 5", CellKind.TEXT, "NUMBER_INEXACT"),
        ("5%", CellKind.TEXT, "PERCENT_NOT_EXPECTED"),
    ],
)
def test_a_cell_without_a_clear_number_is_only_reported(text, kind, code):
    """One finding at the cell, and no value."""
    submission = TypedSubmission()
    cell = total(submission)
    submission.type(cell, text, kind)

    assert submission.draft().observations == ()
    assert reported(submission) == [(code, "A2", cell.cell)]


def test_a_formula_without_a_result_is_reported_wherever_it_is():
    """In a value cell, and in a cell for words."""
    submission = TypedSubmission()
    cells = [total(submission), submission.cell("A2", Field.SOURCE, column="baseline")]
    for cell in cells:
        submission.type(cell, "", CellKind.FORMULA_WITHOUT_VALUE, has_formula=True)

    assert {(code, cell) for code, _, cell in reported(submission)} == {
        ("FORMULA_NOT_CALCULATED", cell.cell) for cell in cells
    }


def test_a_value_in_a_column_after_the_round_is_left_out():
    """Locked cells do not stop a paste."""
    submission = TypedSubmission()
    cell = total(submission, column="2023")
    submission.type(cell, "5", NUMBER)

    assert submission.draft().observations == ()
    assert reported(submission) == [("VALUE_IN_LOCKED_COLUMN", "A2", cell.cell)]


@pytest.mark.parametrize(
    ("dimension", "name", "code", "codes"),
    [
        ("location", "Phnom Penh", "KH-12", []),
        ("location", "KH-12", "KH-12", []),
        ("location", "banteay mean choay province", "KH-1", []),
        ("location", "Atlantis", "label:Atlantis", ["UNIT_UNKNOWN"]),
        ("age", "5-12", "Y5T12", []),
        ("age", "13 – 14 years", "Y13T14", []),
        ("age", "២-៣", "Y2T3", []),
        ("age", "young", "label:young", ["AGE_GROUP_UNKNOWN"]),
    ],
)
def test_a_row_the_sender_names_gets_a_code_or_keeps_its_name(dimension, name, code, codes):
    """Units and age groups are recognised; anything else is kept and reported."""
    submission = TypedSubmission()
    own = {dimension: "row:1", "measure": "children"}
    submission.type(submission.cell("A2", Field.ROW_LABEL, **own), name)
    submission.type(submission.cell("A2", Field.VALUE, column="baseline", **own), "7", NUMBER)

    assert getattr(only(submission).key.breakdown, dimension) == code
    assert [found for found, _, _ in reported(submission)] == codes


def test_an_age_group_that_became_a_date_is_not_guessed():
    """Spreadsheet programs turn 5-12 into the twelfth of May."""
    submission = TypedSubmission()
    label = submission.cell("A2", Field.ROW_LABEL, measure="children", age="row:1")
    submission.type(label, "2021-05-12", CellKind.DATE)
    own = submission.cell("A2", Field.VALUE, measure="children", age="row:1", column="baseline")
    submission.type(own, "7", NUMBER)

    assert submission.draft().observations == ()
    assert reported(submission) == [("ROW_LABEL_UNCLEAR", "A2", label.cell)]


def test_a_value_in_a_row_without_a_name_is_left_out():
    """What it is about is not known."""
    submission = TypedSubmission()
    cell = submission.cell("A2", Field.VALUE, measure="children", age="row:1", column="baseline")
    submission.type(cell, "7", NUMBER)

    assert reported(submission) == [("ROW_WITHOUT_LABEL", "A2", cell.cell)]


def test_the_cover_decides_which_sheets_count():
    """Yes, no and blank; entries on a sheet left out are reported."""
    submission = TypedSubmission()
    for sheet, answer in (("A1", "yes"), ("A2", "no")):
        submission.type(submission.cell("Cover", Field.COVERS, attribute=sheet), answer)
    for sheet in ("A1", "A2", "A3"):
        cell = submission.cell(sheet, Field.VALUE, column="baseline")
        submission.type(cell, "7", NUMBER)

    draft = submission.draft()

    assert draft.sheets == ("A1", "A3")
    assert {observation.sheet for observation in draft.observations} == {"A1", "A3"}
    assert reported(submission) == [("SHEET_NOT_COVERED", "A2", None)]


def test_the_cover_names_the_institution_and_the_day():
    """Contact cells stay on the draft's cover and are no entries."""
    submission = TypedSubmission()
    for field, text in (
        (Field.INSTITUTION, "Ministry of Labour"),
        (Field.CONTACT_NAME, "Focal point"),
        (Field.CONTACT_ADDRESS, "labour@example.org"),
        (Field.FILLED_ON, "15/07/2021"),
    ):
        submission.type(submission.cell("Cover", field), text)

    draft = submission.draft()

    assert (draft.institution, draft.contact_name) == ("Ministry of Labour", "Focal point")
    assert draft.contact_address == "labour@example.org"
    assert draft.filled_on == date(2021, 7, 15)
    assert draft.entries == ()


def test_words_are_entries_with_the_code_behind_a_choice():
    """Availability, ticks and descriptions, each with its cell."""
    submission = TypedSubmission()
    available = submission.cell("A2", Field.AVAILABLE)
    tick = submission.cell("A2", Field.DESCRIPTION_FROM)
    description = submission.cell("A2", Field.PROGRESS_DESCRIPTION)
    submission.type(available, "Partly")
    submission.type(tick, "X")
    submission.type(description, "Much has been done.")

    entries = {entry.field: entry for entry in submission.draft().entries}

    assert (entries[Field.AVAILABLE].code, entries[Field.AVAILABLE].cell) == (
        "partly",
        available.cell,
    )
    assert entries[Field.DESCRIPTION_FROM].code == tick.attribute
    assert entries[Field.PROGRESS_DESCRIPTION].text == "Much has been done."


def test_an_answer_that_is_not_offered_is_reported():
    """In a drop-down and in a box to tick."""
    submission = TypedSubmission()
    available = submission.cell("A2", Field.AVAILABLE)
    tick = submission.cell("A2", Field.DESCRIPTION_FROM)
    submission.type(available, "perhaps")
    submission.type(tick, "some of it")

    assert submission.draft().entries == ()
    assert {(code, cell) for code, _, cell in reported(submission)} == {
        ("CHOICE_UNCLEAR", available.cell),
        ("CHOICE_UNCLEAR", tick.cell),
    }


def test_a_b_list_return_gives_level_narrative_and_evidence():
    """The level's wording leads back to its code."""
    submission = TypedSubmission(form=FormKey.B_LIST)
    level = submission.cell("B1", Field.LEVEL)
    submission.type(level, level.choices[1])
    submission.type(submission.cell("B1", Field.NARRATIVE), "A plan is in place.")
    submission.type(submission.cell("B1", Field.EVIDENCE, attribute="title"), "National plan")

    draft = submission.draft()

    scale = [code.code for code in FRAMEWORK.codes if code.list_key == "level"]
    assert [(entry.field, entry.code) for entry in draft.entries] == [
        (Field.LEVEL, scale[1]),
        (Field.NARRATIVE, None),
        (Field.EVIDENCE, "title"),
    ]
    assert draft.findings == ()


@pytest.mark.parametrize("text", ["2559", "2015-16", "2005/2006", "soon", "1905"])
def test_a_year_that_is_not_one_year_is_reported_and_the_figure_kept(text):
    """Other eras and spans are the sender's to convert."""
    submission = TypedSubmission()
    year = submission.cell("A2", Field.REFERENCE_YEAR, column="baseline")
    submission.type(total(submission), "5", NUMBER)
    submission.type(year, text)

    assert only(submission).reference_year is None
    assert reported(submission) == [("YEAR_UNCLEAR", "A2", year.cell)]


def test_text_outside_the_input_cells_is_asked_about_once_per_sheet():
    """It is not read, and not passed over in silence."""
    submission = TypedSubmission()
    submission.put("A2", "Z9", "see attached")
    submission.put("A2", "Z3", "note")

    (found,) = submission.draft().findings

    assert (found.code, found.sheet, found.cell) == ("EXTRA_TEXT", "A2", "Z3")
    assert "Z3, Z9" in found.found


def test_hidden_and_merged_entries_are_read_and_reported():
    """The value counts, and the sender is asked to check."""
    submission = TypedSubmission()
    cell = total(submission)
    row = cell.cell[1:]
    submission.type(cell, "5", NUMBER, hidden=True)
    below = f"C{int(row) + 1}"
    submission.change("A2", merged=(f"C{row}:{below}",), state="hidden")

    assert only(submission).value == 5
    assert [code for code, _, _ in reported(submission)] == [
        "HIDDEN_SHEET",
        "HIDDEN_ROWS",
        "MERGED",
    ]


def test_notes_of_the_reader_become_findings():
    """What was seen while opening the file reaches the sender."""
    submission = TypedSubmission()
    submission.raw = replace(submission.raw, notes=(("EXTERNAL_LINKS", None, None, "links"),))

    assert reported(submission) == [("EXTERNAL_LINKS", None, None)]


def test_a_workbook_that_was_not_recognised_has_only_its_findings():
    """No value is taken from a form that is not understood."""
    submission = TypedSubmission()
    submission.drop("_meta")

    draft = submission.draft()

    assert (draft.identity, draft.observations) == (None, ())
    assert [finding.code for finding in draft.findings] == ["FORM_UNKNOWN"]


def test_a_draft_is_the_same_every_time():
    """Same workbook, same draft, findings in the order of the sheets."""
    submission = TypedSubmission()
    for cell in [cell for cell in submission.description.cells if cell.field is Field.VALUE][:60]:
        submission.type(cell, "many")

    first, second = submission.draft(), submission.draft()

    assert first == second
    assert len(first.findings) == 60


def test_nothing_is_read_without_a_description():
    """A recognition that failed halfway keeps the identity and nothing else."""
    recognition = Recognition(TypedSubmission().recognised().identity, None, ())

    draft = draft_submission(DIGEST, RawWorkbook(()), recognition, FRAMEWORK)

    assert (draft.sender, draft.sheets) == ("KHM", ())
