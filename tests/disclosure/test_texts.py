"""Words with personal data, or about hidden figures, are shown to no other sender."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from cl_pipeline.disclosure.redaction import redact
from cl_pipeline.disclosure.suppression import hidden_figures
from cl_pipeline.disclosure.texts import ShownTexts
from cl_pipeline.model.breakdown import Breakdown
from cl_pipeline.model.identity import SenderCode
from cl_pipeline.model.labels import PERSONAL_HELD, WORDS_HELD
from cl_pipeline.publication.review_workbook import review_workbook
from tests.builders.vintages import FRAMEWORK, redacted_review_of, reported, review_of

KHM = SenderCode("KHM")


@pytest.mark.parametrize("where", ["source", "definition", "gap_note", "as_typed"])
def test_personal_data_is_in_no_text_about_a_figure(where):
    row = reported("KHM", 417, **{where: "the ministry, 012 345 678"})

    shown = redact(review_of(row)).observations[row.address]

    assert getattr(shown, where) == PERSONAL_HELD


def test_a_telephone_number_without_country_code_is_one_of_the_senders_country():
    assert ShownTexts(FRAMEWORK).shown(KHM, "ask 012 345 678") == PERSONAL_HELD
    assert ShownTexts(FRAMEWORK).shown(KHM, "LFS 2019, p. 45") == "LFS 2019, p. 45"


def test_a_row_with_a_telephone_number_in_its_name_is_not_shown():
    named = Breakdown(location="label:Kep, 012 345 678")
    total, row = reported("KHM", 417), reported("KHM", 400, breakdown=named)

    shown = redact(review_of(total, row)).vintage.values

    assert [value.value for value in shown] == [417]


def test_words_that_may_quote_a_hidden_figure_are_shown_of_its_sender_only():
    review = review_of(reported("KHM", 3), reported("LAO", 300))
    hidden = hidden_figures(review.vintage.values, FRAMEWORK)
    texts = ShownTexts(FRAMEWORK, review.vintage.values, hidden)

    words = "three cases were opened"
    assert [texts.shown(SenderCode(code), words) for code in ("KHM", "LAO")] == [WORDS_HELD, words]


def test_the_name_of_a_received_file_is_in_no_paper():
    review = redacted_review_of(reported("KHM", 417))
    book = load_workbook(BytesIO(review_workbook(review)))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]

    assert not any("a_list.xlsx" in cell for cell in cells)
