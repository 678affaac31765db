"""Parts and wholes, percentages, ages, years, repeats: one wrong cell gives one finding there."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

import pytest

from cl_pipeline.model.codes import Field, Severity
from tests.builders.checked import change, findings_of, found, observed
from tests.builders.submissions import CHILD_LABOUR, SubmissionBuilder, consistent_child_labour

Address = tuple[str, str]


class Edit(NamedTuple):
    """One change to the figures: ``typed`` None takes a figure out, ``is_new`` adds one."""

    typed: str | None
    measure: str = "children"
    codes: Mapping[str, str] = MappingProxyType({})
    is_new: bool = False


def address_of(builder: SubmissionBuilder, measure: str = "children", **codes: str) -> Address:
    observation = observed(builder, measure, **codes)
    return (observation.sheet, observation.cell)


def edit(builder: SubmissionBuilder, *edits: Edit) -> SubmissionBuilder:
    for edited in edits:
        if edited.is_new:
            is_own_row = "age" in edited.codes and edited.codes != YOUNG
            own_row = {"entry": 1} if is_own_row else {}
            codes = edited.codes | own_row
            builder.type_value(CHILD_LABOUR, edited.measure, edited.typed, **codes)
            continue
        if edited.typed is None:
            builder.observations.remove(observed(builder, edited.measure, **edited.codes))
        else:
            value = {"value": Decimal(edited.typed), "as_typed": edited.typed}
            change(builder, edited.measure, edited.codes, **value)
    return builder


def without_crossed() -> SubmissionBuilder:
    """A consistent submission with totals and single breakdowns only."""
    builder = consistent_child_labour()
    rows = builder.observations
    builder.observations = [row for row in rows if len(row.key.breakdown.given()) < 2]
    return builder


BOYS, GIRLS, YOUNG = {"sex": "M"}, {"sex": "F"}, {"age": "Y5T11"}
YOUNG_GIRLS = GIRLS | YOUNG


def added(typed: str, measure: str = "children", **codes: str) -> Edit:
    return Edit(typed, measure, codes, is_new=True)


PARTS = {
    "parts below their total": ([Edit("550", codes=BOYS)], "PARTS_DIFFER", {}),
    "parts above their total though one is missing": (
        [Edit(None, codes=YOUNG), Edit("900", codes={"age": "Y12T14"})],
        "PARTS_EXCEED_WHOLE",
        {},
    ),
    "a part that is missing": ([Edit(None, codes=YOUNG)], None, {}),
    "a part that cannot exist completes the sum": (
        [Edit(None, codes=YOUNG), added("a", age="Y5T11")],
        "PARTS_DIFFER",
        {},
    ),
    "rounding up": ([Edit("601", codes=BOYS)], None, {}),
    "rounding down": ([Edit("595", codes=BOYS)], None, {}),
    "more than rounding": ([Edit("606", codes=BOYS)], "PARTS_EXCEED_WHOLE", {}),
    "percentages of parts": ([added("9", "pct", sex="F"), added("11", "pct", sex="M")], None, {}),
    "sectors that may overlap": (
        [added("200", sector=sector) for sector in ("AGR", "IND", "SER")],
        None,
        {},
    ),
    "a numerator above its denominator": (
        [Edit("999", "population"), Edit(None, "hazardous")],
        "PART_ABOVE_WHOLE",
        {},
    ),
    "an own age group below one within it": (
        [added("150", age="Y5T12")],
        "AGES_NEST",
        {"age": "Y5T12"},
    ),
    "an own age group that fits": ([added("250", age="Y5T12")], None, {}),
    "a named age group that fits": ([added("250", age="label:5-12")], None, {}),
    "a group that names no ages": ([added("250", age="label:younger ones")], None, {}),
    "age groups that overlap": ([added("250", age="Y10T13")], None, {}),
    "an age group beyond the indicator's ages": ([added("1200", age="Y0T17")], None, {}),
}


@pytest.mark.parametrize(("edits", "code", "codes"), PARTS.values(), ids=PARTS)
def test_parts_fit_their_wholes(edits, code, codes):
    builder = edit(without_crossed(), *edits)

    assert found(builder) == ([(code, *address_of(builder, **codes))] if code else [])


CROSSED = {
    "a crossed cell ten times too large": (
        [Edit("9000", codes=YOUNG_GIRLS)],
        ("PART_ABOVE_WHOLE", "children", YOUNG_GIRLS),
    ),
    "a margin that its ages and the total contradict": (
        [Edit("420", codes=GIRLS)],
        ("PARTS_DIFFER", "children", GIRLS),
    ),
    "a total with a digit missing": (
        [Edit(None, "pct"), added("m", "pct"), Edit("100")],
        ("PARTS_EXCEED_WHOLE", "children", {}),
    ),
    "a measure above the one it is part of": (
        [Edit("1001", "hazardous")],
        ("PART_ABOVE_WHOLE", "hazardous", {}),
    ),
}


@pytest.mark.parametrize(("edits", "expected"), CROSSED.values(), ids=CROSSED)
def test_one_wrong_cell_of_many_is_asked_about_once(edits, expected):
    code, measure, codes = expected
    builder = edit(consistent_child_labour(), *edits)

    assert found(builder) == [(code, *address_of(builder, measure, **codes))]


def test_findings_name_figures_and_numbers():
    """A ministry reads Female and 5–11 years, the total and what the parts add up to."""
    (crossed,) = findings_of(edit(consistent_child_labour(), Edit("9000", codes=YOUNG_GIRLS)))
    (total,) = findings_of(edit(without_crossed(), Edit("550", codes=BOYS)))

    assert crossed.found.startswith("Children in child labour (Female, 5–11 years): 9000 > ")
    assert total.severity == Severity.QUESTION
    assert "1000" in total.found and "950" in total.found


def test_equal_parts_and_zeros_are_accepted():
    builder = SubmissionBuilder()
    builder.type_value("cases_courts", "cases", "0")
    builder.type_value("cases_courts", "cases", "0", venue="COURT")
    builder.type_value("people_trained", "persons", "12")
    builder.type_value("people_trained", "persons", "12", location="KH-12", entry=1)

    assert found(builder) == []


def test_measures_that_the_framework_keeps_apart_are_not_compared():
    builder = SubmissionBuilder()
    builder.type_value("cases_online", "cases", "10")
    builder.type_value("cases_online", "hotline", "400")

    assert found(builder) == []


@pytest.mark.parametrize(
    ("stated", "population", "is_asked"),
    [
        ("10.1", "10000", False),
        ("10.2", "10000", True),
        ("9.8", "10000", True),
        ("10", "10000", False),
        ("0.1", "10000", True),
        ("10", "9615", False),
        ("10.0", "9615", True),
    ],
)
def test_a_percentage_fits_its_counts(stated, population, is_asked):
    builder = edit(without_crossed(), Edit(population, "population"), Edit(stated, "pct"))
    expected = [("RATE_DIFFERS", *address_of(builder, "pct"))] if is_asked else []

    assert found(builder) == expected
    assert all(
        ("fraction of 1" in finding.found) == (stated == "0.1") for finding in findings_of(builder)
    )


def test_counts_of_a_different_year_are_not_compared():
    """A check that cannot run is a finding, at the percentage."""
    builder = edit(consistent_child_labour(), Edit("55", "pct"))
    change(builder, "population", reference_year=2019)

    assert found(builder) == [("CHECK_NOT_RUN", *address_of(builder, "pct"))]


@pytest.mark.parametrize(
    ("denominator", "persons", "pct", "is_asked"),
    [
        ("young_workers", "30", "30.0", False),
        ("population", "30", "10.0", False),
        ("population", "30", "30.0", True),
        # Lao PDR 2022: only the declared denominator is a whole of its numerator.
        ("population", "120", "40.0", False),
    ],
)
def test_a_percentage_is_compared_with_the_declared_denominator(
    denominator, persons, pct, is_asked
):
    builder = young_workers(persons, {"denominator": denominator})
    address = builder.type_value("young_workers_child_labour", "pct", pct)

    assert found(builder) == ([("RATE_DIFFERS", *address)] if is_asked else [])


def test_an_undeclared_denominator_is_asked_for_at_its_cell():
    builder = young_workers("30", {})
    builder.type_value("young_workers_child_labour", "pct", "30.0")
    address = builder.address(Field.ATTRIBUTE, "A3", attribute="denominator", column="baseline")

    assert found(builder) == [("DENOMINATOR_UNDECLARED", *address)]


def young_workers(persons: str, declared: dict[str, str]) -> SubmissionBuilder:
    """A submission on young workers: 100 young workers, 300 persons of that age."""
    builder = SubmissionBuilder(declared=declared)
    typed = {"persons": persons, "young_workers": "100", "population": "300"}
    for measure, number in typed.items():
        builder.type_value("young_workers_child_labour", measure, number)
    return builder


@pytest.mark.parametrize(
    ("round_year", "year", "code"),
    [
        (2021, 2010, None),
        (2021, 2021, None),
        (2021, 2022, "YEAR_IN_FUTURE"),
        (2021, None, "BASELINE_YEAR_MISSING"),
        (2023, 2023, None),
        (2023, 2021, None),
        (2023, 2020, "YEAR_OUTSIDE_COLUMN"),
        (2023, 2024, "YEAR_IN_FUTURE"),
        (2023, None, "REFERENCE_YEAR_MISSING"),
    ],
)
def test_the_reference_year_fits_its_column(round_year, year, code):
    builder = consistent_child_labour(round=round_year, reference_year=year, source_year=None)
    column = builder.due
    address = builder.address(Field.REFERENCE_YEAR, CHILD_LABOUR, column=column, measure=None)

    assert found(builder) == ([(code, *address)] if code else [])


def test_a_measure_with_a_year_of_its_own_is_asked_about_at_its_own_cell():
    builder = consistent_child_labour(round=2023, reference_year=2022, source_year=2023)
    change(builder, "hazardous", reference_year=2012)
    own = {"column": "2023", "measure": "hazardous"}
    address = builder.address(Field.REFERENCE_YEAR, CHILD_LABOUR, **own)

    assert found(builder) == [("YEAR_OUTSIDE_COLUMN", *address)]


def test_a_figure_in_the_block_of_other_years_needs_its_year():
    builder = consistent_child_labour()
    builder.type_value(CHILD_LABOUR, "children", "900", column="other_1", year=None)
    address = builder.address(Field.REFERENCE_YEAR, CHILD_LABOUR, column="other_1", measure=None)

    assert found(builder) == [("REFERENCE_YEAR_MISSING", *address)]


def test_a_gap_needs_no_year():
    builder = SubmissionBuilder(reference_year=None, source=None, source_year=None)
    builder.type_value("cases_online", "cases", "m")

    assert found(builder) == []


@pytest.mark.parametrize(
    ("source_year", "code"),
    [(2020, None), (2022, "SOURCE_YEAR_IN_FUTURE"), (2019, "SOURCE_OLDER_THAN_VALUE")],
)
def test_the_year_of_the_source_fits_figures_and_round(source_year, code):
    builder = consistent_child_labour(source_year=source_year)
    address = builder.address(Field.SOURCE_YEAR, CHILD_LABOUR, column="baseline")

    assert found(builder) == ([(code, *address)] if code else [])


@pytest.mark.parametrize(
    ("typed", "year", "code"),
    [
        ("1000", 2020, "SAME_VALUE_REPEATED"),
        ("1100", 2020, "YEAR_WITH_TWO_VALUES"),
        ("1000", 2018, None),
    ],
)
def test_a_year_is_given_in_one_column(typed, year, code):
    builder = consistent_child_labour()
    address = builder.type_value(CHILD_LABOUR, "children", typed, column="other_1", year=year)

    assert found(builder) == ([(code, *address)] if code else [])


@pytest.mark.parametrize(
    ("changes", "is_asked"),
    [
        ({"attributes": (("household_chores", "with"),)}, False),
        ({"attributes": (("household_chores", "not_stated"),)}, True),
        ({"attributes": ()}, True),
        ({"age_range": "5-14"}, False),
        ({"age_range": "5 to 17"}, True),
        ({"definition": "Revised weights"}, True),
    ],
)
def test_two_series_are_not_two_figures_for_one_year(changes, is_asked):
    builder = consistent_child_labour()
    builder.type_value(CHILD_LABOUR, "children", "1100", column="other_1")
    other = builder.observations[-1] = replace(builder.observations[-1], **changes)
    asked = [at for at in found(builder) if at[0] == "YEAR_WITH_TWO_VALUES"]

    assert asked == ([("YEAR_WITH_TWO_VALUES", other.sheet, other.cell)] if is_asked else [])


def test_the_whole_of_a_share_makes_no_series_of_the_counts():
    builder = young_workers("30", {"denominator": "population"})
    builder.type_value("young_workers_child_labour", "pct", "10")
    for measure, typed in {"persons": "40", "pct": "30"}.items():
        builder.type_value("young_workers_child_labour", measure, typed, column="other_1")
        declared = (("denominator", "young_workers"),)
        builder.observations[-1] = replace(builder.observations[-1], attributes=declared)
    persons = builder.observations[-2]

    assert found(builder) == [("YEAR_WITH_TWO_VALUES", persons.sheet, persons.cell)]


@pytest.mark.parametrize(
    ("pct", "population", "how_read", "code"),
    [
        ("0.5", "200000", "number", None),
        ("0.5", None, "text; whole number; percent sign or word", None),
        ("0.5", None, "number", "PERCENT_AS_FRACTION"),
        ("0.5", "2000", "number", "RATE_DIFFERS"),
    ],
)
def test_a_share_below_one_per_cent_is_confirmed_by_its_counts(pct, population, how_read, code):
    builder = SubmissionBuilder(declared={"household_chores": "without"})
    builder.type_value(CHILD_LABOUR, "children", "1000")
    if population:
        builder.type_value(CHILD_LABOUR, "population", population)
    address = builder.type_value(CHILD_LABOUR, "pct", pct)
    builder.observations[-1] = replace(builder.observations[-1], how_read=how_read)

    assert found(builder) == ([(code, *address)] if code else [])


@pytest.mark.parametrize(
    ("total", "unknown", "is_asked"),
    [("100", "10", False), ("90", None, False), ("100", None, True), ("100", "0", True)],
)
def test_a_register_may_have_children_of_unknown_sex(total, unknown, is_asked):
    builder = SubmissionBuilder()
    address = builder.type_value("children_identified", "children", total)
    for code, typed in {"F": "40", "M": "50", "_U": unknown}.items():
        if typed:
            builder.type_value("children_identified", "children", typed, sex=code)

    assert found(builder) == ([("PARTS_DIFFER", *address)] if is_asked else [])


TOTAL_SHARES = {
    # the total and its parts by sex or place, and whether the total is asked about
    "above both": ("12", {"sex": ("5", "6")}, True),
    "below both": ("4", {"sex": ("5", "6")}, True),
    "between them": ("5.5", {"sex": ("5", "6")}, False),
    "the sum of shares of different wholes": ("11", {"sex": ("5", "6")}, True),
    "rounded": ("5.4", {"sex": ("5.5", "5.5")}, False),
    "rounded to whole numbers": ("6", {"sex": ("5", "5.6")}, False),
    "one part is missing": ("12", {"sex": ("5", None)}, False),
    "one part is hardly anything": ("3", {"sex": ("n", "6")}, False),
    "one part cannot exist": ("3", {"sex": ("a", "6")}, True),
    "by place": ("9", {"location": ("10", "20")}, True),
    "by nationality, where no form asks for the wholes": ("12", {"nationality": ("5", "6")}, True),
    "parts of one whole": ("11", {"nationality": ("5", "6")}, False),
    "by sector, where parts may overlap": ("12", {"sector": ("5", "2", "1")}, False),
    "two contradict it": ("12", {"sex": ("5", "6"), "location": ("3", "8")}, True),
}
CODES = {
    "sex": ("F", "M"),
    "location": ("U", "R"),
    "nationality": ("NAT", "NNAT"),
    "sector": ("AGR", "IND", "SER"),
}


@pytest.mark.parametrize(
    ("total", "parts", "is_asked"), TOTAL_SHARES.values(), ids=TOTAL_SHARES.keys()
)
def test_a_share_of_the_whole_lies_between_those_of_its_parts(total, parts, is_asked):
    builder = SubmissionBuilder(declared={"household_chores": "without"})
    builder.type_value(CHILD_LABOUR, "children", "1000")
    address = builder.type_value(CHILD_LABOUR, "pct", total)
    for dimension, shares in parts.items():
        for code, typed in zip(CODES[dimension], shares, strict=True):
            if typed:
                builder.type_value(CHILD_LABOUR, "pct", typed, **{dimension: code})

    assert found(builder) == ([("SHARE_OUTSIDE_PARTS", *address)] if is_asked else [])


def test_a_margin_that_its_parts_contradict_explains_the_total():
    """Girls 50 % with 5 % and 6 % in their age groups: the girls' share is the one wrong cell."""
    builder = SubmissionBuilder(declared={"household_chores": "without"})
    builder.type_value(CHILD_LABOUR, "children", "1000")
    typed = [("5.5", {}), ("50", GIRLS), ("6", BOYS)]
    typed += [(share, GIRLS | {"age": age}) for share, age in
              (("5", "Y5T11"), ("5.5", "Y12T14"), ("6", "Y15T17"))]  # fmt: skip
    for share, codes in typed:
        builder.type_value(CHILD_LABOUR, "pct", share, **codes)

    assert found(builder) == [("SHARE_OUTSIDE_PARTS", *address_of(builder, "pct", sex="F"))]


def test_a_total_that_its_counts_contradict_is_asked_about_once():
    builder = edit(without_crossed(), added("5", "pct", sex="F"), added("11", "pct", sex="M"))
    builder = edit(builder, Edit("12", "pct"))

    assert found(builder) == [("RATE_DIFFERS", *address_of(builder, "pct"))]


@pytest.mark.parametrize(
    ("measure", "age", "typed", "declared", "code"),
    [
        ("children", "Y5T17", "900", None, "ALL_AGES_DIFFER"),
        ("children", "label:5 to 17", "900", None, "ALL_AGES_DIFFER"),
        ("children", "Y5T17", "1000", None, None),
        ("children", "Y5T17", "1100", None, "PART_ABOVE_WHOLE"),
        ("pct", "Y5T17", "9", None, "ALL_AGES_DIFFER"),
        ("pct", "Y5T17", "10", None, None),
        ("children", "Y5T14", "900", None, None),
        ("children", "Y5T17", "900", "5-16", None),
        ("children", "Y5T16", "900", "5-16", "ALL_AGES_DIFFER"),
    ],
)
def test_a_row_with_all_ages_is_the_total(measure, age, typed, declared, code):
    builder = edit(without_crossed(), added(typed, measure, age=age))
    builder.observations = [replace(seen, age_range=declared) for seen in builder.observations]
    asked = [at for at in found(builder) if at[0] != "DEFINITION_AGE_DIFFERS"]

    assert asked == ([(code, *address_of(builder, measure, age=age))] if code else [])


def test_two_rows_with_one_name_are_asked_about_at_the_second():
    builder = without_crossed()
    builder.type_value(CHILD_LABOUR, "children", "10", location="KH-12", entry=1)
    address = builder.type_value(CHILD_LABOUR, "children", "20", location="KH-12", entry=2)

    assert found(builder) == [("ROW_GIVEN_TWICE", *address)]
