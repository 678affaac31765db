"""One impossible figure gives one finding at its cell, by the schema of the A-list values."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cl_pipeline.checks.run import apply_omissions, check_drafts
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.codes import Severity
from cl_pipeline.model.submission import SubmissionDraft
from tests.builders.checked import findings_of, found
from tests.builders.submissions import CHILD_LABOUR, SubmissionBuilder, consistent_child_labour


def with_wrong_total(**changes: object) -> tuple[SubmissionDraft, tuple[str, str]]:
    """A submission whose one figure, the number of inspections, is changed as given."""
    builder = SubmissionBuilder()
    address = builder.type_value("inspections_with_tools", "inspections", "120")
    builder.observations[0] = replace(builder.observations[0], **changes)
    return builder.draft(), address


def test_a_consistent_submission_has_no_findings():
    assert found(consistent_child_labour().draft()) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"value": Decimal(-1), "as_typed": "-1"}, "NEGATIVE_COUNT"),
        ({"value": Decimal("276582.8")}, "COUNT_NOT_WHOLE"),
        ({"value": Decimal("-0.5")}, "NEGATIVE_COUNT"),
        ({"value": Decimal("NaN")}, "VALUE_NOT_FINITE"),
        ({"unit": "children"}, "UNIT_DIFFERS"),
        ({"value": None, "gap_code": None}, "STATUS_NOT_IN_LIST"),
        ({"value": None, "gap_code": "zz"}, "STATUS_NOT_IN_LIST"),
    ],
    ids=["below zero", "fraction", "both, once", "NaN", "unit", "neither value nor gap", "gap"],
)
def test_an_impossible_figure_is_left_out(changes, code):
    draft, address = with_wrong_total(**changes)

    assert found(draft) == [(code, *address)]
    assert findings_of(draft)[0].severity == Severity.OMIT


def test_a_figure_the_framework_does_not_ask_for_is_left_out():
    draft, address = with_wrong_total()
    seen = draft.observations[0]
    seen = replace(seen, key=replace(seen.key, measure="visits"))
    draft = replace(draft, observations=(seen,))

    assert found(draft) == [("KEY_NOT_IN_FRAMEWORK", *address)]


@pytest.mark.parametrize(
    ("breakdown", "codes"),
    [
        (Breakdown(location="KH-12"), []),
        (Breakdown(location="label:Border area"), []),
        (Breakdown(location="urban"), ["CODE_NOT_IN_LIST"]),
        (Breakdown(sex="X"), ["CODE_NOT_IN_LIST"]),
    ],
    ids=["a first-level unit", "a row named in words", "no code", "a code of another list"],
)
def test_codes_are_listed_or_named_by_the_sender(breakdown, codes):
    builder = SubmissionBuilder()
    builder.type_value("people_trained", "persons", "120")
    address = builder.type_value("people_trained", "persons", "20", location="U")
    seen = builder.observations[1]
    builder.observations[1] = replace(seen, key=replace(seen.key, breakdown=breakdown))

    assert found(builder.draft()) == [(code, *address) for code in codes]


@pytest.mark.parametrize(
    ("typed", "codes"),
    [("0", []), ("100", []), ("150.1", ["RATE_OUT_OF_RANGE"]), ("-0.1", ["RATE_OUT_OF_RANGE"])],
)
def test_a_percentage_is_between_0_and_100(typed, codes):
    builder = SubmissionBuilder()
    address = builder.type_value("net_enrolment", "primary_pct", typed)
    builder.type_value("net_enrolment", "secondary_pct", "80.5")

    assert found(builder.draft()) == [(code, *address) for code in codes]


@pytest.mark.parametrize(
    ("indicator", "measure", "typed", "code"),
    [
        ("net_enrolment", "primary_pct", "104.2", "GROSS_NOT_NET"),
        ("net_enrolment", "secondary_pct", "100.1", "GROSS_NOT_NET"),
        ("tvet_enrolment", "pct", "118", "GROSS_NOT_NET"),
        ("net_enrolment", "primary_pct", "1042", "RATE_OUT_OF_RANGE"),
        (CHILD_LABOUR, "pct", "104.2", "RATE_OUT_OF_RANGE"),
    ],
)
def test_a_net_rate_above_100_is_asked_about_as_a_gross_one(indicator, measure, typed, code):
    builder = SubmissionBuilder(declared={"household_chores": "without"})
    address = builder.type_value(indicator, measure, typed)
    found_codes = [at for at in found(builder.draft()) if at[0] != "HEADLINE_EMPTY"]

    assert found_codes == [(code, *address)]


def test_an_amount_below_zero_is_left_out_and_one_with_cents_is_not():
    builder = SubmissionBuilder(declared={"currency": "KHR", "multiplier": "units"})
    address = builder.type_value("child_protection_expenditure", "expenditure", "-10.5")
    builder.type_value("child_protection_expenditure", "total", "1000.25")
    builder.type_value("child_protection_expenditure", "pct", "1.0")

    assert found(builder.draft()) == [("AMOUNT_NEGATIVE", *address)]


def test_a_negative_part_is_left_out_and_not_asked_about_as_a_sum():
    builder = consistent_child_labour()
    part = builder.observations[3]
    builder.observations[3] = replace(part, value=Decimal(-400), as_typed="-400")
    draft = builder.draft()

    left = apply_omissions(draft, findings_of(draft))

    assert found(draft) == [("NEGATIVE_COUNT", part.sheet, part.cell)]
    assert (part.sheet, part.cell) not in {(kept.sheet, kept.cell) for kept in left.observations}
    assert len(left.observations) == len(draft.observations) - 1
    assert "-400" in left.findings[0].found


def test_a_cell_that_reading_left_out_is_not_found_again():
    draft, _ = with_wrong_total(value=Decimal(-1), as_typed="-1")
    assert found(replace(draft, findings=findings_of(draft))) == []


def test_other_rows_are_still_reported_next_to_a_text_that_is_not_a_number():
    text, text_address = with_wrong_total(value=Decimal("Infinity"))
    number, number_address = with_wrong_total(value=Decimal(-3))

    findings = check_drafts([text, number], load_framework())

    assert [
        (finding.code, finding.sheet, finding.cell)
        for draft in (text, number)
        for finding in findings[draft.digest]
    ] == [("VALUE_NOT_FINITE", *text_address), ("NEGATIVE_COUNT", *number_address)]
