"""The papers of a meeting, read back as a browser and Word would."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document

from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.codes import ConfidentialityStatus
from cl_pipeline.model.labels import SAMPLE_NOTICE, format_value
from cl_pipeline.model.number_format import format_number
from cl_pipeline.publication.document_docx import to_docx
from cl_pipeline.publication.document_html import to_html
from cl_pipeline.publication.papers import confirmation_paper, country_paper, review_paper
from tests.builders.vintages import FRAMEWORK, own_review_of, redacted_review_of, reported

WITHHELD = 77777

ACCEPTED = (
    reported("KHM", 429380, year=2012, source="Labour force survey <2012> & others"),
    reported("KHM", 3956022, year=2012, measure="population"),
    reported("VNM", "5.30", year=2018, measure="pct", age_range="5–17"),
    reported(
        "PHL",
        WITHHELD,
        source="Register <2016> & others",
        conf_status=ConfidentialityStatus.NOT_FOR_PUBLICATION,
    ),
    reported("LAO", "nc", gap_note="not asked in the survey"),
)
REVIEW = redacted_review_of(*ACCEPTED)
PAPERS = {
    "meeting": review_paper(REVIEW),
    "country": country_paper(REVIEW, "KHM"),
    "confirmation": confirmation_paper(own_review_of("PHL", *ACCEPTED), REVIEW, "PHL"),
}

LINK = re.compile(
    r'<a(?: href="(?P<target>#[^"]*)")? data-trace-key="(?P<key>[^"]+)"[^>]*>([^<]+)</a>'
)


def text_of(document: bytes) -> str:
    read = Document(BytesIO(document))
    cells = (cell.text for table in read.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in read.paragraphs), *cells])


@pytest.mark.parametrize("name", PAPERS)
def test_the_same_paper_gives_the_same_bytes(name):
    assert to_html(PAPERS[name]) == to_html(PAPERS[name])
    assert to_docx(PAPERS[name]) == to_docx(PAPERS[name])


def test_every_number_carries_its_trace_key_and_leads_to_its_source():
    page = to_html(PAPERS["meeting"]).decode()
    values = {value.trace_key: value for value in REVIEW.vintage.values}

    links = LINK.findall(page)

    assert {key for _, key, _ in links} >= {
        value.trace_key
        for value in values.values()
        if value.value is not None and "withheld" not in value.flags
    }
    for target, key, text in links:
        assert text == format_number(values[key].value)
        row = page[page.index(f'<tr id="{target[1:]}"') :].partition("</tr>")[0]
        assert key in row.replace("<wbr>", "")


def test_a_figure_nearer_to_the_baseline_year_is_named():
    review = redacted_review_of(
        reported("PHL", 5000, year=2009), reported("PHL", 6000, column="other_1", year=2015)
    )

    page = to_html(review_paper(review)).decode()

    assert "the baseline stated is for 2009" in page
    assert "there is a value for 2015" in page


@pytest.mark.parametrize("name", ["meeting", "country"])
@pytest.mark.parametrize("printed", [to_html, to_docx])
def test_withheld_figures_are_in_no_paper_for_others(name, printed):
    content = printed(PAPERS[name])
    text = text_of(content) if printed is to_docx else content.decode()
    assert str(WITHHELD) not in text
    assert f"{WITHHELD:,}" not in text


def test_a_member_state_sees_only_its_own():
    page = to_html(PAPERS["country"]).decode()

    assert "429,380" in page
    for code, name in ((state.code, state.name) for state in FRAMEWORK.member_states):
        if code != "KHM":
            assert name not in page
            assert not re.search(rf"\b{code}\b", page)
    assert "5.30" not in page


@pytest.mark.parametrize("name", PAPERS)
def test_a_page_needs_no_network_and_runs_nothing(name):
    page = to_html(PAPERS[name]).decode()
    assert not re.search(r'(?:src|href)="(?!#|data:)', page)
    assert "<script" not in page
    assert re.search(r"&lt;20\d\d&gt; &amp; others", page)


@pytest.mark.parametrize("name", PAPERS)
def test_page_and_document_have_the_same_content(name):
    document = text_of(to_docx(PAPERS[name]))
    page = to_html(PAPERS[name]).decode().replace("<wbr>", "")
    for cell in re.findall(r"<t[dh][^>]*>([^<>]+)</t[dh]>", page):
        text = cell.strip().replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
        assert text in document


def test_a_paper_of_the_sample_has_the_notice():
    sample = review_paper(replace(REVIEW, vintage=replace(REVIEW.vintage, is_sample=True)))

    assert SAMPLE_NOTICE in to_html(sample).decode()
    document = Document(BytesIO(to_docx(sample)))
    assert SAMPLE_NOTICE in document.sections[0].footer.paragraphs[0].text


@pytest.mark.parametrize(
    ("declared", "unit"),
    [
        ({"currency": "IDR", "multiplier": "million"}, "in IDR, million"),
        ({"currency": "IDR", "multiplier": "units"}, "in IDR"),
        ({"currency": "IDR"}, "in IDR, multiplier not stated"),
        ({}, "in a currency not stated, multiplier not stated"),
    ],
)
def test_currency_and_multiplier_are_printed_with_every_amount(declared, unit):
    amount = reported(
        "KHM", 1500, measure="population", unit="currency", attributes=tuple(declared.items())
    )
    review = redacted_review_of(amount, reported("KHM", "1.5", measure="pct"))

    for paper in (review_paper(review), country_paper(review, "KHM")):
        assert f"({unit})" in text_of(to_docx(paper))
    (value,) = (value for value in review.vintage.values if value.key.measure == "population")
    assert format_value(value) == f"1,500 {unit}"


def test_a_member_state_sees_its_own_figures_in_full_and_what_others_see():
    own, country = (text_of(to_docx(PAPERS[name])) for name in ("confirmation", "country"))

    assert f"{WITHHELD:,}" in own
    assert "What other Member States will not see" in own
    assert "429,380" not in own
    assert f"{WITHHELD:,}" not in country


def test_parts_are_shown_where_the_total_is_not_available():
    review = redacted_review_of(
        reported("KHM", "m"), reported("KHM", 6200, breakdown=Breakdown(sex="F"))
    )

    page = to_html(review_paper(review)).decode()

    assert "Only parts without a total have been received." in page
    assert "6,200" in page
