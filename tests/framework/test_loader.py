"""One cell wrong, and the message says in which file, on which line, and what to do."""

import csv
from pathlib import Path

import pytest

from cl_pipeline.errors import FrameworkError
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.framework.rows import FOLDER
from cl_pipeline.framework.schema import TABLES

WRONG_CELLS = [
    ("activities", 3, "position", "3", "without gaps: here 2"),
    ("asean_figures", 2, "measure", "pct", "the key of a measure of that indicator"),
    ("attribute_choices", 2, "attribute", "chores", "the key of a row of attributes.csv"),
    ("attributes", 2, "basis", "wish", "write document where Annex 2"),
    ("bodies", 3, "name", "", "fill it in"),
    ("breakdowns", 2, "codes", "F;X", "write codes of list sex"),
    ("calendar", 2, "ends_on", "2021-04-31", "write a day that exists"),
    ("codes", 13, "parent", "Y9", "write a code of its list"),
    ("data_gaps", 3, "theme", "weather", "the key of a row of support_themes.csv"),
    ("data_source_answers", 3, "answer", "maybe", "one of yes, no, see_other"),
    ("data_sources", 2, "published_year", "2011", "not before data_year (2012)"),
    ("comparability", 2, "adding", "forbid", "write one of refuse, note, ignore"),
    ("comparability_labels", 2, "comparability_attribute", "idea", "a row of comparability.csv"),
    ("counting_alternatives", 2, "choice", "perhaps", "write one of yes, no"),
    ("definition_variants", 2, "definition", "labour", "the key of a row of definitions.csv"),
    ("definitions", 3, "indicators", "A12", "write with ; between them"),
    ("first_level_unit_names", 2, "code", "XX-1", "the code of a row of first_level_units.csv"),
    ("first_level_units", 2, "code", "XX-1", "begins with BN-"),
    ("focus_areas", 3, "position", "3", "without gaps: here 2"),
    ("form_versions", 3, "rounds_to", "2019", "not before rounds_from (2022)"),
    ("framework", 2, "key", "The Roadmap", "a key of lower-case letters"),
    ("gap_code_spellings", 29, "spelling", "Not available", "keep one of the two"),
    ("gap_codes", 2, "obs_status", "Z", "write one of A, B, D"),
    ("indicator_key_result_areas", 2, "key_result_area", "farms", "key_result_areas.csv"),
    ("indicators", 2, "age_range", "Y0T99", "write a code of list age"),
    ("key_result_area_bodies", 2, "body", "SLO", "the key of a row of bodies.csv"),
    ("key_result_area_data_sources", 2, "data_source", "", "fill it in"),
    ("key_result_area_partners", 3, "partner", "ILO", "key_result_area_partners.csv line 2 has it"),
    ("key_result_areas", 2, "years_to", "2019", "not before years_from (2020)"),
    ("measures", 2, "role", "sum", "write one of count, rate"),
    ("member_state_names", 2, "name", "Cambodia", "member_states.csv line 3 has it already"),
    ("member_states", 2, "member_from", "7 January 1984", "write a day that exists"),
    ("projects", 2, "year_to", "2016", "not before year_from (2017)"),
    ("proposals", 2, "subject", "B9", "write the key of a row of indicators.csv"),
    ("ratifications", 2, "as_of", "October 2017", "write a day that exists"),
    ("support_offers", 3, "kind", "gift", "write one of wish, offer"),
    ("support_themes", 3, "name", "", "fill it in"),
    ("rules", 2, "value", "0.5", "write a whole number such as 5"),
    ("subsidiary_bodies", 3, "name", "", "fill it in"),
    ("suppliers", 2, "indicator", "A1", "write the key of a row of indicators.csv"),
    ("wholes", 2, "whole", "child_labour_5_17.pct", "and indicator.measure after counts"),
    ("working_ages", 6, "minimum_age", "fifteen", "write a whole number"),
]


def put(folder: Path, table: str, line: int, column: str, text: str) -> None:
    path = folder / f"{table}.csv"
    rows = list(csv.reader(path.read_text("utf-8").splitlines()))
    rows[line - 1][list(TABLES[table].columns).index(column)] = text
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def message_of(folder: Path) -> str:
    with pytest.raises(FrameworkError) as raised:
        load_framework(folder)
    return str(raised.value)


def test_the_untouched_framework_loads(folder):
    assert load_framework(folder) == load_framework()


@pytest.mark.parametrize(
    ("table", "line", "column", "text", "remedy"),
    WRONG_CELLS,
    ids=[case[0] for case in WRONG_CELLS],
)
def test_one_wrong_cell_is_the_only_mistake_named(folder, table, line, column, text, remedy):
    put(folder, table, line, column, text)

    message = message_of(folder)

    assert message.startswith("framework roadmap has 1 mistake:\n")
    assert f"{table}.csv line {line}: column {column} holds {text!r}; " in message
    assert remedy in message


def test_every_table_has_a_wrong_cell_here():
    assert {case[0] for case in WRONG_CELLS} == set(TABLES)


def test_a_row_without_a_source_is_named_in_every_table(folder):
    for table in TABLES:
        put(folder, table, 2, "source", "")

    message = message_of(folder)

    named = [f"{table}.csv line 2: column source holds ''; fill it in" for table in TABLES]
    assert [line for line in named if line not in message] == []


@pytest.mark.parametrize(
    ("table", "line", "column", "text", "remedy"),
    [
        ("measures", 5, "denominators", "", "give a share both"),
        ("measures", 4, "denominators", "population;whole", "with ; between"),
        ("measures", 6, "part_of", "hazardous", "the key of another measure"),
        ("measures", 6, "unit", "persons", "give a part the unit of its whole"),
        ("measures", 4, "unit", "persons", "have the unit of the numerator"),
        ("measures", 11, "denominator_attribute", "", "says which whole is meant"),
        ("measures", 11, "denominator_attribute", "choice", "whose choices are young_workers"),
        ("measures", 2, "headline", "false", "indicators.csv line 2: column key holds"),
        ("measures", 2, "indicator", "nothing", "write the key of a row of indicators.csv"),
        ("breakdowns", 2, "indicator", "laws_revised", "that has measures"),
        ("breakdowns", 9, "measures", "children;rate", "write keys of its measures"),
        ("breakdowns", 2, "dimensions", "gender", "write one or two of sex, age"),
        ("breakdowns", 6, "free_rows", "2", "write 0: rows that a sender names"),
        ("breakdowns", 6, "codes", "F;M", "write one group of codes per dimension"),
        ("breakdowns", 2, "codes", "", "name codes, or offer rows"),
        ("breakdowns", 3, "codes", "", "write false"),
        ("breakdowns", 9, "measures", "children;hazardous", "has these already"),
        ("calendar", 2, "ends_on", "2021-02-28", "not before starts_on (2021-03-01)"),
        ("calendar", 5, "phase", "evaluation", "add a row for its phase slom_review"),
        ("calendar", 8, "round", "2030", "add round 2029"),
        ("member_states", 2, "iso2", "bn", "write two capital letters"),
        ("member_states", 2, "member_until", "1984-01-07", "write a day after member_from"),
        ("member_states", 3, "code", "BRN", "member_states.csv line 2 has it already"),
        ("indicators", 3, "number", "4", "here 2"),
        ("indicator_key_result_areas", 5, "indicator", "child_labour_5_17", "name its key result"),
        ("calendar", 2, "round", "", "fill it in with a year such as 2021"),
        ("calendar", 2, "starts_on", "", "fill it in with a day that exists, such as 2021-08-31"),
        ("gap_codes", 2, "is_explained", "yes", "write one of true, false"),
        ("indicators", 2, "short_name", " Children", "take away the blanks"),
        ("attribute_choices", 3, "wording", "With household chores", "line 2 has it already"),
    ],
)
def test_contradictions_between_cells_are_named(folder, table, line, column, text, remedy):
    put(folder, table, line, column, text)

    assert remedy in message_of(folder)


def test_all_mistakes_of_all_files_are_named_at_once(folder):
    put(folder, "bodies", 3, "name", "")
    put(folder, "calendar", 2, "basis", "guess")
    put(folder, "suppliers", 4, "sender", "CAM")

    message = message_of(folder)

    assert message.startswith("framework roadmap has 3 mistakes:\n")
    named = [line.split(":")[0].strip() for line in message.splitlines()[1:]]
    assert named == ["bodies.csv line 3", "calendar.csv line 2", "suppliers.csv line 4"]


@pytest.mark.parametrize(
    ("line", "column", "text", "remedy"),
    [
        (2, "value", "five", "write a number such as 5 or 0.5"),
        (6, "value", "-0.1", "write a number such as 5 or 0.5"),
        (4, "key", "first_year", "write one of reporting_threshold"),
        (2, "basis", "hearsay", "write one of document, assumption"),
    ],
)
def test_a_mistake_in_a_rule_is_named(folder, line, column, text, remedy):
    put(folder, "rules", line, column, text)

    assert f"rules.csv line {line}: column {column} holds {text!r}; {remedy}" in message_of(folder)


def test_a_missing_rule_and_a_second_name_are_named(folder):
    rules, name = folder / "rules.csv", folder / "framework.csv"
    lines = rules.read_text("utf-8").splitlines(keepends=True)
    rules.write_text("".join(lines[:-1]), "utf-8")

    assert "rules.csv line 1: rule withheld_margin_pct is missing; add" in message_of(folder)
    name.write_text(name.read_text("utf-8") + "other,Other,ours\n", "utf-8")
    assert "framework.csv line 1: it has 2 rows; write one row" in message_of(folder)


def test_the_projects_own_framework_is_read_once():
    assert load_framework() is load_framework()
    assert load_framework(FOLDER) == load_framework()
