"""The registers of focal points, forms sent and questions."""

from dataclasses import replace

import pytest

from cl_pipeline.model.codes import FormKey
from cl_pipeline.model.question import QuestionStep
from cl_pipeline.store import FocalPoint, FormSent
from tests.builders.drafts import day, digest_of
from tests.builders.dump import dump

LABOUR = FocalPoint(
    "KHM", "ក្រសួងការងារ", "labour@example.org", "km", ("child_labour_5_17", "inspections")
)
OTHER = replace(LABOUR, address="second@example.org")


@pytest.mark.parametrize(
    ("first", "second", "added", "in_force", "stored"),
    [
        pytest.param([LABOUR, LABOUR], [LABOUR], 0, [LABOUR], 1, id="same-again"),
        pytest.param(
            [LABOUR], [replace(LABOUR, language="en")], 1, [replace(LABOUR, language="en")], 2,
            id="changed",
        ),
        pytest.param(
            [LABOUR, OTHER], [replace(LABOUR, is_active=False)], 1, [OTHER], 3, id="ended"
        ),
    ],
)  # fmt: skip
def test_the_newest_row_of_a_focal_point_is_in_force(store, first, second, added, in_force, stored):
    """A change is a new row; the same row again is none, and no row is ever removed."""
    store.registers.add_focal_points(first, added_at=day(0))

    assert store.registers.add_focal_points(second, added_at=day(1)) == added
    assert store.registers.focal_points() == tuple(in_force)
    assert len(dump(store)["focal_point"]) == stored


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


def test_a_question_keeps_its_number_and_its_events(store):
    """The number is that of its first event."""
    stated = {"stated_by": "SLOM", "stated_at": day(0)}
    first = store.asked_questions.add(QuestionStep.ASKED, "a|KHM|x", words="?", **stated)
    store.asked_questions.add(QuestionStep.ASKED, "b|KHM|x", words="?", **stated)
    store.asked_questions.add(
        QuestionStep.ANSWERED, "a|KHM|x", words="!", number=first.number, **stated
    )

    found = store.asked_questions.list()

    assert [
        (question.number, question.state.value, len(question.events)) for question in found
    ] == [(1, "answered", 2), (2, "asked", 1)]
