"""The framework's files against the documents they are taken from."""

from datetime import date

import pytest

from cl_pipeline.framework.loader import load_framework
from cl_pipeline.framework.tables import raw_tables
from cl_pipeline.model.breakdown import DIMENSIONS, TOTAL
from cl_pipeline.model.codes import (
    Basis,
    ConfidentialityStatus,
    FormKey,
    FormStatus,
    ListLetter,
    MeasureRole,
    ObservationStatus,
    Phase,
)

ROADMAP = load_framework()

HEADLINES = {
    "A1": {"children"},
    "A2": {"children", "pct"},
    "A3": {"persons", "pct"},
    "A4": {"persons", "pct"},
    "A5": {"persons"},
    "A6": {"persons"},
    "A7": {"inspections"},
    "A8": {"cases"},
    "A9": {"cases"},
    "A10": {"activities"},
    "A11": {"primary_pct", "secondary_pct"},
    "A12": {"children_households_accessing", "pct"},
    "A13": {"pct"},
    "A14": {"children"},
}


def codes_of(list_key: str) -> list[str]:
    """The codes of one list, in file order."""
    return [code.code for code in ROADMAP.codes if code.list_key == list_key]


@pytest.mark.parametrize(("letter", "count"), [("A", 14), ("B", 9), ("C", 9)])
def test_the_lists_have_the_indicators_of_the_workshop(letter, count):
    """The workshop of March 2021 proposed 14, 9 and 9 indicators, numbered without gaps."""
    indicators = ROADMAP.on_list(ListLetter(letter))

    assert [indicator.number for indicator in indicators] == list(range(1, count + 1))


def test_the_annexes_are_whole():
    """Eleven states, three focus areas, eleven key result areas, eight bodies, 41 activities."""
    found = (
        len(ROADMAP.member_states),
        len(ROADMAP.focus_areas),
        len(ROADMAP.key_result_areas),
        len(ROADMAP.bodies),
        len(ROADMAP.activities),
    )

    assert found == (11, 3, 11, 8, 41)


@pytest.mark.parametrize("round_year", ROADMAP.rounds)
def test_ten_states_are_counted_in_every_round(round_year):
    """Timor-Leste joined in October 2025, after the last review, so it is shown but not counted."""
    counted = {state.code for state in ROADMAP.counted_states(round_year)}

    assert len(counted) == 10
    assert "TLS" not in counted


def test_timor_leste_is_a_member_from_its_admission_on():
    """The day of admission is the first day of membership."""
    state = ROADMAP.member_state("TLS")

    assert not state.is_member_on(date(2025, 10, 25))
    assert state.is_member_on(date(2025, 10, 26))


@pytest.mark.parametrize(
    ("name", "code"),
    [("Burma", "MMR"), ("Laos", "LAO"), ("Vietnam", "VNM"), ("Việt Nam", "VNM")],
)
def test_a_name_met_in_files_leads_to_one_state(name, code):
    """Files write the names of Member States in several ways; each leads to one of them."""
    assert [state.code for state in ROADMAP.member_states if name in state.names] == [code]


def test_the_minimum_age_is_given_only_where_the_documents_give_it():
    """Malaysia's answer to the data source survey states 15; all others stay open."""
    given = {
        member_state.code: member_state.minimum_age
        for member_state in ROADMAP.member_states
        if member_state.minimum_age
    }

    assert given == {"MYS": 15}
    assert {member_state.working_age for member_state in ROADMAP.member_states} == {None}


def test_the_headline_measures_are_those_agreed():
    """These decide whether a Member State reports an indicator, so they are spelled out here."""
    found = {
        indicator.position: {measure.key for measure in indicator.headlines}
        for indicator in ROADMAP.on_list(ListLetter.A)
    }

    assert found == HEADLINES


def test_list_b_has_no_measures_and_list_c_takes_one_figure():
    """List B has no measures; an indicator of list C has exactly one."""
    assert {len(indicator.measures) for indicator in ROADMAP.on_list(ListLetter.B)} == {0}
    assert {len(indicator.measures) for indicator in ROADMAP.on_list(ListLetter.C)} == {1}


def test_rates_never_add_up():
    """Shares of parts do not sum to the share of the whole."""
    rates = [
        measure
        for indicator in ROADMAP.indicators
        for measure in indicator.measures
        if measure.role == MeasureRole.RATE
    ]

    assert rates
    assert not any(offer.adds_up for rate in rates for offer in rate.breakdowns)


def test_what_no_document_asks_for_is_optional_in_all_its_rows():
    """A row cannot be asked for where its measure is not."""
    optional = [
        measure
        for indicator in ROADMAP.indicators
        for measure in indicator.measures
        if measure.basis == "optional"
    ]

    assert {offer.basis for measure in optional for offer in measure.breakdowns} == {"optional"}


def test_child_labour_is_offered_by_sex_and_age_crossed():
    """A2 offers six rows of sex and age together, next to each alone."""
    measure = ROADMAP.indicator("A2").measure("children")
    crossed = next(
        breakdown for breakdown in measure.breakdowns if breakdown.dimensions == ("sex", "age")
    )

    assert crossed.codes == (("F", "M"), ("Y5T11", "Y12T14", "Y15T17"))
    assert crossed.adds_up


def test_location_has_rows_the_sender_names():
    """Urban and rural are printed; five rows take first-level units the sender writes."""
    measure = ROADMAP.indicator("A14").measure("children")
    location = next(
        breakdown for breakdown in measure.breakdowns if breakdown.dimensions == ("location",)
    )

    assert (location.codes, location.free_rows) == ((("U", "R"),), 5)


def test_a_share_with_two_possible_wholes_asks_which():
    """The choices of the declaring attribute are the keys of the possible wholes."""
    for indicator in ROADMAP.indicators:
        for measure in indicator.measures:
            if len(measure.denominators) > 1:
                attribute = next(
                    attribute
                    for attribute in indicator.attributes
                    if attribute.key == measure.denominator_attribute
                )
                assert {code for code, _ in attribute.choices} == set(measure.denominators)


def test_possible_data_sources_come_from_the_key_result_areas():
    """A13 is in one area of Annex 2 and takes the two data sources given there."""
    assert ROADMAP.indicator("A13").data_sources == (
        "Child Protection Systems data",
        "National Labour Force Surveys or other national household surveys",
    )
    assert all(indicator.data_sources for indicator in ROADMAP.indicators)


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


@pytest.mark.parametrize("round_year", ROADMAP.rounds)
def test_one_final_form_goes_out_in_every_round(round_year):
    """Every round has its A-list form; the draft version is in none."""
    versions = [
        form_version
        for form_version in ROADMAP.form_versions
        if form_version.form == FormKey.A_LIST and round_year in form_version.rounds
    ]

    assert [version.status for version in versions] == [FormStatus.FINAL]


@pytest.mark.parametrize(
    ("convention", "count"), [("C029", 9), ("C138", 9), ("C182", 10), ("C129", 0)]
)
def test_ratifications_are_those_of_october_2017(convention, count):
    """The Roadmap names nine for C29 and C138 and all ten for C182; the table agrees."""
    ratified = [
        ratification
        for ratification in ROADMAP.ratifications
        if ratification.convention == convention and ratification.ratified == "Yes"
    ]

    assert len(ratified) == count


def test_cambodia_names_who_supplies_net_enrolment():
    """The report of 17 March 2021 gives A11 to the education ministry."""
    found = [
        supplier.institution
        for supplier in ROADMAP.suppliers
        if supplier.indicator == "net_enrolment"
    ]

    assert found == ["Ministry of Education, Youth and Sport"]


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_every_dimension_has_a_code_list_with_a_total(dimension):
    """A breakdown holds one code per dimension, the total where it is not broken down."""
    assert TOTAL in codes_of(dimension)


@pytest.mark.parametrize("code", ["Y0T4", "Y0T17", "Y14", "Y14T17", "Y5T11"])
def test_ages_of_our_own_are_marked_local(code):
    """Extensions of an international list are distinguished from it."""
    found = next(age for age in ROADMAP.codes if (age.list_key, age.code) == ("age", code))

    assert found.local


def test_statuses_in_the_code_lists_are_those_of_the_model():
    """The closed sets of the model and the code lists shown to people agree."""
    assert set(codes_of("obs_status")) == set(ObservationStatus)
    assert set(codes_of("conf_status")) >= set(ConfidentialityStatus)


@pytest.mark.parametrize("list_key", ["progress", "level"])
def test_self_assessments_have_four_steps(list_key):
    """The reporting template has four steps of progress; list B takes as many."""
    assert len(codes_of(list_key)) == 4


@pytest.mark.parametrize(("code", "count"), [("KHM", 25), ("PHL", 17), ("IDN", 38), ("VNM", 63)])
def test_first_level_units_are_the_ones_reported_by(code, count):
    """Regions in the Philippines, provinces elsewhere; never islands or second-level units."""
    assert len(codes_of(f"first_level_unit:{code}")) == count


def test_every_member_state_has_first_level_units():
    """A name typed in a location row can be looked up for every sender."""
    assert all(
        codes_of(f"first_level_unit:{member_state.code}") for member_state in ROADMAP.member_states
    )


@pytest.mark.parametrize("text", ["n/a", "na", "-", "–", "0", ""])
def test_a_text_with_two_meanings_is_not_a_gap_code(text):
    """Not applicable or not available, zero or missing: nothing is guessed."""
    spellings = {spelling for code in ROADMAP.gap_codes for spelling in code.spellings}

    assert text not in spellings


def test_every_gap_code_is_one_of_its_spellings():
    """The short code itself can be typed."""
    assert all(gap_code.code in gap_code.spellings for gap_code in ROADMAP.gap_codes)


def test_every_row_of_every_table_names_its_source():
    """Where a row comes from is part of it."""
    sources = [row["source"].strip() for rows in raw_tables().values() for row in rows]

    assert len(sources) > 1000
    assert all(sources)


def test_every_rule_names_its_source():
    """A threshold without a source cannot be justified."""
    assert [name for name, _ in ROADMAP.rules.sources] == [
        "reporting_threshold",
        "removal_agreement",
        "baseline_year",
        "reference_year_window",
        "rounding_tolerance_pct",
        "part_tolerance_pct",
        "smallest_count_shown",
    ]
    assert all(len(source) > 20 for _, source in ROADMAP.rules.sources)
