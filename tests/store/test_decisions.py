"""Decisions are append-only, and the same one twice is one."""

from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.model.decision import Decision
from tests.builders.drafts import day
from tests.builders.dump import dump


def add(store, subject="2021", *, at=0, reason="all forms are in", kind=DecisionKind.CLOSE_ROUND):
    return store.decisions.add(
        kind, 2021, subject, decided_by="SLOM", decided_at=day(at), reason=reason
    )


def test_a_decision_says_who_when_and_why(store):
    """What is stored is what was decided."""
    made = add(store)

    expected = Decision(
        1, DecisionKind.CLOSE_ROUND, 2021, "2021", "SLOM", day(0), "all forms are in"
    )
    assert made == expected
    assert store.decisions.list() == (expected,)


def test_the_same_decision_again_is_the_one_already_taken(store):
    """What was decided first holds, with its time and its reason."""
    first = add(store)
    before = dump(store)

    again = add(store, at=5, reason="once more")

    assert again == first
    assert dump(store) == before


def test_decisions_come_in_the_order_in_which_they_were_taken(store):
    """Also those that concern no round."""
    add(store)
    store.decisions.add(
        DecisionKind.FINAL_FORM,
        None,
        "a_list 1.0",
        decided_by="ASEAN Secretariat",
        decided_at=day(1),
        reason="consulted",
    )

    found = store.decisions.list()

    assert [(decision.decision_id, decision.kind, decision.round) for decision in found] == [
        (1, DecisionKind.CLOSE_ROUND, 2021),
        (2, DecisionKind.FINAL_FORM, None),
    ]
