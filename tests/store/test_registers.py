"""The registers of focal points, forms sent, questions and decisions."""

from dataclasses import replace

import pytest

from cl_pipeline.model.codes import DecisionKind, FormKey
from cl_pipeline.model.decision import Decision
from cl_pipeline.model.question import QuestionEvent, QuestionStep
from cl_pipeline.store.records import FocalPoint, FormSent
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
    store.focal_points.update(first, noted_at=day(0))

    assert store.focal_points.update(second, noted_at=day(1)) == added
    assert store.focal_points.in_force() == tuple(in_force)
    assert len(dump(store)["focal_point"]) == stored


def sent(sender="KHM", name="form", path="outgoing/KHM/form.xlsx", at=0):
    form = (FormKey.A_LIST, "1.0", 2021, sender, digest_of(name), path)
    return FormSent(*form, day(at), f"run-{at}")


@pytest.mark.parametrize(
    ("again", "is_new"),
    [
        pytest.param(sent(path="elsewhere.xlsx", at=1), False, id="same-workbook"),
        pytest.param(sent(name="changed", at=1), True, id="changed-workbook"),
        pytest.param(sent(sender="LAO", at=1), True, id="other-sender"),
    ],
)
def test_a_workbook_is_registered_once(store, again, is_new):
    assert store.forms_sent.record([sent(), sent(at=2)]) == (sent(),)

    assert store.forms_sent.record([again]) == (again,) * is_new
    assert store.forms_sent.list(round=2021) == (sent(), again)[: 1 + is_new]
    assert store.forms_sent.list(round=2022) == ()


def test_a_question_keeps_its_number_and_its_events(store):
    asked = QuestionEvent(0, 0, QuestionStep.ASKED, "a|KHM|x", "SLOM", day(0), "?")
    first = store.question_events.add(asked)
    store.question_events.add(replace(asked, trace_key="b|KHM|x"))
    store.question_events.add(replace(asked, number=first.number, step=QuestionStep.ANSWERED))

    found = store.question_events.questions()

    states = [(question.number, question.state.value, len(question.events)) for question in found]
    assert states == [(1, "answered", 2), (2, "asked", 1)]


CLOSING = Decision(1, DecisionKind.CLOSE_ROUND, 2021, "2021", "SLOM", day(0), "all forms are in")


def test_the_same_decision_again_is_the_one_already_taken(store):
    store.decisions.add(CLOSING)
    before = dump(store)

    again = store.decisions.add(replace(CLOSING, decided_at=day(5), reason="once more"))

    assert again == CLOSING
    assert dump(store) == before


def test_decisions_come_in_the_order_in_which_they_were_taken(store):
    final = replace(CLOSING, decision_id=2, kind=DecisionKind.FINAL_FORM, round=None)
    store.decisions.add(CLOSING)
    store.decisions.add(final)

    assert store.decisions.list() == (CLOSING, final)


def test_a_decision_is_in_force_until_it_is_revoked_or_reversed(store):
    """A revocation is recorded and never in force itself; a revoked re-opening reverses nothing."""

    def decide(kind: DecisionKind, subject: str = "2021") -> list[int]:
        store.decisions.add(replace(CLOSING, kind=kind, subject=subject))
        return [decision.decision_id for decision in store.decisions.in_force()]

    assert decide(DecisionKind.CLOSE_ROUND) == [1]
    assert decide(DecisionKind.REOPEN_ROUND) == [2]
    assert decide(DecisionKind.REVOKE, "2") == [1]
    assert decide(DecisionKind.REOPEN_ROUND) == [4]
    assert decide(DecisionKind.CLOSE_ROUND) == [5]
