"""Wishes beside offers, suppliers, and definitions that stay open."""

from collections import defaultdict

from cl_pipeline.context.support import by_theme, register, supplier_rows
from cl_pipeline.forms.description import describe
from cl_pipeline.forms.layout import place
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.codes import CoverageState, Field, FormKey
from cl_pipeline.model.form import FormRow
from cl_pipeline.model.identity import (
    RoundYear,
)
from tests.builders.form_rows import coverage_of, form_row

ROADMAP = load_framework()
CONTEXT = ROADMAP.context


def entry(sender: str, field: Field, **cells: str) -> FormRow:
    """One row of the sheets on support and good practice."""
    return form_row(FormKey.A_LIST, sender, field, cells)


def test_cambodia_offers_what_lao_pdr_wishes_for():
    """Lao PDR wishes for a data system (line 108), Cambodia offers one (line 67)."""
    (systems,) = [
        row
        for row in by_theme(register(CONTEXT, (), ()), CONTEXT.themes)
        if row.theme and row.theme.key == "management_systems"
    ]

    assert ("LAO", "KHM") in systems.matches
    assert all(wishes != offers for wishes, offers in systems.matches)


def test_an_entry_gets_the_theme_that_its_text_proposes():
    reported = [
        entry("THA", Field.SUPPORT, area="A registry of cases", detail="to follow each child"),
        entry("THA", Field.SUPPORT, area="Something else"),
        entry("SGP", Field.GOOD_PRACTICE, title="Case database", text="in use since 2019"),
    ]

    rows = by_theme(register(CONTEXT, (), reported), CONTEXT.themes)

    systems = next(row for row in rows if row.theme and row.theme.key == "management_systems")
    assert ("THA", "SGP") in systems.matches
    (apart,) = [row for row in rows if row.theme is None]
    assert [wish.text for wish in apart.wishes] == ["Something else"]
    assert apart.matches == ()
    assert rows[-1] == apart


def test_cambodias_institutions_are_those_of_the_report():
    """A11 comes from the ministry of education; B1 from four bodies."""
    named = defaultdict(list)
    for row in supplier_rows(ROADMAP, (), (), RoundYear(2021)):
        named[row.position, row.sender].append(row.institution)

    assert named["A11", "KHM"] == ["Ministry of Education, Youth and Sport"]
    assert len(named["B1", "KHM"]) == 4


def test_a_supplier_is_shown_with_what_its_country_has_reported():
    """So that a reminder goes to whom it concerns, in words that blame nobody."""
    coverage = [coverage_of("KHM", "net_enrolment", CoverageState.UNEXPLAINED)]

    rows = supplier_rows(ROADMAP, (), coverage, RoundYear(2021))

    (only_row,) = [row for row in rows if row.position == "A11"]
    assert only_row.status == "still open"


def test_what_the_documents_leave_open_stays_open():
    by_status = {definition.key: definition.status for definition in CONTEXT.definitions}

    assert len(by_status) == 8
    assert {key for key, status in by_status.items() if status == "open"} == {
        "social_protection", "services_to_children", "child_protection_expenditure",
        "shared_online", "campaign",
    }  # fmt: skip
    assert all(definition.open_question for definition in CONTEXT.definitions)
    assert all(
        not definition.text for definition in CONTEXT.definitions if definition.status == "open"
    )


def test_the_form_in_consultation_shows_the_definitions_of_its_sheet():
    describe(ROADMAP, FormKey.A_LIST, "1.2", RoundYear(2025))
    (sheet,) = [
        row for row in place(ROADMAP, FormKey.A_LIST, "1.2", RoundYear(2025)) if row.name == "A2"
    ]

    texts = [getattr(placed.element, "text", "") for placed in sheet.elements]
    (shown,) = [text for text in texts if "ILO C138" in text]
    assert "Still open: How national law draws the line" in shown
