"""What was added, removed, changed, or only changed its status."""

from decimal import Decimal

import pytest

from cl_pipeline.lineage.difference import changes, coverage_changes, entry_changes
from cl_pipeline.lineage.difference_report import change_line
from cl_pipeline.model.difference import ChangeKind
from tests.builders.drafts import entry
from tests.builders.vintages import reported, vintage_of


def figures(*accepted, round_year=2021):
    return list(vintage_of(*accepted, round_year=round_year).values)


def test_equal_figures_of_another_submission_are_not_a_change():
    before = figures(reported("KHM", 1))
    after = figures(reported("KHM", 1, round_year=2022), round_year=2022)

    assert changes(before, after) == ()


@pytest.mark.parametrize(
    ("before", "after", "kind", "sides"),
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
def test_each_change_has_its_group_its_sides_and_its_amount(before, after, kind, sides):
    (found,) = changes(figures(*before), figures(*after))

    assert found.kind == kind
    assert change_line(found).endswith(f"  {sides}")


def test_numbers_of_different_units_are_not_subtracted():
    before, after = [reported("KHM", 5)], [reported("KHM", 8, unit="percent")]

    (found,) = changes(figures(*before), figures(*after))

    assert found.by is None


def test_a_column_for_another_year_is_matched_by_its_year():
    before = [reported("KHM", 5, column="other_1", year=2012)]
    after = [
        reported("KHM", 7, column="other_1", year=2018),
        reported("KHM", 6, column="other_2", year=2012),
    ]

    found = changes(figures(*before), figures(*after))

    assert [(change.kind, change.row.reference_year, change.by) for change in found] == [
        (ChangeKind.ADDED, 2018, None),
        (ChangeKind.CHANGED, 2012, Decimal(1)),
    ]


def test_two_series_of_one_year_are_two_figures():
    without, with_chores = {"column": "other_1", "year": 2018}, {"column": "other_2", "year": 2018}
    before = [reported("KHM", 5, **without)]
    after = [reported("KHM", 9, **without), reported("KHM", 5, **with_chores)]
    corrected = [reported("KHM", 9, **without), reported("KHM", 6, **with_chores)]

    added = changes(figures(*before), figures(*after))
    changed = changes(figures(*after), figures(*corrected))

    assert [(change.kind, change.row.value) for change in added] == [(ChangeKind.ADDED, 9)]
    assert [(change.kind, change.by) for change in changed] == [(ChangeKind.CHANGED, Decimal(1))]


def test_coverage_differs_in_state_and_within_a_round_in_what_counts():
    none, some = vintage_of(), vintage_of(reported("KHM", 5))
    next_round = vintage_of(reported("KHM", 5), round_year=2022)

    within = coverage_changes(none.coverage, some.coverage, same_round=True)
    across = coverage_changes(some.coverage, next_round.coverage, same_round=False)

    assert [(change.row.indicator, change.after.sender) for change in within] == [
        ("child_labour_5_17", "KHM")
    ]
    assert across == ()


def test_text_entries_are_matched_by_field_sheet_and_cell():
    before, after = [entry("a"), entry("b", cell="C41")], [entry("a"), entry("c", cell="C42")]

    found = entry_changes(before, after)

    assert [(change.cell, change.before, change.after) for change in found] == [
        ("C41", "b", None),
        ("C42", None, "c"),
    ]
