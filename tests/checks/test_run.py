"""The checks as a whole: order, batches, what is not checked, and what could not be checked."""

import tomllib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from cl_pipeline.catalogue import FOLDER, finding
from cl_pipeline.checks.run import apply_omissions, check_drafts
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.codes import Field, FormKey, Severity
from cl_pipeline.model.finding import Finding
from cl_pipeline.model.submission import SubmissionDraft, SubmissionState, state_of
from tests.builders.submissions import CHILD_LABOUR, SubmissionBuilder, consistent_child_labour

COUNTS = st.lists(st.integers(min_value=-5, max_value=1500), min_size=4, max_size=4)


def return_with(counts: list[int], round_year: int = 2021) -> SubmissionDraft:
    """A return on child labour with numbers that may or may not fit each other."""
    builder = consistent_child_labour(round=round_year, reference_year=round_year)
    for place, count in enumerate(counts):
        one = builder.observations[place]
        value = one.value if one.key.measure == "pct" else Decimal(count)
        builder.observations[place] = replace(one, value=value, as_typed=str(count))
    return builder.draft()


@settings(max_examples=15)
@given(COUNTS, st.integers())
def test_the_order_of_observations_does_not_matter(counts: list[int], seed: int) -> None:
    """The same cells give the same findings, however they were read."""
    draft = return_with(counts)
    shuffled = list(draft.observations)
    Random(seed).shuffle(shuffled)
    other = replace(draft, observations=tuple(shuffled))

    findings = check_drafts([draft], load_framework())[draft.digest]

    assert check_drafts([other], load_framework())[draft.digest] == findings


@settings(max_examples=15)
@given(COUNTS, COUNTS)
def test_two_returns_in_one_call_are_checked_as_each_alone(
    one_counts: list[int], other_counts: list[int]
) -> None:
    """A batch saves time and changes nothing."""
    one, other = return_with(one_counts), return_with(other_counts, 2023)

    together = check_drafts([one, other], load_framework())

    alone = check_drafts([one], load_framework()) | check_drafts([other], load_framework())
    assert together == alone


@settings(max_examples=15)
@given(COUNTS)
def test_every_finding_stands_once_and_at_a_cell_of_the_form(counts: list[int]) -> None:
    """No address is made up, and no reason is told twice of one cell."""
    draft = return_with(counts)
    cells = {(cell.sheet, cell.cell) for cell in consistent_child_labour().description.cells}

    findings = check_drafts([draft], load_framework())[draft.digest]

    addresses = [(one.code, one.sheet, one.cell) for one in findings]
    assert len(set(addresses)) == len(addresses)
    assert {(sheet, cell) for _, sheet, cell in addresses} <= cells


@settings(max_examples=15)
@given(COUNTS)
def test_checking_what_is_left_finds_no_new_omissions(counts: list[int]) -> None:
    """Leaving cells out settles it: a second pass leaves out nothing more."""
    draft = return_with(counts)

    left = apply_omissions(draft, check_drafts([draft], load_framework())[draft.digest])

    again = check_drafts([left], load_framework())[draft.digest]
    assert [one for one in again if one.severity == Severity.OMIT] == []


def test_what_reading_and_checking_found_is_one_list_down_the_workbook() -> None:
    """A sender goes through the sheets and rows once; row 9 comes before row 10."""
    read = [
        finding("CELL_ERROR", found="the cell shows #REF!", sheet=sheet, cell=cell)
        for sheet, cell in (("A10", "B2"), ("A2", "C900"), ("A2", "C1"))
    ]
    draft = replace(return_with([-1, -1, -1, -1]), findings=tuple(read))

    left = apply_omissions(draft, check_drafts([draft], load_framework())[draft.digest])

    rows = [int((one.cell or "").strip("ABCDEFGH")) for one in left.findings if one.sheet == "A2"]
    assert (rows[0], rows[-1]) == (1, 900)
    assert rows == sorted(rows)
    assert left.findings[-1].sheet == "A10"


def test_no_returns_give_no_findings() -> None:
    """An empty call is no trouble."""
    assert check_drafts([], load_framework()) == {}


def test_an_unrecognised_file_is_not_checked() -> None:
    """Without a mark nothing is known about its cells."""
    draft = replace(return_with([-1, -1, -1, -1]), identity=None)

    assert check_drafts([draft], load_framework()) == {draft.digest: ()}


def test_a_return_that_cannot_be_used_is_not_checked() -> None:
    """Its cells may not mean what the form says."""
    draft = return_with([-1, -1, -1, -1])
    refused = replace(finding("NEGATIVE_COUNT", found="-1"), severity=Severity.REJECT)

    assert check_drafts([replace(draft, findings=(refused,))], load_framework()) == {
        draft.digest: ()
    }


def test_a_form_version_that_is_not_known_says_which_checks_were_not_made() -> None:
    """No check passes in silence; those that need no form still run."""
    draft = return_with([1000, 10000, 0, -400])
    assert draft.identity is not None
    draft = replace(draft, identity=replace(draft.identity, version="0.1"))

    codes = [
        check_draft.code for check_draft in check_drafts([draft], load_framework())[draft.digest]
    ]

    assert codes.count("CHECK_NOT_RUN") == 9
    assert codes.count("NEGATIVE_COUNT") == 1


def test_one_file_given_twice_is_told_what_it_is_told_once() -> None:
    """A copy under another name is the same return, and repeats nothing."""
    builder = consistent_child_labour()
    builder.type_entry(Field.INSTITUTION, CHILD_LABOUR, "Ministry of Labour")
    draft = builder.draft()

    once = check_drafts([draft], load_framework())

    assert check_drafts([draft, draft], load_framework()) == once
    assert once[draft.digest] == ()


def test_questions_leave_the_return_whole_and_omissions_a_part_of_it() -> None:
    """What the findings mean for the state of the return."""
    asked = return_with([1000, 10000, 0, 450])
    cut = return_with([1000, 10000, 0, -400])

    found = check_drafts([asked, cut], load_framework())

    assert state_of(found[asked.digest]) == SubmissionState.ACCEPTED_WITH_FINDINGS
    assert state_of(found[cut.digest]) == SubmissionState.PARTLY_ACCEPTED


def test_findings_name_their_indicator() -> None:
    """The officer sorts questions by indicator."""
    draft = return_with([1000, 10000, 0, 450])

    found = check_drafts([draft], load_framework())[draft.digest]

    assert {one.indicator for one in found} == {CHILD_LABOUR}


def test_every_code_of_the_checks_is_tested() -> None:
    """A code without a test could change unseen."""
    codes = tomllib.loads((FOLDER / "checks.toml").read_text("utf-8"))
    here = Path(__file__).parent
    tests = "".join(path.read_text("utf-8") for path in sorted(here.glob("test_*.py")))

    assert sorted(code for code in codes if code not in tests) == []


def left_out(address: tuple[str, str]) -> Finding:
    """A finding of reading that leaves the cell out."""
    sheet, cell = address
    return finding("CODE_NOT_IN_LIST", found="?", sheet=sheet, cell=cell, list_key="choices")


def test_a_year_that_could_not_be_read_is_not_also_missing() -> None:
    """Reading has asked about the cell; asking again would tell one mistake twice."""
    builder = consistent_child_labour(reference_year=None, source_year=None)
    address = builder.address(Field.REFERENCE_YEAR, CHILD_LABOUR, column="baseline", measure=None)
    draft = builder.draft()

    missing = check_drafts([draft], load_framework())[draft.digest]
    unread = replace(draft, findings=(left_out(address),))

    assert [(one.code, one.sheet, one.cell) for one in missing] == [
        ("BASELINE_YEAR_MISSING", *address)
    ]
    assert check_drafts([unread], load_framework())[draft.digest] == ()


def test_a_level_that_could_not_be_read_is_not_also_missing() -> None:
    """The narrative stands alone only because the level was unclear."""
    builder = SubmissionBuilder(form=FormKey.B_LIST)
    builder.type_entry(Field.NARRATIVE, "laws_revised", "The labour code was revised.")
    draft = builder.draft()
    level = left_out(builder.address(Field.LEVEL, "laws_revised"))

    assert check_drafts([replace(draft, findings=(level,))], load_framework())[draft.digest] == ()


def test_a_fraction_that_reading_asked_about_is_not_asked_about_again() -> None:
    """0.1 for 10 % is one mistake, whoever sees it first."""
    builder = consistent_child_labour()
    place = next(n for n, one in enumerate(builder.observations) if one.key.measure == "pct")
    one = builder.observations[place]
    builder.observations[place] = replace(one, value=Decimal("0.1"), as_typed="0.1")
    draft = builder.draft()
    asked = finding("PARTS_DIFFER", found="0.1", sheet=one.sheet, cell=one.cell, tolerance="0.5")

    alone = check_drafts([draft], load_framework())[draft.digest]
    told = check_drafts([replace(draft, findings=(asked,))], load_framework())[draft.digest]

    assert [one.code for one in alone] == ["RATE_DIFFERS"]
    assert told == ()
