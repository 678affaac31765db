"""Decisions are append-only, and the same one twice is one."""

from dataclasses import replace

from cl_pipeline.model.codes import DecisionKind
from cl_pipeline.model.decision import Decision
from tests.builders.drafts import day
from tests.builders.dump import dump

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
