"""Filling a form from a ministry's table: what fits is written, what does not is named."""

from decimal import Decimal

import pytest

from tests.builders.read_back import address, drafted, values_of
from tests.builders.submissions import CHILD_LABOUR
from tests.builders.submissions_on_drive import cover, filled, write_values

pytestmark = pytest.mark.xdist_group("end to end")


def test_an_indicator_may_be_named_by_its_position(line, form_of):
    form = form_of(2021, "KHM")
    cell = form.cell("value", CHILD_LABOUR, column="baseline", measure="children")
    values = write_values(line.folder / "values.csv", [({**cell, "indicator": "A2"}, "1000")])

    line.do("fill", form.path, values, "--out", line.folder / "filled.xlsx")

    assert values_of(drafted(line.folder / "filled.xlsx")) == {address(cell): Decimal(1000)}


def test_every_line_that_fits_no_cell_is_named_and_nothing_is_written(line, form_of):
    form = form_of(2021, "KHM")
    good = form.cell("value", CHILD_LABOUR, column="baseline", measure="children")
    bad = {**good, "measure": "childs"}
    values = write_values(line.folder / "values.csv", [(bad, "1"), (good, "2"), (bad, "3")])

    called = line.call("fill", form.path, values, "--out", line.folder / "filled.xlsx")

    assert (called.code, called.out) == (2, "")
    assert [f"line {number}" in called.err for number in (2, 3, 4)] == [True, False, True]
    assert not (line.folder / "filled.xlsx").exists()


def test_filling_twice_gives_the_same_bytes_and_leaves_the_form_alone(line, form_of):
    form = form_of(2021, "KHM", "b_list")
    before = form.path.read_bytes()

    first = filled(line, form, cover(form, "Ministry"), "first").read_bytes()
    second = filled(line, form, cover(form, "Ministry"), "second").read_bytes()

    assert first == second != before
    assert form.path.read_bytes() == before
