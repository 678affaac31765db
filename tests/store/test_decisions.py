"""Decisions are append-only, and the same one twice is one."""

from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.model.decision import Decision
from tests.builders.drafts import day
from tests.builders.dump import dump


def add(store, subject="2021", year=2021, *, at=0, reason="all are in", kind="close_round"):
    return store.decisions.add(
        DecisionKind(kind), year, subject, decided_by="SLOM", decided_at=day(at), reason=reason
    )


def test_the_same_decision_again_is_the_one_already_taken(store):
    """What was decided first holds, with its time and its reason."""
    first = add(store)
    before = dump(store)

    again = add(store, at=5, reason="once more")

    assert again == first
    assert dump(store) == before


def test_decisions_come_in_the_order_in_which_they_were_taken(store):
    """With who, when and why; also those that concern no round."""
    made = [add(store), add(store, "a_list 1.0", None, at=1, kind=DecisionKind.FINAL_FORM)]

    assert list(store.decisions.list()) == made
    assert made == [
        Decision(1, DecisionKind.CLOSE_ROUND, 2021, "2021", "SLOM", day(0), "all are in"),
        Decision(2, DecisionKind.FINAL_FORM, None, "a_list 1.0", "SLOM", day(1), "all are in"),
    ]
