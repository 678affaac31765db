"""Withheld figures and small counts are in nothing that is published."""

import re
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from cl_pipeline.disclosure.redaction import redact
from cl_pipeline.disclosure.words import figures_in
from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.codes import ConfidentialityStatus
from cl_pipeline.model.labels import WORDS_HELD
from cl_pipeline.publication.document_html import to_html
from cl_pipeline.publication.papers import review_paper
from cl_pipeline.publication.review_workbook import review_workbook
from tests.builders.vintages import redacted_review_of, reported, review_of

NOT_FOR_PUBLICATION = ConfidentialityStatus.NOT_FOR_PUBLICATION

ACCEPTED = (
    reported("KHM", "c", gap_note="777 held by police", conf_status=NOT_FOR_PUBLICATION),
    reported("PHL", 8888, conf_status=NOT_FOR_PUBLICATION),
    reported("VNM", 5100, year=2018),
)
REVIEW = redacted_review_of(*ACCEPTED)
SECRET = ("777", "8888", "8,888", "666", "police")


def text_of_workbook(content: bytes) -> str:
    book = load_workbook(BytesIO(content))
    cells = (cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    return " ".join(f"{cell.value} {cell.comment.text if cell.comment else ''}" for cell in cells)


@pytest.mark.parametrize("medium", ["workbook", "paper"])
def test_neither_figure_nor_text_about_it_is_shown(medium):
    text = (
        text_of_workbook(review_workbook(REVIEW))
        if medium == "workbook"
        else re.sub(r"base64,[^\"]*", "", to_html(review_paper(REVIEW)).decode())
    )

    assert [secret for secret in SECRET if secret in text] == []
    assert "5100" in text.replace(",", "")


@pytest.mark.parametrize(("boys", "is_shown"), [(4321, True), (3, False)])
def test_parts_without_a_total_are_shown_unless_one_of_them_gives_a_small_one_away(boys, is_shown):
    """With the ages and the girls a reader could compute the boys."""
    parts = {"sex": {"F": 60123, "M": boys}, "age": {"Y5T11": 60126}}
    review = redacted_review_of(
        *(
            reported("KHM", value, breakdown=Breakdown(**{dimension: code}))
            for dimension, values in parts.items()
            for code, value in values.items()
        )
    )
    text = text_of_workbook(review_workbook(review))
    paper = to_html(review_paper(review)).decode()

    assert ("60123" in text, "60,123" in paper, "60,126" in paper) == (is_shown,) * 3
    assert "parts without a total, which do not count" in text
    assert "4,321" not in paper or is_shown


def test_words_that_may_name_a_hidden_figure_are_not_shown():
    """Digits of any script and spelled numbers; a year or an age range stays."""
    three = reported("KHM", 3, gap_note=None, definition="counted are three girls of Kep")
    local = reported("LAO", 2, source="ສຳຫຼວດ ໒ ຄົນ")
    harmless = reported("PHL", 1, definition="aged 5-17 in 2016")

    released = redact(review_of(three, local, harmless))

    shown = {row.sender: released.observations[row.address] for row in (three, local, harmless)}
    assert shown["KHM"].definition == WORDS_HELD
    assert shown["LAO"].source == WORDS_HELD
    assert shown["PHL"].definition == "aged 5-17 in 2016"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("children aged 15-17", set()),
        ("ages 5 to 11, 12–14 and 15-17", set()),
        ("boys under 18", set()),
        ("17 boys under 18", {17}),
        ("3-4 girls", {3, 4}),
        ("ages 2 to 4", {2, 4}),
        ("17-5 boys", {5, 17}),
        ("15-17.5", {15, Decimal("17.5"), 175}),
        ("1,013-17", {1013, Decimal("1.013"), 17}),
    ],
)
def test_a_range_of_ages_quotes_no_count(text, numbers):
    assert figures_in(text) == numbers


@pytest.mark.parametrize(
    ("count", "rate", "is_shown"),
    [(0, "0.04", True), (1, "0.09", False), (4, "0.37", False), (5, "0.46", True)],
)
def test_a_small_count_is_hidden_with_the_rate_that_gives_it_away(count, rate, is_shown):
    """Zero children are nobody; one to four could be found, also by way of share and population."""
    review = review_of(
        reported("KHM", count, year=2018),
        reported("KHM", rate, measure="pct", year=2018),
        reported("KHM", 1089, measure="population", year=2018),
        reported("VNM", "6.25", measure="pct", year=2018),
    )

    released = redact(review)

    shown = {
        f"{value.sender} {value.key.measure}"
        for value in released.vintage.values
        if value.value is not None
    }
    always = {"KHM population", "VNM pct"}
    assert shown == always | ({"KHM children", "KHM pct"} if is_shown else set())
    page = to_html(review_paper(released)).decode()
    assert (rate in page) == is_shown
    assert ("&lt;5" in page.partition("What to know")[2]) != is_shown
