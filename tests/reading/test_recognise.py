"""A form is recognised by its cells, and every disagreement is one finding that names both."""

from dataclasses import replace

import pytest

from cl_pipeline.model.codes import Field, FormKey
from cl_pipeline.model.keys import column_letters
from cl_pipeline.model.workbook import CellKind, RawCell, RawSheet
from cl_pipeline.reading.xlsx.addresses import place_of
from tests.builders.raw_submissions import TypedSubmission


def codes(submission: TypedSubmission, folder: str = "") -> list[tuple[str, str | None]]:
    return [(finding.code, finding.cell) for finding in submission.recognised(folder).findings]


BY_MEMBER_STATES = sorted(set(FormKey) - {FormKey.ACTIVITY_STATUS, FormKey.SCORECARD})
"""ASEAN bodies send the others; see ``tests/context/test_forms.py``."""


@pytest.mark.parametrize("form", BY_MEMBER_STATES)
def test_a_form_as_it_went_out_is_recognised_without_a_finding(form):
    recognition = TypedSubmission(form=form).recognised("2021/KHM")

    assert str(recognition.identity) == f"CL-FORM|{form}|1.0|2021|KHM"
    assert recognition.description is not None
    assert recognition.findings == ()


def test_the_identity_sheet_is_found_whatever_its_name_and_state():
    """Spreadsheet programs rename hidden states; the content stays."""
    submission = TypedSubmission()
    submission.change("_meta", name="Sheet7", state="visible")

    recognition = submission.recognised()

    assert recognition.description is not None
    assert [finding.code for finding in recognition.findings] == ["EXTRA_SHEET"]


def test_a_workbook_without_an_identity_is_unknown():
    submission = TypedSubmission()
    submission.drop("_meta")

    assert codes(submission) == [("FORM_UNKNOWN", None)]
    assert submission.recognised().identity is None


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("B1", "c_list", "FORM_UNKNOWN"),
        ("B2", "9.9", "FORM_VERSION"),
        ("B2", "9" * 30_000, "FORM_UNKNOWN"),
        ("B3", "2" * 5_000, "FORM_UNKNOWN"),
        ("B4", "K" * 30_000, "FORM_UNKNOWN"),
        ("B3", "1999", "FORM_VERSION"),
        ("B4", "XXX", "FORM_VERSION"),
        ("B4", "VNM", "FORM_CONFLICT"),
        ("B5", "1", "FORM_CONFLICT"),
        ("B6", "0" * 64, "FORM_CONFLICT"),
        ("B7", "0" * 16, "FORM_CONFLICT"),
    ],
    ids=lambda given: given[:8],
)
def test_an_identity_changed_by_hand_is_refused(key, value, code):
    submission = TypedSubmission()
    submission.put("_meta", key, value)

    assert [found for found, _ in codes(submission)] == [code]
    assert submission.recognised().description is None


def test_a_sheet_from_another_form_is_a_conflict_that_names_both():
    submission = TypedSubmission()
    submission.put("A2", "A1", "CL-FORM|a_list|1.0|2021|VNM")

    (found,) = submission.recognised().findings

    assert (found.code, found.sheet, found.cell) == ("FORM_CONFLICT", "A2", "A1")
    assert "KHM" in found.found
    assert "VNM" in found.found


@pytest.mark.parametrize(
    ("name", "found"),
    [
        *((name, ["FORM_CONFLICT"]) for name in ("Viet Nam", "Atlantis")),
        *((name, []) for name in ("Cambodia", "cambodia ", "KHM")),
    ],
)
def test_a_cover_names_the_country_of_the_identity_in_any_known_way(name, found):
    submission = TypedSubmission()
    sender = submission.fill("Cover", Field.SENDER, name)

    assert codes(submission) == [(code, sender.cell) for code in found]


def test_a_folder_that_disagrees_is_a_question():
    submission = TypedSubmission()

    recognition = submission.recognised("2022/VNM")
    (found,) = recognition.findings

    assert found.code == "FOLDER_DIFFERS"
    assert "2022/VNM" in found.found and "2021/KHM" in found.found
    assert recognition.description is not None
    assert codes(submission, "2019") == [("FOLDER_DIFFERS", None)]
    assert codes(submission, "2021") == []


def test_moved_rows_are_found_at_the_first_cell_that_differs():
    submission = TypedSubmission()
    fixed = [cell for cell in submission.description.fixed if cell.sheet == "A2"]
    submission.type(submission.cell("A2", Field.SOURCE), "survey")
    submission.put("A2", fixed[3].cell, "something else")
    submission.put("A2", fixed[7].cell, "something else")

    assert codes(submission) == [("FORM_CHANGED", fixed[3].cell)]


def test_printed_cells_may_differ_in_spaces_and_line_ends():
    """Other programs store them differently."""
    submission = TypedSubmission()
    fixed = next(cell for cell in submission.description.fixed if " " in cell.text)
    submission.put(fixed.sheet, fixed.cell, fixed.text.replace(" ", "  \r\n"))

    assert codes(submission) == []


def test_a_sheet_that_is_not_covered_may_have_been_changed_or_left_out():
    """A ministry may send only its own sheets."""
    submission = TypedSubmission()
    submission.drop("A3")
    fixed = next(cell for cell in submission.description.fixed if cell.sheet == "A4")
    submission.put("A4", fixed.cell, "gone")

    assert codes(submission) == []


def answered(*sheets: str) -> TypedSubmission:
    """A submission with a source typed on those sheets."""
    submission = TypedSubmission()
    for sheet in sheets:
        submission.fill(sheet, Field.SOURCE, "survey")
    return submission


def test_a_changed_sheet_is_refused_and_the_others_are_read():
    submission = answered("A2", "A9", "A10")
    fixed = next(cell for cell in submission.description.fixed if cell.sheet == "A2")
    submission.put("A2", fixed.cell, "something else")

    draft = submission.draft()

    assert codes(submission) == [("SHEET_CHANGED", fixed.cell)]
    assert draft.sheets == ("A9", "A10")
    assert {entry.sheet for entry in draft.entries} <= {"A9", "A10"}


def with_row(submission: TypedSubmission, sheet: str, at: int, **typed: str) -> None:
    """Insert a row above that one, as a spreadsheet program does."""
    cells = {}
    for address, cell in submission.raw.sheet(sheet).cells.items():
        row, column = place_of(address)
        moved = f"{column_letters(column)}{row + (row >= at)}"
        cells[moved] = cell._replace(cell=moved)
    for column, text in typed.items():
        cells[f"{column}{at}"] = RawCell(f"{column}{at}", CellKind.TEXT, text)
    sheets = (
        replace(known, cells=cells, merged=()) if known.name == sheet else known
        for known in submission.raw.sheets
    )
    submission.raw = replace(submission.raw, sheets=tuple(sheets))


@pytest.mark.parametrize("above", ["the first row", "the total", "own row"])
@pytest.mark.parametrize("typed", [{}, {"A": "Rural districts", "C": "42"}])
def test_rows_around_an_inserted_one_are_read_by_their_labels(above, typed):
    submission = TypedSubmission()
    total = submission.cell("A2", Field.VALUE, measure="children", column="baseline", sex="_T")
    label = submission.cell("A2", Field.ROW_LABEL, measure="children", location="row:1")
    last = submission.cell("A2", Field.VALUE, measure="children", location="row:1")
    submission.type(total, "400000", CellKind.NUMBER)
    submission.type(label, "KH-12")
    submission.type(last, "7", CellKind.NUMBER)
    at = {"the first row": 2, "the total": int(total.cell[1:]), "own row": int(last.cell[1:])}
    with_row(submission, "A2", at[above], **typed)

    draft = submission.draft()

    read = {seen.cell: (str(seen.value), seen.how_read) for seen in draft.observations}
    row = int(last.cell[1:]) + 1
    assert read[total.cell][0] == "400000"
    assert read[last.cell] == ("7", f"number; in C{row} of the file")
    found = [finding.code for finding in draft.findings if finding.sheet == "A2"]
    assert found.count("ROWS_CHANGED") == 1
    assert {"ROW_NOT_READ", "EXTRA_TEXT"}.isdisjoint(found) == (not typed)


@pytest.mark.parametrize("change", ["one cell", "sheet is gone"])
def test_a_changed_cover_refuses_the_form(change):
    submission = answered("A2")
    fixed = next(cell for cell in submission.description.fixed if cell.sheet == "Cover")
    if change == "one cell":
        submission.put("Cover", fixed.cell, "something else")
    else:
        submission.drop("Cover")

    assert [found.code for found in submission.recognised().findings] == ["FORM_CHANGED"]
    assert submission.recognised().description is None


def test_a_sheet_the_cover_declares_must_be_there():
    """Otherwise the cover promises what the workbook does not hold."""
    submission = answered("A3")
    submission.fill("Cover", Field.COVERS, "yes", attribute="A2")
    submission.drop("A2")

    assert codes(submission) == [("SHEET_MISSING", None)]
    assert submission.draft().sheets == ("A3",)


@pytest.mark.parametrize("name", ["A2 (2)", "child labour", "_A2", "a2"])
def test_a_renamed_sheet_is_read_by_its_printed_cells(name):
    submission = answered("A2")
    submission.change("A2", name=name)

    (found,) = submission.recognised().findings

    assert (found.code, found.sheet) == ("SHEET_RENAMED", name)
    assert submission.draft().sheets == ("A2",)


@pytest.mark.parametrize(
    ("filled", "found"),
    [
        (("A2",), "EXTRA_SHEET"),
        (("copy",), "SHEET_RENAMED"),
        (("A2", "copy"), "SHEET_COPIED"),
    ],
)
def test_of_a_sheet_and_its_copy_the_one_with_entries_is_read(filled, found):
    submission = TypedSubmission()
    submission.raw = replace(
        submission.raw,
        sheets=(*submission.raw.sheets, replace(submission.raw.sheet("A2"), name="copy")),
    )
    year = submission.cell("A2", Field.REFERENCE_YEAR)
    for sheet in filled:
        submission.put(sheet, year.cell, "2016", CellKind.NUMBER)
        submission.put(sheet, submission.cell("A2", Field.SOURCE).cell, sheet)

    assert codes(submission) == [(found, None)]
    assert [sheet.name for sheet in submission.recognised().coverage if sheet.is_covered] == ["A2"]


@pytest.mark.parametrize(
    "sheet",
    [
        RawSheet("Notes", "visible", {"A1": RawCell("A1", CellKind.TEXT, "hello")}),
        RawSheet("_Data", "hidden", {"A1": RawCell("A1", CellKind.NUMBER, "450000")}),
        RawSheet("", "hidden", {}),
    ],
    ids=["with a text", "with an underscore", "empty and first"],
)
def test_an_extra_sheet_is_reported_and_stops_nothing(sheet):
    submission = TypedSubmission()
    known = submission.raw.sheets
    sheets = (*known, sheet) if sheet.cells else (sheet, *known)
    submission.raw = replace(submission.raw, sheets=sheets)

    assert codes(submission) == [("EXTRA_SHEET", None)]
    assert submission.recognised().description is not None
