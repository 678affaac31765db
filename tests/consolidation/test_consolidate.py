from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.codes import ConfidentialityStatus, ObservationStatus
from tests.builders.vintages import FRAMEWORK, reported, small_framework, vintage_of

SENDERS = ("IDN", "KHM", "VNM")


def _value(vintage, column, measure="children", breakdown=None):
    return next(
        value
        for value in vintage.values
        if (value.key.column, value.key.measure) == (column, measure)
        and (breakdown is None or value.key.breakdown == breakdown)
    )


@st.composite
def accepted_sets(draw):
    """Accepted observations of several senders and rounds, each key once per round."""
    chosen = draw(
        st.dictionaries(
            st.tuples(
                st.sampled_from(SENDERS),
                st.sampled_from([2021, 2022, 2023]),
                st.sampled_from(["baseline", "2022", "other_1", "other_2"]),
                st.sampled_from(["children", "population", "pct"]),
            ),
            st.tuples(
                st.one_of(st.integers(0, 100), st.sampled_from(["m", "nc", "c"])),
                st.integers(2012, 2020),
            ),
            max_size=25,
        )
    )
    return [
        reported(sender, value, round_year=asked, column=column, measure=measure, year=year)
        for (sender, asked, column, measure), (value, year) in chosen.items()
    ]


def test_the_newest_round_speaks_and_says_that_it_revises():
    """A later round's form that restates an earlier column replaces its value."""
    first = reported("KHM", 429380, year=2012)
    restated = reported("KHM", 429381, round_year=2023, year=2012)

    vintage = vintage_of(first, restated, round_year=2023)

    value = _value(vintage, "baseline")
    assert (value.value, value.from_round, value.flags) == (429381, 2023, ("revised",))


def test_a_restated_value_that_is_the_same_is_no_revision():
    """The same number typed again, with other trailing zeros, carries no flag."""
    first = reported("KHM", "10.5")
    restated = reported("KHM", "10.50", round_year=2022)

    vintage = vintage_of(first, restated, round_year=2022)

    assert _value(vintage, "baseline").flags == ()


def test_a_value_of_an_earlier_round_is_carried():
    """Values of 2021 are current in 2022, flagged as carried."""
    vintage = vintage_of(reported("KHM", 429380), round_year=2022)

    value = _value(vintage, "baseline")

    assert (value.value, value.from_round, value.flags) == (429380, 2021, ("carried",))


def test_within_a_round_the_newest_arrival_speaks():
    """Two submissions of one round on one key: the one received later is current."""
    first = reported("KHM", 1)
    second = replace(
        reported("KHM", 2), submission_id="S-0", received_at=datetime(2021, 8, 1, tzinfo=UTC)
    )

    vintage = vintage_of(second, first)

    assert _value(vintage, "baseline").value == 2


def test_another_year_typed_over_the_first_loses_neither():
    """other_1 is 2012 in one round and 2018 in the next: both years are kept."""
    first = reported("KHM", 12, column="other_1", year=2012)
    second = reported("KHM", 18, column="other_1", year=2018, round_year=2022)

    vintage = vintage_of(first, second, round_year=2022)

    held = {value.key.column: (value.value, value.reference_year) for value in vintage.values}
    assert held == {"other_1": (18, 2018), "other_2": (12, 2012)}


def test_another_year_restated_in_another_column_stays_one_value():
    """2012 moves from other_1 to other_2 and is revised there, not held twice."""
    first = reported("KHM", 12, column="other_1", year=2012)
    moved = reported("KHM", 13, column="other_2", year=2012, round_year=2022)
    new = reported("KHM", 18, column="other_1", year=2018, round_year=2022)

    vintage = vintage_of(first, moved, new, round_year=2022)

    held = {value.key.column: (value.value, value.flags) for value in vintage.values}
    assert held == {"other_1": (18, ()), "other_2": (13, ("revised",))}


def test_a_missing_rate_is_computed_from_its_two_counts():
    """100 · numerator / denominator, with the addresses of both counts."""
    female = Breakdown(sex="F")
    above = reported("KHM", 429380, breakdown=female)
    below = reported("KHM", 3956022, measure="population", breakdown=female)

    rate = _value(vintage_of(above, below), "baseline", "pct")

    assert (rate.value, rate.unit, rate.formula) == (Decimal("10.85"), "percent", "rate")
    assert rate.inputs == (above.address, below.address)
    assert (rate.key.breakdown, rate.flags) == (female, ("computed",))


@pytest.mark.parametrize(
    ("stated", "computes"),
    [("10.9", False), ("c", False), ("nc", False), ("m", True)],
    ids=["a number", "withheld", "not collected", "not available, no reason"],
)
def test_a_stated_rate_or_an_explained_gap_stands(stated, computes):
    """Only where the sender gave no reason is a rate computed in place of a gap."""
    counts = [reported("KHM", 10), reported("KHM", 100, measure="population")]

    rate = _value(vintage_of(*counts, reported("KHM", stated, measure="pct")), "baseline", "pct")

    assert (rate.formula == "rate") is computes


@pytest.mark.parametrize(
    "below",
    [
        {"value": 100, "year": 2015},
        {"value": 9},
        {"value": "m"},
        {"value": 100, "column": "other_1"},
        {"value": 100, "breakdown": Breakdown(sex="F")},
    ],
    ids=["another year", "a smaller whole", "a gap", "another column", "another breakdown"],
)
def test_no_rate_over_what_does_not_fit(below):
    """Both counts need the same breakdown, column and year, and the part within the whole."""
    vintage = vintage_of(reported("KHM", 10), reported("KHM", measure="population", **below))

    assert [value.key.measure for value in vintage.values if value.key.measure == "pct"] == []


def test_zero_over_zero_gives_no_rate():
    """Nothing is divided by zero."""
    vintage = vintage_of(reported("KHM", 0), reported("KHM", 0, measure="population"))

    assert all(value.formula is None for value in vintage.values)


@pytest.mark.parametrize(
    ("declared", "percent"),
    [((), None), ((("denominator", "population"),), 10), ((("denominator", "other"),), None)],
    ids=["not declared", "declared", "a whole the rate does not know"],
)
def test_of_two_possible_denominators_only_the_declared_one_is_used(declared, percent):
    """Which whole a share is taken over is never guessed."""
    about = {"indicator": "young_workers"}
    counts = [
        reported("KHM", 5, measure="persons", attributes=declared, **about),
        reported("KHM", 50, measure="population", **about),
        reported("KHM", 20, measure="all_young_workers", **about),
    ]

    rates = [value.value for value in vintage_of(*counts).values if value.key.measure == "pct"]

    assert rates == ([] if percent is None else [percent])


def test_a_computed_rate_is_as_confidential_as_its_counts():
    """A withheld or estimated count makes the rate withheld or estimated."""
    above = reported("KHM", 10, obs_status=ObservationStatus.ESTIMATED)
    below = reported(
        "KHM", 100, measure="population", conf_status=ConfidentialityStatus.NOT_FOR_PUBLICATION
    )

    rate = _value(vintage_of(above, below), "baseline", "pct")

    assert rate.conf_status == ConfidentialityStatus.NOT_FOR_PUBLICATION
    assert rate.obs_status == ObservationStatus.ESTIMATED
    assert rate.flags == ("estimated", "withheld", "computed")


def test_nothing_is_added_up_over_parts_or_member_states():
    """Girls and boys of two countries give no total and no ASEAN figure."""
    parts = [
        reported(sender, 5, breakdown=Breakdown(sex=sex)) for sender in SENDERS for sex in "FM"
    ]

    vintage = vintage_of(*parts)

    assert len(vintage.values) == len(parts)
    assert {value.sender for value in vintage.values} == set(SENDERS)


@given(accepted_sets(), st.randoms())
def test_the_order_of_input_never_matters(accepted, random):
    """Shuffled observations give the same vintage, name and all."""
    shuffled = list(accepted)
    random.shuffle(shuffled)

    assert vintage_of(*shuffled, round_year=2023) == vintage_of(*accepted, round_year=2023)


@given(accepted_sets())
def test_each_key_stands_once(accepted):
    """Sender and key are unique in a vintage."""
    values = vintage_of(*accepted, round_year=2023).values

    assert len({(value.sender, value.key) for value in values}) == len(values)


def test_the_name_depends_on_what_was_accepted_framework_code_and_round():
    """Each of the four changes the name; trailing zeros do not."""
    row = reported("KHM", "10.5")
    names = {
        vintage_of(row).vintage_id,
        vintage_of(reported("KHM", "10.6")).vintage_id,
        vintage_of(row, framework=small_framework(digest="e" * 64)).vintage_id,
        vintage_of(row, round_year=2022).vintage_id,
        vintage_of(reported("KHM", "m")).vintage_id,
    }

    assert len(names) == 5
    assert vintage_of(reported("KHM", "10.50")).vintage_id == vintage_of(row).vintage_id
    assert vintage_of(row).vintage_id.startswith("V-2021-")


def test_one_sample_return_makes_the_vintage_a_sample():
    """Sample is sample, however little of it there is."""
    vintage = vintage_of(reported("KHM", 1), reported("VNM", 1, is_sample=True))

    assert vintage.is_sample


def test_a_later_round_cannot_stand_in_an_earlier_vintage():
    """What was not known then is refused, not filtered silently."""
    with pytest.raises(BrokenInvariant, match="round 2022"):
        vintage_of(reported("KHM", 1, round_year=2022))


def test_of_two_rows_of_one_name_the_upper_one_stands():
    """The checks ask about the lower one; C9 is above C10."""
    upper = reported("KHM", 10, cell="C9")
    lower = reported("KHM", 20, cell="C10")

    vintage = vintage_of(lower, upper)

    assert [(value.value, value.cell) for value in vintage.values] == [(10, "C9")]


def test_what_the_framework_no_longer_asks_for_is_kept_and_stands_last():
    """A value of an earlier form is held, whatever became of its indicator or measure."""
    gone = reported("KHM", 1, indicator="an_indicator_of_old")
    measure = reported("KHM", 2, measure="a_measure_of_old")
    known = reported("KHM", 3)

    vintage = vintage_of(gone, measure, known)

    assert [value.value for value in vintage.values] == [3, 2, 1]


def test_values_stand_in_the_order_of_the_framework():
    """Baseline, years, other years; measures as the framework places them."""
    accepted = [
        reported("KHM", 3, column="other_1", year=2010, round_year=2022),
        reported("KHM", 2, column="2022", round_year=2022),
        reported("KHM", 50, measure="pct", round_year=2022),
        reported("KHM", 1, round_year=2022),
        reported("KHM", 9, indicator="children_identified", round_year=2022),
    ]

    values = vintage_of(*accepted, round_year=2022, framework=FRAMEWORK).values

    assert [value.value for value in values] == [9, 1, 50, 2, 3]
