"""The sample drive on disk, and the form with mistakes."""

import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.sample import drive
from cl_pipeline.sample.figures import load_sample_submissions, rows_of
from cl_pipeline.sample.mistakes import submission_with_mistakes, write_form_with_mistakes


def submissions_at(*paths: str):
    return tuple(submission for submission in load_sample_submissions() if submission.path in paths)


@pytest.fixture(scope="module")
def mistaken(tmp_path_factory):
    """The form with mistakes, written once for this module."""
    return write_form_with_mistakes(load_framework(), tmp_path_factory.mktemp("sample"))


def test_a_written_form_holds_its_entries_and_says_that_it_is_a_sample(tmp_path, monkeypatch):
    chosen = submissions_at("2024/PHL/PHL_2024_a_list.xlsx")
    monkeypatch.setattr(drive, "load_sample_submissions", lambda: chosen)

    (path,) = drive.write_sample_drive(load_framework(), tmp_path)

    assert path == tmp_path / "2024" / "PHL" / "PHL_2024_a_list.xlsx"
    saved = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    assert saved == datetime.combine(chosen[0].filled_on, drive.SAVED_AT)
    workbook = load_workbook(path)
    entries = drive.submission_entries(load_framework(), chosen[0])
    for cell, text in drive.matched(load_framework(), chosen[0], entries):
        value = workbook[cell.sheet][cell.cell].value
        assert str(value) == text or Decimal(str(value)) == Decimal(text), cell
    for sheet in workbook:
        if sheet.sheet_state == "visible":
            texts = {cell.value for row in sheet.iter_rows(max_row=6) for cell in row}
            assert SAMPLE_NOTICE in texts, sheet.title


def test_a_later_form_shows_the_figures_of_earlier_rounds():
    (submission,) = submissions_at("2022/KHM/KHM_2022_a_list.xlsx")

    workbook = load_workbook(io.BytesIO(drive.filled_form(load_framework(), submission)))

    texts = {cell.value for row in workbook["A2"].iter_rows() for cell in row}
    assert "429380 (2012)" in texts


def test_each_mistake_is_in_its_cell(mistaken):
    """As in mistakes.csv; #DIV/0! as a spreadsheet program stores it, 1.234 as it was typed."""
    workbook = load_workbook(mistaken)
    keys = ("field", "indicator", "measure", "column", "sex", "value")
    entries = [{key: row[key] for key in keys} for row in rows_of("mistakes.csv")]

    cells = drive.matched(load_framework(), submission_with_mistakes(), entries)

    found = [(workbook[cell.sheet][cell.cell].value, text) for cell, text in cells]
    assert all(str(value) == text for value, text in found)
    assert len([row for row in rows_of("mistakes.csv") if row["mistake"]]) == 6
    stored = [(cell.data_type, cell.value) for row in workbook["A2"].iter_rows() for cell in row]
    assert [value for kind, value in stored if kind == "e"] == ["#DIV/0!"]
    assert ("s", "1.234") in stored
