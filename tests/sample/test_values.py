"""The entries of the sample's returns: published figures, gap codes, and words about them."""

import re
from collections import Counter

import pytest

from cl_pipeline.forms.values import match_values, read_values
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.codes import Field, FormKey
from cl_pipeline.sample.b_list_values import INVENTED
from cl_pipeline.sample.drive import described, matched, return_values, values_csv
from cl_pipeline.sample.figures import (
    load_b_list,
    load_choices,
    load_figures,
    load_sample_submissions,
)
from cl_pipeline.sample.values import NOT_AVAILABLE, own_label

RETURNS = load_sample_submissions()
A_LIST = [one for one in RETURNS if one.form == FormKey.A_LIST]
B_LIST = [one for one in RETURNS if one.form == FormKey.B_LIST]


def path_of(one) -> str:
    return one.path


def entries_of(one) -> list[dict[str, str]]:
    return return_values(load_framework(), one)


@pytest.mark.parametrize("one", RETURNS, ids=path_of)
def test_every_entry_means_one_open_cell_of_its_form(one):
    """The forms of every round take the entries as they are."""
    entries = entries_of(one)

    cells = match_values(described(load_framework(), one), read_values(values_csv(entries)))

    assert len(cells) == len(entries)


@pytest.mark.parametrize("one", A_LIST, ids=path_of)
def test_every_number_is_a_chosen_figure(one):
    """The values of a return are its choices, and what is not a figure is the gap code."""
    chosen = [
        choice
        for choice in load_choices()
        if (choice.round, choice.sender) == (one.round, one.sender)
        and one.is_covered(choice.indicator)
    ]
    expected = Counter(
        (choice.indicator, choice.measure, choice.column, load_figures()[choice.figure_id].printed)
        for choice in chosen
        if choice.figure_id
    )

    values = [row for row in entries_of(one) if row["field"] == Field.VALUE]
    found = Counter(
        (row["indicator"], row["measure"], row["column"], row["value"])
        for row in values
        if row["value"] != NOT_AVAILABLE
    )

    assert found == expected


@pytest.mark.parametrize("one", A_LIST, ids=path_of)
def test_no_required_cell_of_a_covered_sheet_is_left_empty(one):
    """Every headline total that is due holds a number or a gap code; other sheets stay empty."""
    framework = load_framework()
    required = {
        (cell.sheet, cell.cell)
        for cell in described(framework, one).cells
        if cell.required and cell.indicator and one.is_covered(cell.indicator)
    }

    filled = [cell for cell, _ in matched(framework, one, entries_of(one))]

    assert required <= {(cell.sheet, cell.cell) for cell in filled}
    spoken = {cell.indicator for cell in filled if cell.field == Field.VALUE}
    assert all(one.is_covered(indicator) for indicator in spoken)


@pytest.mark.parametrize("one", A_LIST, ids=path_of)
def test_every_column_with_a_number_names_its_year_and_source(one):
    """No number stands without reference year, source, year of publication and definition."""
    rows = entries_of(one)
    numbers = {
        (row["indicator"], row["column"])
        for row in rows
        if row["field"] == Field.VALUE and row["value"] != NOT_AVAILABLE
    }

    for field in (Field.REFERENCE_YEAR, Field.SOURCE, Field.SOURCE_YEAR, Field.DEFINITION):
        named = {(row["indicator"], row["column"]) for row in rows if row["field"] == field}
        assert numbers <= named, field


def test_an_own_row_carries_its_name():
    """Tarlac province and Indonesia's age groups are rows the sender names itself."""
    philippines = next(one for one in A_LIST if (one.round, one.sender) == (2025, "PHL"))
    indonesia = next(one for one in A_LIST if (one.round, one.sender) == (2025, "IDN"))

    labels = [
        (row["indicator"], row["measure"], row["entry"], row["value"])
        for one in (philippines, indonesia)
        for row in entries_of(one)
        if row["field"] == Field.ROW_LABEL
    ]

    assert sorted(labels) == [
        ("child_labour_5_17", "children", "1", "13-14"),
        ("child_labour_5_17", "children", "2", "5-12"),
        ("child_labour_5_17", "pct", "1", "13-14"),
        ("child_labour_5_17", "pct", "2", "5-12"),
        ("children_identified", "children", "1", "Tarlac province"),
    ]


def test_brunei_and_singapore_never_send_a_number_for_child_labour():
    """Without a national survey A2 is not available, never zero."""
    values = {
        row["value"]
        for one in A_LIST
        if one.sender in {"BRN", "SGP"}
        for row in entries_of(one)
        if row["field"] == Field.VALUE and row["indicator"] == "child_labour_5_17"
    }

    assert values == {NOT_AVAILABLE}


def test_figures_in_own_rows_have_no_cell_of_their_own_to_be_held_in():
    """Only choices with a code of the framework can be shown as held values."""
    named = {own_label(choice) for choice in load_choices()} - {None}

    assert named == {("location", "Tarlac province"), ("age", "5-12"), ("age", "13-14")}


@pytest.mark.parametrize("one", B_LIST, ids=path_of)
def test_b_list_texts_say_that_they_are_invented(one):
    """Every narrative and piece of evidence begins with the mark and holds no digit."""
    words = {Field.NARRATIVE, Field.EVIDENCE}

    texts = [row["value"] for row in entries_of(one) if row["field"] in words]

    assert len([row for row in load_b_list() if row.sender == one.sender]) == 9
    assert all(text.startswith(INVENTED) for text in texts)
    assert not any(re.search(r"\d", text) for text in texts)


def test_contacts_are_roles_at_a_reserved_domain():
    """No return names a person or an address that could exist."""
    contacts = {
        row["value"]
        for one in RETURNS
        for row in entries_of(one)
        if row["field"] in {Field.CONTACT_NAME, Field.CONTACT_ADDRESS}
    }

    roles = {contact for contact in contacts if "@" not in contact}
    assert roles == {"Focal point"}
    assert all(one.endswith("@example.org") for one in contacts - roles)
