"""The checks as a whole: order, batches, what is not checked, and what could not be checked."""

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cl_pipeline.catalogue import finding
from cl_pipeline.checks.run import apply_omissions, check_drafts
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.codes import Field, FormKey, Severity
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.submission import SubmissionDraft, SubmissionState, state_of
from tests.builders.checked import findings_of, found
from tests.builders.examples import examples
from tests.builders.submissions import CHILD_LABOUR, SubmissionBuilder, consistent_child_labour

COUNTS = st.lists(st.integers(min_value=-5, max_value=1500), min_size=4, max_size=4)


def submission_with(counts: list[int], round_year: int = 2021) -> SubmissionDraft:
    """A submission on child labour with numbers that may or may not fit each other."""
    builder = consistent_child_labour(round=round_year, reference_year=round_year)
    for place, count in enumerate(counts):
        seen = builder.observations[place]
        value = seen.value if seen.key.measure == "pct" else Decimal(count)
        builder.observations[place] = replace(seen, value=value, as_typed=str(count))
    return builder.draft()


@examples(15)
@given(COUNTS, st.integers())
def test_the_order_of_observations_does_not_matter(counts, seed):
    draft = submission_with(counts)
    shuffled = list(draft.observations)
    Random(seed).shuffle(shuffled)
    other = replace(draft, observations=tuple(shuffled))

    assert findings_of(other) == findings_of(draft)


@examples(15)
@given(COUNTS, COUNTS)
def test_submissions_in_one_call_are_checked_as_each_alone(first_counts, second_counts):
    first, second = submission_with(first_counts), submission_with(second_counts, 2023)

    together = check_drafts([first, second], load_framework())

    assert together == {draft.digest: findings_of(draft) for draft in (first, second)}


@examples(15)
@given(COUNTS)
def test_findings_are_unique_and_at_cells_of_the_form(counts):
    draft = submission_with(counts)
    cells = {(cell.sheet, cell.cell) for cell in consistent_child_labour().description.cells}

    addresses = found(draft)

    assert len(set(addresses)) == len(addresses)
    assert {(sheet, cell) for _, sheet, cell in addresses} <= cells


@examples(15)
@given(COUNTS)
def test_checking_what_is_left_finds_no_new_omissions(counts):
    draft = submission_with(counts)

    left = apply_omissions(draft, findings_of(draft))

    assert [again for again in findings_of(left) if again.severity == Severity.OMIT] == []


def test_findings_are_in_the_order_of_the_workbook():
    read = [
        finding("CELL_ERROR", found="the cell shows #REF!", sheet=sheet, cell=cell)
        for sheet, cell in (("A10", "B2"), ("A2", "C900"), ("A2", "C1"))
    ]
    draft = replace(submission_with([-1, -1, -1, -1]), findings=tuple(read))

    left = apply_omissions(draft, findings_of(draft))

    rows = [int(row.cell.strip("ABCDEFGH")) for row in left.findings if row.sheet == "A2"]
    assert (rows[0], rows[-1]) == (1, 900)
    assert rows == sorted(rows)
    assert left.findings[-1].sheet == "A10"


def test_cells_without_a_known_meaning_are_not_checked():
    draft = submission_with([-1, -1, -1, -1])
    rejected = replace(finding("NEGATIVE_COUNT", found="-1"), severity=Severity.REJECT)

    assert findings_of(replace(draft, identity=None)) == ()
    assert findings_of(replace(draft, findings=(rejected,))) == ()


def test_checks_that_need_an_unknown_form_report_that_they_did_not_run():
    draft = submission_with([1000, 10000, 0, -400])
    assert draft.identity is not None
    draft = replace(draft, identity=replace(draft.identity, version="0.1"))

    codes = [code for code, _, _ in found(draft)]

    assert codes.count("CHECK_NOT_RUN") == 9
    assert codes.count("NEGATIVE_COUNT") == 1


def test_a_file_given_twice_has_the_findings_of_one():
    builder = consistent_child_labour()
    builder.type_entry(Field.INSTITUTION, CHILD_LABOUR, "Ministry of Labour")
    draft = builder.draft()

    once = check_drafts([draft], load_framework())

    assert check_drafts([draft, draft], load_framework()) == once
    assert check_drafts([], load_framework()) == {}
    assert once[draft.digest] == ()


@pytest.mark.parametrize(
    ("part", "state"),
    [(450, SubmissionState.ACCEPTED_WITH_FINDINGS), (-400, SubmissionState.PARTLY_ACCEPTED)],
)
def test_the_state_of_a_submission_follows_from_its_findings(part, state):
    findings = findings_of(submission_with([1000, 10000, 0, part]))

    assert state_of(findings) == state
    assert {found.indicator for found in findings} == {CHILD_LABOUR}


def left_out(address: tuple[str, str]) -> Finding:
    sheet, cell = address
    return finding("CODE_NOT_IN_LIST", found="?", sheet=sheet, cell=cell, list_key="choices")


def test_a_year_that_could_not_be_read_is_not_also_missing():
    builder = consistent_child_labour(reference_year=None, source_year=None)
    address = builder.address(Field.REFERENCE_YEAR, CHILD_LABOUR, column="baseline", measure=None)
    draft = builder.draft()

    assert found(draft) == [("BASELINE_YEAR_MISSING", *address)]
    assert found(replace(draft, findings=(left_out(address),))) == []


def test_a_level_that_could_not_be_read_is_not_also_missing():
    """The narrative has no level only because the level was unclear."""
    builder = SubmissionBuilder(form=FormKey.B_LIST)
    builder.type_entry(Field.NARRATIVE, "laws_revised", "The labour code was revised.")
    draft = builder.draft()
    level = left_out(builder.address(Field.LEVEL, "laws_revised"))

    assert found(replace(draft, findings=(level,))) == []
