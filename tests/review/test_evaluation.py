"""The evaluation: every area has its part, what is missing is counted and names nobody."""

from cl_pipeline.framework.loader import load_framework
from cl_pipeline.review.comparability import comparable_figure, indicator_figures
from cl_pipeline.review.evaluation import evaluate, last_figures, progress
from tests.builders.vintages import observations_by_address, reported, vintage_of

ROADMAP = load_framework()
LABOUR = "child_labour_5_17"


def evaluation_of(*accepted, round_year=2023):
    vintage = vintage_of(*accepted, round_year=round_year, framework=ROADMAP)
    seen = observations_by_address(*accepted)
    figures = [
        comparable_figure(value, seen[value.address], ROADMAP)
        for value in vintage.values
        if value.value is not None and value.formula is None
    ]
    baselines = [figure for figure in figures if figure.key.column == "baseline"]
    later = [figure for figure in figures if figure.key.column.isdigit()]
    compared = progress(baselines, later, ROADMAP, {}, {})
    asean = indicator_figures(later, 0, ROADMAP.indicator(LABOUR), ROADMAP, round_year, "2023")
    return evaluate(vintage, compared, asean, ROADMAP), compared


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
    assert {area.key for area in found.areas} == keys
    area = next(area for area in found.areas if "A2" in area.indicators)
    rows = [row for row in area.rows if row.indicator == LABOUR]
    assert [(row.sender, row.by) for row in rows] == [("KHM", -200), ("LAO", None)]


def test_what_cannot_be_said_is_said_in_sentences():
    found, _ = evaluation_of(*RETURNS)

    area = next(area for area in found.areas if "A2" in area.indicators)
    sentences = [limitation for limitation in area.limitations if limitation.startswith("A2")]
    assert sentences[:2] == [
        "A2: 2 of 10 have both a baseline and a later figure.",
        "A2: for 1 of them the two figures may not be compared.",
    ]
    assert sentences[2].startswith("A2 children: no figure for ASEAN; National surveys")
    assert "A1: no Member State has both a baseline and a later figure." in [
        sentence for area in found.areas for sentence in area.limitations
    ]


def test_what_was_never_reported_is_counted_with_its_reasons_and_names_nobody():
    found, _ = evaluation_of(*RETURNS)

    row = next(row for row in found.never if row.position == "A2")
    assert row.members == 8
    assert dict(row.reasons) == {"no submission yet": 6, "Not collected": 1, "Not available": 1}
    states = {state.code for state in ROADMAP.member_states}
    assert not states & {word for reason, _ in row.reasons for word in reason.split()}


def test_coverage_is_counted_column_by_column():
    found, _ = evaluation_of(*RETURNS)

    row = next(entry for entry in found.coverage if entry.position == "A2")
    assert (row.reported, row.members) == ((("baseline", 2), ("2022", 1), ("2023", 2)), 10)
