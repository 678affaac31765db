"""The draft of a return: each filled cell is a value, an entry, a column's head, or a finding."""

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


def total(returned: TypedSubmission, measure: str = "children", column: str = "baseline"):
    return returned.cell(
        "A2", Field.VALUE, measure=measure, column=column, sex="_T", age="_T", location="_T",
        sector="_T", nationality="_T",
    )  # fmt: skip


def only(returned: TypedSubmission) -> Observation:
    (observation,) = returned.draft().observations
    return observation


def told(returned: TypedSubmission) -> list[tuple[str, str | None, str | None]]:
    return [(finding.code, finding.sheet, finding.cell) for finding in returned.draft().findings]


def test_an_empty_form_says_nothing_and_finds_nothing():
    """Printed and prefilled cells are no entries."""
    draft = TypedSubmission().draft()

    assert (draft.sheets, draft.observations, draft.entries, draft.findings) == ((), (), (), ())


def test_a_value_carries_its_key_its_address_and_the_head_of_its_column():
    """Everything that stands beside a number goes with it."""
    returned = TypedSubmission()
    cell = total(returned)
    returned.type(cell, "1234.0", NUMBER)
    returned.type(returned.cell("A2", Field.REFERENCE_YEAR, column="baseline"), "2016", NUMBER)
    returned.type(returned.cell("A2", Field.SOURCE, column="baseline"), " Labour force survey ")
    returned.type(returned.cell("A2", Field.SOURCE_YEAR, column="baseline"), "២០១៧")
    returned.type(returned.cell("A2", Field.AGE_RANGE, column="baseline"), "5-14")
    returned.type(
        returned.cell("A2", Field.ATTRIBUTE, column="baseline", attribute="household_chores"),
        "with household  chores",
    )

    observation = only(returned)

    assert (observation.sheet, observation.cell) == ("A2", cell.cell)
    assert (observation.value, observation.unit) == (Decimal(1234), "children")
    assert (observation.as_typed, observation.how_read) == ("1234.0", "number")
    assert (observation.reference_year, observation.source_year) == (2016, 2017)
    assert (observation.source, observation.age_range) == ("Labour force survey", "5-14")
    assert observation.attributes == (("household_chores", "with"),)
    assert returned.draft().sheets == ("A2",)
    assert returned.draft().findings == ()


def test_the_year_of_a_measure_goes_before_that_of_its_column():
    """Where measures differ, each has its own reference year."""
    returned = TypedSubmission()
    for measure in ("children", "pct"):
        returned.type(total(returned, measure), "12", NUMBER)
    column_year = returned.cell("A2", Field.REFERENCE_YEAR, column="baseline", measure=None)
    own_year = returned.cell("A2", Field.REFERENCE_YEAR, column="baseline", measure="pct")
    returned.type(column_year, "2016", NUMBER)
    returned.type(own_year, "2018", NUMBER)

    years = {
        observation.key.measure: observation.reference_year
        for observation in returned.draft().observations
    }

    assert years == {"children": 2016, "pct": 2018}


def test_another_year_has_its_own_head():
    """The block for other years does not borrow the year of the main columns."""
    returned = TypedSubmission()
    returned.type(total(returned, column="other_1"), "5", NUMBER)
    returned.type(returned.cell("A2", Field.REFERENCE_YEAR, column="other_1"), "2012", NUMBER)
    returned.type(returned.cell("A2", Field.REFERENCE_YEAR, column="baseline"), "2016", NUMBER)

    assert only(returned).reference_year == 2012


def test_a_gap_code_is_a_status_and_keeps_its_note():
    """A gap is never silent."""
    returned = TypedSubmission()
    returned.type(total(returned), "NC: next survey")

    observation = only(returned)

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
def test_percentages_are_read_as_they_are_shown(
    text: str, kind: CellKind, percent: bool, value: str, codes: list[str]
):
    """A fraction without a percent format is kept and asked about."""
    returned = TypedSubmission()
    returned.type(total(returned, "pct"), text, kind, shown_percent=percent)

    assert only(returned).value == Decimal(value)
    assert [code for code, _, _ in told(returned)] == codes


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
def test_a_cell_that_is_no_clear_number_is_left_out_and_told(text: str, kind: CellKind, code: str):
    """One finding at the cell, and no value."""
    returned = TypedSubmission()
    cell = total(returned)
    returned.type(cell, text, kind)

    assert returned.draft().observations == ()
    assert told(returned) == [(code, "A2", cell.cell)]


def test_a_formula_without_a_result_is_told_wherever_it_stands():
    """In a value cell, and in a cell for words."""
    returned = TypedSubmission()
    cells = [total(returned), returned.cell("A2", Field.SOURCE, column="baseline")]
    for cell in cells:
        returned.type(cell, "", CellKind.FORMULA_WITHOUT_VALUE, has_formula=True)

    assert {(code, cell) for code, _, cell in told(returned)} == {
        ("FORMULA_NOT_CALCULATED", cell.cell) for cell in cells
    }


def test_a_value_in_a_column_after_the_round_is_left_out():
    """Locked cells do not stop a paste."""
    returned = TypedSubmission()
    cell = total(returned, column="2023")
    returned.type(cell, "5", NUMBER)

    assert returned.draft().observations == ()
    assert told(returned) == [("VALUE_IN_LOCKED_COLUMN", "A2", cell.cell)]


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
def test_a_row_the_sender_names_gets_a_code_or_keeps_its_name(
    dimension: str, name: str, code: str, codes: list[str]
):
    """Units and age groups are recognised; anything else is kept and told."""
    returned = TypedSubmission()
    own = {dimension: "row:1", "measure": "children"}
    returned.type(returned.cell("A2", Field.ROW_LABEL, **own), name)
    returned.type(returned.cell("A2", Field.VALUE, column="baseline", **own), "7", NUMBER)

    assert getattr(only(returned).key.breakdown, dimension) == code
    assert [found for found, _, _ in told(returned)] == codes


def test_an_age_group_that_became_a_date_is_not_guessed():
    """Spreadsheet programs turn 5-12 into the twelfth of May."""
    returned = TypedSubmission()
    label = returned.cell("A2", Field.ROW_LABEL, measure="children", age="row:1")
    returned.type(label, "2021-05-12", CellKind.DATE)
    own = returned.cell("A2", Field.VALUE, measure="children", age="row:1", column="baseline")
    returned.type(own, "7", NUMBER)

    assert returned.draft().observations == ()
    assert told(returned) == [("ROW_LABEL_UNCLEAR", "A2", label.cell)]


def test_a_value_in_a_row_without_a_name_is_left_out():
    """Nobody can tell what it is about."""
    returned = TypedSubmission()
    cell = returned.cell("A2", Field.VALUE, measure="children", age="row:1", column="baseline")
    returned.type(cell, "7", NUMBER)

    assert told(returned) == [("ROW_WITHOUT_LABEL", "A2", cell.cell)]


def test_the_cover_decides_which_sheets_count():
    """Yes, no and blank; entries on a sheet left out are told."""
    returned = TypedSubmission()
    for sheet, answer in (("A1", "yes"), ("A2", "no")):
        returned.type(returned.cell("Cover", Field.COVERS, attribute=sheet), answer)
    for sheet in ("A1", "A2", "A3"):
        cell = returned.cell(sheet, Field.VALUE, column="baseline")
        returned.type(cell, "7", NUMBER)

    draft = returned.draft()

    assert draft.sheets == ("A1", "A3")
    assert {observation.sheet for observation in draft.observations} == {"A1", "A3"}
    assert told(returned) == [("SHEET_NOT_COVERED", "A2", None)]


def test_the_cover_names_the_institution_and_the_day():
    """Contact cells stay on the draft's cover and are no entries."""
    returned = TypedSubmission()
    for field, text in (
        (Field.INSTITUTION, "Ministry of Labour"),
        (Field.CONTACT_NAME, "Focal point"),
        (Field.CONTACT_ADDRESS, "labour@example.org"),
        (Field.FILLED_ON, "15/07/2021"),
    ):
        returned.type(returned.cell("Cover", field), text)

    draft = returned.draft()

    assert (draft.institution, draft.contact_name) == ("Ministry of Labour", "Focal point")
    assert draft.contact_address == "labour@example.org"
    assert draft.filled_on == date(2021, 7, 15)
    assert draft.entries == ()


def test_words_are_entries_with_the_code_behind_a_choice():
    """Availability, ticks and descriptions, each with its cell."""
    returned = TypedSubmission()
    available = returned.cell("A2", Field.AVAILABLE)
    tick = returned.cell("A2", Field.DESCRIPTION_FROM)
    description = returned.cell("A2", Field.PROGRESS_DESCRIPTION)
    returned.type(available, "Partly")
    returned.type(tick, "X")
    returned.type(description, "Much has been done.")

    entries = {entry.field: entry for entry in returned.draft().entries}

    assert (entries[Field.AVAILABLE].code, entries[Field.AVAILABLE].cell) == (
        "partly",
        available.cell,
    )
    assert entries[Field.DESCRIPTION_FROM].code == tick.attribute
    assert entries[Field.PROGRESS_DESCRIPTION].text == "Much has been done."


def test_an_answer_that_is_not_offered_is_told():
    """In a drop-down and in a box to tick."""
    returned = TypedSubmission()
    available = returned.cell("A2", Field.AVAILABLE)
    tick = returned.cell("A2", Field.DESCRIPTION_FROM)
    returned.type(available, "perhaps")
    returned.type(tick, "some of it")

    assert returned.draft().entries == ()
    assert {(code, cell) for code, _, cell in told(returned)} == {
        ("CHOICE_UNCLEAR", available.cell),
        ("CHOICE_UNCLEAR", tick.cell),
    }


def test_a_b_list_return_gives_level_narrative_and_evidence():
    """The level's wording leads back to its code."""
    returned = TypedSubmission(form=FormKey.B_LIST)
    level = returned.cell("B1", Field.LEVEL)
    returned.type(level, level.choices[1])
    returned.type(returned.cell("B1", Field.NARRATIVE), "A plan is in place.")
    returned.type(returned.cell("B1", Field.EVIDENCE, attribute="title"), "National plan")

    draft = returned.draft()

    scale = [code.code for code in FRAMEWORK.codes if code.list_key == "level"]
    assert [(entry.field, entry.code) for entry in draft.entries] == [
        (Field.LEVEL, scale[1]),
        (Field.NARRATIVE, None),
        (Field.EVIDENCE, "title"),
    ]
    assert draft.findings == ()


@pytest.mark.parametrize("text", ["2559", "2015-16", "2005/2006", "soon", "1905"])
def test_a_year_that_is_not_one_year_is_told_and_the_figure_kept(text: str):
    """Other eras and spans are the sender's to convert."""
    returned = TypedSubmission()
    year = returned.cell("A2", Field.REFERENCE_YEAR, column="baseline")
    returned.type(total(returned), "5", NUMBER)
    returned.type(year, text)

    assert only(returned).reference_year is None
    assert told(returned) == [("YEAR_UNCLEAR", "A2", year.cell)]


def test_text_outside_the_input_cells_is_asked_about_once_per_sheet():
    """It is not read, and not passed over in silence."""
    returned = TypedSubmission()
    returned.put("A2", "Z9", "see attached")
    returned.put("A2", "Z3", "note")

    (found,) = returned.draft().findings

    assert (found.code, found.sheet, found.cell) == ("EXTRA_TEXT", "A2", "Z3")
    assert "Z3, Z9" in found.found


def test_hidden_and_merged_entries_are_read_and_told():
    """The value counts; the sender is asked to look."""
    returned = TypedSubmission()
    cell = total(returned)
    row = cell.cell[1:]
    returned.type(cell, "5", NUMBER, hidden=True)
    below = f"C{int(row) + 1}"
    returned.change("A2", merged=(f"C{row}:{below}",), state="hidden")

    assert only(returned).value == 5
    assert [code for code, _, _ in told(returned)] == ["HIDDEN_SHEET", "HIDDEN_ROWS", "MERGED"]


def test_notes_of_the_reader_become_findings():
    """What was seen while opening the file reaches the sender."""
    returned = TypedSubmission()
    returned.raw = replace(returned.raw, notes=(("EXTERNAL_LINKS", None, None, "links"),))

    assert told(returned) == [("EXTERNAL_LINKS", None, None)]


def test_a_workbook_that_was_not_recognised_has_only_its_findings():
    """No value is taken from a form that is not understood."""
    returned = TypedSubmission()
    returned.drop("_meta")

    draft = returned.draft()

    assert (draft.identity, draft.observations) == (None, ())
    assert [finding.code for finding in draft.findings] == ["FORM_UNKNOWN"]


def test_a_draft_is_the_same_every_time():
    """Same workbook, same draft, findings in the order of the sheets."""
    returned = TypedSubmission()
    for cell in [one for one in returned.description.cells if one.field is Field.VALUE][:60]:
        returned.type(cell, "many")

    first, second = returned.draft(), returned.draft()

    assert first == second
    assert len(first.findings) == 60


def test_nothing_is_read_without_a_description():
    """A recognition that failed halfway carries its mark and nothing else."""
    recognition = Recognition(TypedSubmission().recognised().identity, None, ())

    draft = draft_submission(DIGEST, RawWorkbook(()), recognition, FRAMEWORK)

    assert (draft.sender, draft.sheets) == ("KHM", ())
