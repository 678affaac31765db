"""The compendium against a count by hand of the survey's answers, line by line."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import pytest

from cl_pipeline.context.compendium import (
    common_gaps,
    compendium,
    present_gaps,
    present_sources,
    proposed_theme,
    questions_to_senders,
)
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.codes import CoverageState, Field, FormKey
from cl_pipeline.model.context import DataSource
from cl_pipeline.model.form import FormRow
from cl_pipeline.model.identity import RoundYear
from tests.builders.form_rows import coverage_of, form_row
from tests.builders.vintages import reported, vintage_of

ROADMAP = load_framework()
CONTEXT = ROADMAP.context
ROUND = RoundYear(2021)
DOCUMENT = "02-data-source-survey-2021 line "

SOURCES_BY_HAND = {
    "KHM": 8, "IDN": 17, "LAO": 4, "MYS": 2, "MMR": 6, "PHL": 20, "VNM": 9,
}  # fmt: skip
"""Sources counted by hand in the survey's answers.

Line 70 prints one study twice (items 3 and 4); it is one source. Line 44 of Cambodia points back to
its answer to question 3, line 126 of Malaysia to question 1.
"""

NEWEST_BY_HAND = {
    "KHM": (2017, 29),
    "IDN": (2018, 65),
    "LAO": (2010, 88),
    "MYS": (2018, 118),
    "MMR": (2015, 163),
    "PHL": (2011, 225),
    "VNM": (2018, 274),
}
"""Year and line of the newest source named for indicator A2 that is released.

Line 227: the modules of 2017 to 2020 were not released, so the survey of 2011 is the newest.
"""

GAPS_BY_HAND = {
    "KHM": 1, "IDN": 3, "LAO": 3, "MYS": 2, "MMR": 6, "PHL": 5, "VNM": 2,
}  # fmt: skip


def line_of(source: str) -> int:
    assert source.startswith(DOCUMENT)
    return int(source.removeprefix(DOCUMENT))


def test_sources_gaps_and_wishes_are_those_counted_by_hand():
    """Seven Member States, eight respondents, 66 sources."""
    sources, gaps = present_sources(CONTEXT, ()), present_gaps(CONTEXT, ())

    assert Counter(row.sender for row in sources) == SOURCES_BY_HAND
    assert Counter(row.sender for row in gaps) == GAPS_BY_HAND
    assert all(line_of(row.source) for row in (*sources, *gaps))


def test_the_philippines_answered_twice():
    respondents = {
        data_source_answer.respondent
        for data_source_answer in CONTEXT.data_source_answers
        if data_source_answer.sender == "PHL"
    }

    assert respondents == {"Bureau of Working Conditions", "BWSC"}


def test_the_newest_source_of_a2_is_the_one_found_by_hand():
    """Year and line for each of the seven, and its age in the round of 2021."""
    rows = {
        row.sender: row
        for row in compendium(present_sources(CONTEXT, ()), ROADMAP, ROUND)
        if row.position == "A2"
    }

    found = {sender: (row.newest_year, line_of(row.sources[0].source))
             for sender, row in rows.items()}  # fmt: skip
    assert found == NEWEST_BY_HAND
    assert all(row.age_years == 2021 - NEWEST_BY_HAND[sender][0] for sender, row in rows.items())


def test_the_theme_named_by_most_comes_first():
    """Figures that are not up to date: Indonesia, the Philippines and Viet Nam say so."""
    first, *_ = common_gaps(present_gaps(CONTEXT, ()), CONTEXT.themes)

    assert first.theme.key == "up_to_date_data"
    assert first.senders == ("IDN", "PHL", "VNM")


def surveyed(sender: str, institution: str, round_year: int = 2022) -> FormRow:
    cells = {"title": "Survey on Children 2011", "data_year": "2022", "state": "IN_USE"}
    about = {"institution": institution, "round_year": round_year}
    return form_row(FormKey.DATA_SOURCE_SURVEY, sender, Field.SURVEY, cells, **about)


def surveys_of(sources: Iterable[DataSource], sender: str) -> list[DataSource]:
    return [row for row in sources if (row.sender, row.kind) == (sender, Field.SURVEY)]


def test_a_respondent_that_answers_again_replaces_its_own_answer_alone():
    """The bureau's surveys give way to the one it names now; the other bureau's system stays."""
    sources = present_sources(CONTEXT, [surveyed("PHL", "BWSC")])

    (survey,) = surveys_of(sources, "PHL")
    assert (survey.title, survey.data_year) == ("Survey on Children 2011", 2022)
    assert survey.source == "S-1!Sheet!A5"
    assert survey.indicators == CONTEXT.data_sources[39].indicators
    systems = Counter(
        source.respondent
        for source in sources
        if (source.sender, source.kind) == ("PHL", Field.INFORMATION_SYSTEM)
    )
    assert systems == {"Bureau of Working Conditions": 1, "BWSC": 2}


def test_an_answer_without_a_name_gives_way_to_any_of_its_member_state():
    """Viet Nam's form goes out with its answers in the rows, whoever fills it in next."""
    sources = present_sources(CONTEXT, [surveyed("VNM", "Ministry of Labour")])

    assert len(surveys_of(sources, "VNM")) == 1


def test_of_two_rounds_of_one_institution_the_newest_is_current():
    rows = [surveyed("THA", "NSO", 2021), surveyed("THA", "NSO", 2022)]

    sources = present_sources(CONTEXT, rows)

    assert len(surveys_of(sources, "THA")) == 1


@pytest.mark.parametrize(
    ("state", "count"),
    [(CoverageState.UNEXPLAINED, 1), (CoverageState.EXPLAINED, 1), (CoverageState.REPORTED, 0)],
)
def test_a_source_with_figures_and_an_empty_return_is_a_question(state, count):
    """Malaysia names a survey of 2018; where A2 is empty the officer may ask."""
    rows = compendium(present_sources(CONTEXT, ()), ROADMAP, ROUND)

    asked = questions_to_senders(
        rows, [coverage_of("MYS", "child_labour_5_17", state)], (), ROADMAP, ROUND
    )

    assert len(asked) == count
    assert all("2018" in question.words and question.position == "A2" for question in asked)


@pytest.mark.parametrize(
    ("year", "asked"),
    [(2018, 0), (2019, 0), (None, 0), (2012, 1)],
    ids=["the same year", "a later one", "not stated", "an earlier one"],
)
def test_a_figure_that_is_held_already_is_not_asked_for(year, asked):
    """It may be in another column, such as the baseline."""
    rows = compendium(present_sources(CONTEXT, ()), ROADMAP, ROUND)
    vintage = vintage_of(reported("MYS", 33600, year=year))

    found = questions_to_senders(
        rows,
        [coverage_of("MYS", "child_labour_5_17", CoverageState.UNEXPLAINED)],
        vintage.values,
        ROADMAP,
        ROUND,
    )

    assert len(found) == asked


def test_a_survey_not_released_yet_is_no_reason_to_ask():
    """A planned source cannot make a figure look missing."""
    planned = [
        replace(data_source, state="NOT_RELEASED")
        for data_source in CONTEXT.data_sources
        if data_source.sender == "MYS"
    ]
    rows = compendium(planned, ROADMAP, ROUND)
    empty = [coverage_of("MYS", "child_labour_5_17", CoverageState.UNEXPLAINED)]

    assert questions_to_senders(rows, empty, (), ROADMAP, ROUND) == ()


def test_a_theme_is_proposed_by_the_words_of_a_text():
    """No word fits, no theme: nothing is guessed."""
    assert proposed_theme(CONTEXT.themes, "A user-friendly database") == "management_systems"
    assert proposed_theme(CONTEXT.themes, "More rain") == ""
