import pytest
from hypothesis import given
from hypothesis import strategies as st

from cl_pipeline.consolidation.consolidate import consolidate
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.breakdown import Breakdown
from tests.builders.vintages import reported, vintage_of


def _baseline(stated, *others, **more):
    accepted = [
        reported("KHM", 10 + place, column=f"other_{place}", year=year)
        for place, year in enumerate(others, start=1)
    ]
    vintage = vintage_of(reported("KHM", 10, year=stated, **more), *accepted)
    return vintage.baselines[0], vintage.questions


YEARS = {
    # the year stated, the other year there is, the nearer one to ask about
    "2016 itself is kept": (2016, 2015, None),
    "tie, the earlier is stated": (2014, 2018, None),
    "tie, the earlier is held": (2018, 2014, 2014),
    "nearer by three years": (2012, 2015, 2015),
    "the same year": (2012, 2012, None),
    "tie next to 2016, the earlier is held": (2017, 2015, 2015),
    "tie next to 2016, the earlier is stated": (2015, 2017, None),
}


@pytest.mark.parametrize(("stated", "held", "nearer"), YEARS.values(), ids=YEARS)
def test_a_year_nearer_to_2016_is_asked_about(stated, held, nearer):
    baseline, questions = _baseline(stated, held)

    assert (baseline.reference_year, baseline.nearer_year) == (stated, nearer)
    assert len(questions) == (nearer is not None)


def test_the_distance_is_shown():
    baseline, (question,) = _baseline(2012, 2018, 2015)

    assert (baseline.distance_years, baseline.nearer_year) == (4, 2015)
    assert question.code == "BASELINE_NEARER_YEAR"
    assert question.found == (
        "the baseline stated is for 2012 (4 years from 2016), and there is a value for 2015 "
        "(1 year from 2016)"
    )
    assert question.address.endswith("!children-other_2-")


def test_a_baseline_without_a_year_has_no_distance():
    baseline, questions = _baseline(None, 2016)

    compared = (baseline.reference_year, baseline.distance_years, baseline.nearer_year)
    assert compared == (None, None, None)
    assert questions == ()


def test_no_number_in_the_baseline_is_no_baseline():
    vintage = vintage_of(reported("KHM", "nc"), reported("KHM", 5, column="other_1", year=2016))

    assert vintage.baselines == ()


def test_only_headline_totals_are_compared():
    vintage = vintage_of(
        reported("KHM", 5, year=2012),
        reported("KHM", 2, year=2016, column="other_1", breakdown=Breakdown(sex="F")),
        reported("KHM", 9, year=2016, column="other_2", measure="population"),
    )

    assert vintage.questions == ()


@pytest.mark.parametrize(
    ("stated", "held", "asked"),
    [
        ({"primary_pct": 2016, "secondary_pct": 2009}, {"secondary_pct": 2015}, ["secondary"]),
        ({"primary_pct": 2009, "secondary_pct": 2016}, {"primary_pct": 2015}, ["primary"]),
        ({"primary_pct": 2009}, {"secondary_pct": 2015}, []),
        (
            {"primary_pct": 2009, "secondary_pct": 2010},
            {"primary_pct": 2015, "secondary_pct": 2015},
            ["primary", "secondary"],
        ),
    ],
)
def test_each_quantity_has_its_own_nearer_year(stated, held, asked):
    """Secondary enrolment says nothing about the baseline of primary enrolment."""
    accepted = [
        reported("KHM", 90, indicator="net_enrolment", measure=measure, year=year, column=column)
        for column, years in (("baseline", stated), ("other_1", held))
        for measure, year in years.items()
    ]

    questions = consolidate(accepted, load_framework(), 2021, "1").questions

    names = [question.found.partition("(")[2].partition(")")[0] for question in questions]
    assert names == [f"Net enrolment rate in {level} education" for level in asked]
    assert all("a value for 2015" in question.found for question in questions)


def test_a_count_and_its_share_are_one_quantity():
    accepted = [
        reported("KHM", 100, year=2012),
        reported("KHM", 5, measure="pct", year=2015, column="other_1"),
    ]

    (question,) = vintage_of(*accepted).questions

    assert "a value for 2015" in question.found


@given(st.integers(1990, 2024), st.integers(1990, 2024))
def test_a_nearer_year_is_never_farther(stated, held):
    baseline, _ = _baseline(stated, held)

    assert baseline.nearer_year in (None, held)
    assert abs((baseline.nearer_year or stated) - 2016) <= abs(stated - 2016)
