"""Every cell of a form: one address, one meaning, open or closed by the round."""

import json
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from cl_pipeline.errors import FrameworkError, NotAllowed
from cl_pipeline.forms.description import cell_key, describe, form_map, version_for
from cl_pipeline.forms.layout_files import load_layout
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.codes import Field, FormKey, FormStatus
from cl_pipeline.model.form import FormCell, FormDescription
from cl_pipeline.model.identity import RoundYear
from tests.builders.framework import small_framework, with_gap_code

GOLDEN = Path(__file__).parent / "golden_maps.txt"

VERSIONS = [
    (FormKey.A_LIST, "1.0", 2021),
    (FormKey.A_LIST, "1.1", 2022),
    (FormKey.A_LIST, "1.1", 2025),
    (FormKey.A_LIST, "1.2", 2023),
    (FormKey.B_LIST, "1.0", 2021),
]


def described(form: FormKey, version: str, year: int) -> FormDescription:
    return describe(small_framework(), form, version, RoundYear(year))


def cells(description: FormDescription, **wanted: object) -> list[FormCell]:
    return [
        cell
        for cell in description.cells
        if all(getattr(cell, name) == value for name, value in wanted.items())
    ]


@pytest.mark.parametrize(("form", "version", "year"), VERSIONS)
def test_each_cell_has_one_address_and_one_meaning(form, version, year):
    description = described(form, version, year)

    addresses = Counter((cell.sheet, cell.cell) for cell in description.cells)
    addresses.update((fixed.sheet, fixed.cell) for fixed in description.fixed)
    meanings = Counter(cell_key(cell) for cell in description.cells)

    assert max(addresses.values()) == 1
    assert max(meanings.values()) == 1


@pytest.mark.parametrize(
    ("year", "version", "opened"),
    [(2021, "1.0", {"baseline"}), (2023, "1.1", {"baseline", "2022", "2023"})],
)
def test_columns_after_the_round_are_closed(year, version, opened):
    values = cells(described(FormKey.A_LIST, version, year), field=Field.VALUE)

    given = {cell.column for cell in values if cell.is_open and "other" not in str(cell.column)}
    others = {cell.is_open for cell in values if "other" in str(cell.column)}

    assert given == opened
    assert others == {True}


def test_only_headline_totals_of_the_due_column_are_required():
    due = cells(described(FormKey.A_LIST, "1.1", 2023), required=True)

    headlines = {
        (indicator.key, measure.key)
        for indicator in small_framework().indicators
        if indicator.letter == "A"
        for measure in indicator.headlines
    }
    assert {(cell.indicator, cell.measure) for cell in due} == headlines
    assert {cell.column for cell in due} == {"2023"}
    assert all(cell.breakdown.is_total and cell.is_open for cell in due)


@pytest.mark.parametrize(
    ("field", "opened"),
    [(Field.PROGRESS, {"2022", "2023"}), (Field.REVISION_REASON, {"baseline", "2022"})],
)
def test_progress_and_revisions_are_asked_of_their_columns(field, opened):
    third = described(FormKey.A_LIST, "1.1", 2023)

    asked = cells(third, field=field, indicator="child_labour_5_17")

    assert {cell.column for cell in asked if cell.is_open} == opened
    assert cells(described(FormKey.A_LIST, "1.0", 2021), field=Field.PROGRESS) == []


@pytest.mark.parametrize(("form", "version", "year"), VERSIONS)
def test_a_new_gap_code_changes_no_form_that_went_out(form, version, year):
    framework = small_framework()
    wider = with_gap_code(framework, "np")

    before, after = (
        describe(known, form, version, RoundYear(year)) for known in (framework, wider)
    )

    assert after.fingerprint == before.fingerprint


def test_a_form_does_not_print_a_gap_code_that_the_framework_lacks():
    narrower = replace(small_framework(), gap_codes=small_framework().gap_codes[1:])

    with pytest.raises(FrameworkError, match=r"no gap code n; layout a_list 1\.0 prints it"):
        describe(narrower, FormKey.A_LIST, "1.0", RoundYear(2021))


def test_an_own_row_has_one_label_cell_for_all_its_columns():
    description = described(FormKey.A_LIST, "1.0", 2021)
    own = {"measure": "children", "breakdown": Breakdown(location="row:2"), "entry": 2}

    (label,) = cells(description, field=Field.ROW_LABEL, **own)
    values = cells(description, field=Field.VALUE, **own)

    assert label.cell.startswith("A")
    assert {value.cell[1:] for value in values} == {label.cell[1:]}
    assert len(values) == 5


def test_a_measure_may_have_a_reference_year_of_its_own():
    years = cells(
        described(FormKey.A_LIST, "1.0", 2021),
        field=Field.REFERENCE_YEAR,
        indicator="net_enrolment",
        column="baseline",
    )

    assert next(year.measure for year in years) is None
    assert "primary_pct" in {year.measure for year in years}


def test_the_c_list_is_on_one_sheet_and_voluntary():
    c_cells = cells(described(FormKey.A_LIST, "1.0", 2021), sheet="C list", field=Field.VALUE)

    assert {(c.indicator, c.required) for c in c_cells} == {("whistle_blower_initiatives", False)}


def test_the_cover_names_the_sender_and_asks_once_per_sheet_what_the_submission_covers():
    description = described(FormKey.A_LIST, "1.0", 2021)

    covers = cells(description, field=Field.COVERS)
    (sender,) = cells(description, field=Field.SENDER)

    sheets = [cell.attribute for cell in covers]
    assert sheets == ["A2", "A11", "A13", "C list", "Support needed", "Good practice"]
    assert {cell.choices for cell in covers} == {("yes", "no")}
    assert (sender.sheet, sender.is_open) == ("Cover", False)


def test_a_b_sheet_asks_for_level_narrative_and_evidence():
    description = described(FormKey.B_LIST, "1.0", 2021)
    names = tuple(code.name for code in small_framework().codes if code.list_key == "level")

    (level,) = cells(description, field=Field.LEVEL)
    evidence = cells(description, field=Field.EVIDENCE)

    assert level.choices == names
    assert len(cells(description, field=Field.NARRATIVE)) == 1
    assert {(cell.entry, cell.attribute) for cell in evidence} == {
        (entry, name) for entry in range(1, 6) for name in ("title", "year", "where")
    }


def test_the_newest_final_version_goes_out():
    framework = load_framework()

    first = version_for(framework, FormKey.A_LIST, RoundYear(2021))
    later = version_for(framework, FormKey.A_LIST, RoundYear(2024))

    assert (first.version, later.version) == ("1.0", "1.1")
    assert later.status == FormStatus.FINAL


def test_a_round_without_final_version_is_refused():
    with pytest.raises(NotAllowed, match="final_form"):
        version_for(small_framework(), FormKey.B_LIST, RoundYear(2031))


def test_an_unknown_layout_is_named():
    with pytest.raises(FrameworkError, match=r"a_list_9_9\.toml is missing"):
        load_layout(FormKey.A_LIST, "9.9")


def test_the_map_has_the_meaning_of_every_input_cell():
    description = described(FormKey.A_LIST, "1.0", 2021)

    rows = form_map(description)

    assert len(rows) == len(description.cells)
    assert json.loads(json.dumps(rows)) == rows
    contract = {"sheet", "cell", "field", "indicator", "measure", "column", "sex", "age"}
    contract |= {"location", "sector", "nationality", "agency", "channel", "venue", "scope"}
    assert contract | {"attribute", "entry", "unit", "choices", "open"} <= set(rows[0])


def test_a_final_version_never_changes_silently():
    """Maps and fingerprints of the versions that went out are those of the golden file.

    A change on purpose needs a new form version; only before the first release may the golden
    file be replaced by the text this test shows.
    """
    framework = load_framework()
    lines = []
    for version in framework.form_versions:
        if version.status == FormStatus.FINAL:
            for year in version.rounds:
                description = describe(framework, version.form, version.version, year)
                rows = json.dumps(form_map(description), sort_keys=True)
                digest = sha256(rows.encode()).hexdigest()[:16]
                name = f"{version.form} {version.version} {year}"
                lines.append(f"{name} map={digest} fingerprint={description.fingerprint[:16]}")

    text = "\n".join(lines) + "\n"

    assert text == GOLDEN.read_text("utf-8"), f"the forms have changed; they now are:\n{text}"
