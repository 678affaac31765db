"""The compendium against a count by hand of the survey's answers, line by line."""

from collections import Counter, defaultdict
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
from cl_pipeline.model.context import DataGap, DataSource
from cl_pipeline.model.form import FormRow
from cl_pipeline.model.identity import (
    RoundYear,
)
from tests.builders.form_rows import coverage_of, form_row

ROADMAP = load_framework()
CONTEXT = ROADMAP.context
ROUND = RoundYear(2021)
DOCUMENT = "02-data-source-survey-2021 line "

HAND_COUNT = {
    ("KHM", "survey"): (27, 28, 29),
    ("KHM", "sectoral_study"): (38, 38),
    ("KHM", "other_study"): (46,),
    ("KHM", "future_system"): (50, 50),
    ("IDN", "survey"): (65, 65, 65),
    ("IDN", "information_system"): (67, 67),
    ("IDN", "sectoral_study"): (68, 68, 68, 68, 70, 70, 70),
    ("IDN", "other_study"): (71, 71, 73),
    ("IDN", "future_system"): (74, 74),
    ("LAO", "survey"): (88, 88),
    ("LAO", "sectoral_study"): (96,),
    ("LAO", "future_system"): (104,),
    ("MYS", "survey"): (118,),
    ("MYS", "future_system"): (134,),
    ("MMR", "survey"): (163, 164, 165, 166, 167),
    ("MMR", "future_system"): (185,),
    ("PHL", "survey"): (225, 227, 227, 227, 227),
    ("PHL", "information_system"): (203, 231, 233),
    ("PHL", "sectoral_study"): (237, 238, 239),
    ("PHL", "other_study"): (243, 245, 247, 249, 251, 253),
    ("PHL", "future_system"): (215, 258, 258),
    ("VNM", "survey"): (273, 274, 275, 276, 277),
    ("VNM", "information_system"): (280,),
    ("VNM", "sectoral_study"): (286, 287),
    ("VNM", "future_system"): (293,),
}
"""Sources counted by hand: Member State and question, with the line of the document for each.

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
    ("KHM", "wish"): (54,),
    ("IDN", "gap"): (75, 75, 75),
    ("LAO", "wish"): (108, 108, 108),
    ("MYS", "gap"): (138, 153),
    ("MMR", "gap"): (189,) * 6,
    ("PHL", "gap"): (219, 262, 264),
    ("PHL", "wish"): (219, 262),
    ("VNM", "gap"): (296, 297),
}


def line_of(source: str) -> int:
    assert source.startswith(DOCUMENT)
    return int(source.removeprefix(DOCUMENT))


def lines_by_kind(rows: Iterable[DataSource | DataGap]) -> dict[tuple[str, str], tuple[int, ...]]:
    """The lines of the document by Member State and question, in order."""
    lines = defaultdict(list)
    for row in rows:
        lines[row.sender, str(row.kind)].append(line_of(row.source))
    return {key: tuple(sorted(found)) for key, found in lines.items()}


def test_sources_are_those_counted_by_hand():
    """Seven Member States, eight respondents, 66 sources, each at its line."""
    assert lines_by_kind(present_sources(CONTEXT, ())) == HAND_COUNT
    assert sum(len(lines) for lines in HAND_COUNT.values()) == 66


def test_gaps_and_wishes_are_those_counted_by_hand():
    assert lines_by_kind(present_gaps(CONTEXT, ())) == GAPS_BY_HAND


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
    """A row of the survey that came back."""
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
        rows, [coverage_of("MYS", "child_labour_5_17", state)], ROADMAP, ROUND
    )

    assert len(asked) == count
    assert all("2018" in question.words and question.position == "A2" for question in asked)


def test_a_survey_not_released_yet_is_no_reason_to_ask():
    """A planned source cannot make a figure look missing."""
    planned = [
        replace(data_source, state="NOT_RELEASED")
        for data_source in CONTEXT.data_sources
        if data_source.sender == "MYS"
    ]
    rows = compendium(planned, ROADMAP, ROUND)
    empty = [coverage_of("MYS", "child_labour_5_17", CoverageState.UNEXPLAINED)]

    assert questions_to_senders(rows, empty, ROADMAP, ROUND) == ()


def test_a_theme_is_proposed_by_the_words_of_a_text():
    """No word fits, no theme: nothing is guessed."""
    assert proposed_theme(CONTEXT.themes, "A user-friendly database") == "management_systems"
    assert proposed_theme(CONTEXT.themes, "More rain") == ""
