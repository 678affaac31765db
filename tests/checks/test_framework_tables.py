"""The Pandera schemas of the framework's tables: the own files pass, one wrong cell is named."""

from copy import deepcopy

import pytest

from cl_pipeline.checks.framework_tables import check_framework_tables
from cl_pipeline.framework.rows import raw_tables
from cl_pipeline.framework.schema import TABLES

Tables = dict[str, list[dict[str, str]]]


@pytest.fixture(scope="module")
def own_tables() -> Tables:
    """The project's tables, read once; tests copy them before they change a cell."""
    return raw_tables()


def test_the_frameworks_own_tables_are_as_declared(own_tables):
    assert check_framework_tables(own_tables) == []


@pytest.mark.parametrize(
    ("table", "column", "found"),
    [
        ("member_states", "code", "khm"), ("member_states", "member_from", "30/04/1999"),
        ("measures", "role", "number"), ("measures", "headline", "yes"),
        ("breakdowns", "free_rows", ""), ("calendar", "basis", "guess"),
        ("gap_codes", "obs_status", "Z9"), ("codes", "source", ""),
        ("indicators", "name", " spaces around "), ("working_ages", "minimum_age", "fifteen"),
    ],
)  # fmt: skip
def test_one_wrong_cell_is_named_with_its_line(own_tables, table, column, found):
    tables = deepcopy(own_tables)
    row = tables[table][-1]
    row[column] = found

    (failure,) = check_framework_tables(tables)

    assert (failure.table, failure.line, failure.column) == (table, int(row["line"]), column)
    assert failure.found == found
    assert failure.expected


def test_a_repeated_row_is_named_at_its_second_line(own_tables):
    tables = deepcopy(own_tables)
    again = {**tables["gap_codes"][0], "line": "99"}
    tables["gap_codes"].append(again)

    (failure,) = check_framework_tables(tables)

    assert (failure.table, failure.line, failure.column) == ("gap_codes", 99, "code")


def test_several_wrong_cells_of_a_column_are_all_named(own_tables):
    tables = deepcopy(own_tables)
    for row in tables["calendar"]:
        row["phase"] = "harvest"

    failures = check_framework_tables(tables)

    lines = [failure.line for failure in failures if failure.column == "phase"]
    assert lines == [int(row["line"]) for row in tables["calendar"]]


def test_a_table_without_rows_is_as_declared():
    assert check_framework_tables({"ratifications": []}) == []


def test_keys_name_columns_that_their_tables_have():
    """A key over a column that does not exist would check nothing."""
    unknown = [
        (table, column)
        for table, schema in TABLES.items()
        for column in {*schema.numbered, *(name for key in schema.unique for name in key)}
        if column not in schema.columns
    ]

    assert unknown == []
