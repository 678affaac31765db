"""A form is recognised by its cells, and every disagreement is one finding that names both."""

from dataclasses import replace

import pytest

from cl_pipeline.model.codes import Field, FormKey
from cl_pipeline.model.workbook import CellKind, RawCell, RawSheet
from tests.builders.raw_submissions import TypedSubmission


def codes(returned: TypedSubmission, drive_path: str | None = None) -> list[tuple[str, str | None]]:
    return [(finding.code, finding.cell) for finding in returned.recognised(drive_path).findings]


BY_MEMBER_STATES = sorted(set(FormKey) - {FormKey.ACTIVITY_STATUS, FormKey.SCORECARD})
"""ASEAN bodies send the others; see ``tests/context/test_forms.py``."""


@pytest.mark.parametrize("form", BY_MEMBER_STATES)
def test_a_form_as_it_went_out_is_recognised_without_a_finding(form: FormKey):
    """Mark, cover, marks on the sheets and printed cells agree."""
    recognition = TypedSubmission(form=form).recognised("2021/KHM/return.xlsx")

    assert str(recognition.identity) == f"CL-FORM|{form}|1.0|2021|KHM"
    assert recognition.description is not None
    assert recognition.findings == ()


def test_the_mark_sheet_is_found_whatever_its_name_and_state():
    """Spreadsheet programs rename hidden states; the content stays."""
    returned = TypedSubmission()
    returned.change("_meta", name="Sheet7", state="visible")

    recognition = returned.recognised()

    assert recognition.description is not None
    assert [finding.code for finding in recognition.findings] == ["EXTRA_SHEET"]


def test_a_workbook_without_our_mark_is_unknown():
    """Any other spreadsheet."""
    returned = TypedSubmission()
    returned.drop("_meta")

    assert codes(returned) == [("FORM_UNKNOWN", None)]
    assert returned.recognised().identity is None


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("B1", "c_list", "FORM_UNKNOWN"),
        ("B2", "9.9", "FORM_VERSION"),
        ("B3", "1999", "FORM_VERSION"),
        ("B4", "XXX", "FORM_VERSION"),
        ("B4", "VNM", "FORM_CONFLICT"),
        ("B5", "1", "FORM_CONFLICT"),
        ("B6", "0" * 64, "FORM_CONFLICT"),
        ("B7", "0" * 16, "FORM_CONFLICT"),
    ],
)
def test_a_mark_changed_by_hand_is_not_believed(key: str, value: str, code: str):
    """Every line of the mark sheet is under its checksum."""
    returned = TypedSubmission()
    returned.put("_meta", key, value)

    assert [found for found, _ in codes(returned)] == [code]
    assert returned.recognised().description is None


def test_a_sheet_from_another_form_is_a_conflict_that_names_both():
    """A sheet copied from a neighbour's workbook keeps the neighbour's mark."""
    returned = TypedSubmission()
    returned.put("A2", "A1", "CL-FORM|a_list|1.0|2021|VNM")

    (found,) = returned.recognised().findings

    assert (found.code, found.sheet, found.cell) == ("FORM_CONFLICT", "A2", "A1")
    assert "KHM" in found.found
    assert "VNM" in found.found


@pytest.mark.parametrize("name", ["Viet Nam", "Atlantis"])
def test_a_cover_that_names_another_country_is_a_conflict(name: str):
    """Mark and cover must agree."""
    returned = TypedSubmission()
    sender = returned.cell("Cover", Field.SENDER)
    returned.type(sender, name)

    assert codes(returned) == [("FORM_CONFLICT", sender.cell)]


@pytest.mark.parametrize("name", ["Cambodia", "cambodia ", "KHM"])
def test_a_cover_may_name_the_country_in_any_known_way(name: str):
    """Names and codes, with any case and spaces."""
    returned = TypedSubmission()
    returned.type(returned.cell("Cover", Field.SENDER), name)

    assert codes(returned) == []


def test_the_folder_may_disagree_and_is_a_warning():
    """The cover speaks; the disagreement is told, with both."""
    returned = TypedSubmission()

    (found,) = returned.recognised("2022/VNM/return.xlsx").findings

    assert found.code == "FOLDER_DIFFERS"
    assert "2022/VNM" in found.found
    assert "2021/KHM" in found.found
    assert returned.recognised("2022/VNM/return.xlsx").description is not None
    assert codes(returned, "2019/KHM/return.xlsx") == [("FOLDER_DIFFERS", None)]
    assert codes(returned, "somewhere/else/return.xlsx") == []


def test_moved_rows_are_found_at_the_first_cell_that_differs():
    """An inserted row shifts every printed cell below it."""
    returned = TypedSubmission()
    fixed = [one for one in returned.description.fixed if one.sheet == "A2"]
    returned.type(returned.cell("A2", Field.SOURCE), "survey")
    returned.put("A2", fixed[3].cell, "something else")
    returned.put("A2", fixed[7].cell, "something else")

    assert codes(returned) == [("FORM_CHANGED", fixed[3].cell)]


def test_printed_cells_may_differ_in_spaces_and_line_ends():
    """Other programs store them differently."""
    returned = TypedSubmission()
    fixed = next(one for one in returned.description.fixed if " " in one.text)
    returned.put(fixed.sheet, fixed.cell, fixed.text.replace(" ", "  \r\n"))

    assert codes(returned) == []


def test_a_sheet_that_is_not_covered_may_have_been_changed_or_left_out():
    """A ministry may send only its own sheets."""
    returned = TypedSubmission()
    returned.drop("A3")
    fixed = next(one for one in returned.description.fixed if one.sheet == "A4")
    returned.put("A4", fixed.cell, "gone")

    assert codes(returned) == []


def test_a_sheet_the_cover_declares_must_be_there():
    """Otherwise the cover promises what the workbook does not hold; a near name is shown."""
    returned = TypedSubmission()
    returned.type(returned.cell("Cover", Field.COVERS, attribute="A2"), "yes")
    returned.change("A2", name="A2 (2)")

    found = {finding.code: finding for finding in returned.recognised().findings}

    assert found["SHEET_MISSING"].sheet == "A2"
    assert "'A2 (2)'" in found["SHEET_MISSING"].found
    assert "EXTRA_SHEET" in found


def test_an_extra_sheet_is_told_and_stops_nothing():
    """A sheet of the sender's own is not read, and said so."""
    returned = TypedSubmission()
    returned.add(RawSheet("Notes", "visible", {"A1": RawCell("A1", CellKind.TEXT, "hello")}))

    assert codes(returned) == [("EXTRA_SHEET", None)]
    assert returned.recognised().description is not None


def test_a_sheet_without_cells_does_not_disturb():
    """An empty extra sheet has nothing to compare."""
    returned = TypedSubmission()
    first = returned.raw.sheets[0]
    returned.raw = replace(returned.raw, sheets=(RawSheet("", "hidden", {}), *returned.raw.sheets))

    assert returned.raw.sheets[1] is first
    assert [code for code, _ in codes(returned)] == ["EXTRA_SHEET"]
