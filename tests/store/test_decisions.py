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
