"""Which figures may be added, shown together or compared over time; published cases.

Source of the cases: the figures published about these countries that look alike and are not.
"""

from dataclasses import replace
from decimal import Decimal

import pytest

from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.codes import ListLetter, ObservationStatus
from cl_pipeline.model.comparability import Difference, Effect, Use
from cl_pipeline.model.indicators import ListMove, moved
from cl_pipeline.review.comparability import comparable_figure, indicator_figures, judge
from cl_pipeline.review.evaluation import (
    baseline_proposals,
    evaluate,
    last_figures,
    progress,
)
from tests.builders.vintages import observations_by_address, reported, vintage_of

ROADMAP = load_framework()
SDG_WITH = "child labour by economic activity AND household chores (general production boundary)"
SDG_WITHOUT = "child labour by economic activity only (SNA production boundary)"


def figure(sender, value, **more):
    sheet = {"sheet": more.get("indicator", "A2")[:10]}
    row = reported(sender, value, **{"source": "Survey", **sheet, **more})
    vintage = vintage_of(row, round_year=row.round, framework=ROADMAP)
    seen = observations_by_address(row)
    return next(
        comparable_figure(found, seen[found.address], ROADMAP)
        for found in vintage.values
        if found.formula is None
    )


def lao(value, definition=None, **more):
    return figure("LAO", value, measure="pct", year=2017, definition=definition, **more)


def refused(left, right, use):
    found = judge(left, right, use, ROADMAP.comparability)
    return {row.comparability_attribute for row in found if row.effect == Effect.REFUSE}


CASES = {
    "Lao 2017: with and without household chores": (
        lao("28.2", SDG_WITH), lao("26.3", SDG_WITHOUT), "household_chores",
    ),
    "Lao 2017: declared with chores, and without": (
        lao("28.2", attributes=(("household_chores", "with"),)),
        lao("26.3", attributes=(("household_chores", "without"),)),
        "household_chores",
    ),
    "Lao 2017: two figures for one thing": (lao("42.8"), lao("42.5"), "unexplained"),
    "Lao 2017: another boundary that nobody named": (lao("25.979"), lao("26.3"), "unexplained"),
    "ages 5 to 14 and 5 to 17": (
        figure("KHM", 1000, age_range="5-14"), figure("LAO", 1000, age_range="5-17"), "age_range",
    ),
    "ages 15 to 17 and 14 to 17": (
        figure("KHM", 50, indicator="young_workers_child_labour", measure="persons",
               age_range="15–17"),
        figure("LAO", 60, indicator="young_workers_child_labour", measure="persons"),
        "age_range",
    ),
    "Myanmar 2015: working children headlined as child labour": (
        figure("MMR", 1278909, year=2015, definition="working children"),
        figure("MMR", 1100000, year=2015, definition="child labour, national definition"),
        "concept",
    ),
    "Cambodia 2012: working children and child labour": (
        figure("KHM", 755250, year=2012,
               definition='children in employment ("working children"), NOT child labour'),
        figure("KHM", 429380, year=2012, definition="child labour"),
        "concept",
    ),
    "shares of two wholes": (
        figure("PHL", "61.6", indicator="young_workers_child_labour", measure="pct",
               attributes=(("denominator", "young_workers"),)),
        figure("VNM", "4.7", indicator="young_workers_child_labour", measure="pct",
               attributes=(("denominator", "population"),)),
        "denominator",
    ),
}  # fmt: skip


@pytest.mark.parametrize("use", Use)
@pytest.mark.parametrize("case", CASES)
def test_figures_that_look_alike_are_refused_for_every_use(case, use):
    left, right, comparability_attribute = CASES[case]

    assert comparability_attribute in refused(left, right, use)
    assert comparability_attribute in refused(right, left, use)


def test_two_surveys_of_two_years_are_shown_together_and_not_added():
    """Across Member States the years are noted; a total would need one year."""
    row, other = figure("KHM", 1000, year=2012), figure("LAO", 1000, year=2017)

    assert refused(row, other, Use.ADDING) == {"reference_year"}
    across = judge(row, other, Use.ACROSS, ROADMAP.comparability)
    assert Difference("reference_year", "reference year", "2012", "2017", Effect.NOTE) in across
    assert refused(row, other, Use.ACROSS) == set()


def test_a_break_is_refused_over_time_only():
    start = figure("KHM", 1000, year=2016)
    later = figure("KHM", 900, year=2021, column="2022", round_year=2022,
                   obs_status=ObservationStatus.BREAK)  # fmt: skip

    assert refused(start, later, Use.OVER_TIME) == {"series_break"}
    assert refused(start, later, Use.ACROSS) == set()


def test_silence_is_noted_and_never_stricter_than_a_difference():
    only_figure = figure("KHM", 1000, attributes=(("household_chores", "with"),))
    other = figure("LAO", 1000, attributes=(("household_chores", "not_stated"),))

    found = judge(only_figure, other, Use.ACROSS, ROADMAP.comparability)

    assert found == (Difference("household_chores", "household chores", "with", None, Effect.NOTE),)


def test_a_figure_says_the_same_as_itself_and_is_described_without_changing_it():
    found = figure("KHM", "12.50", measure="pct")

    assert (found.value, found.unit) == (Decimal("12.50"), "percent")
    assert not any(judge(found, found, use, ROADMAP.comparability) for use in Use)


@pytest.mark.parametrize(
    ("declared", "attributes"),
    [
        ({"source": "Child labour survey 2012"}, {"concept": None, "source_type": "survey"}),
        ({"age_range": "5-17", "breakdown": Breakdown(age="Y15T17")}, {"age_range": "15–17"}),
    ],
    ids=["a child labour survey also counts working children", "a row outweighs its column"],
)
def test_attributes_are_read_from_what_is_declared(declared, attributes):
    found = figure("KHM", 10, **declared).comparability_attributes

    assert {key: found[key] for key in attributes} == attributes


def inspectors(*counts, **more):
    kind = {"indicator": "inspectors_trained", "measure": "persons", "year": 2020, **more}
    return [figure(sender, count, **kind) for sender, count in counts]


def for_asean(figures, indicator, withheld=0):
    found = ROADMAP.indicator(indicator)
    return indicator_figures(figures, withheld, found, ROADMAP, 2021, "baseline")


def test_a_total_is_given_where_the_framework_allows_it_and_says_n_of_n():
    (found,) = for_asean(inspectors(("KHM", 10), ("LAO", 5), ("VNM", 7)), "inspectors_trained")

    assert (found.total, found.reason) == (Decimal(22), "3 of 10 Member States")
    assert (found.lowest, found.highest, found.members) == (5, 10, 10)


@pytest.mark.parametrize(
    ("figures", "withheld", "reason"),
    [
        ([], 0, "no Member State has reported a figure"),
        (inspectors(("KHM", 10)), 0, "only one Member State has a figure that may be shown"),
        (inspectors(("KHM", 10), ("LAO", 5)), 1, "1 more withheld"),
        (
            [*inspectors(("KHM", 10)), *inspectors(("LAO", 5), year=2018)], 0,
            "the figures differ in reference year: 2018 and 2020",
        ),
        (
            [*inspectors(("KHM", 10)), *inspectors(("LAO", 5), definition="urban areas only")], 0,
            "",
        ),
    ],
    ids=["none", "one", "withheld", "another year", "only one says a part"],
)  # fmt: skip
def test_no_false_total_is_given(figures, withheld, reason):
    (found,) = for_asean(figures, "inspectors_trained", withheld)

    assert (found.total is None) is bool(reason)
    assert found.reason.startswith(reason)
    assert len(found.reporting) == len(figures)


def test_child_labour_has_no_figure_for_asean():
    figures = [figure(sender, 1000, year=2017) for sender in ("KHM", "LAO")]

    children, share = for_asean(figures, "child_labour_5_17")

    assert children.total is None
    assert "no simple total for ASEAN" in children.reason
    assert (share.total, share.reason) == (None, "shares of different wholes are never added")


def test_a_state_that_is_not_yet_a_member_is_in_no_total():
    """Timor-Leste may report; it is not among the ten."""
    figures = inspectors(("KHM", 10), ("LAO", 7), ("TLS", 5))
    (found,) = for_asean(figures, "inspectors_trained")

    assert (found.total, found.reporting) == (Decimal(17), ("KHM", "LAO"))


def later(value, **more):
    about = {"measure": "pct", "column": "2022", "round_year": 2022, "year": 2021}
    return figure("KHM", value, **(about | more))


def test_change_is_given_in_points_and_percent_where_the_two_may_be_compared():
    start = figure("KHM", "12.5", measure="pct")
    key = ("KHM", "child_labour_5_17", "2022")

    (row,) = progress([start], [later("10")], ROADMAP, {key: "8 percent"}, {key: "Strong progress"})

    assert (row.by, row.by_pct, row.reason) == (Decimal("-2.5"), Decimal("-20.0"), "")
    assert (row.national_target, row.self_assessment) == ("8 percent", "Strong progress")


@pytest.mark.parametrize(
    ("start", "last", "reason"),
    [
        ({"age_range": "5-14"}, {"age_range": "5-17"}, "age range: 5–14 and 5–17"),
        ({}, {"obs_status": ObservationStatus.BREAK}, "break in the series: no and yes"),
        (
            {"definition": "children rescued"}, {"definition": "victims helped"},
            "definition: children rescued and victims helped",
        ),
    ],
)  # fmt: skip
def test_no_change_is_given_where_they_may_not(start, last, reason):
    baseline = figure("KHM", "12.5", measure="pct", **start)

    (row,) = progress([baseline], [later("10", **last)], ROADMAP, {}, {})

    assert (row.by, row.by_pct) == (None, None)
    assert row.reason.startswith(f"not compared: {reason}")


def test_from_zero_there_is_no_percent():
    (row,) = progress([figure("KHM", 0, measure="pct")], [later("1.5")], ROADMAP, {}, {})

    assert (row.by, row.by_pct) == (Decimal("1.5"), None)


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (figure("KHM", 900, year=2017, column="other_1"), "its year is nearer to 2016"),
        (figure("KHM", 900, year=2014), "the baseline was restated after it was signed"),
        (figure("KHM", 1000, year=2014), None),
        (figure("KHM", 900, year=2018, column="other_1"), None),
        (figure("KHM", 900, year=2010, column="other_1"), None),
        (figure("LAO", 900, year=2016, column="other_1"), None),
    ],
    ids=["nearer", "restated", "the same", "as near", "farther", "another state"],
)
def test_a_signed_baseline_is_kept_and_another_is_proposed(found, why):
    signed = [figure("KHM", 1000, year=2014)]

    proposals = baseline_proposals(signed, [found], ROADMAP)

    assert [proposal["why"] for proposal in proposals] == ([] if why is None else [why])
    assert all(proposal["in force"] == "1000 (2014)" for proposal in proposals)


def test_every_headline_measure_of_list_a_is_decided_in_the_framework():
    """A new measure without a row would have no figure for ASEAN and no reason of its own."""
    ruled = {(row.indicator, row.measure) for row in ROADMAP.comparability.asean_figures}
    counts = {
        (indicator.key, measure.key)
        for indicator in ROADMAP.on_list("A")
        for measure in indicator.headlines
        if measure.role != "rate"
    }

    assert ruled == counts


LABOUR = "child_labour_5_17"


def evaluation_of(*accepted, round_year=2023, framework=ROADMAP, moves=()):
    vintage = vintage_of(*accepted, round_year=round_year, framework=framework)
    seen = observations_by_address(*accepted)
    figures = [
        comparable_figure(value, seen[value.address], ROADMAP)
        for value in vintage.values
        if value.value is not None and value.formula is None
    ]
    baselines = [figure for figure in figures if figure.key.column == "baseline"]
    later = [figure for figure in figures if figure.key.column.isdigit()]
    compared = progress(baselines, later, framework, {}, {})
    asean = indicator_figures(later, 0, ROADMAP.indicator(LABOUR), ROADMAP, round_year, "2023")
    found = evaluate(vintage, compared, baselines, asean, framework, dict(moves))
    return found, compared


def changes_of(found, measure):
    """Member State and change of each row on that measure, once over all areas."""
    rows = [row for row in found.areas if row["measure"] == measure]
    return list(dict.fromkeys((row["Member State"], row["change"]) for row in rows))


def labour(sender, value, column, year, **more):
    round_year = 2021 if column == "baseline" else int(column)
    return reported(sender, value, column=column, round_year=round_year, year=year, **more)


RETURNS = (
    labour("KHM", 1000, "baseline", 2016),
    labour("KHM", 900, "2022", 2021),
    labour("KHM", 800, "2023", 2022),
    labour("LAO", 500, "baseline", 2017, age_range="5-14"),
    labour("LAO", 450, "2023", 2022, age_range="5-17"),
    labour("VNM", "nc", "2023", None),
    labour("THA", "m", "2023", None),
)


def test_only_the_newest_column_of_each_measure_and_state_is_the_last_value():
    """Cambodia's 2023, not its 2022."""
    _, compared = evaluation_of(*RETURNS)

    newest = [(figure.sender, figure.column) for figure in last_figures(compared)]
    assert newest == [("KHM", "2023"), ("LAO", "2023")]


def test_every_area_with_an_indicator_of_list_a_has_its_part():
    found, _ = evaluation_of(*RETURNS)

    keys = {area for row in ROADMAP.on_list("A") for area in row.key_result_areas}
    names = {area.name for area in ROADMAP.key_result_areas if area.key in keys}
    assert {row["key result area"] for row in found.areas} == names
    assert changes_of(found, "A2 children") == [("KHM", "-200"), ("LAO", "")]


def test_a_state_that_is_no_member_takes_no_part():
    """Timor-Leste was not a member in 2023; its figures are kept and not evaluated."""
    timor_leste = [
        labour("TLS", 700, "baseline", 2016),
        labour("TLS", 600, "2023", 2022),
    ]

    found, alone = (evaluation_of(*returns)[0] for returns in ((*RETURNS, *timor_leste), RETURNS))

    assert found == alone


def test_a_baseline_that_no_later_figure_follows_is_shown_with_the_reason():
    baseline, reason = labour("THA", 70, "baseline", 2016), labour("THA", "nc", "2023", None)

    found, _ = evaluation_of(*RETURNS[:-1], baseline, reason)

    rows = [row for row in found.areas if row["Member State"] == "THA"]
    assert {row["baseline"] for row in rows} == {"70 (2016)"}
    assert {row["because"] for row in rows} == {"no later figure: Not collected"}


def test_an_indicator_that_was_moved_keeps_its_history():
    taken = (ListMove(LABOUR, ListLetter.B, 2023),)
    framework = replace(ROADMAP, indicators=moved(ROADMAP.indicators, taken))

    found, _ = evaluation_of(*RETURNS, framework=framework, moves={LABOUR: "A2"})

    (row,) = [row for row in found.coverage if row["indicator"] == "A2 → B10"]
    assert (row["baseline"], row["2022"], row["2023"]) == ("2 of 10", "1 of 10", "2 of 10")
    assert any("A2 → B10" in row["indicators"] for row in found.areas)
    assert [sender for sender, _ in changes_of(found, "B10 children")] == ["KHM", "LAO"]


def test_what_cannot_be_said_is_said_in_sentences():
    found, _ = evaluation_of(*RETURNS)

    said = [row["what cannot be said"] for row in found.limitations]
    sentences = [sentence for sentence in said if sentence.startswith("A2")]
    assert sentences[:2] == [
        "A2: 2 of 10 have both a baseline and a later figure.",
        "A2: for 1 of them the two figures may not be compared.",
    ]
    assert sentences[2].startswith("A2 children: no figure for ASEAN; National surveys")
    assert "A1: no Member State has both a baseline and a later figure." in said


def test_what_was_never_reported_is_counted_with_its_reasons_and_names_nobody():
    found, _ = evaluation_of(*RETURNS)

    (row,) = [row for row in found.never_reported if row["indicator"] == "A2"]
    assert row["Member States"] == "8"
    assert row["what is said"] == "not answered yet: 6; Not available: 1; Not collected: 1"


def test_coverage_is_counted_column_by_column():
    found, _ = evaluation_of(*RETURNS)

    (row,) = [row for row in found.coverage if row["indicator"] == "A2"]
    assert (row["baseline"], row["2022"], row["2023"]) == ("2 of 10", "1 of 10", "2 of 10")
