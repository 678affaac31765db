"""Filling a form from a ministry's table: what fits is written, what does not is named."""

import csv
from decimal import Decimal

import pytest

from tests.builders.read_back import address, drafted, values_of
from tests.builders.submissions import CHILD_LABOUR, complete_child_labour
from tests.builders.submissions_on_drive import cover, filled, write_values

pytestmark = pytest.mark.xdist_group("end to end")


@pytest.mark.parametrize(
    ("label", "code"),
    [("Phnom Penh", "KH-12"), ("The eastern hills", "label:The eastern hills")],
    ids=["a unit of ISO 3166-2", "a name that matches none"],
)
def test_a_row_the_sender_names_itself_is_read_under_its_name(line, form_of, label, code):
    form = form_of(2021, "KHM")
    own = {"location": "row:1", "measure": "children", "entry": 1}
    typed = [
        *complete_child_labour("1000").values(),
        (form.cell("row_label", CHILD_LABOUR, **own), label),
        (form.cell("value", CHILD_LABOUR, column="baseline", **own), "40"),
    ]

    draft = drafted(filled(line, form, typed, "own_row"))

    (own_row,) = (row for row in draft.observations if not row.key.breakdown.is_total)
    assert (own_row.key.breakdown.location, own_row.value) == (code, 40)


def test_a_map_saved_as_csv_can_be_filled_in_as_it_is(line, form_of):
    form = form_of(2021, "KHM")
    cell = form.cell("value", CHILD_LABOUR, column="baseline", measure="children")
    with (line.folder / "map.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        table = csv.DictWriter(stream, [*form.cells[0], "value"])
        table.writeheader()
        for row in form.cells:
            table.writerow({**row, "value": "1000" if row == cell else ""})

    line.do("fill", form.path, line.folder / "map.csv", "--out", line.folder / "filled.xlsx")

    assert values_of(drafted(line.folder / "filled.xlsx")) == {address(cell): Decimal(1000)}


@pytest.mark.parametrize(
    "wrong",
    [
        {"indicator": "child_labour"},
        {"measure": "childs"},
        {"column": "2024"},
        {"sex": "X"},
        {"field": "figure"},
        {"age": "row:1", "entry": "99"},
    ],
    ids=["indicator", "measure", "locked column", "code", "field", "entry"],
)
def test_a_row_that_fits_no_cell_is_refused_with_its_line(line, form_of, wrong):
    form = form_of(2021, "KHM")
    good = form.cell("value", CHILD_LABOUR, column="baseline", measure="children")
    rows = [(good, "1000"), (form.cell("institution", entry=None), "Ministry")]
    values = write_values(line.folder / "values.csv", [*rows, ({**good, **wrong}, "5")])

    called = line.call("fill", form.path, values, "--out", line.folder / "filled.xlsx")

    assert (called.code, called.out) == (2, "")
    assert "line 4" in called.err
    assert "line 2" not in called.err
    assert not (line.folder / "filled.xlsx").exists()


def test_every_bad_line_is_named_at_once(line, form_of):
    """A ministry corrects its table in one go."""
    form = form_of(2021, "KHM")
    good = form.cell("value", CHILD_LABOUR, column="baseline", measure="children")
    bad = {**good, "measure": "childs"}
    values = write_values(line.folder / "values.csv", [(bad, "1"), (good, "2"), (bad, "3")])

    called = line.call("fill", form.path, values, "--out", line.folder / "filled.xlsx")

    assert called.code == 2
    assert "line 2" in called.err
    assert "line 4" in called.err
    assert "line 3" not in called.err


@pytest.mark.parametrize(
    "table",
    ["field,indicator\nvalue,A2\n", "field,value,colour\n", "value,value\n1,2\n", ""],
    ids=["no value column", "unknown column", "doubled column", "empty file"],
)
def test_a_table_with_another_heading_is_refused(line, form_of, table):
    """Wrong usage, named as line 1, and nothing written."""
    (line.folder / "values.csv").write_text(table, encoding="utf-8")
    out = line.folder / "filled.xlsx"

    called = line.call("fill", form_of(2021, "KHM").path, line.folder / "values.csv", "--out", out)

    assert called.code == 2
    assert "line 1" in called.err
    assert not out.exists()


def test_an_indicator_may_be_named_by_its_position(line, form_of):
    form = form_of(2021, "KHM")
    cell = form.cell("value", CHILD_LABOUR, column="baseline", measure="children")
    values = write_values(line.folder / "values.csv", [({**cell, "indicator": "A2"}, "1000")])

    line.do("fill", form.path, values, "--out", line.folder / "filled.xlsx")

    assert values_of(drafted(line.folder / "filled.xlsx")) == {address(cell): Decimal(1000)}


def test_filling_twice_gives_the_same_bytes_and_leaves_the_form_alone(line, form_of):
    form = form_of(2021, "KHM", "b_list")
    before = form.path.read_bytes()

    first = filled(line, form, cover(form, "Ministry"), "first").read_bytes()
    second = filled(line, form, cover(form, "Ministry"), "second").read_bytes()

    assert first == second != before
    assert form.path.read_bytes() == before
