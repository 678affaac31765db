"""Forms in a real office program: saved twice, or through another format, nothing is lost.

The short form saves one form of each kind. The long form, every form of every round and sender,
takes some ten minutes::

    CL_TEST_FORMS=all .venv/bin/python -m pytest tests/reading/test_office.py
"""

import os
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.codes import Field, FormKey
from cl_pipeline.model.form import FormCell
from cl_pipeline.model.framework import senders_of
from cl_pipeline.model.submission import SubmissionDraft
from cl_pipeline.workflows.context.forms import ON_REQUEST
from tests.builders.framework import small_framework
from tests.builders.libreoffice import needs_libreoffice, saved_again
from tests.builders.read_back import WORDS, read_draft
from tests.builders.submissions import SubmissionBuilder

pytestmark = [pytest.mark.office, needs_libreoffice, pytest.mark.xdist_group("office")]

XLSX = "xlsx:Calc MS Excel 2007 XML"


def forms() -> dict[str, SubmissionBuilder]:
    framework = load_framework()
    if os.environ.get("CL_TEST_FORMS") == "all":
        return {
            f"{version.form}_{version.version}_{year}_{sender.code}": SubmissionBuilder(
                year, sender.code, version.form, version.version
            )
            for version in framework.form_versions
            for year in version.rounds
            for sender in senders_of(framework, version.form)
        }
    lists = ((2023, FormKey.A_LIST, "1.1"), (2021, FormKey.B_LIST, "1.0"))
    return {
        form: SubmissionBuilder(year, "LAO", form, version, small_framework())
        for year, form, version in lists
    } | {
        form: SubmissionBuilder(2021, senders_of(framework, form)[0].code, form, "1.0")
        for form in ON_REQUEST
    }


FORMS = forms()


def entry_for(cell: FormCell, number: int) -> str:
    if cell.choices:
        return cell.choices[0]
    if cell.field in {Field.REFERENCE_YEAR, Field.SOURCE_YEAR}:
        return str(2010 + number % 10)
    if cell.field is Field.VALUE:
        figures = ("1", "12.5", "0", "nc: next survey", "429380", "x: A14", "007")
        return figures[number % len(figures)]
    return WORDS[number % len(WORDS)]


@pytest.fixture(scope="module")
def saved(tmp_path_factory) -> Path:
    """A folder with the forms as they were given, saved twice, and through another format."""
    folder = tmp_path_factory.mktemp("office")
    given = folder / "given"
    given.mkdir()
    for name, form in FORMS.items():
        cells = [cell for cell in form.description.cells if cell.is_open]
        typed = [(cell, entry_for(cell, number)) for number, cell in enumerate(cells)]
        (given / f"{name}.xlsx").write_bytes(form.file(*typed))
    saved_again(saved_again(given, folder / "once", XLSX), folder / "twice", XLSX)
    saved_again(saved_again(given, folder / "ods", "ods"), folder / "through_ods", XLSX)
    return folder


@pytest.mark.parametrize("name", FORMS)
def test_a_form_saved_twice_keeps_texts_locks_and_drop_downs(saved, name):
    before, after = (load_workbook(saved / way / f"{name}.xlsx") for way in ("given", "twice"))

    assert after.sheetnames == before.sheetnames
    assert after["_meta"].sheet_state != "visible"
    for sheet in before.sheetnames:
        assert texts(after[sheet]) == texts(before[sheet])
        assert after[sheet].protection.sheet
    for cell in FORMS[name].description.cells:
        assert after[cell.sheet][cell.cell].protection.locked == (not cell.is_open), cell
        if cell.is_open and cell.choices and cell.field is not Field.COVERS:
            assert has_drop_down(after[cell.sheet], cell.cell), cell


@pytest.mark.parametrize("way", ["twice", "through_ods"])
@pytest.mark.parametrize("name", FORMS)
def test_a_form_saved_by_another_program_is_read_the_same(saved, name, way):
    before, after = (drafted(saved / folder / f"{name}.xlsx", name) for folder in ("given", way))

    assert len(before.observations) + len(before.entries) > 15
    assert after == before


def drafted(path: Path, name: str) -> SubmissionDraft:
    return read_draft(path.read_bytes(), FORMS[name].framework, digest="of any file")


def texts(sheet: Worksheet) -> dict[str, object]:
    cells = (cell for row in sheet.iter_rows() for cell in row)
    return {cell.coordinate: cell.value for cell in cells if cell.value is not None}


def has_drop_down(sheet: Worksheet, address: str) -> bool:
    validations = sheet.data_validations.dataValidation
    return any(
        validation.type == "list" and address in validation.sqref for validation in validations
    )
