"""The review workbook, read back as a reader's program would."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from cl_pipeline.errors import BrokenInvariant
from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.codes import ObservationStatus
from cl_pipeline.model.labels import SAMPLE_NOTICE
from cl_pipeline.publication.pictures import chart_data, indicator_chart
from cl_pipeline.publication.review_workbook import review_workbook
from tests.builders.vintages import redacted_review_of, reported

ACCEPTED = (
    reported("KHM", 429380, year=2012, definition="=1+1", source="@SUM(A1)"),
    reported("KHM", 3956022, year=2012, measure="population"),
    reported("KHM", 77, year=2012, breakdown=Breakdown(sex="F")),
    reported("VNM", 1031944, year=2018, obs_status=ObservationStatus.ESTIMATED),
    reported("VNM", "5.30", year=2018, measure="pct", age_range="5–17"),
    reported("LAO", "nc"),
    reported("PHL", 390000, column="other_1", year=2011),
    reported("IDN", "x", indicator="young_workers", measure="persons", gap_note="in A2"),
    reported("TLS", 12),
)


def _workbook(accepted=ACCEPTED, round_year=2021, **more):
    content = review_workbook(redacted_review_of(*accepted, round_year=round_year, **more))
    return content, load_workbook(BytesIO(content))


CONTENT, BOOK = _workbook()


def _texts(sheet):
    return [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]


def _number_cells(book):
    for sheet in book.worksheets:
        if sheet.title in ("A1", "A2", "A3"):
            for row in sheet.iter_rows():
                yield from (cell for cell in row if isinstance(cell.value, int | float))


def test_the_sheets_are_in_the_order_of_the_meeting():
    assert BOOK.sheetnames == [
        "Agenda", "Coverage", "Rule of five", "A1", "A2", "A3", "Evidence", "Sources",
    ]  # fmt: skip


def test_every_number_on_an_indicators_page_has_its_row_in_sources():
    sources = BOOK["Sources"]
    rows = {row[10].value: row for row in sources.iter_rows(min_row=6) if row[10].value}

    cells = list(_number_cells(BOOK))

    assert len(cells) == 12
    for cell in cells:
        row = rows[cell.comment.text]
        assert row[4].value == cell.value
        assert sources[cell.hyperlink.location.split("!")[1]].row == row[10].row


def row_of(sheet, first, at=0):
    return next(row for row in BOOK[sheet].iter_rows(values_only=True) if row[at] == first)


def test_sources_give_the_cell_the_text_and_the_file():
    row = row_of("Sources", "child_labour_5_17|VNM|baseline|pct|total", at=10)

    assert row[:6] == ("Viet Nam", "A2 Pct (%)", "Baseline", "2018", 5.3, "5.30")
    assert row[7:10] == ("child_labo!pct-baseline-", "S-vnm202100000000", "d" * 64)


def test_evidence_names_cell_and_submission():
    row = row_of("Evidence", "Children (children): 429,380; about year: 2012", at=5)

    assert row[6:8] == ("child_labo!children-baseline-", "S-khm202100000000")


def test_a_computed_rate_names_both_cells():
    row = row_of("Sources", "child_labour_5_17|KHM|baseline|pct|total", at=10)

    assert row[5] == "computed: 100 × first ÷ second cell"
    assert row[7] == "child_labo!children-baseline- and child_labo!population-baseline-"


def test_the_same_input_gives_the_same_bytes():
    assert _workbook()[0] == CONTENT
    assert BOOK.properties.modified == datetime(2021, 1, 1)


def test_text_is_never_a_formula():
    cells = [
        cell
        for sheet in BOOK.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@", "\t"))
    ]

    assert {cell.value for cell in cells} == {"=1+1", "@SUM(A1) (2017)"}
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)


def test_characters_a_workbook_cannot_hold_are_replaced():
    _, book = _workbook([reported("KHM", 5, definition="ages\x00 5")])

    assert any("ages\N{REPLACEMENT CHARACTER} 5" in str(text) for text in _texts(book["A2"]))


def test_coverage_is_shown_in_marks():
    header, row = (
        row_of("Coverage", name, at=1) for name in ("Indicator", "Children 5–17 in child labour")
    )

    shown = {name: cell for name, cell in zip(header[2:], row[2:], strict=True) if name}
    assert shown == {
        "BRN": "○", "IDN": "○", "KHM": "●", "LAO": "nc", "PHL": "○", "TLS": "[●]", "VNM": "●",
        "In this column": 2, "Reported so far": 2, "Threshold": 5,
    }  # fmt: skip


def test_the_rule_shows_reason_and_who_counts():
    row = next(
        row
        for row in BOOK["Rule of five"].iter_rows(values_only=True)
        if row[0] == "A2" and row[2] is not None
    )

    assert row[2:5] == (2, 5, "Feasibility for list B, otherwise list C")
    assert row[5].startswith("2 of 6 Member States reported, in the baseline")
    assert row[6] == "Cambodia, Viet Nam"


def test_the_chart_title_warns_where_figures_differ():
    review = redacted_review_of(*ACCEPTED)
    charts = {
        indicator.position: indicator_chart(review, indicator, differs=True)
        for indicator in review.indicators
    }

    assert [position for position, chart in charts.items() if chart] == ["A2"]
    assert [sheet.title for sheet in BOOK.worksheets if sheet._images] == ["A2"]


def test_a_chart_has_the_years_of_each_member_state():
    review = redacted_review_of(*ACCEPTED)

    data = chart_data(review, review.indicators[1])

    assert data.measure.key == "pct"
    assert [label for label, _ in data.rows] == ["KHM 2012", "VNM 2018"]
    assert [numbers[0] for _, numbers in data.rows][1] == Decimal("5.30")


def test_no_gap_next_to_a_number_looks_like_a_zero():
    assert row_of("A1", "Cambodia")[1:3] == ("..", None)
    assert row_of("A1", "Timor-Leste")[1:3] == ("n.m.", None)
    assert not any(mark in _texts(BOOK[name]) for name in ("A1", "A2", "A3") for mark in "○–0")


def test_comparability_notes_evidence_and_gaps_name_what_was_declared():
    assert {
        "•  Baseline, reference years differ: 2012 (KHM); 2016 (TLS); 2018 (VNM).",
        "•  Age ranges differ: 5–17 (VNM); not stated (KHM, TLS, VNM).",
        "•  Estimated: VNM.",
    } <= set(_texts(BOOK["A2"]))
    assert "Children (children): 429,380; about year: 2012" in _texts(BOOK["Evidence"])
    assert "Included elsewhere: in A2" in _texts(BOOK["A3"])


def test_nothing_that_is_open_for_one_member_state_is_in_the_workbook():
    """What a Member State is asked is between it and the Secretariat (docs/decisions/0011)."""
    accepted = [*ACCEPTED, reported("KHM", 9, column="other_1", year=2016)]

    _, book = _workbook(accepted)

    assert "Still open" not in book.sheetnames
    assert not [
        text
        for name in book.sheetnames
        for text in _texts(book[name])
        if "S-khm" in str(text) and name not in ("Evidence", "Sources")
    ]


@pytest.mark.parametrize("is_sample", [True, False])
def test_the_sample_notice_is_on_every_sheet_or_on_none(is_sample):
    accepted = [replace(observation, is_sample=is_sample) for observation in ACCEPTED]

    _, book = _workbook(accepted)

    for sheet in book.worksheets:
        assert (SAMPLE_NOTICE in _texts(sheet)) is is_sample
        assert (SAMPLE_NOTICE in sheet.oddFooter.left.text) is is_sample


def test_every_sheet_prints_on_a4_landscape_one_page_wide():
    for sheet in BOOK.worksheets:
        setup = sheet.page_setup
        assert (setup.orientation, setup.paperSize, setup.fitToWidth) == ("landscape", 9, 1)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert "SLOM review 2021" in sheet.oddHeader.left.text


def test_later_rounds_show_the_earlier_columns_too():
    accepted = [*ACCEPTED, reported("KHM", 5, column="2023", year=2022, round_year=2023)]

    _, book = _workbook(accepted, round_year=2023)

    texts = _texts(book["A2"])
    assert {"Baseline", "2022", "2023", "carried from an earlier round"} <= set(texts)


@pytest.mark.parametrize("missing", ["observation", "submission"])
def test_a_number_without_its_origin_is_refused(missing):
    review = redacted_review_of(*ACCEPTED)
    without = {"observations": {}} if missing == "observation" else {"submissions": {}}

    with pytest.raises(BrokenInvariant, match=r"was not handed in|no observation at"):
        review_workbook(replace(review, **without))
