"""Each filled cell of a submission is a value, an entry, a column's head, or a finding."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cl_pipeline.model.codes import Field, FormKey
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.observation import Observation
from cl_pipeline.model.workbook import CellKind, RawCell, RawSheet
from cl_pipeline.reading.draft import draft_submission
from cl_pipeline.reading.form_index import index_for
from cl_pipeline.reading.recognise import recognise
from cl_pipeline.reading.row_labels import RowLabels
from tests.builders.framework import with_gap_code
from tests.builders.raw_submissions import DIGEST, FRAMEWORK, TypedSubmission

NUMBER, TEXT = CellKind.NUMBER, CellKind.TEXT


def total(submission: TypedSubmission, measure: str = "children", column: str = "baseline"):
    return submission.cell(
        "A2", Field.VALUE, measure=measure, column=column, sex="_T", age="_T", location="_T",
        sector="_T", nationality="_T",
    )  # fmt: skip


def with_total(
    text: str, kind: CellKind = NUMBER, **more: bool
) -> tuple[TypedSubmission, FormCell]:
    submission = TypedSubmission()
    cell = total(submission)
    submission.type(cell, text, kind, **more)
    return submission, cell


def only(submission: TypedSubmission) -> Observation:
    (observation,) = submission.draft().observations
    return observation


def reported(submission: TypedSubmission) -> list[tuple[str, str | None, str | None]]:
    return [(finding.code, finding.sheet, finding.cell) for finding in submission.draft().findings]


def test_an_empty_form_says_nothing_and_finds_nothing():
    draft = TypedSubmission().draft()

    assert (draft.sheets, draft.observations, draft.entries, draft.findings) == ((), (), (), ())


def test_a_gap_code_added_later_is_read_in_a_form_that_went_out_before():
    submission, _ = with_total("np: next year", TEXT)
    wider = with_gap_code(FRAMEWORK, "np")

    recognised = recognise(submission.raw, wider)
    draft = draft_submission(DIGEST, submission.raw, recognised, wider)

    (observation,) = draft.observations
    assert (observation.value, observation.gap_code) == (None, "np")
    assert recognised.findings == ()


def test_a_value_carries_its_key_its_address_and_the_head_of_its_column():
    submission, cell = with_total("1234.0")
    for field, text, kind in (
        (Field.REFERENCE_YEAR, "2016", NUMBER),
        (Field.SOURCE, " Labour force survey ", TEXT),
        (Field.SOURCE_YEAR, "២០១៧", TEXT),
        (Field.AGE_RANGE, "5-14", TEXT),
    ):
        submission.fill("A2", field, text, kind, column="baseline")
    chores = {"column": "baseline", "attribute": "household_chores"}
    submission.fill("A2", Field.ATTRIBUTE, "with household  chores", **chores)

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
    submission, _ = with_total("12")
    submission.type(total(submission, "pct"), "12", NUMBER)
    submission.type(total(submission, column="other_1"), "5", NUMBER)
    for year, column, measure in (
        ("2016", "baseline", None), ("2018", "baseline", "pct"), ("2012", "other_1", None),
    ):  # fmt: skip
        head = {"column": column, "measure": measure}
        submission.fill("A2", Field.REFERENCE_YEAR, year, NUMBER, **head)

    years = [
        (observation.key.measure, observation.key.column, observation.reference_year)
        for observation in submission.draft().observations
    ]

    assert sorted(years) == [
        ("children", "baseline", 2016), ("children", "other_1", 2012), ("pct", "baseline", 2018),
    ]  # fmt: skip


def test_a_gap_code_is_a_status_and_keeps_its_note():
    submission, _ = with_total("NC: next survey", TEXT)

    observation = only(submission)

    assert (observation.value, observation.gap_code) == (None, "nc")
    assert (observation.gap_note, observation.obs_status) == ("next survey", "L")


@pytest.mark.parametrize(
    ("text", "kind", "percent", "value"),
    [
        ("12.5", NUMBER, False, "12.5"),
        ("0.125", NUMBER, True, "12.5"),
        ("12.5%", TEXT, False, "12.5"),
        ("0.5%", TEXT, False, "0.5"),
        ("0.125", NUMBER, False, "0.125"),
        ("0", NUMBER, False, "0"),
    ],
)
def test_percentages_are_read_as_they_are_shown(text, kind, percent, value):
    submission = TypedSubmission()
    submission.type(total(submission, "pct"), text, kind, shown_percent=percent)

    assert only(submission).value == Decimal(value)
    assert ("percent" in only(submission).how_read) == (percent or "%" in text)
    assert reported(submission) == []


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("#DIV/0!", CellKind.ERROR, "CELL_ERROR"),
        ("", CellKind.FORMULA_WITHOUT_VALUE, "FORMULA_NOT_CALCULATED"),
        ("2016-05-04", CellKind.DATE, "DATE_NOT_NUMBER"),
        ("TRUE", CellKind.BOOLEAN, "NOT_A_NUMBER"),
        ("many", TEXT, "NOT_A_NUMBER"),
        ("-", TEXT, "GAP_UNCLEAR"),
        ("1.234", TEXT, "NUMBER_UNCLEAR"),
        ("about 5", TEXT, "NUMBER_INEXACT"),
        ("5%", TEXT, "PERCENT_NOT_EXPECTED"),
    ],
)
def test_a_cell_without_a_clear_number_is_only_reported(text, kind, code):
    has_formula = kind is CellKind.FORMULA_WITHOUT_VALUE
    submission, cell = with_total(text, kind, has_formula=has_formula)

    assert submission.draft().observations == ()
    assert reported(submission) == [(code, "A2", cell.cell)]


def test_a_formula_without_a_result_is_reported_in_a_text_cell():
    submission = TypedSubmission()
    cell = submission.cell("A2", Field.SOURCE, column="baseline")
    submission.type(cell, "", CellKind.FORMULA_WITHOUT_VALUE, has_formula=True)

    assert reported(submission) == [("FORMULA_NOT_CALCULATED", "A2", cell.cell)]


def test_a_value_in_a_column_after_the_round_is_left_out():
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
        ("age", "อายุ 5 ถึง 12 ปี", "Y5T12", []),
        ("age", "usia 5 hingga 12 tahun", "Y5T12", []),
        ("age", "5 a 12 anos", "Y5T12", []),
        ("age", "young", "label:young", ["AGE_GROUP_UNKNOWN"]),
        ("location", "A" * 250, f"label:{'A' * 250}", ["UNIT_UNKNOWN"]),
    ],
)
def test_a_row_the_sender_names_gets_a_code_or_keeps_its_name(dimension, name, code, codes):
    submission = TypedSubmission()
    own = {dimension: "row:1", "measure": "children"}
    submission.fill("A2", Field.ROW_LABEL, name, **own)
    submission.fill("A2", Field.VALUE, "7", NUMBER, column="baseline", **own)

    assert getattr(only(submission).key.breakdown, dimension) == code
    assert [found for found, _, _ in reported(submission)] == codes


def test_an_age_group_that_became_a_date_is_not_guessed():
    """Spreadsheet programs turn 5-12 into the twelfth of May."""
    submission = TypedSubmission()
    own = {"measure": "children", "age": "row:1"}
    label = submission.fill("A2", Field.ROW_LABEL, "2021-05-12", CellKind.DATE, **own)
    submission.fill("A2", Field.VALUE, "7", NUMBER, column="baseline", **own)

    assert submission.draft().observations == ()
    assert reported(submission) == [("ROW_LABEL_UNCLEAR", "A2", label.cell)]


def test_a_name_too_long_for_a_key_is_asked_about():
    submission = TypedSubmission()
    own = {"measure": "children", "location": "row:1"}
    label = submission.fill("A2", Field.ROW_LABEL, "A" * 251, **own)
    submission.fill("A2", Field.VALUE, "7", NUMBER, column="baseline", **own)

    assert submission.draft().observations == ()
    assert reported(submission) == [("ROW_LABEL_UNCLEAR", "A2", label.cell)]


def test_a_value_in_a_row_without_a_name_is_left_out():
    submission = TypedSubmission()
    own = {"measure": "children", "age": "row:1", "column": "baseline"}
    cell = submission.fill("A2", Field.VALUE, "7", NUMBER, **own)

    assert reported(submission) == [("ROW_WITHOUT_LABEL", "A2", cell.cell)]


def test_the_cover_decides_which_sheets_count():
    submission = TypedSubmission()
    for sheet, answer in (("A1", "yes"), ("A2", "no")):
        submission.fill("Cover", Field.COVERS, answer, attribute=sheet)
    for sheet in ("A1", "A2", "A3"):
        submission.fill(sheet, Field.VALUE, "7", NUMBER, column="baseline")

    draft = submission.draft()

    assert draft.sheets == ("A1", "A3")
    assert {observation.sheet for observation in draft.observations} == {"A1", "A3"}
    assert reported(submission) == [("SHEET_NOT_COVERED", "A2", None)]


def test_the_cover_names_the_institution_and_the_day():
    submission = TypedSubmission()
    for field, text in (
        (Field.INSTITUTION, "Ministry of Labour"),
        (Field.CONTACT_NAME, "Focal point"),
        (Field.CONTACT_ADDRESS, "labour@example.org"),
        (Field.FILLED_ON, "15/07/2021"),
    ):
        submission.fill("Cover", field, text)

    draft = submission.draft()

    assert (draft.institution, draft.contact_name) == ("Ministry of Labour", "Focal point")
    assert draft.contact_address == "labour@example.org"
    assert draft.filled_on == date(2021, 7, 15)
    assert draft.entries == ()


def test_words_are_entries_with_the_code_behind_a_choice():
    submission = TypedSubmission()
    available = submission.fill("A2", Field.AVAILABLE, "Partly")
    tick = submission.fill("A2", Field.DESCRIPTION_FROM, "X")
    submission.fill("A2", Field.PROGRESS_DESCRIPTION, "Much has been done.")

    entries = {entry.field: entry for entry in submission.draft().entries}

    answer = entries[Field.AVAILABLE]
    assert (answer.code, answer.cell) == ("partly", available.cell)
    assert entries[Field.DESCRIPTION_FROM].code == tick.attribute
    assert entries[Field.PROGRESS_DESCRIPTION].text == "Much has been done."


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ("yes", ["Yes.", "ya", "có", "oo", "sim", "sin", "ใช่", "ແມ່ນ", "បាទ", "ဟုတ်ကဲ့"]),
        ("no", ["N", "tidak", "không", "hindi", "não", "lae", "ไม่มี", "ບໍ່ມີ", "ទេ", "မရှိပါ"]),
        ("partly", ["partially", "sebagian", "một phần", "em parte", "บางส่วน", "មួយផ្នែក"]),
    ],
)
def test_yes_no_and_partly_are_read_in_the_languages_of_the_region(code, texts):
    for text in texts:
        submission = TypedSubmission()
        submission.fill("A2", Field.AVAILABLE, text)
        if code != "partly":
            submission.fill("Cover", Field.COVERS, text, attribute="A2")

        draft, sheets = submission.draft(), submission.recognised().coverage
        declared = next(sheet.declared for sheet in sheets if sheet.name == "A2")

        assert declared is {"yes": True, "no": False, "partly": None}[code], text
        if code != "no":
            assert [(entry.code, entry.text) for entry in draft.entries] == [(code, text)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("OK", "AGREE"), ("Agreed.", "AGREE"), ("setuju", "AGREE"), ("เห็นด้วย", "AGREE"),
        ("đồng ý", "AGREE"), ("agree", "AGREE"), ("should  be changed", "CORRECT"),
        ("tidak setuju", "CORRECT"), ("not correct", "CORRECT"),
        ("correct", None), ("no", None), ("yes", None),
    ],
)  # fmt: skip
def test_a_confirmation_is_read_in_words_and_asked_about_where_it_can_mean_both(text, code):
    """The code for a change is CORRECT, and a person who types it may mean that all is right."""
    submission = TypedSubmission(form=FormKey.CONFIRMATION)
    cell = next(
        cell
        for cell in submission.description.cells
        if cell.field is Field.CONFIRMATION and "agree" in cell.choices
    )
    submission.type(cell, text)

    draft = submission.draft()

    assert [entry.code for entry in draft.entries] == ([code] if code else [])
    assert reported(submission) == ([] if code else [("CHOICE_UNCLEAR", cell.sheet, cell.cell)])
    assert all("agree; should be changed" in found.expected for found in draft.findings)


def test_an_answer_that_is_not_offered_is_reported():
    submission = TypedSubmission()
    available = submission.fill("A2", Field.AVAILABLE, "perhaps")
    tick = submission.fill("A2", Field.DESCRIPTION_FROM, "some of it")

    assert submission.draft().entries == ()
    assert set(reported(submission)) == {
        ("CHOICE_UNCLEAR", "A2", available.cell), ("CHOICE_UNCLEAR", "A2", tick.cell),
    }  # fmt: skip


def test_a_b_list_submission_gives_level_narrative_and_evidence():
    submission = TypedSubmission(form=FormKey.B_LIST)
    level = submission.cell("B1", Field.LEVEL)
    submission.type(level, level.choices[1])
    submission.fill("B1", Field.NARRATIVE, "A plan is in place.")
    submission.fill("B1", Field.EVIDENCE, "National plan", attribute="title")

    draft = submission.draft()

    scale = [code.code for code in FRAMEWORK.codes if code.list_key == "level"]
    assert [(entry.field, entry.code) for entry in draft.entries] == [
        (Field.LEVEL, scale[1]), (Field.NARRATIVE, None), (Field.EVIDENCE, "title"),
    ]  # fmt: skip
    assert draft.findings == ()


@pytest.mark.parametrize(
    ("sender", "names"),
    [
        (
            "KHM",
            {"Siem Reap": "KH-17", "Kompong Som": "KH-18", "ខេត្តកណ្ដាល": "KH-8"},
        ),
        ("IDN", {"DKI Jakarta": "ID-JK", "West Java": "ID-JB", "Prov. NTB": "ID-NB"}),
        ("VNM", {"TP. Hồ Chí Minh": "VN-SG", "TP.Đà Nẵng": "VN-DN", "Ho Chi Minh City": "VN-SG"}),
        ("THA", {"จังหวัดเชียงใหม่": "TH-50", "กรุงเทพฯ": "TH-10", "Bangkok": "TH-10"}),
        ("LAO", {"ນະຄອນຫຼວງວຽງຈັນ": "LA-VT", "Vientiane Capital": "LA-VT"}),
        ("MMR", {"ရှမ်းပြည်နယ်": "MM-17", "Rangoon": "MM-06"}),
        ("MYS", {"Penang": "MY-07", "W.P. Labuan": "MY-15"}),
        ("PHL", {"NCR": "PH-00", "Region IV-A": "PH-40", "Cebu": "PH-CEB", "Cagayan": "PH-CAG"}),
        ("TLS", {"Município de Dili": "TL-DI", "Oecusse": "TL-OE"}),
    ],
)
def test_first_level_units_are_known_by_the_names_in_use(sender, names):
    labels = RowLabels(FRAMEWORK, sender)
    cell = TypedSubmission().cell("A2", Field.ROW_LABEL)

    read = {name: labels.code("location", RawCell("A1", TEXT, name), cell)[0] for name in names}

    assert read == names


@pytest.mark.parametrize(
    ("dimension", "name", "code"),
    [
        ("sector", "Public administration", "label:Public administration"),
        ("sector", "agriculture", "AGR"),
        ("occupation", "Judges", "label:Judges"),
        ("occupation", "Cebu", "label:Cebu"),
    ],
)
def test_a_sector_or_an_occupation_is_no_place(dimension, name, code):
    """No name is expected there, so none is asked about."""
    cell = TypedSubmission().cell("A2", Field.ROW_LABEL)

    assert RowLabels(FRAMEWORK, "PHL").code(dimension, RawCell("A1", TEXT, name), cell) == (
        code,
        None,
    )


@pytest.mark.parametrize(
    ("sender", "name"), [("LAO", "Vientiane"), ("LAO", "ວຽງຈັນ"), ("KHM", "Kampong"), ("PHL", "1")]
)
def test_a_name_that_fits_several_units_or_none_stays_as_typed(sender, name):
    """The capital and the province of Laos share a name."""
    cell = TypedSubmission().cell("A2", Field.ROW_LABEL)
    code, found = RowLabels(FRAMEWORK, sender).code("location", RawCell("A1", TEXT, name), cell)

    assert (code, found.code) == (f"label:{name}", "UNIT_UNKNOWN")


@pytest.mark.parametrize("text", ["2015-16", "2005/2006", "soon", "1905"])
def test_a_year_that_is_not_one_year_is_reported_and_the_figure_kept(text):
    submission, _ = with_total("5")
    year = submission.fill("A2", Field.REFERENCE_YEAR, text, column="baseline")

    assert only(submission).reference_year is None
    assert reported(submission) == [("YEAR_UNCLEAR", "A2", year.cell)]


def test_text_outside_the_input_cells_is_asked_about_once_per_sheet():
    submission = TypedSubmission()
    submission.put("A2", "Z9", "see attached")
    submission.put("A2", "Z3", "note")

    (found,) = submission.draft().findings

    assert (found.code, found.sheet, found.cell) == ("EXTRA_TEXT", "A2", "Z3")
    assert "Z3, Z9" in found.found


def known_cell(submission: TypedSubmission) -> str:
    """The address next to the total of A2, for the figure that is known already."""
    total = submission.cell("A2", Field.VALUE, column="baseline", sex="F")
    return f"{chr(ord(total.cell[0]) + 1)}{total.cell[1:]}"


@pytest.mark.parametrize("typed", ["180000", "m", "429,380 (2016)"])
def test_a_figure_in_the_column_of_known_figures_is_reported(typed):
    submission, _ = with_total("5")
    submission.put("A2", known_cell(submission), typed)

    assert reported(submission) == [("FIGURE_IN_KNOWN_COLUMN", "A2", known_cell(submission))]


@pytest.mark.parametrize(
    ("typed", "codes"),
    [("429,380 (2016)", []), ("", []), ("430,000 (2016)", ["KNOWN_FIGURE_CHANGED"])],
)
def test_a_changed_known_figure_is_taken_for_a_proposal(typed, codes):
    submission, _ = with_total("5")
    place = known_cell(submission)
    rows = {"A1": "A2", "B1": place, "C1": "429,380 (2016)"}
    hidden = {address: RawCell(address, CellKind.TEXT, text) for address, text in rows.items()}
    submission.raw = replace(
        submission.raw, sheets=(*submission.raw.sheets, RawSheet("_known", "veryHidden", hidden))
    )
    submission.put("A2", place, typed)

    found = submission.draft().findings

    assert [(finding.code, finding.cell) for finding in found] == [(code, place) for code in codes]
    assert all("429,380 (2016)" in finding.expected for finding in found)


def test_a_figure_typed_over_a_printed_hint_is_asked_about():
    submission, _ = with_total("5")
    (hint, *_) = index_for(FRAMEWORK, submission.recognised().identity).sheet("A2").printed
    submission.put("A2", hint, "180000")

    assert reported(submission) == [("EXTRA_TEXT", "A2", hint)]


def test_hidden_and_merged_entries_are_read_and_reported():
    submission, cell = with_total("5", hidden=True)
    row = int(cell.cell[1:])
    submission.change("A2", merged=(f"C{row}:C{row + 1}",), state="hidden")

    assert only(submission).value == 5
    codes = [code for code, _, _ in reported(submission)]
    assert codes == ["HIDDEN_SHEET", "HIDDEN_ROWS", "MERGED"]


def test_a_character_that_cannot_be_printed_is_left_out_of_a_text_and_named():
    submission, _ = with_total("5")
    source = submission.fill("A2", Field.SOURCE, "Survey\x0b2012\x1b", column="baseline")

    assert only(submission).source == "Survey 2012"
    assert reported(submission) == [("UNPRINTABLE_CHARACTER", "A2", source.cell)]


@pytest.mark.parametrize("text", ["400\x0b000", "4\x1b", "c\x1b"])
def test_a_figure_with_a_character_that_cannot_be_printed_is_no_figure(text):
    submission, cell = with_total(text, TEXT)

    assert submission.draft().observations == ()
    assert reported(submission) == [("NOT_A_NUMBER", "A2", cell.cell)]
    assert submission.draft().findings[0].found.isprintable()


def test_notes_of_the_reader_become_findings():
    submission = TypedSubmission()
    submission.raw = replace(submission.raw, notes=(("EXTERNAL_LINKS", None, None, "links"),))

    assert reported(submission) == [("EXTERNAL_LINKS", None, None)]


def test_a_workbook_that_was_not_recognised_has_only_its_findings():
    submission = TypedSubmission()
    submission.drop("_meta")

    assert (submission.draft().identity, submission.draft().observations) == (None, ())
    assert reported(submission) == [("FORM_UNKNOWN", None, None)]


@pytest.mark.parametrize(
    ("look", "code"),
    [
        ({"struck": True}, "STRUCK_THROUGH"),
        ({"number_format": '#,##0" thousand"'}, "SHOWN_OTHERWISE"),
    ],
)
def test_a_figure_that_is_seen_otherwise_is_not_used(look, code):
    submission, cell = with_total("400", **look)

    assert (reported(submission), submission.draft().observations) == (
        [(code, cell.sheet, cell.cell)],
        (),
    )


def test_a_source_that_is_struck_through_or_not_shown_is_not_used():
    submission, _ = with_total("400")
    source = submission.cell("A2", Field.SOURCE, column="baseline")
    for look in ({"struck": True}, {"number_format": ";;;"}):
        submission.type(source, "Labour force survey", **look)

        assert (only(submission).source, len(reported(submission))) == (None, 1)


def test_a_year_under_a_date_format_names_the_year_and_the_format():
    submission, _ = with_total("400")
    year = submission.cell("A2", Field.REFERENCE_YEAR, column="baseline")
    look = {"number_format": "d-mmm-yy", "stored": "2019"}
    submission.type(year, "1905-07-11", CellKind.DATE, **look)

    (found,) = submission.draft().findings
    assert (found.code, "2019" in found.found, "d-mmm-yy" in found.found) == (
        "YEAR_AS_DATE",
        True,
        True,
    )


def test_a_figure_is_kept_as_a_person_sees_it():
    submission, _ = with_total("93.67252999999999")

    assert only(submission).as_typed == "93.67253"
