import pytest

from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.codes import CoverageState
from tests.builders.vintages import reported, vintage_of


def _entry(vintage, sender="KHM", column="baseline", indicator="child_labour_5_17"):
    wanted = (indicator, sender, column)
    return next(
        entry
        for entry in vintage.coverage
        if (entry.indicator, entry.sender, entry.column) == wanted
    )


DECIDED = {
    # what was sent: its observations, the state, whether it counts, the detail
    "a number": ([{"value": 429380}], "reported", True, "children 429380 (2016)"),
    "a true zero": ([{"value": 0}], "reported", True, "children 0 (2016)"),
    "a rate alone": ([{"value": "10.9", "measure": "pct"}], "reported", True, "pct 10.9 (2016)"),
    "a year not stated": (
        [{"value": 5, "year": None}], "reported", True, "children 5 (year not stated)",
    ),
    "withheld counts": ([{"value": "c"}], "reported", True, "Withheld"),
    "an explained gap": ([{"value": "nc"}], "explained", False, "Not collected"),
    "a gap with its note": (
        [{"value": "x", "gap_note": "A3"}], "explained", False, "Included elsewhere: A3",
    ),
    "a gap without a reason": ([{"value": "m"}], "unexplained", False, "Not available"),
    "only a denominator": (
        [{"value": 100, "measure": "population"}], "unexplained", False, "not answered yet",
    ),
    "only a breakdown": (
        [{"value": 5, "breakdown": Breakdown(sex="F")}], "unexplained", False,
        "parts without a total, which do not count",
    ),
    "no submission": ([], "unexplained", False, "not answered yet"),
    "a number beats a gap": (
        [{"value": "m"}, {"value": 3, "measure": "pct"}], "reported", True, "pct 3 (2016)",
    ),
    "an explained gap beats one without a reason": (
        [{"value": "m"}, {"value": "nc", "measure": "pct"}], "explained", False, "Not collected",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("accepted", "state", "counts", "detail"), DECIDED.values(), ids=DECIDED)
def test_what_coverage_says_of_an_indicator(accepted, state, counts, detail):
    vintage = vintage_of(*(reported("KHM", **observation) for observation in accepted))

    entry = _entry(vintage)

    assert (entry.state, entry.counts, entry.detail) == (state, counts, detail)


def test_a_computed_rate_reports_nothing():
    about = {"indicator": "young_workers", "attributes": (("denominator", "population"),)}
    counts = [
        reported("KHM", 5, measure="persons", breakdown=Breakdown(sex="F"), **about),
        reported("KHM", 50, measure="population", breakdown=Breakdown(sex="F"), **about),
    ]

    vintage = vintage_of(*counts)

    assert any(value.formula == "rate" for value in vintage.values)
    assert not _entry(vintage, indicator="young_workers").counts


@pytest.mark.parametrize(
    ("column", "due"), [("baseline", CoverageState.UNEXPLAINED), ("2022", CoverageState.REPORTED)]
)
def test_what_was_sent_in_an_earlier_round_counts_in_its_own_column(column, due):
    vintage = vintage_of(reported("KHM", 5, column=column), round_year=2022)

    entry, entry_due = _entry(vintage, column=column), _entry(vintage, column="2022")

    assert (entry.state, entry.counts) == (CoverageState.REPORTED, True)
    assert (entry_due.state, entry_due.counts) == (due, due == CoverageState.REPORTED)


def test_a_state_that_is_not_yet_a_member_is_shown_and_not_counted():
    """Timor-Leste may report before it joins; nothing is expected of it."""
    silent = _entry(vintage_of(), sender="TLS")
    timor_leste = _entry(vintage_of(reported("TLS", 7)), sender="TLS")

    assert (silent.state, silent.counts) == (CoverageState.NOT_EXPECTED, False)
    assert (timor_leste.state, timor_leste.counts) == (CoverageState.REPORTED, False)


def test_membership_counts_from_the_first_review_as_a_member():
    """In the round of 2023 a state that joined in October 2022 counts; earlier columns do not."""
    vintage = vintage_of(reported("TLS", 7, column="2023", round_year=2023), round_year=2023)

    assert _entry(vintage, sender="TLS", column="2023").counts
    assert _entry(vintage, sender="TLS", column="2022").state == CoverageState.NOT_EXPECTED


def test_every_cell_of_the_matrix_has_one_entry():
    vintage = vintage_of(round_year=2022)

    keys = [(entry.indicator, entry.sender, entry.column) for entry in vintage.coverage]

    assert len(keys) == len(set(keys)) == 3 * 7 * 2
    assert keys[:3] == [
        ("children_identified", "BRN", "baseline"),
        ("children_identified", "BRN", "2022"),
        ("children_identified", "IDN", "baseline"),
    ]


def test_evidence_is_the_address_of_the_deciding_cell():
    row = reported("KHM", 5)

    vintage = vintage_of(row)

    assert _entry(vintage).evidence == row.address
    assert _entry(vintage, sender="VNM").evidence is None
