"""Written forms: their cells, what is locked, and that the same inputs give the same bytes."""

import io
import zipfile
from functools import cache

import pytest
from openpyxl import Workbook, load_workbook

from cl_pipeline.errors import BrokenInvariant, ValuesError
from cl_pipeline.forms.description import describe, identity_rows
from cl_pipeline.forms.writer import fill_form, write_form
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.codes import Field, FormKey
from cl_pipeline.model.form import FormDescription, FormIdentity
from cl_pipeline.model.identity import RoundYear, SenderCode
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.model.observation import ObservationKey
from tests.builders.framework import small_framework

FORMS = [
    pytest.param(FormKey.A_LIST, "1.0", 2021, id="A list 1.0"),
    pytest.param(FormKey.A_LIST, "1.1", 2023, id="A list 1.1"),
    pytest.param(FormKey.A_LIST, "1.2", 2023, id="A list 1.2"),
    pytest.param(FormKey.B_LIST, "1.0", 2021, id="B list 1.0"),
]


def described(form: FormKey, version: str, year: int) -> FormDescription:
    return describe(small_framework(), form, version, RoundYear(year))


@cache
def written(description: FormDescription, *, is_sample: bool = False) -> bytes:
    framework = small_framework()
    sender = framework.member_state("KHM")
    return write_form(description, framework, sender, known_values={}, is_sample=is_sample)


def opened(form: bytes) -> Workbook:
    return load_workbook(io.BytesIO(form))


@pytest.fixture(scope="module")
def a_list() -> tuple[FormDescription, bytes]:
    """One A-list form, written once for the tests of this module."""
    description = described(FormKey.A_LIST, "1.0", 2021)
    return description, written(description)


@pytest.mark.parametrize(("form", "version", "year"), FORMS)
def test_a_form_is_written_as_described(form, version, year):
    description = described(form, version, year)

    workbook = opened(written(description))

    for cell in description.cells:
        target = workbook[cell.sheet][cell.cell]
        assert target.protection.locked != cell.is_open, cell
        assert target.value is None or cell.field == Field.SENDER, cell
    for fixed in description.fixed:
        target = workbook[fixed.sheet][fixed.cell]
        assert (target.value, target.protection.locked) == (fixed.text or None, True), fixed
    assert workbook.sheetnames[: len(description.sheets)] == list(description.sheets)
    assert all(workbook[name].protection.sheet for name in workbook.sheetnames)


def test_the_same_inputs_give_the_same_bytes(a_list):
    description, form = a_list
    entries = [(description.cells[-1], "text")]

    again = written.__wrapped__(description)

    assert again == form
    assert fill_form(again, entries) == fill_form(form, entries)


def test_the_form_identity_is_hidden_and_visible(a_list):
    description, form = a_list
    identity = FormIdentity(FormKey.A_LIST, "1.0", RoundYear(2021), SenderCode("KHM"))

    workbook = opened(form)
    rows = tuple(workbook["_meta"].iter_rows(max_col=2, values_only=True))

    assert rows == identity_rows(identity, description.fingerprint)
    assert [key for key, _ in rows][-1] == "checksum"
    assert workbook["_meta"].sheet_state == "veryHidden"
    assert {workbook[name]["A1"].value for name in description.sheets} == {str(identity)}


@pytest.mark.parametrize("is_sample", [True, False])
def test_the_sample_notice_is_on_every_sheet_of_a_sample(is_sample):
    description = described(FormKey.B_LIST, "1.0", 2021)

    workbook = opened(written(description, is_sample=is_sample))
    notices = {workbook[name]["A2"].value for name in description.sheets}
    hidden = {bool(workbook[name].row_dimensions[2].hidden) for name in description.sheets}

    assert notices == {SAMPLE_NOTICE if is_sample else None}
    assert hidden == {not is_sample}
    assert dict(workbook["_meta"].values)["sample"] == str(int(is_sample))


def test_known_values_are_next_to_the_inputs_and_locked():
    framework = small_framework()
    description = described(FormKey.A_LIST, "1.1", 2023)
    cell = next(c for c in description.cells if c.field == Field.VALUE and c.column == "baseline")
    assert cell.indicator and cell.measure and cell.column
    known = {ObservationKey(cell.indicator, cell.measure, cell.column, cell.breakdown): "429,380"}

    form = write_form(
        description, framework, framework.member_state("KHM"), known_values=known, is_sample=False
    )
    sheet = opened(form)[cell.sheet]
    neighbour = sheet[cell.cell].offset(column=1)

    assert sheet[cell.cell].value is None
    assert (neighbour.value, neighbour.protection.locked) == ("429,380", True)
    assert list(opened(form)["_known"].values) == [(cell.sheet, neighbour.coordinate, "429,380")]


def test_a_form_has_no_formula_and_no_macro(a_list):
    _, form = a_list

    package = zipfile.ZipFile(io.BytesIO(form))
    sheets = [package.read(name) for name in package.namelist() if "worksheets/sheet" in name]

    assert not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)
    assert not any("vba" in name.lower() for name in package.namelist())


def test_validations_never_stop_an_entry_and_keep_the_limits_of_the_format(a_list):
    _, form = a_list

    found = [
        validation
        for sheet in opened(form).worksheets
        for validation in sheet.data_validations.dataValidation
    ]

    assert {validation.errorStyle for validation in found} == {"warning"}
    assert {validation.type for validation in found} == {"list", "whole", "custom"}
    # 255 letters of formula, 32 of a title: limits of the xlsx format, plus two quotation marks
    assert max(len(validation.formula1) for validation in found) <= 257
    assert max(len(validation.errorTitle) for validation in found) <= 32


def test_a_long_drop_down_takes_its_entries_from_the_hidden_list_sheet():
    """Wordings with commas cannot be in the validation itself."""
    description = described(FormKey.B_LIST, "1.0", 2021)
    level = next(cell for cell in description.cells if cell.field == Field.LEVEL)

    workbook = opened(written(description))
    (validation,) = [
        validation
        for validation in workbook[level.sheet].data_validations.dataValidation
        if level.cell in validation.sqref
    ]
    entries = [row[0] for row in workbook["_lists"].values]

    assert validation.formula1 == "'_lists'!$A$1:$A$4"
    assert tuple(entries) == level.choices
    assert workbook["_lists"].sheet_state == "hidden"


def test_filling_keeps_what_the_form_is(a_list):
    description, form = a_list
    values = [c for c in description.cells if c.is_open and c.field == Field.VALUE]

    filled = fill_form(form, [(cell, "5") for cell in values])

    assert shape(filled) == shape(form)
    before, after = (zipfile.ZipFile(io.BytesIO(package)) for package in (form, filled))
    assert after.read("xl/styles.xml") == before.read("xl/styles.xml")


def shape(form: bytes) -> list[object]:
    workbook = opened(form)
    return [
        (
            sheet.title,
            sheet.sheet_state,
            sheet.protection.sheet,
            sheet.freeze_panes,
            sheet.print_title_rows,
            sheet.page_setup.orientation,
            str(sheet.merged_cells),
            sorted((str(v.sqref), v.formula1) for v in sheet.data_validations.dataValidation),
            list(sheet.values) if sheet.title == "_meta" else None,
        )
        for sheet in workbook.worksheets
    ]


TYPED = {
    "12.5": 12.5,
    "429380": 429380,
    "0": 0,
    "-3": -3,
    "007": "007",
    "1,234": "1,234",
    "1E5": "1E5",
    "nc": "nc",
    "=1+1": "=1+1",
    "1234567890123456": "1234567890123456",
    "១២៣": "១២៣",
}
"""What the text of an entry becomes in a cell that takes a number."""


def test_plain_decimals_become_numbers_and_all_else_stays_text(a_list):
    description, form = a_list
    values = [c for c in description.cells if c.is_open and c.field == Field.VALUE]
    entries = dict(zip(TYPED, values, strict=False))

    workbook = opened(fill_form(form, [(cell, text) for text, cell in entries.items()]))

    cells = {text: workbook[cell.sheet][cell.cell] for text, cell in entries.items()}
    assert {text: cell.value for text, cell in cells.items()} == TYPED
    for cell in cells.values():
        assert cell.data_type == ("s" if isinstance(cell.value, str) else "n")


def test_a_locked_cell_is_not_filled(a_list):
    description, form = a_list
    closed = [cell for cell in description.cells if not cell.is_open][:2]

    with pytest.raises(ValuesError) as refused:
        fill_form(form, [(cell, "1") for cell in closed])

    assert [f"{c.sheet}!{c.cell}" in str(refused.value) for c in closed] == [True, True]


@pytest.mark.parametrize(
    ("text", "found"), [("bell\x07", ""), ("x" * 32_768, ": the text has 32768")]
)
def test_a_text_that_a_cell_cannot_hold_is_refused_and_not_cut(a_list, text, found):
    description, form = a_list
    cell = next(c for c in description.cells if c.field == Field.SOURCE and c.is_open)

    with pytest.raises(ValuesError, match=f"{cell.sheet}!{cell.cell}{found}"):
        fill_form(form, [(cell, text)])


def test_a_description_of_another_framework_is_refused():
    description = described(FormKey.A_LIST, "1.0", 2021)
    whole = load_framework()

    with pytest.raises(BrokenInvariant, match="another framework"):
        write_form(description, whole, whole.member_state("KHM"), known_values={}, is_sample=False)
