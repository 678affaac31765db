"""One wrong figure gives one finding at its cell, by the schema of the A-list values."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cl_pipeline.checks.run import apply_omissions, check_drafts
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.codes import Severity
from cl_pipeline.model.submission import SubmissionDraft
from tests.builders.submissions import CHILD_LABOUR, SubmissionBuilder, consistent_child_labour


def found(draft: SubmissionDraft) -> list[tuple[str, str | None, str | None]]:
    """Code and address of every finding of one draft."""
    findings = check_drafts([draft], load_framework())[draft.digest]
    return [(finding.code, finding.sheet, finding.cell) for finding in findings]


def with_wrong_total(**changes: object) -> tuple[SubmissionDraft, tuple[str, str]]:
    """A return whose one figure, the number of inspections, is changed as given."""
    builder = SubmissionBuilder()
    address = builder.type_value("inspections_with_tools", "inspections", "120")
    builder.observations[0] = replace(builder.observations[0], **changes)
    return builder.draft(), address


def test_a_return_whose_figures_fit_has_no_findings() -> None:
    """A right return yields nothing at all."""
    assert found(consistent_child_labour().draft()) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"value": Decimal(-1), "as_typed": "-1"}, "NEGATIVE_COUNT", id="below zero"),
        pytest.param(
            {"value": Decimal("276582.8")}, "COUNT_NOT_WHOLE", id="fraction of an inspection"
        ),
        pytest.param({"value": Decimal("-0.5")}, "NEGATIVE_COUNT", id="both, told once"),
        pytest.param({"value": Decimal("NaN")}, "VALUE_NOT_FINITE", id="not a number"),
        pytest.param({"unit": "children"}, "UNIT_DIFFERS", id="another unit"),
        pytest.param(
            {"value": None, "gap_code": None}, "STATUS_NOT_IN_LIST", id="neither value nor gap"
        ),
        pytest.param({"value": None, "gap_code": "zz"}, "STATUS_NOT_IN_LIST", id="unknown gap"),
    ],
)
def test_an_impossible_figure_is_left_out(changes: dict[str, object], code: str) -> None:
    """What cannot be is one finding of severity omit at its cell, and nothing else."""
    draft, address = with_wrong_total(**changes)

    findings = check_drafts([draft], load_framework())[draft.digest]

    assert [(finding.code, finding.sheet, finding.cell) for finding in findings] == [
        (code, *address)
    ]
    assert findings[0].severity == Severity.OMIT


def test_a_figure_the_framework_does_not_ask_for_is_left_out() -> None:
    """A measure of another framework is named, with its cell."""
    draft, address = with_wrong_total()
    one = draft.observations[0]
    draft = replace(draft, observations=(replace(one, key=replace(one.key, measure="visits")),))

    assert found(draft) == [("KEY_NOT_IN_FRAMEWORK", *address)]


@pytest.mark.parametrize(
    ("breakdown", "codes"),
    [
        pytest.param(Breakdown(location="KH-12"), [], id="a first-level unit"),
        pytest.param(Breakdown(location="label:Border area"), [], id="a row named in words"),
        pytest.param(Breakdown(location="urban"), ["CODE_NOT_IN_LIST"], id="no code"),
        pytest.param(Breakdown(sex="X"), ["CODE_NOT_IN_LIST"], id="a code of another list"),
    ],
)
def test_codes_are_listed_or_named_by_the_sender(breakdown: Breakdown, codes: list[str]) -> None:
    """Listed codes, ISO 3166-2 units and labelled rows pass; anything else is left out."""
    builder = SubmissionBuilder()
    builder.type_value("people_trained", "persons", "120")
    address = builder.type_value("people_trained", "persons", "20", location="U")
    one = builder.observations[1]
    builder.observations[1] = replace(one, key=replace(one.key, breakdown=breakdown))

    assert found(builder.draft()) == [(code, *address) for code in codes]


@pytest.mark.parametrize(
    ("typed", "codes"),
    [("0", []), ("100", []), ("100.1", ["RATE_OUT_OF_RANGE"]), ("-0.1", ["RATE_OUT_OF_RANGE"])],
)
def test_a_percentage_lies_between_0_and_100(typed: str, codes: list[str]) -> None:
    """Both ends belong to the range; zero is a value."""
    builder = SubmissionBuilder()
    address = builder.type_value("net_enrolment", "primary_pct", typed)
    builder.type_value("net_enrolment", "secondary_pct", "80.5")

    assert found(builder.draft()) == [(code, *address) for code in codes]


def test_an_amount_below_zero_is_left_out_and_one_with_cents_is_not() -> None:
    """Money has decimals, but no sign."""
    builder = SubmissionBuilder(declared={"currency": "KHR"})
    address = builder.type_value("child_protection_expenditure", "expenditure", "-10.5")
    builder.type_value("child_protection_expenditure", "total", "1000.25")
    builder.type_value("child_protection_expenditure", "pct", "1.0")

    assert found(builder.draft()) == [("AMOUNT_NEGATIVE", *address)]


def test_a_negative_part_is_not_asked_about_a_second_time_as_a_sum() -> None:
    """A cell that is left out takes no part in later rules."""
    builder = consistent_child_labour()
    one = builder.observations[3]
    builder.observations[3] = replace(one, value=Decimal(-400), as_typed="-400")

    assert found(builder.draft()) == [("NEGATIVE_COUNT", one.sheet, one.cell)]


def test_a_cell_that_reading_left_out_is_not_found_again() -> None:
    """Findings that reading made stay its own."""
    draft, _ = with_wrong_total(value=Decimal(-1), as_typed="-1")
    known = check_drafts([draft], load_framework())[draft.digest]

    assert found(replace(draft, findings=known)) == []


def test_omissions_leave_the_cell_out_and_keep_what_was_typed() -> None:
    """The value goes, the finding with its text stays, and the rest is untouched."""
    builder = consistent_child_labour()
    one = builder.observations[3]
    builder.observations[3] = replace(one, value=Decimal(-400), as_typed="-400")
    draft = builder.draft()

    left = apply_omissions(draft, check_drafts([draft], load_framework())[draft.digest])

    assert (one.sheet, one.cell) not in {(kept.sheet, kept.cell) for kept in left.observations}
    assert len(left.observations) == len(draft.observations) - 1
    assert "-400" in left.findings[0].found


def test_other_rows_are_still_reported_beside_a_text_that_is_no_number() -> None:
    """A bad text in one return hides no bad number in another of the same call."""
    text, text_address = with_wrong_total(value=Decimal("Infinity"))
    number, number_address = with_wrong_total(value=Decimal(-3))

    findings = check_drafts([text, number], load_framework())

    codes = [
        (finding.code, finding.sheet, finding.cell)
        for draft in (text, number)
        for finding in findings[draft.digest]
    ]
    assert codes == [
        ("VALUE_NOT_FINITE", *text_address),
        ("NEGATIVE_COUNT", *number_address),
    ]


def test_the_builder_types_into_real_cells() -> None:
    """Every observation of the builder has its own cell of the form."""
    builder = consistent_child_labour()
    cells = {(cell.sheet, cell.cell) for cell in builder.description.cells}

    addresses = [(observation.sheet, observation.cell) for observation in builder.observations]

    assert len(set(addresses)) == len(addresses) and set(addresses) <= cells
    assert {observation.key.indicator for observation in builder.observations} == {CHILD_LABOUR}
