"""What the answers on the B list say together: grouped, never graded."""

from dataclasses import replace

import pytest

from cl_pipeline.assessment.b_list import NO_LEVEL, related_numbers, synthesis
from cl_pipeline.model.codes import ListLetter
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.review import LevelGroup
from tests.builders.vintages import FRAMEWORK, reported, vintage_of
from tests.publication.test_b_list_workbook import _row

LAWS = FRAMEWORK.on_list(ListLetter.B)[0]


def test_everybody_is_in_one_group_or_among_those_without_an_answer():
    rows = [
        _row("VNM", has_submission=True, level=None, narrative="We meet yearly."),
        _row("KHM", has_submission=True, level=None, evidence=("Gazette 11",)),
        _row("BRN"),
    ]

    found = synthesis(rows, LAWS, FRAMEWORK)

    assert found == synthesis(rows[::-1], LAWS, FRAMEWORK)
    assert found.groups == (LevelGroup(NO_LEVEL, ("KHM", "VNM")),)
    assert (found.with_evidence, found.not_answered) == (("KHM",), ("BRN",))


@pytest.mark.parametrize("shares", [True, False])
def test_numbers_of_the_same_key_result_area_are_related(shares):
    areas = {"child_labour_5_17": ("inspection",), LAWS.key: ("inspection" if shares else "law",)}
    framework = replace(
        FRAMEWORK,
        indicators=tuple(
            replace(indicator, key_result_areas=areas.get(indicator.key, ()))
            for indicator in FRAMEWORK.indicators
        ),
    )
    laws = framework.indicator(LAWS.key)
    vintage = vintage_of(
        reported("KHM", 429380, year=2012),
        reported("KHM", 400000, column="2022", year=2022),
        reported("LAO", "nc"),
        round_year=2022,
    )

    related = related_numbers(laws, vintage.values, framework, RoundYear(2022))

    found = [(row.sender, row.key.column, int(row.value or 0)) for row in related]
    assert found == ([("KHM", "2022", 400000)] if shares else [])
