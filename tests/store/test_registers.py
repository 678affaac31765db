"""The registers of focal points and of forms sent."""

from dataclasses import replace

import pytest

from cl_pipeline.model.codes import FormKey
from cl_pipeline.store import FocalPoint, FormSent
from tests.builders.drafts import day, digest_of
from tests.builders.dump import dump

LABOUR = FocalPoint(
    "KHM", "ក្រសួងការងារ", "labour@example.org", "km", ("child_labour_5_17", "inspections")
)


def test_the_newest_row_of_a_focal_point_is_in_force(store):
    """A change is a new row; the earlier one stays in the table."""
    store.registers.add_focal_points([LABOUR], added_at=day(0))

    added = store.registers.add_focal_points([replace(LABOUR, language="en")], added_at=day(1))

    assert added == 1
    assert store.registers.focal_points() == (replace(LABOUR, language="en"),)
    assert len(dump(store)["focal_point"]) == 2


def test_a_focal_point_added_twice_is_one(store):
    """In one table or in two calls."""
    store.registers.add_focal_points([LABOUR, LABOUR], added_at=day(0))

    assert store.registers.add_focal_points([LABOUR], added_at=day(1)) == 0
    assert len(dump(store)["focal_point"]) == 1


def test_a_focal_point_that_left_is_no_longer_listed(store):
    """Nothing is removed; a later row ends it."""
    other = replace(LABOUR, address="second@example.org")
    store.registers.add_focal_points([LABOUR, other], added_at=day(0))

    store.registers.add_focal_points([replace(LABOUR, is_active=False)], added_at=day(1))

    assert store.registers.focal_points() == (other,)


def row(sender="KHM", name="form", path="outgoing/KHM/form.xlsx", round_year=2021):
    return (FormKey.A_LIST, "1.0", round_year, sender, digest_of(name), path)


def test_who_was_sent_which_form_when(store):
    """One row per workbook sent."""
    sent = store.registers.record_forms_sent([row()], sent_at=day(0), run_id="run-0")

    expected = FormSent(*row(), day(0), "run-0")
    assert sent == (expected,)
    assert store.registers.forms_sent() == (expected,)


@pytest.mark.parametrize(
    ("again", "count"),
    [
        pytest.param(row(path="elsewhere.xlsx"), 1, id="same-workbook"),
        pytest.param(row(name="changed"), 2, id="changed-workbook"),
        pytest.param(row(sender="LAO"), 2, id="other-sender"),
    ],
)
def test_the_same_workbook_sent_again_is_sent_once(store, again, count):
    """Writing the same forms a second time adds nothing to the register."""
    store.registers.record_forms_sent([row()], sent_at=day(0), run_id="run-0")

    store.registers.record_forms_sent([again], sent_at=day(1), run_id="run-1")

    assert len(store.registers.forms_sent(2021)) == count
    assert store.registers.forms_sent(2022) == ()
