"""What no file can show stops no document, and commands a terminal nothing."""

from io import BytesIO

import docx
import pytest
from openpyxl import Workbook

from cl_pipeline.model.document import Document, Heading, ItemList, Paragraph
from cl_pipeline.model.table import Table, text_columns
from cl_pipeline.publication.document_docx import to_docx
from cl_pipeline.publication.document_html import to_html
from cl_pipeline.publication.sheet import write_text
from cl_pipeline.publication.tables import cell_text, to_markdown

TEXT = "Survey\x0b\x1b[31m\x00"
TABLE = Table(TEXT, text_columns({"Source": 9}), ((TEXT,),), notes=(TEXT,))
BLOCKS = (Heading(TEXT, 1), Paragraph(TEXT), ItemList((TEXT,)), TABLE)
DOCUMENT = Document(TEXT, TEXT, TEXT, TEXT, BLOCKS)
SHOWN = "Survey\ufffd\ufffd[31m\ufffd"


def word_texts(content: bytes) -> list[str]:
    document = docx.Document(BytesIO(content))
    return [paragraph.text for paragraph in document.paragraphs]


@pytest.mark.parametrize(
    "text",
    [
        " ".join(word_texts(to_docx(DOCUMENT))),
        to_html(DOCUMENT).decode(),
        to_markdown(TABLE),
        cell_text(TEXT, TABLE.columns[0]),
    ],
    ids=["document", "page", "markdown", "cell"],
)
def test_a_character_that_cannot_be_shown_is_replaced(text):
    assert "Survey\ufffd\ufffd" in text
    assert not {"\x0b", "\x1b", "\x00"} & set(text)


def test_a_workbook_replaces_it_too():
    cell = Workbook().active["A1"]

    write_text(cell, TEXT)

    assert cell.value == SHOWN
