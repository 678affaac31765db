"""The entries of the sample: published figures, gap codes, and texts about them."""

import re
from collections import Counter
from functools import cache
from operator import attrgetter

import pytest

from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.codes import Field, FormKey
from cl_pipeline.sample.a_list import NOT_AVAILABLE, own_label
from cl_pipeline.sample.drive import described, matched, submission_entries
from cl_pipeline.sample.figures import (
    SampleSubmission,
    load_choices,
    load_figures,
    load_sample_submissions,
    rows_of,
)
from cl_pipeline.sample.invented import INVENTED

PATH = attrgetter("path")
SUBMISSIONS = load_sample_submissions()
A_LIST = [submission for submission in SUBMISSIONS if submission.form == FormKey.A_LIST]
B_LIST = [submission for submission in SUBMISSIONS if submission.form == FormKey.B_LIST]


@cache
def entries_of(submission: SampleSubmission) -> list[dict[str, str]]:
    return submission_entries(load_framework(), submission)


def sent_by(round_year: int, sender: str) -> SampleSubmission:
    about = (round_year, sender)
    return next(found for found in A_LIST if (found.round, found.sender) == about)


@pytest.mark.parametrize("submission", A_LIST, ids=PATH)
def test_every_number_is_a_chosen_figure(submission):
    chosen = [
        choice
        for choice in load_choices()
        if (choice.round, choice.sender) == (submission.round, submission.sender)
        and submission.is_covered(choice.indicator)
    ]
    expected = Counter(
        (choice.indicator, choice.measure, choice.column, load_figures()[choice.figure_id].printed)
        for choice in chosen
        if choice.figure_id
    )

    values = [row for row in entries_of(submission) if row["field"] == Field.VALUE]
    found = Counter(
        (row["indicator"], row["measure"], row["column"], row["value"])
        for row in values
        if row["value"] != NOT_AVAILABLE
    )

    assert found == expected


@pytest.mark.parametrize("submission", A_LIST, ids=PATH)
def test_no_required_cell_of_a_covered_sheet_is_left_empty(submission):
    framework = load_framework()
    required = {
        (cell.sheet, cell.cell)
        for cell in described(framework, submission).cells
        if cell.required and cell.indicator and submission.is_covered(cell.indicator)
    }

    filled = [cell for cell, _ in matched(framework, submission, entries_of(submission))]

    assert required <= {(cell.sheet, cell.cell) for cell in filled}
    reported = {cell.indicator for cell in filled if cell.field == Field.VALUE}
    assert all(submission.is_covered(indicator) for indicator in reported)


@pytest.mark.parametrize("submission", A_LIST, ids=PATH)
def test_every_column_with_a_number_names_its_year_and_source(submission):
    rows = entries_of(submission)
    numbers = {
        (row["indicator"], row["column"])
        for row in rows
        if row["field"] == Field.VALUE and row["value"] != NOT_AVAILABLE
    }

    for field in (Field.REFERENCE_YEAR, Field.SOURCE, Field.SOURCE_YEAR, Field.DEFINITION):
        named = {(row["indicator"], row["column"]) for row in rows if row["field"] == field}
        assert numbers <= named, field


def test_an_own_row_carries_its_name():
    named = {own_label(choice) for choice in load_choices()} - {None}
    labels = [
        (row["indicator"], row["measure"], row["entry"], row["value"])
        for submission in (sent_by(2025, "PHL"), sent_by(2025, "IDN"))
        for row in entries_of(submission)
        if row["field"] == Field.ROW_LABEL
    ]

    assert named == {("location", "Tarlac province"), ("age", "5-12"), ("age", "13-14")}
    assert sorted(labels) == [
        ("child_labour_5_17", "children", "1", "13-14"),
        ("child_labour_5_17", "children", "2", "5-12"),
        ("child_labour_5_17", "pct", "1", "13-14"),
        ("child_labour_5_17", "pct", "2", "5-12"),
        ("children_identified", "children", "1", "Tarlac province"),
    ]


def test_brunei_and_singapore_never_send_a_number_for_child_labour():
    entries = [
        row
        for submission in A_LIST
        if submission.sender in {"BRN", "SGP"}
        for row in entries_of(submission)
        if row["field"] == Field.VALUE and row["indicator"] == "child_labour_5_17"
    ]

    assert {row["value"] for row in entries} == {NOT_AVAILABLE}


@pytest.mark.parametrize("submission", B_LIST, ids=PATH)
def test_b_list_texts_say_that_they_are_invented(submission):
    fields = {Field.NARRATIVE, Field.EVIDENCE}

    texts = [row["value"] for row in entries_of(submission) if row["field"] in fields]

    assert [row["sender"] for row in rows_of("b_list.csv")].count(submission.sender) == 9
    assert all(text.startswith(INVENTED) for text in texts)
    assert not any(re.search(r"\d", text) for text in texts)


def test_contacts_are_roles_at_a_reserved_domain():
    contacts = {
        row["value"]
        for submission in SUBMISSIONS
        for row in entries_of(submission)
        if row["field"] in {Field.CONTACT_NAME, Field.CONTACT_ADDRESS}
    }

    roles = {contact for contact in contacts if "@" not in contact}
    assert roles == {"Focal point"}
    assert all(contact.endswith("@example.org") for contact in contacts - roles)
