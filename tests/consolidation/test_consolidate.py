from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cl_pipeline.consolidation.consolidate import consolidate
from cl_pipeline.consolidation.selection import select
from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.framework.loader import load_framework
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


CURRENT = {
    # observations, round of the vintage: value, its round and flags
    "changed by a later round with a reason": (
        [reported("KHM", 1), reported("KHM", 2, round_year=2023, may_revise=True)],
        2023, (2, 2023, ("revised",)),
    ),
    "changed by a later round without a reason": (
        [reported("KHM", 1), reported("KHM", 2, round_year=2023)], 2023, (1, 2021, ("carried",)),
    ),
    "of another year without a reason": (
        [reported("KHM", 1), reported("KHM", 1, round_year=2022, year=2021)],
        2022, (1, 2021, ("carried",)),
    ),
    "a gap for a figure without a reason": (
        [reported("KHM", 1), reported("KHM", "m", round_year=2022)], 2022, (1, 2021, ("carried",)),
    ),
    "a figure withheld from now on, without a reason": (
        [reported("KHM", 1), reported("KHM", "c", round_year=2022)],
        2022, (None, 2022, ("revised", "withheld")),
    ),
    "a figure for a gap": (
        [reported("KHM", "m"), reported("KHM", 2, round_year=2022)], 2022, (2, 2022, ()),
    ),
    "repeated by the round after the one that changed it": (
        [
            reported("KHM", 1),
            reported("KHM", 2, round_year=2022),
            reported("KHM", 1, round_year=2023),
        ],
        2023, (1, 2023, ()),
    ),
    "the same number with other trailing zeros is no revision": (
        [reported("KHM", "10.5"), reported("KHM", "10.50", round_year=2022)],
        2022, (Decimal("10.5"), 2022, ()),
    ),
    "of an earlier round is carried": ([reported("KHM", 1)], 2022, (1, 2021, ("carried",))),
    "of one round the one received later": (
        [
            replace(
                reported("KHM", 2),
                submission_id="S-0",
                received_at=datetime(2021, 8, 1, tzinfo=UTC),
            ),
            reported("KHM", 1),
        ],
        2021, (2, 2021, ()),
    ),
    "of two rows of one name the upper one": (
        [reported("KHM", 20, cell="C10"), reported("KHM", 10, cell="C9")], 2021, (10, 2021, ()),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("accepted", "round_year", "expected"), CURRENT.values(), ids=CURRENT)
def test_one_value_of_a_key_is_current(accepted, round_year, expected):
    (value,) = vintage_of(*accepted, round_year=round_year).values

    assert (value.value, value.from_round, value.flags) == expected


@pytest.mark.parametrize(
    ("stated", "held"), [("with", {("with", 19), ("without", 12)}), ("without", {("without", 12)})]
)
def test_two_series_of_one_year_keep_a_column_each(stated, held):
    """In two rounds as in one: figures with chores never replace those without."""
    accepted = [
        reported(
            "KHM", value, column="other_1", year=2018, round_year=round_year,
            attributes=(("household_chores", chores),),
        )
        for value, round_year, chores in ((12, 2021, "without"), (19, 2022, stated))
    ]  # fmt: skip

    values = consolidate(accepted, load_framework(), 2022, "1").values

    chores = {row.address: dict(row.observation.attributes) for row in accepted}
    assert {
        (chores[value.address]["household_chores"], int(value.value)) for value in values
    } == held


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ([("other_1", 18, 2018)], {"other_1": (18, 2018, ()), "other_2": (12, 2012, ("carried",))}),
        (
            [("other_2", 12, 2012), ("other_1", 18, 2018)],
            {"other_1": (18, 2018, ()), "other_2": (12, 2012, ())},
        ),
    ],
    ids=["another year typed over the first", "restated in another column"],
)
def test_a_column_for_other_years_loses_no_year_and_holds_none_twice(later, expected):
    first = reported("KHM", 12, column="other_1", year=2012)
    next_round = [
        reported("KHM", value, column=column, year=year, round_year=2022)
        for column, value, year in later
    ]

    vintage = vintage_of(first, *next_round, round_year=2022)

    assert {
        value.key.column: (value.value, value.reference_year, value.flags)
        for value in vintage.values
    } == expected


REVISED = {
    # observations of later rounds, over a count of 400 about 2016: (value, kept) of what is asked
    "another figure": ([reported("KHM", 500, round_year=2022)], [(500, 400)]),
    "another year": ([reported("KHM", 400, round_year=2022, year=2021)], [(400, 400)]),
    "a gap": ([reported("KHM", "m", round_year=2022)], [(None, 400)]),
    "a further figure about another year": (
        [reported("KHM", 10, round_year=2022, measure="pct", year=2021)], [(10, 400)],
    ),
    "a further figure about the same year": (
        [reported("KHM", 10, round_year=2022, measure="pct")], [],
    ),
    "the column of the round itself": (
        [reported("KHM", 500, round_year=2022, column="2022", year=2021)], [],
    ),
    "the same": ([reported("KHM", "400.0", round_year=2022)], []),
    "asked twice, about the newest": (
        [reported("KHM", 500, round_year=2022), reported("KHM", 600, round_year=2023)],
        [(600, 400)],
    ),
    "settled by a reason in the next round": (
        [
            reported("KHM", 500, round_year=2022),
            reported("KHM", 500, round_year=2023, may_revise=True),
        ],
        [],
    ),
    "settled by the same figure in the next round": (
        [reported("KHM", 500, round_year=2022), reported("KHM", 400, round_year=2023)], [],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("later", "expected"), REVISED.values(), ids=REVISED)
def test_what_changes_an_earlier_round_without_a_reason_is_asked_about(later, expected):
    asked = select([*later, reported("KHM", 400)], FRAMEWORK).asked

    values = [(row.new.observation.value, row.kept.observation.value) for row in asked]
    assert values == expected


def test_a_missing_rate_is_computed_from_its_two_counts():
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
def test_a_stated_rate_or_an_explained_gap_is_kept(stated, computes):
    counts = [reported("KHM", 10), reported("KHM", 100, measure="population")]

    rate = _value(vintage_of(*counts, reported("KHM", stated, measure="pct")), "baseline", "pct")

    assert (rate.formula == "rate") is computes


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (10, {"value": 100, "year": 2015}),
        (10, {"value": 9}),
        (10, {"value": "m"}),
        (10, {"value": 100, "column": "other_1"}),
        (10, {"value": 100, "breakdown": Breakdown(sex="F")}),
        (0, {"value": 0}),
    ],
    ids=["another year", "a smaller whole", "a gap", "another column", "breakdown", "zeros"],
)
def test_no_rate_over_what_does_not_fit(above, below):
    vintage = vintage_of(reported("KHM", above), reported("KHM", measure="population", **below))

    assert [value.key.measure for value in vintage.values if value.key.measure == "pct"] == []


@pytest.mark.parametrize(
    ("declared", "percent"),
    [((), None), ((("denominator", "population"),), 10), ((("denominator", "other"),), None)],
    ids=["not declared", "declared", "a whole the rate does not know"],
)
def test_of_two_possible_denominators_only_the_declared_one_is_used(declared, percent):
    about = {"indicator": "young_workers"}
    counts = [
        reported("KHM", 5, measure="persons", attributes=declared, **about),
        reported("KHM", 50, measure="population", **about),
        reported("KHM", 20, measure="all_young_workers", **about),
    ]

    rates = [value.value for value in vintage_of(*counts).values if value.key.measure == "pct"]

    assert rates == ([] if percent is None else [percent])


def test_a_computed_rate_is_as_confidential_as_its_counts():
    above = reported("KHM", 10, obs_status=ObservationStatus.ESTIMATED)
    below = reported(
        "KHM", 100, measure="population", conf_status=ConfidentialityStatus.NOT_FOR_PUBLICATION
    )

    rate = _value(vintage_of(above, below), "baseline", "pct")

    assert rate.conf_status == ConfidentialityStatus.NOT_FOR_PUBLICATION
    assert rate.obs_status == ObservationStatus.ESTIMATED
    assert rate.flags == ("estimated", "withheld", "computed")


def test_nothing_is_added_up_over_parts_or_member_states():
    parts = [(sender, Breakdown(sex=sex)) for sender in SENDERS for sex in "FM"]

    values = vintage_of(*(reported(sender, 5, breakdown=sex) for sender, sex in parts)).values

    assert sorted((value.sender, value.key.breakdown) for value in values) == sorted(parts)


@given(accepted_sets(), st.randoms())
def test_each_key_is_there_once_and_the_order_of_input_never_matters(accepted, random):
    shuffled = list(accepted)
    random.shuffle(shuffled)

    vintage = vintage_of(*accepted, round_year=2023)

    assert vintage_of(*shuffled, round_year=2023) == vintage
    keys = [(value.sender, value.key) for value in vintage.values]
    assert len(set(keys)) == len(keys)


def test_the_name_depends_on_what_was_accepted_framework_code_and_round():
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


def test_one_sample_submission_makes_the_vintage_a_sample():
    assert vintage_of(reported("KHM", 1), reported("VNM", 1, is_sample=True)).is_sample


def test_a_later_round_cannot_be_in_an_earlier_vintage():
    with pytest.raises(BrokenInvariant, match="round 2022"):
        vintage_of(reported("KHM", 1, round_year=2022))


def test_values_are_in_the_order_of_the_framework():
    accepted = [
        reported("KHM", 8, indicator="an_indicator_of_old", round_year=2022),
        reported("KHM", 7, measure="a_measure_of_old", round_year=2022),
        reported("KHM", 3, column="other_1", year=2010, round_year=2022),
        reported("KHM", 2, column="2022", round_year=2022),
        reported("KHM", 50, measure="pct", round_year=2022),
        reported("KHM", 1, round_year=2022),
        reported("KHM", 9, indicator="children_identified", round_year=2022),
    ]

    values = vintage_of(*accepted, round_year=2022, framework=FRAMEWORK).values

    assert [value.value for value in values] == [9, 1, 50, 7, 2, 3, 8]
