"""Presence, declarations and entries: one wrong cell gives one finding there."""

from dataclasses import replace

import pytest

from cl_pipeline.catalogue import finding
from cl_pipeline.checks.run import apply_omissions
from cl_pipeline.model.codes import Field, FormKey
from tests.builders.checked import change, findings_of, found
from tests.builders.submissions import CHILD_LABOUR, SubmissionBuilder, consistent_child_labour


def test_an_empty_headline_of_the_round_is_asked_about_at_its_cell():
    builder = consistent_child_labour()
    address = builder.address(Field.VALUE, CHILD_LABOUR, measure="pct", column="baseline")
    builder.observations = [row for row in builder.observations if row.key.measure != "pct"]

    assert found(builder) == [("HEADLINE_EMPTY", *address)]


def test_a_headline_that_could_not_be_read_is_not_also_empty():
    headline = change(builder := consistent_child_labour(), "pct", unit="children")
    draft = builder.draft()
    first = findings_of(draft)

    assert [(finding.code, finding.cell) for finding in first] == [("UNIT_DIFFERS", headline.cell)]
    assert found(apply_omissions(draft, first)) == []


@pytest.mark.parametrize(
    ("round_year", "indicator", "measure", "typed"),
    [
        pytest.param(2021, "cases_online", "cases", "nc", id="a gap code is an answer"),
        pytest.param(2022, "cases_online", "cases", "7", id="only the round's column is due"),
        pytest.param(2021, "whistle_blower_initiatives", "initiatives", "3", id="list C"),
    ],
)
def test_nothing_more_is_asked_for(round_year, indicator, measure, typed):
    builder = SubmissionBuilder(round=round_year, reference_year=round_year, source_year=round_year)
    builder.type_value(indicator, measure, typed)

    assert found(builder) == []


@pytest.mark.parametrize("form", [FormKey.A_LIST, FormKey.B_LIST])
def test_an_empty_form_is_asked_for_again(form):
    empty = SubmissionBuilder(form=form)
    covering = SubmissionBuilder(form=form, covers=(empty.description.indicator_sheets[0][0],))
    folder = finding("FOLDER_DIFFERS", found="it lies in 2021/LAO", folder="2021/KHM")
    elsewhere = replace(empty.draft(), findings=(folder,))
    added = finding("EXTRA_SHEET", found="the sheet 'Data'", sheet="Data")
    other_sheet = replace(empty.draft(), findings=(added,))

    for draft in (empty.draft(), covering.draft(), elsewhere, other_sheet):
        assert [(finding.code, finding.severity) for finding in findings_of(draft)] == [
            ("NOTHING_FILLED_IN", "reject")
        ]


def test_a_covered_sheet_without_entries_is_asked_about_as_a_sheet():
    builder = consistent_child_labour(covers=("A8",))

    assert found(builder) == [("SHEET_DECLARED_BUT_EMPTY", "A8", None)]


@pytest.mark.parametrize(
    ("answer", "typed", "codes"),
    [
        ("no", "m", []),
        ("no", "7", ["AVAILABLE_NO_BUT_VALUES"]),
        ("partly", "nc", []),
        ("yes", "0", []),
        *(("yes", held, []) for held in ("c", "x: A14")),
        *(("yes", gap, ["AVAILABLE_YES_BUT_EMPTY"]) for gap in ("m", "nc", "a")),
        ("yes", None, ["AVAILABLE_YES_BUT_EMPTY"]),
    ],
)
def test_the_answer_on_availability_agrees_with_the_figures(answer, typed, codes):
    """A contradiction is asked about once, at the answer; what is withheld is available."""
    builder = SubmissionBuilder()
    address = builder.type_entry(Field.AVAILABLE, "cases_online", answer, answer)
    if typed:
        builder.type_value("cases_online", "cases", typed)

    assert found(builder) == [(code, *address) for code in codes]


@pytest.mark.parametrize(("typed", "codes"), [("x: A14", []), ("x", ["INCLUDED_WITHOUT_WHERE"])])
def test_included_elsewhere_says_where(typed, codes):
    builder = SubmissionBuilder()
    address = builder.type_value("children_identified", "children", typed)

    assert found(builder) == [(code, *address) for code in codes]


def test_less_than_half_is_asked_about_in_a_row_of_counts():
    builder = SubmissionBuilder()
    address = builder.type_value("children_identified", "children", "n")
    builder.type_value("net_enrolment", "primary_pct", "n")

    asked = [at for at in found(builder) if at[0] == "LESS_THAN_HALF_A_COUNT"]
    assert asked == [("LESS_THAN_HALF_A_COUNT", *address)]


def test_a_missing_total_with_parts_is_asked_about_at_the_total():
    builder = SubmissionBuilder()
    address = builder.type_value("people_trained", "persons", "m")
    builder.type_value("people_trained", "persons", "20", sex="F")

    assert found(builder) == [("GAP_WITH_BREAKDOWN", *address)]


def test_a_withheld_total_is_not_asked_for():
    builder = SubmissionBuilder()
    builder.type_value("people_trained", "persons", "c")
    builder.type_value("people_trained", "persons", "20", sex="F")

    assert found(builder) == []


@pytest.mark.parametrize(
    ("round_year", "column", "total", "code"),
    [
        (2021, "baseline", None, "GAP_WITH_BREAKDOWN"),
        (2021, "baseline", "25", None),
        (2022, "baseline", None, "GAP_WITH_BREAKDOWN"),
        (2022, "2022", None, "GAP_WITH_BREAKDOWN"),
    ],
)
def test_parts_need_a_total_to_count(round_year, column, total, code):
    """Asked about as parts, and not as a cell that is not answered yet."""
    builder = SubmissionBuilder(round=round_year, reference_year=round_year, source_year=round_year)
    where = {"measure": "persons", "column": column}
    address = builder.address(Field.VALUE, "people_trained", **where)
    for typed, sex in ((total, {}), ("20", {"sex": "F"}), ("5", {"sex": "M"})):
        if typed:
            builder.type_value("people_trained", typed=typed, **where, **sex)

    asked = [at for at in found(builder) if at[2] == address[1]]
    assert asked == ([(code, *address)] if code else [])


def test_shares_of_parts_next_to_a_total_are_no_parts_without_a_total():
    builder = consistent_child_labour(round=2022, reference_year=2022, source_year=2022)
    builder.type_value(CHILD_LABOUR, "children", "900", column="baseline", year=2018)
    builder.type_value(CHILD_LABOUR, "pct", "9", column="baseline", year=2018, sex="F")

    assert found(builder) == []


def test_a_figure_without_a_source_is_noted_where_the_source_is_asked_for():
    builder = consistent_child_labour(source=" ", source_year=None)
    address = builder.address(Field.SOURCE, CHILD_LABOUR, column="baseline")

    assert found(builder) == [("SOURCE_MISSING", *address)]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        *((text, None) for text in ("5-17", "5 – 17 years", "Y5T17", "aged 5-17", "៥-១៧")),
        ("5 to 17 years old", None),
        *((text, "DEFINITION_AGE_DIFFERS") for text in ("15 and over", "5-14", "10 to 17")),
        ("school age", "AGE_RANGE_UNCLEAR"),
    ],
)
def test_a_different_age_range_is_asked_about_at_its_cell(typed, code):
    builder = consistent_child_labour(age_range=typed)
    address = builder.address(Field.AGE_RANGE, CHILD_LABOUR, column="baseline")

    assert found(builder) == ([(code, *address)] if code else [])


@pytest.mark.parametrize(
    ("sender", "indicator", "measure", "ages", "is_asked"),
    [
        ("MYS", "young_workers_child_labour", "persons", "15-17", False),
        ("MYS", "young_workers_acceptable", "persons", "15-17 years", False),
        ("MYS", "young_workers_child_labour", "persons", "14-17", False),
        ("MYS", "young_workers_child_labour", "persons", "10-17", True),
        ("MYS", "young_workers_child_labour", "persons", "15-18", True),
        ("MYS", CHILD_LABOUR, "children", "15-17", True),
        ("KHM", "young_workers_child_labour", "persons", "15-17", True),
    ],
)
def test_young_workers_begin_at_the_minimum_age(sender, indicator, measure, ages, is_asked):
    """The documents state a minimum age for Malaysia alone."""
    declared = {"household_chores": "without", "denominator": "population"}
    builder = SubmissionBuilder(sender=sender, age_range=ages, declared=declared)
    builder.type_value(indicator, measure, "1000")
    builder.type_value(indicator, "pct", "nc")
    address = builder.address(Field.AGE_RANGE, indicator, column="baseline")

    assert found(builder) == ([("DEFINITION_AGE_DIFFERS", *address)] if is_asked else [])


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ({}, "CHORES_UNDECLARED"),
        ({"household_chores": "some"}, "ATTRIBUTE_NOT_IN_LIST"),
        ({"household_chores": "not_stated"}, None),
    ],
)
def test_household_chores_are_declared(declared, code):
    """Figures with and without chores cannot be compared; not stated is an answer."""
    builder = consistent_child_labour(declared=declared)
    address = builder.address(
        Field.ATTRIBUTE, CHILD_LABOUR, attribute="household_chores", column="baseline"
    )

    assert found(builder) == ([(code, *address)] if code else [])


def test_chores_need_no_declaration_where_there_are_no_figures():
    builder = SubmissionBuilder()
    builder.type_value(CHILD_LABOUR, "children", "nc")
    builder.type_value(CHILD_LABOUR, "pct", "nc")

    assert found(builder) == []


AMOUNTS = {"pct": "1.5", "expenditure": "15", "total": "1000"}


@pytest.mark.parametrize(
    ("measures", "declared", "asked"),
    [
        ({"pct": "1.5"}, {}, []),
        (AMOUNTS, {"currency": "IDR", "multiplier": "million"}, []),
        (AMOUNTS, {"currency": "IDR", "multiplier": "units"}, []),
        (AMOUNTS, {"multiplier": "million"}, ["currency"]),
        (AMOUNTS, {"currency": "IDR, million"}, ["multiplier"]),
        (AMOUNTS, {}, ["currency", "multiplier"]),
    ],
)
def test_amounts_need_their_currency_and_multiplier(measures, declared, asked):
    builder = SubmissionBuilder(declared=declared)
    for measure, typed in measures.items():
        builder.type_value("child_protection_expenditure", measure, typed)
    codes = {"currency": "CURRENCY_UNDECLARED", "multiplier": "MULTIPLIER_UNDECLARED"}

    assert found(builder) == [
        (codes[key], *builder.address(Field.ATTRIBUTE, "A13", attribute=key, column="baseline"))
        for key in asked
    ]


@pytest.mark.parametrize(
    ("text", "code", "codes"),
    [("Strong progress", "STRONG", []), ("very good", None, ["PROGRESS_NOT_ON_SCALE"])],
)
def test_a_self_assessment_is_a_step_of_the_scale(text, code, codes):
    builder = SubmissionBuilder(round=2022, reference_year=2022, source_year=2022)
    builder.type_value("cases_online", "cases", "7")
    address = builder.type_entry(Field.PROGRESS, "cases_online", text, code, column="2022")

    assert found(builder) == [(found_code, *address) for found_code in codes]


@pytest.mark.parametrize(
    ("kind", "indicator"),
    [(Field.NATIONAL_TARGET, "cases_online"), (Field.SUPPORT, None), (Field.GOOD_PRACTICE, None)],
)
@pytest.mark.parametrize(("text", "codes"), [("–", ["TEXT_EMPTY"]), ("ពលកម្មកុមារ", [])])
def test_an_entry_needs_letters_of_any_script(kind, indicator, text, codes):
    builder = SubmissionBuilder(round=2022, reference_year=2022, source_year=2022)
    builder.type_value("cases_online", "cases", "7")
    address = builder.type_entry(kind, indicator, text)

    assert found(builder) == [(code, *address) for code in codes]


def test_the_same_institution_twice_on_a_sheet_is_noted():
    builder = SubmissionBuilder()
    for indicator in ("cases_online", "cases_courts"):
        builder.type_value(indicator, "cases", "7")
        address = builder.type_entry(Field.INSTITUTION, indicator, "Ministry of Justice")
    once = found(builder)
    builder.entries.append(replace(builder.entries[-1], cell="Z99", text="ministry of justice "))

    assert once == []
    assert found(builder) == [("INSTITUTION_GIVEN_TWICE", address[0], "Z99")]


def described_cases(*origins: str) -> tuple[SubmissionBuilder, tuple[str, str]]:
    """A submission with a description and those boxes ticked, and the cell typed last."""
    builder = SubmissionBuilder()
    builder.type_value("cases_online", "cases", "7")
    address = builder.type_entry(Field.PROGRESS_DESCRIPTION, "cases_online", "A new hotline.")
    for origin in origins:
        about = {"code": origin, "attribute": origin}
        address = builder.type_entry(Field.DESCRIPTION_FROM, "cases_online", "x", **about)
    return builder, address


@pytest.mark.parametrize(
    ("origins", "codes"),
    [
        ((), ["DESCRIPTION_WITHOUT_ORIGIN"]),
        (("NAP",), []),
        (("OTHER",), ["DESCRIPTION_FROM_OTHER_MISSING"]),
    ],
)
def test_a_description_says_where_it_is_from(origins, codes):
    builder, address = described_cases(*origins)

    assert found(builder) == [(code, *address) for code in codes]


def test_another_origin_of_a_description_may_be_named():
    builder, _ = described_cases("OTHER")
    builder.type_entry(Field.DESCRIPTION_FROM_OTHER, "cases_online", "Yearbook of the ministry")

    assert found(builder) == []


def b_submission(level: tuple[str, str | None] | None, narrative: str | None) -> SubmissionBuilder:
    builder = SubmissionBuilder(form=FormKey.B_LIST)
    if level:
        builder.type_entry(Field.LEVEL, "laws_revised", *level)
    if narrative:
        builder.type_entry(Field.NARRATIVE, "laws_revised", narrative)
    return builder


@pytest.mark.parametrize(
    ("level", "narrative", "codes"),
    [
        (("In place in part", "PARTLY"), "The labour code was revised.", []),
        (("In place in part", "PARTLY"), None, ["LEVEL_WITHOUT_NARRATIVE"]),
        (None, "The labour code was revised.", ["NARRATIVE_WITHOUT_LEVEL"]),
        (("nearly", None), "The labour code was revised.", ["LEVEL_NOT_ON_SCALE"]),
        (("In place in part", "PARTLY"), "...", ["TEXT_EMPTY"]),
    ],
)
def test_level_and_narrative_come_together(level, narrative, codes):
    assert [finding.code for finding in findings_of(b_submission(level, narrative))] == codes


def test_evidence_without_text_is_noted_at_its_cell():
    builder = b_submission(("In place and in use", "IN_PLACE"), "The labour code was revised.")
    address = builder.type_entry(Field.EVIDENCE, "laws_revised", "--", attribute="title")

    assert found(builder) == [("TEXT_EMPTY", *address)]
