"""Forms in a real office program: opened, saved again, nothing lost."""

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from cl_pipeline.forms.description import describe
from cl_pipeline.forms.writer import fill_form, write_form
from cl_pipeline.model.codes import Field, FormKey
from cl_pipeline.model.identity import RoundYear
from tests.builders.framework import small_framework
from tests.builders.libreoffice import needs_libreoffice, saved_again

pytestmark = [pytest.mark.office, needs_libreoffice]

SAMPLES = ["12.5", "429380", "nc", "x: A14", "007", "=1+1", "ទិន្នន័យ", "two\nlines"]


@pytest.mark.parametrize(
    ("form", "version", "year"),
    [(FormKey.A_LIST, "1.1", 2023), (FormKey.B_LIST, "1.0", 2021)],
    ids=["A list", "B list"],
)
def test_a_form_saved_twice_by_libreoffice_keeps_its_cells(tmp_path, form, version, year):
    framework = small_framework()
    description = describe(framework, form, version, RoundYear(year))
    sender = framework.member_state("LAO")
    empty = write_form(description, framework, sender, known_values={}, is_sample=True)
    inputs = [cell for cell in description.cells if cell.is_open]
    given = [(cell, SAMPLES[n % len(SAMPLES)]) for n, cell in enumerate(inputs)]
    source = tmp_path / "form.xlsx"
    source.write_bytes(fill_form(empty, given))

    twice = saved_again(saved_again(source, tmp_path / "once"), tmp_path / "twice")

    before, after = load_workbook(source), load_workbook(twice)
    assert after.sheetnames == before.sheetnames
    assert after["_meta"].sheet_state != "visible"
    for name in before.sheetnames:
        assert texts(after[name]) == texts(before[name])
        assert after[name].protection.sheet
    for cell in description.cells:
        locked = after[cell.sheet][cell.cell].protection.locked
        assert locked == (not cell.is_open), cell
    choosing = [cell for cell in inputs if cell.choices and cell.field != Field.COVERS]
    assert all(has_drop_down(after[cell.sheet], cell.cell) for cell in choosing)


def texts(sheet: Worksheet) -> dict[str, object]:
    return {
        cell.coordinate: cell.value
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def has_drop_down(sheet: Worksheet, address: str) -> bool:
    validations = sheet.data_validations.dataValidation
    return any(
        validation.type == "list" and address in validation.sqref for validation in validations
    )
