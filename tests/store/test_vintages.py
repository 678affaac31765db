"""Vintages: kept as they were made, and found again."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cl_pipeline.errors import BrokenInvariant, NotFound
from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.codes import (
    ConfidentialityStatus,
    CoverageState,
    ObservationStatus,
    Suggestion,
)
from cl_pipeline.model.observation import ObservationKey
from cl_pipeline.model.review import RuleOutcome
from cl_pipeline.model.vintage import (
    Baseline,
    ConsolidatedValue,
    CoverageEntry,
    OpenQuestion,
    Vintage,
)
from tests.builders.drafts import day
from tests.builders.dump import dump


def value(sender, number, *, formula=None):
    key = ObservationKey("child_labour_5_17", "pct", "baseline", Breakdown(sex="F", age="Y5T11"))
    status = (ObservationStatus.NORMAL, ConfidentialityStatus.FREE, None if number else "nc")
    inputs = (("S-1!A2!C7", "S-1!A2!C8"), ("estimated",)) if formula else ((), ())
    return ConsolidatedValue(
        sender, key, Decimal(number) if number else None, "percent", 2016, *status,
        2021, "S-1", "A2", "C9", formula, *inputs,
    )  # fmt: skip


REPORTED = CoverageEntry(
    "child_labour_5_17", "KHM", "baseline", CoverageState.REPORTED, True, "12.5 (2016)", "S-1!A2!C9"
)
MISSING = replace(REPORTED, sender="LAO", state=CoverageState.UNEXPLAINED, evidence=None)

VINTAGE = Vintage(
    "V-2021-aaaaaaaaaaaa",
    2021,
    "a" * 64,
    "f" * 64,
    "1.0",
    (value("LAO", None), value("KHM", "12.50", formula="rate")),
    (REPORTED, MISSING),
    (Baseline("child_labour_5_17", "KHM", 2012, 4, 2015),),
    (OpenQuestion("ASK", "KHM", "child_labour_5_17", "baseline", "S-1!A2!C9", "2012", "2015?"),),
    True,
)
OTHER = replace(VINTAGE, vintage_id="V-2021-bbbbbbbbbbbb", accepted_digest="b" * 64)
LATER = replace(VINTAGE, vintage_id="V-2023-cccccccccccc", round=2023, values=())

OUTCOME = RuleOutcome(
    2021, "child_labour_5_17", "A2", ("KHM",), 5, False, Suggestion.ASSESS_FEASIBILITY,
    "one of five Member States reports", (REPORTED, MISSING),
)  # fmt: skip


def keep(store, vintage, *, at=0, outcomes=(OUTCOME,)):
    return store.vintages.save(vintage, outcomes, made_at=day(at), run_id=f"run-{at}")


def test_a_loaded_vintage_equals_the_saved_one(store):
    keep(store, VINTAGE)

    assert store.vintages.load(VINTAGE.vintage_id) == VINTAGE
    assert store.vintages.outcomes(VINTAGE.vintage_id) == (OUTCOME,)


def test_saving_a_vintage_twice_is_once(store):
    assert keep(store, VINTAGE) is True
    before = dump(store)

    assert keep(store, VINTAGE, at=3) is False
    assert dump(store) == before


def test_the_newest_vintage_is_the_one_made_last(store):
    keep(store, VINTAGE, at=0)
    keep(store, OTHER, at=1)
    assert store.vintages.newest(2021) == OTHER

    keep(store, VINTAGE, at=2)

    assert store.vintages.newest(2021) == VINTAGE
    assert [(summary.vintage_id, summary.made_at) for summary in store.vintages.list(2021)] == [
        (OTHER.vintage_id, day(1)),
        (VINTAGE.vintage_id, day(2)),
    ]


def test_vintages_are_found_by_round(store):
    keep(store, LATER, at=0)
    keep(store, VINTAGE, at=1)

    assert store.vintages.newest() == LATER
    assert store.vintages.newest_before(2023) == VINTAGE
    assert store.vintages.newest_before(2021) is None
    assert store.vintages.newest(2022) is None


def test_a_vintage_is_never_changed(store):
    keep(store, VINTAGE)

    with pytest.raises(BrokenInvariant, match="give it a new one"):
        keep(store, replace(VINTAGE, values=(value("KHM", "13"),)))
    with pytest.raises(BrokenInvariant, match="give it a new one"):
        keep(store, VINTAGE, outcomes=())

    assert store.vintages.load(VINTAGE.vintage_id) == VINTAGE


def test_open_questions_are_those_of_the_last_call(store):
    keep(store, VINTAGE)
    answered = replace(VINTAGE, questions=())

    assert keep(store, answered, at=1) is True
    assert store.vintages.load(VINTAGE.vintage_id) == answered


def test_an_unknown_vintage_is_not_found(store):
    with pytest.raises(NotFound, match="V-2021-0"):
        store.vintages.load("V-2021-0")
