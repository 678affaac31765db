"""Parts and wholes on several sheets: one wrong cell gives one finding, the right form none."""

from dataclasses import replace

import pytest

from tests.builders.checked import findings_of, found
from tests.builders.submissions import CHILD_LABOUR, SubmissionBuilder

HARMFUL, ACCEPTABLE = "young_workers_child_labour", "young_workers_acceptable"

RIGHT = {
    (CHILD_LABOUR, "children"): "1000",
    (CHILD_LABOUR, "pct"): "10",
    (CHILD_LABOUR, "population"): "10000",
    (CHILD_LABOUR, "hazardous"): "400",
    (HARMFUL, "persons"): "200",
    (HARMFUL, "young_workers"): "500",
    (HARMFUL, "population"): "4000",
    (HARMFUL, "pct"): "40",
    (HARMFUL, "hazardous"): "90",
    (ACCEPTABLE, "persons"): "250",
    (ACCEPTABLE, "young_workers"): "500",
    (ACCEPTABLE, "population"): "4000",
    (ACCEPTABLE, "pct"): "50",
}
"""Figures on child labour, young workers in it and in acceptable employment that fit."""


def typed(changes=None, sender="MMR", **more):
    """A submission with the right figures, some of them changed or, with None, left out."""
    declared = {"household_chores": "without", "denominator": "young_workers"}
    builder = SubmissionBuilder(sender=sender, declared=declared, **more)
    for (indicator, measure), number in (RIGHT | (changes or {})).items():
        if number is not None:
            builder.type_value(indicator, measure, number)
    return builder


def address(builder, indicator, measure, **codes):
    return next(
        (seen.sheet, seen.cell)
        for seen in builder.observations
        if (seen.key.indicator, seen.key.measure) == (indicator, measure)
        and dict(seen.key.breakdown.given()) == codes
    )


def test_figures_that_fit_are_not_asked_about():
    assert found(typed()) == []


WRONG = {
    "young workers above all children in child labour": (
        {(HARMFUL, "persons"): "2000", (HARMFUL, "young_workers"): None,
         (HARMFUL, "pct"): None, (ACCEPTABLE, "young_workers"): None},
        "PART_ABOVE_WHOLE", (HARMFUL, "persons"),
    ),
    "so that its share is wrong as well": (
        {(HARMFUL, "persons"): "450", (ACCEPTABLE, "persons"): "60", (ACCEPTABLE, "pct"): "12"},
        "PARTS_EXCEED_WHOLE", (HARMFUL, "persons"),
    ),
    "in hazardous work": (
        {(CHILD_LABOUR, "hazardous"): "80"}, "PART_ABOVE_WHOLE", (HARMFUL, "hazardous"),
    ),
    "all persons of those ages above all children": (
        {(HARMFUL, "population"): "40000"}, "PART_ABOVE_WHOLE", (HARMFUL, "population"),
    ),
    "both kinds of work above all young workers": (
        {(ACCEPTABLE, "persons"): "350", (ACCEPTABLE, "pct"): None},
        "PARTS_EXCEED_WHOLE", (ACCEPTABLE, "persons"),
    ),
    "both shares above 100 per cent": (
        {(ACCEPTABLE, measure): number for measure, number in (
            ("persons", None), ("young_workers", None), ("pct", "65"))},
        "PARTS_EXCEED_WHOLE", (ACCEPTABLE, "pct"),
    ),
    "more young workers than persons of that age": (
        {(ACCEPTABLE, "young_workers"): "4500", (ACCEPTABLE, "pct"): None,
         (ACCEPTABLE, "persons"): None},
        "PART_ABOVE_WHOLE", (ACCEPTABLE, "young_workers"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "code", "place"), WRONG.values(), ids=WRONG)
def test_one_wrong_figure_is_asked_about_once(changes, code, place):
    builder = typed(changes)
    asked = [at for at in found(builder) if at[0] != "HEADLINE_EMPTY"]

    assert asked == [(code, *address(builder, *place))]


def test_a_finding_names_both_sheets_and_both_numbers():
    changes, code, _ = WRONG["young workers above all children in child labour"]
    (asked,) = (known for known in findings_of(typed(changes)) if known.code == code)

    assert asked.found == (
        "A3 Young workers in child labour: 2000 > A2 Children in child labour: 1000"
    )


def test_the_same_row_and_a_wider_age_group_are_compared():
    builder = typed()
    builder.type_value(CHILD_LABOUR, "children", "300", sex="F")
    builder.type_value(HARMFUL, "persons", "350", sex="F")
    girls = address(builder, HARMFUL, "persons", sex="F")
    aged = typed(sender="MYS")
    aged.observations = [
        replace(seen, age_range="15-17") if seen.key.indicator != CHILD_LABOUR else seen
        for seen in aged.observations
    ]
    aged.type_value(CHILD_LABOUR, "children", "150", age="Y15T17")

    assert ("PART_ABOVE_WHOLE", *girls) in found(builder)
    assert found(aged) == [("PART_ABOVE_WHOLE", *address(aged, HARMFUL, "persons"))]


SILENT = {
    "about another year": {"reference_year": 2018},
    "about ages that the whole does not cover": {"age_range": "5-14"},
    "not stated for which year": {"reference_year": None},
}


@pytest.mark.parametrize("changes", SILENT.values(), ids=SILENT)
def test_what_is_about_something_else_is_not_compared(changes):
    builder = typed({(CHILD_LABOUR, "children"): "100", (CHILD_LABOUR, "pct"): "1",
                     (CHILD_LABOUR, "hazardous"): None})  # fmt: skip
    builder.observations = [
        replace(seen, **changes) if seen.key.indicator == CHILD_LABOUR else seen
        for seen in builder.observations
    ]

    assert not {"PART_ABOVE_WHOLE", "PARTS_EXCEED_WHOLE"} & {code for code, *_ in found(builder)}


def test_of_two_series_the_larger_is_the_whole():
    builder = typed({(CHILD_LABOUR, "children"): "150", (CHILD_LABOUR, "pct"): "1.5",
                     (CHILD_LABOUR, "hazardous"): None})  # fmt: skip
    builder.type_value(CHILD_LABOUR, "children", "900", column="other_1")
    with_chores = (("household_chores", "with"),)
    builder.observations[-1] = replace(builder.observations[-1], attributes=with_chores)

    assert found(builder) == []


def test_a_whole_that_is_asked_about_on_its_own_sheet_is_asked_about_once():
    builder = typed({(CHILD_LABOUR, "children"): "100", (CHILD_LABOUR, "pct"): None})
    builder.type_value(CHILD_LABOUR, "children", "450", sex="F")
    builder.type_value(CHILD_LABOUR, "children", "550", sex="M")
    asked = [at for at in found(builder) if at[0] != "HEADLINE_EMPTY"]

    assert asked == [("PARTS_EXCEED_WHOLE", *address(builder, CHILD_LABOUR, "children"))]
