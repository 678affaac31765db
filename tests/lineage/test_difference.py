"""What was added, removed, changed, or only changed its status; pure."""

from decimal import Decimal

import pytest

from cl_pipeline.lineage.difference import changes, coverage_changes, figure_of_value, word_changes
from cl_pipeline.lineage.difference_report import change_text
from cl_pipeline.model.difference import ChangeKind
from tests.builders.drafts import entry
from tests.builders.vintages import reported, vintage_of


def figures(*accepted, round_year=2021):
    return [figure_of_value(value) for value in vintage_of(*accepted, round_year=round_year).values]


def test_the_same_figures_differ_in_nothing():
    """Another return with the same figures is no change, though its address is another."""
    before, after = figures(reported("KHM", 1)), figures(reported("KHM", 1, round_year=2022),
                                                         round_year=2022)  # fmt: skip

    assert changes(before, after) == ()


@pytest.mark.parametrize(
    ("before", "after", "kind", "words"),
    [
        ([], [reported("KHM", 5)], ChangeKind.ADDED, "nothing -> 5 (2016)"),
        ([reported("KHM", "m")], [reported("KHM", 5)], ChangeKind.ADDED, "gap code m -> 5 (2016)"),
        ([reported("KHM", 5)], [], ChangeKind.REMOVED, "5 (2016) -> nothing"),
        ([reported("KHM", 5)], [reported("KHM", "m")], ChangeKind.REMOVED,
         "5 (2016) -> gap code m"),
        ([reported("KHM", 5)], [reported("KHM", 8)], ChangeKind.CHANGED,
         "5 (2016) -> 8 (2016), by +3"),
        ([reported("KHM", 5)], [reported("KHM", 5, year=2017)], ChangeKind.CHANGED,
         "5 (2016) -> 5 (2017)"),
        ([reported("KHM", "m")], [reported("KHM", "nc")], ChangeKind.STATUS,
         "gap code m -> gap code nc"),
    ],
    ids=["new", "for a gap", "left out", "withdrawn", "another number", "another year", "gap"],
)  # fmt: skip
def test_each_change_has_its_group_and_says_how_much(before, after, kind, words):
    """The group, both sides, and by how much where both are numbers."""
    (found,) = changes(figures(*before), figures(*after))

    assert found.kind == kind
    assert change_text(found).endswith(f"  {words}")


def test_another_unit_is_no_amount():
    """A number is not subtracted from a number in another unit."""
    before, after = [reported("KHM", 5)], [reported("KHM", 8, unit="percent")]

    (found,) = changes(figures(*before), figures(*after))

    assert found.by is None


def test_a_column_for_another_year_is_matched_by_its_year():
    """other_1 of one return is other_2 of the next."""
    before = [reported("KHM", 5, column="other_1", year=2012)]
    after = [
        reported("KHM", 7, column="other_1", year=2018),
        reported("KHM", 6, column="other_2", year=2012),
    ]

    found = changes(figures(*before), figures(*after))

    assert [(finding.kind, finding.figure.reference_year, finding.by) for finding in found] == [
        (ChangeKind.ADDED, 2018, None),
        (ChangeKind.CHANGED, 2012, Decimal(1)),
    ]


def test_coverage_differs_in_state_and_within_a_round_in_what_counts():
    """A column only one round asks for is told where something counts."""
    none, some = vintage_of(), vintage_of(reported("KHM", 5))
    next_round = vintage_of(reported("KHM", 5), round_year=2022)

    within = coverage_changes(none.coverage, some.coverage, same_round=True)
    across = coverage_changes(some.coverage, next_round.coverage, same_round=False)

    assert [(one.indicator, one.after.sender) for one in within] == [("child_labour_5_17", "KHM")]
    assert across == ()


def test_words_differ_by_what_they_are_and_where_they_stand():
    """An entry that is new, gone or reworded."""
    before, after = [entry("a"), entry("b", cell="C41")], [entry("a"), entry("c", cell="C42")]

    found = word_changes(before, after)

    assert [(finding.cell, finding.before, finding.after) for finding in found] == [
        ("C41", "b", None),
        ("C42", None, "c"),
    ]
