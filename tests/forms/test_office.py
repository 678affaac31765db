"""Forms in a real office program: opened, saved again, nothing lost."""

import io
import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from cl_pipeline.forms.description import describe
from cl_pipeline.forms.writer import fill_form, write_form
from cl_pipeline.model.codes import Field, FormKey
from cl_pipeline.model.identity import RoundYear
from tests.builders.framework import small_framework

pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed"),
]

SAMPLES = ["12.5", "429380", "nc", "x: A14", "007", "=1+1", "ទិន្នន័យ", "two\nlines"]


def saved_again(source: Path, folder: Path, profile: Path) -> Path:
    folder.mkdir()
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation=file://{profile}", "--headless",
            "--convert-to", "xlsx", "--outdir", str(folder), str(source),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )  # fmt: skip
    return folder / source.name


@pytest.mark.parametrize(
    ("form", "version", "year"),
    [(FormKey.A_LIST, "1.1", 2023), (FormKey.B_LIST, "1.0", 2021)],
    ids=["A list", "B list"],
)
def test_a_form_saved_twice_by_libreoffice_keeps_its_cells(tmp_path, form, version, year):
    """Every text and number, the hidden sheets, drop-downs and locks survive two savings."""
    framework = small_framework()
    description = describe(framework, form, version, RoundYear(year))
    sender = framework.member_state("LAO")
    empty = write_form(description, framework, sender, known_values={}, is_sample=True)
    inputs = [cell for cell in description.cells if cell.is_open]
    given = [(cell, SAMPLES[n % len(SAMPLES)]) for n, cell in enumerate(inputs)]
    source = tmp_path / "form.xlsx"
    source.write_bytes(fill_form(empty, given))

    once = saved_again(source, tmp_path / "once", tmp_path / "profile")
    twice = saved_again(once, tmp_path / "twice", tmp_path / "profile")

    before = load_workbook(io.BytesIO(source.read_bytes()))
    after = load_workbook(io.BytesIO(twice.read_bytes()))
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
