"""The tables of the sample: only facts that were known in time, each with its source."""

from collections import Counter, defaultdict
from datetime import date

from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.codes import FormKey, Phase
from cl_pipeline.sample.figures import (
    Choice,
    PublishedFigure,
    load_choices,
    load_figures,
    load_sample_submissions,
    rows_of,
)

PUBLISHED_ROWS = 922
"""Rows of the published file the sample was drawn from."""


def deadline(round_year: int) -> date:
    return load_framework().entry(round_year, Phase.A_LIST_COLLECTION).ends_on


def figure_of(choice: Choice) -> PublishedFigure:
    return load_figures()[choice.figure_id]


CHOSEN = [choice for choice in load_choices() if choice.figure_id]


def test_published_by_is_the_year_end_unless_the_source_names_a_month():
    """Where only a year is known, the last day of that year is taken."""
    for figure in load_figures().values():
        is_year_end = (figure.published_by.month, figure.published_by.day) == (12, 31)
        names_month = "named by the source" in figure.published_by_reason

        assert figure.published_by.year == figure.source_year
        assert names_month or is_year_end, figure.figure_id


def test_every_figure_is_used_and_every_row_accounted_for():
    """Used and left-out rows together are all rows of the published file."""
    used = {choice.figure_id for choice in CHOSEN}

    assert used == set(load_figures())
    assert len(used) + sum(int(row["count"]) for row in rows_of("unused.csv")) == PUBLISHED_ROWS


def key_of(row: Choice | PublishedFigure) -> tuple[object, ...]:
    return row.sender, row.indicator, row.measure, row.breakdown


def test_a_choice_and_its_figure_are_about_the_same_and_known_in_time():
    """Same sender, indicator, measure and breakdown; published by the deadline; no proxy."""
    different = [choice for choice in CHOSEN if key_of(choice) != key_of(figure_of(choice))]
    early = [choice for choice in CHOSEN if figure_of(choice).published_by > deadline(choice.round)]

    assert (different, early) == ([], [])
    assert all(choice.reason for choice in CHOSEN)
    assert {figure.fit for figure in load_figures().values()} == {"direct", "near"}


def test_one_choice_per_cell():
    """No cell of a submission has two figures."""
    cells = Counter((choice.round, choice.column, key_of(choice)) for choice in load_choices())

    assert [cell for cell, count in cells.items() if count > 1] == []


def test_the_baseline_is_the_nearest_year_to_2016_known_at_the_time():
    """No known headline total of the same measure is nearer (the earlier wins a tie)."""
    for choice in CHOSEN:
        if choice.kind != "baseline" or not choice.breakdown.is_total:
            continue
        known = [
            figure.reference_year
            for figure in load_figures().values()
            if (figure.sender, figure.indicator) == (choice.sender, choice.indicator)
            and figure.published_by <= deadline(2021)
        ]
        nearest = min(known, key=lambda year: (abs(year - 2016), year))

        assert figure_of(choice).reference_year == nearest, choice


def test_a_years_column_takes_a_year_of_its_window_newer_than_any_before():
    """A later column refers to its own year or the two before, and never goes back."""
    window = load_framework().rules.reference_year_window
    for choice in CHOSEN:
        if choice.kind != "newest":
            continue
        year = figure_of(choice).reference_year
        before = [
            figure_of(earlier).reference_year
            for earlier in CHOSEN
            if key_of(earlier) == key_of(choice)
            and earlier.kind in {"baseline", "newest"}
            and earlier.round < choice.round
        ]

        assert choice.column == str(choice.round)
        assert choice.round - window <= year <= choice.round
        assert all(year > earlier_year for earlier_year in before)


def test_an_own_row_never_fills_a_headline_total():
    """Figures of one age group or one province are in rows of their own."""
    partial = [
        choice
        for choice in CHOSEN
        if choice.indicator == "young_workers_child_labour"
        or choice.breakdown.location.startswith("Tarlac")
    ]

    assert partial
    assert not any(choice.breakdown.is_total for choice in partial)


def test_a_year_keeps_its_place_in_the_block_for_other_years():
    """From round to round a column for other years holds one year, else it would be carried."""
    years = defaultdict(set)
    for choice in CHOSEN:
        if choice.column.startswith("other_"):
            column = (choice.sender, choice.indicator, choice.column)
            years[column].add(figure_of(choice).reference_year)

    assert {len(found) for found in years.values()} == {1}


def test_every_member_state_sends_one_a_list_a_round_and_cambodia_two_in_2021():
    """One A-list submission per sender and round; in 2021 two Cambodian institutions share it."""
    a_lists = [row for row in load_sample_submissions() if row.form == FormKey.A_LIST]
    sent = Counter((row.round, row.sender) for row in a_lists)
    doubled = {key for key, count in sent.items() if count == 2}
    labour, education = (row for row in a_lists if (row.round, row.sender) == (2021, "KHM"))

    assert len(sent) == 50
    assert doubled == {(2021, "KHM")}
    assert not labour.is_covered("net_enrolment")
    assert education.covers == ("net_enrolment",)
