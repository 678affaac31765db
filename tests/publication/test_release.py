"""What a Member State withholds stands in nothing that is shown."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook

from cl_pipeline.catalogue import finding
from cl_pipeline.model.codes import ConfidentialityStatus
from cl_pipeline.publication.papers import paper_page, review_paper
from cl_pipeline.publication.review_workbook import review_workbook
from tests.builders.vintages import reported, review_pack_of, submission_name

NOT_FOR_PUBLICATION = ConfidentialityStatus.NOT_FOR_PUBLICATION

ACCEPTED = (
    reported("KHM", "c", gap_note="777 held by police", conf_status=NOT_FOR_PUBLICATION),
    reported("PHL", 8888, conf_status=NOT_FOR_PUBLICATION),
    reported("VNM", 5100, year=2018),
)
FINDINGS = {
    submission_name("KHM", 2021): [
        finding("NUMBER_UNCLEAR", sheet="A2", cell="C40", found='"c 666" is not a number')
    ]
}
PACK = review_pack_of(*ACCEPTED, findings=FINDINGS)
SECRET = ("777", "8888", "8,888", "666", "police")


def words_of_workbook(content: bytes) -> str:
    book = load_workbook(BytesIO(content))
    cells = (cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    return " ".join(f"{cell.value} {cell.comment.text if cell.comment else ''}" for cell in cells)


@pytest.mark.parametrize("medium", ["workbook", "paper"])
def test_neither_figure_nor_words_about_it_are_shown(medium: str) -> None:
    """The figure, the note beside a gap, and a cell that holds the code beside a figure."""
    words = (
        words_of_workbook(review_workbook(PACK))
        if medium == "workbook"
        else re.sub(r"base64,[^\"]*", "", paper_page(review_paper(PACK)).decode())
    )

    assert [secret for secret in SECRET if secret in words] == []
    assert "5100" in words.replace(",", "")
