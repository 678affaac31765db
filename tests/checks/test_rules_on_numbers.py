"""Parts and wholes, percentages, ages, years, repeats: one wrong cell, one finding there."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cl_pipeline.checks.run import check_drafts
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.codes import Field, Severity
from cl_pipeline.model.finding import Finding
from tests.builders.submissions import CHILD_LABOUR, SubmissionBuilder, consistent_child_labour

Address = tuple[str, str]


def findings_of(builder: SubmissionBuilder) -> tuple[Finding, ...]:
    """What the checks find in one return."""
    draft = builder.draft()
    return check_drafts([draft], load_framework())[draft.digest]


def found(builder: SubmissionBuilder) -> list[tuple[str, str | None, str | None]]:
    """Code and address of every finding of one return."""
    return [(one.code, one.sheet, one.cell) for one in findings_of(builder)]


def retyped(
    builder: SubmissionBuilder, typed: str, measure: str = "children", **codes: str
) -> Address:
    """Types another number over the one that stands there."""
    for place, one in enumerate(builder.observations):
        if one.key.measure == measure and dict(one.key.breakdown.given()) == codes:
            builder.observations[place] = replace(one, value=Decimal(typed), as_typed=typed)
            return (one.sheet, one.cell)
    raise AssertionError(f"{measure} {codes} was not typed")


def removed(builder: SubmissionBuilder, measure: str = "children", **codes: str) -> None:
    """Takes a figure out again."""
    builder.observations = [
        observation
        for observation in builder.observations
        if observation.key.measure != measure or dict(observation.key.breakdown.given()) != codes
    ]


def without_crossed(builder: SubmissionBuilder) -> SubmissionBuilder:
    """The return with totals and single breakdowns only."""
    builder.observations = [
        observation
        for observation in builder.observations
        if len(observation.key.breakdown.given()) < 2
    ]
    return builder


def address_of(builder: SubmissionBuilder, measure: str = "children", **codes: str) -> Address:
    """Where a figure stands."""
    for observation in builder.observations:
        if observation.key.measure == measure and dict(observation.key.breakdown.given()) == codes:
            return (observation.sheet, observation.cell)
    raise AssertionError(f"{measure} {codes} was not typed")


def test_parts_below_their_total_are_asked_about_at_the_total() -> None:
    """The finding names the total and what the parts add up to."""
    builder = without_crossed(consistent_child_labour())
    retyped(builder, "550", sex="M")

    (one,) = findings_of(builder)

    assert (one.code, one.sheet, one.cell) == ("PARTS_DIFFER", *address_of(builder))
    assert one.severity == Severity.QUESTION
    assert "1000" in one.found and "950" in one.found


def test_parts_above_their_total_are_asked_about_even_with_parts_missing() -> None:
    """Boys and no girls, and two of three ages, already exceed the total."""
    builder = without_crossed(consistent_child_labour())
    removed(builder, age="Y5T11")
    retyped(builder, "900", age="Y12T14")

    assert found(builder) == [("PARTS_EXCEED_WHOLE", *address_of(builder))]


def test_parts_that_are_not_all_given_may_fall_short() -> None:
    """An empty breakdown cell means not broken down, not zero."""
    builder = without_crossed(consistent_child_labour())
    removed(builder, age="Y5T11")

    assert found(builder) == []


def test_a_part_that_cannot_exist_completes_a_sum() -> None:
    """Not applicable adds nothing, so the other parts must be the whole."""
    builder = without_crossed(consistent_child_labour())
    removed(builder, age="Y5T11")
    builder.type_value(CHILD_LABOUR, "children", "a", age="Y5T11")

    assert found(builder) == [("PARTS_DIFFER", *address_of(builder))]


@pytest.mark.parametrize(
    ("boys", "codes"), [("601", []), ("595", []), ("606", ["PARTS_EXCEED_WHOLE"])]
)
def test_rounding_of_parts_is_no_question(boys: str, codes: list[str]) -> None:
    """Half a percent of the total is within the framework's tolerance."""
    builder = without_crossed(consistent_child_labour())
    retyped(builder, boys, sex="M")

    assert found(builder) == [(code, *address_of(builder)) for code in codes]


def test_percentages_are_never_added() -> None:
    """Rates of girls and boys do not add up to the rate of all, and need not."""
    builder = without_crossed(consistent_child_labour())
    builder.type_value(CHILD_LABOUR, "pct", "9.0", sex="F")
    builder.type_value(CHILD_LABOUR, "pct", "11.0", sex="M")

    assert found(builder) == []


def test_parts_that_may_overlap_need_not_add_up() -> None:
    """The framework says which breakdowns add up; sectors of child labour do not."""
    builder = without_crossed(consistent_child_labour())
    for sector in ("AGR", "IND", "SER"):
        builder.type_value(CHILD_LABOUR, "children", "200", sector=sector)

    assert found(builder) == []


def test_one_wrong_crossed_cell_is_asked_about_once() -> None:
    """Girls of 5-11 typed ten times too large stand above every whole they are in."""
    builder = consistent_child_labour()
    address = retyped(builder, "9000", sex="F", age="Y5T11")

    assert found(builder) == [("PART_ABOVE_WHOLE", *address)]


def test_a_wrong_margin_is_asked_about_there_and_not_at_the_total() -> None:
    """The girls' ages and the sum of the sexes both point at the girls."""
    builder = consistent_child_labour()
    address = retyped(builder, "420", sex="F")

    assert found(builder) == [("PARTS_DIFFER", *address)]


def test_a_total_with_a_digit_missing_is_asked_about_once() -> None:
    """All parts above one total point at the total."""
    builder = consistent_child_labour()
    removed(builder, "pct")
    builder.type_value(CHILD_LABOUR, "pct", "m")
    address = retyped(builder, "100")

    assert found(builder) == [("PARTS_EXCEED_WHOLE", *address)]


def test_a_measure_that_is_part_of_another_stays_within_it() -> None:
    """Hazardous work is a part of child labour."""
    builder = consistent_child_labour()
    address = retyped(builder, "1001", "hazardous")

    assert found(builder) == [("PART_ABOVE_WHOLE", *address)]


def test_a_numerator_stays_within_its_denominator() -> None:
    """More children in child labour than there are children is asked about once."""
    builder = without_crossed(consistent_child_labour())
    address = retyped(builder, "999", "population")
    removed(builder, "hazardous")

    assert found(builder) == [("PART_ABOVE_WHOLE", *address_of(builder))]
    assert address != address_of(builder)


def test_equal_parts_and_zeros_are_no_question() -> None:
    """Zero is a real value, and a part can be the whole."""
    builder = SubmissionBuilder()
    builder.type_value("cases_courts", "cases", "0")
    builder.type_value("cases_courts", "cases", "0", venue="COURT")
    builder.type_value("people_trained", "persons", "12")
    builder.type_value("people_trained", "persons", "12", location="KH-12", entry=1)

    assert found(builder) == []


def test_figures_the_framework_keeps_apart_are_not_compared() -> None:
    """Cases by hotline can be more than cases reported online."""
    builder = SubmissionBuilder()
    builder.type_value("cases_online", "cases", "10")
    builder.type_value("cases_online", "hotline", "400")

    assert found(builder) == []


def test_a_wider_age_group_is_no_smaller_than_one_within_it() -> None:
    """A sender's own group 5-12 holds 5-11."""
    builder = without_crossed(consistent_child_labour())
    address = builder.type_value(CHILD_LABOUR, "children", "150", age="Y5T12", entry=1)

    assert found(builder) == [("AGES_NEST", *address)]


@pytest.mark.parametrize("age", ["Y5T12", "label:5-12", "label:younger ones", "Y10T13"])
def test_own_age_groups_that_fit_or_overlap_are_no_question(age: str) -> None:
    """Groups that only overlap, or that name no ages, cannot be compared."""
    builder = without_crossed(consistent_child_labour())
    builder.type_value(CHILD_LABOUR, "children", "250", age=age, entry=1)

    assert found(builder) == []


def test_an_own_age_group_beyond_the_indicators_ages_may_exceed_its_total() -> None:
    """0-17 is not a part of 5-17."""
    builder = without_crossed(consistent_child_labour())
    builder.type_value(CHILD_LABOUR, "children", "1200", age="Y0T17", entry=1)

    assert found(builder) == []


@pytest.mark.parametrize(
    ("stated", "codes"),
    [
        ("10.1", []),
        ("10.2", ["RATE_DIFFERS"]),
        ("9.8", ["RATE_DIFFERS"]),
        ("10", []),
        ("0.1", ["RATE_DIFFERS"]),
    ],
)
def test_a_percentage_fits_its_counts(stated: str, codes: list[str]) -> None:
    """Within the rule's tolerance, the percentage follows from the two counts."""
    builder = consistent_child_labour()
    address = retyped(builder, stated, "pct")

    assert found(builder) == [(code, *address) for code in codes]


def test_a_percentage_without_decimals_is_compared_without_them() -> None:
    """10 % stated for 10.4 % counted is rounding; 10.0 % is not."""
    builder = without_crossed(consistent_child_labour())
    retyped(builder, "9615", "population")
    address = retyped(builder, "10", "pct")
    rounded = found(builder)

    retyped(builder, "10.0", "pct")

    assert rounded == []
    assert found(builder) == [("RATE_DIFFERS", *address)]


def test_a_fraction_of_one_is_named_as_such() -> None:
    """0.1 beside 1000 of 10000 tells the sender what may have happened."""
    builder = consistent_child_labour()
    retyped(builder, "0.1", "pct")

    (one,) = findings_of(builder)

    assert "fraction of 1" in one.found


def test_counts_of_another_year_are_not_compared_and_this_is_said() -> None:
    """A check that cannot be made is a finding, at the percentage."""
    builder = consistent_child_labour()
    builder.observations = [
        replace(observation, reference_year=2019)
        if observation.key.measure == "population"
        else observation
        for observation in builder.observations
    ]
    retyped(builder, "55", "pct")

    assert found(builder) == [("CHECK_NOT_RUN", *address_of(builder, "pct"))]


def young_workers(denominator: str | None, pct: str) -> tuple[SubmissionBuilder, Address]:
    """A return on young workers: 30 of 100 young workers, 30 of 300 persons of that age."""
    builder = SubmissionBuilder(declared={"denominator": denominator} if denominator else {})
    for measure, typed in {"persons": "30", "young_workers": "100", "population": "300"}.items():
        builder.type_value("young_workers_child_labour", measure, typed)
    return builder, builder.type_value("young_workers_child_labour", "pct", pct)


@pytest.mark.parametrize(
    ("denominator", "pct", "codes"),
    [
        ("young_workers", "30.0", []),
        ("population", "10.0", []),
        ("population", "30.0", ["RATE_DIFFERS"]),
    ],
)
def test_a_percentage_is_taken_over_the_declared_denominator(
    denominator: str, pct: str, codes: list[str]
) -> None:
    """Where the documents leave the denominator open, the sender's word decides."""
    builder, address = young_workers(denominator, pct)

    assert found(builder) == [(code, *address) for code in codes]


def test_an_undeclared_denominator_is_asked_for_at_its_cell() -> None:
    """Without it the percentage can be compared with nothing."""
    builder, _ = young_workers(None, "30.0")
    address = builder.address(Field.ATTRIBUTE, "A3", attribute="denominator", column="baseline")

    assert found(builder) == [("DENOMINATOR_UNDECLARED", *address)]


def test_child_labour_may_exceed_employment() -> None:
    """Lao PDR 2022: only the declared denominator is a whole of its numerator."""
    builder, _ = young_workers("population", "40.0")
    retyped(builder, "120", "persons")

    assert found(builder) == []


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
def test_the_reference_year_fits_its_column(
    round_year: int, year: int | None, code: str | None
) -> None:
    """One finding at the cell of the reference year, however many figures share it."""
    builder = consistent_child_labour(round=round_year, reference_year=year, source_year=None)
    column = builder.due
    address = builder.address(Field.REFERENCE_YEAR, CHILD_LABOUR, column=column, measure=None)

    assert found(builder) == ([(code, *address)] if code else [])


def test_a_measure_with_a_year_of_its_own_is_asked_about_at_its_own_cell() -> None:
    """The other measures of the column are about a year that fits."""
    builder = consistent_child_labour(round=2023, reference_year=2022, source_year=2023)
    builder.observations = [
        replace(observation, reference_year=2012)
        if observation.key.measure == "hazardous"
        else observation
        for observation in builder.observations
    ]
    address = builder.address(
        Field.REFERENCE_YEAR, CHILD_LABOUR, column="2023", measure="hazardous"
    )

    assert found(builder) == [("YEAR_OUTSIDE_COLUMN", *address)]


def test_other_years_need_their_year() -> None:
    """A figure in the block of other years says nothing without its year."""
    builder = consistent_child_labour()
    builder.type_value(CHILD_LABOUR, "children", "900", column="other_1", year=None)
    address = builder.address(Field.REFERENCE_YEAR, CHILD_LABOUR, column="other_1", measure=None)

    assert found(builder) == [("REFERENCE_YEAR_MISSING", *address)]


def test_a_gap_needs_no_year() -> None:
    """What is not available is about no year."""
    builder = SubmissionBuilder(reference_year=None, source=None, source_year=None)
    builder.type_value("cases_online", "cases", "m")

    assert found(builder) == []


@pytest.mark.parametrize(
    ("source_year", "code"),
    [(2020, None), (2022, "SOURCE_YEAR_IN_FUTURE"), (2019, "SOURCE_OLDER_THAN_VALUE")],
)
def test_the_year_of_the_source_fits_figures_and_round(source_year: int, code: str | None) -> None:
    """A source is no older than its figures and no younger than the round."""
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
def test_a_year_stands_in_one_column(typed: str, year: int, code: str | None) -> None:
    """The same year twice is asked about at the later column, whatever stands there."""
    builder = consistent_child_labour()
    address = builder.type_value(CHILD_LABOUR, "children", typed, column="other_1", year=year)

    assert found(builder) == ([(code, *address)] if code else [])


def test_two_rows_of_one_name_are_asked_about_at_the_second() -> None:
    """A province named twice is a question; the figures stay."""
    builder = without_crossed(consistent_child_labour())
    builder.type_value(CHILD_LABOUR, "children", "10", location="KH-12", entry=1)
    address = builder.type_value(CHILD_LABOUR, "children", "20", location="KH-12", entry=2)

    assert found(builder) == [("ROW_GIVEN_TWICE", *address)]


def test_findings_name_figures_in_words() -> None:
    """A ministry reads Female and 5–11 years, not codes."""
    builder = consistent_child_labour()
    retyped(builder, "9000", sex="F", age="Y5T11")

    (one,) = findings_of(builder)

    assert one.found.startswith("Children in child labour (Female, 5–11 years): 9000 > ")
