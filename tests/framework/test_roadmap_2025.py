"""The framework's files against the documents they are taken from."""

from collections import Counter
from datetime import date

import pytest

from cl_pipeline.framework.loader import load_framework
from cl_pipeline.framework.rows import raw_tables
from cl_pipeline.model.breakdown import DIMENSIONS, TOTAL
from cl_pipeline.model.codes import (
    Basis,
    ConfidentialityStatus,
    FormKey,
    FormStatus,
    ListLetter,
    ObservationStatus,
    Phase,
)

ROADMAP = load_framework()

HEADLINES = {
    "A1": {"children"}, "A2": {"children", "pct"}, "A3": {"persons", "pct"},
    "A4": {"persons", "pct"}, "A5": {"persons"}, "A6": {"persons"}, "A7": {"inspections"},
    "A8": {"cases"}, "A9": {"cases"}, "A10": {"activities"},
    "A11": {"primary_pct", "secondary_pct"},
    "A12": {"children_households_accessing", "pct"}, "A13": {"pct"}, "A14": {"children"},
}  # fmt: skip

LISTS = {
    "progress": 4,
    "level": 4,
    "first_level_unit:KHM": 25,
    "first_level_unit:PHL": 99,
    "first_level_unit:IDN": 45,
    "first_level_unit:VNM": 63,
}
"""Steps of the reporting template; regions and provinces in the Philippines, provinces
and groups of islands in Indonesia, provinces elsewhere."""


def codes_of(list_key: str) -> list[str]:
    return [code.code for code in ROADMAP.codes if code.list_key == list_key]


@pytest.mark.parametrize(("letter", "count"), [("A", 14), ("B", 9), ("C", 9)])
def test_the_lists_have_the_indicators_of_the_workshop(letter, count):
    """The workshop of March 2021 proposed 14, 9 and 9 indicators, numbered without gaps."""
    indicators = ROADMAP.on_list(ListLetter(letter))

    assert [indicator.number for indicator in indicators] == list(range(1, count + 1))


def test_the_annexes_are_whole():
    """Eleven states, three focus areas, eleven key result areas, eight bodies, 41 activities."""
    tables = ("member_states", "focus_areas", "key_result_areas", "bodies", "activities")
    counts = {table: len(rows) for table, rows in raw_tables().items()}

    assert [counts[table] for table in tables] == [11, 3, 11, 8, 41]


@pytest.mark.parametrize("round_year", ROADMAP.rounds)
def test_ten_states_are_counted_and_one_final_form_goes_out_in_every_round(round_year):
    """Timor-Leste joined in October 2025, after the last review, so it is shown but not counted."""
    counted = {state.code for state in ROADMAP.counted_states(round_year)}
    versions = [
        version.status
        for version in ROADMAP.form_versions
        if version.form == FormKey.A_LIST and round_year in version.rounds
    ]

    assert len(counted) == 10
    assert "TLS" not in counted
    assert versions == [FormStatus.FINAL]


def test_timor_leste_is_a_member_from_its_admission_on():
    state = ROADMAP.member_state("TLS")

    days = (date(2025, 10, 25), date(2025, 10, 26))
    assert [state.is_member_on(day) for day in days] == [False, True]


@pytest.mark.parametrize(
    ("name", "code"),
    [("Burma", "MMR"), ("Laos", "LAO"), ("Vietnam", "VNM"), ("Việt Nam", "VNM")],
)
def test_a_name_met_in_files_leads_to_one_state(name, code):
    assert [state.code for state in ROADMAP.member_states if name in state.names] == [code]


def test_the_minimum_age_is_given_only_where_the_documents_give_it():
    """Malaysia's answer to the data source survey states 15; all others stay open."""
    ages = {state.code: state.minimum_age for state in ROADMAP.member_states if state.minimum_age}

    assert ages == {"MYS": 15}
    assert {state.working_age for state in ROADMAP.member_states} == {None}


def test_the_headline_measures_are_those_agreed():
    """These decide whether a Member State reports an indicator, so they are spelled out here."""
    found = {
        indicator.position: {measure.key for measure in indicator.headlines}
        for indicator in ROADMAP.on_list(ListLetter.A)
    }

    assert found == HEADLINES


def test_list_b_has_no_measures_and_list_c_takes_one_figure():
    assert {len(indicator.measures) for indicator in ROADMAP.on_list(ListLetter.B)} == {0}
    assert {len(indicator.measures) for indicator in ROADMAP.on_list(ListLetter.C)} == {1}


def test_what_no_document_asks_for_is_optional_in_all_its_rows():
    """A row cannot be asked for where its measure is not."""
    measures = [measure for indicator in ROADMAP.indicators for measure in indicator.measures]
    optional = [measure for measure in measures if measure.basis == "optional"]

    assert optional
    assert {offer.basis for measure in optional for offer in measure.breakdowns} == {"optional"}


def test_only_what_the_documents_date_has_documents_as_its_basis():
    """Four phases of 2021 and the evaluation have dates in the documents; the rest is ours."""
    documented = [
        (entry.round, entry.phase) for entry in ROADMAP.calendar if entry.basis == Basis.DOCUMENT
    ]

    assert documented == [
        (2021, Phase.TEMPLATE_FINALISATION),
        (2021, Phase.A_LIST_COLLECTION),
        (2021, Phase.INTER_SECTORAL_WORKSHOP),
        (2021, Phase.SLOM_REVIEW),
        (2025, Phase.EVALUATION),
    ]


def test_ratifications_are_those_of_october_2017():
    """The Roadmap names nine for C29 and C138 and all ten for C182; the table agrees."""
    ratified = Counter(row.convention for row in ROADMAP.ratifications if row.ratified == "Yes")

    assert [ratified[convention] for convention in ("C029", "C138", "C182")] == [9, 9, 10]
    assert ratified["C129"] == 0


def test_every_dimension_has_a_code_list_with_a_total_and_every_state_its_units():
    """A breakdown holds one code per dimension; a name typed in a location row is looked up."""
    assert all(TOTAL in codes_of(dimension) for dimension in DIMENSIONS)
    assert all(codes_of(f"first_level_unit:{state.code}") for state in ROADMAP.member_states)


def test_statuses_in_the_code_lists_are_those_of_the_model():
    assert set(codes_of("obs_status")) == set(ObservationStatus)
    assert set(codes_of("conf_status")) >= set(ConfidentialityStatus)


@pytest.mark.parametrize(("list_key", "count"), LISTS.items())
def test_code_lists_have_as_many_codes_as_their_sources(list_key, count):
    """Four steps of an assessment; never islands or second-level units."""
    assert len(codes_of(list_key)) == count


def test_a_gap_code_is_one_of_its_spellings_and_none_has_two_meanings():
    """Not applicable or not available, zero or missing: nothing is guessed."""
    spellings = {spelling for code in ROADMAP.gap_codes for spelling in code.spellings}

    assert not spellings & {"n/a", "na", "-", "–", "0", ""}
    assert all(gap_code.code in gap_code.spellings for gap_code in ROADMAP.gap_codes)


def test_every_row_and_every_rule_names_its_source():
    """Where a row comes from is part of it; a threshold without a source cannot be justified."""
    sources = [row["source"].strip() for rows in raw_tables().values() for row in rows]

    assert len(sources) > 1000
    assert all(sources)
    assert [name for name, _ in ROADMAP.rules.sources] == [
        "reporting_threshold", "removal_agreement", "baseline_year", "reference_year_window",
        "rounding_tolerance_pct", "part_tolerance_pct", "smallest_count_shown",
        "withheld_margin_pct",
    ]  # fmt: skip
    assert all(len(source) > 20 for _, source in ROADMAP.rules.sources)


def test_indicators_for_later_have_the_breakdowns_of_the_document():
    """Annex 2 asks C2 by gender, sector, occupation; C4-C7 by sex, age, nationality, location."""
    found = {
        position: {
            dimension
            for breakdowns in ROADMAP.indicator(position).measures[0].breakdowns
            for dimension in breakdowns.dimensions
        }
        for position in ("C2", "C4", "C5", "C6", "C7")
    }

    education = {"sex", "age", "nationality", "location"}
    governance = {"C2": {"sex", "sector", "occupation"}}
    assert found == governance | dict.fromkeys(("C4", "C5", "C6", "C7"), education)
