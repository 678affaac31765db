"""What no file can show stops no document, and commands a terminal nothing."""

from io import BytesIO

import docx
import pytest
from openpyxl import Workbook

from cl_pipeline.model.document import Document, Heading, ItemList, Paragraph
from cl_pipeline.model.printable import printable
from cl_pipeline.model.table import Table, text_columns
from cl_pipeline.publication.document_docx import to_docx
from cl_pipeline.publication.document_html import to_html
from cl_pipeline.publication.sheet import write_text
from cl_pipeline.publication.tables import cell_text, to_markdown

TEXT = "Survey\x0b\x1b[31m\x00\u202e"
TABLE = Table(TEXT, text_columns({"Source": 9}), ((TEXT,),), notes=(TEXT,))
BLOCKS = (Heading(TEXT, 1), Paragraph(TEXT), ItemList((TEXT,)), TABLE)
DOCUMENT = Document(TEXT, TEXT, TEXT, TEXT, BLOCKS)
SHOWN = "Survey\ufffd\ufffd[31m\ufffd‹U+202E›"


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
    assert "‹U+202E›" in text
    assert not {"\x0b", "\x1b", "\x00", "\u202e"} & set(text)


def test_a_workbook_replaces_it_too():
    cell = Workbook().active["A1"]

    write_text(cell, TEXT)

    assert cell.value == SHOWN


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("SL\u200bOM", "SL‹U+200B›OM"),
        ("\ufeffSLOM", "‹U+FEFF›SLOM"),
        ("a\u2066b\u2069", "a‹U+2066›b‹U+2069›"),
        ("1\u200f2", "1‹U+200F›2"),
        ("a\U000e0041b", "a‹U+E0041›b"),
    ],
)
def test_a_character_that_hides_or_turns_text_is_named(text, shown):
    """Two texts that look the same are not the same."""
    assert printable(text) == shown


@pytest.mark.parametrize(
    "text",
    ["ពលកម្ម\u200bកុមារ", "แรงงาน\u200bเด็ก", "ແຮງງານ\u200bເດັກ", "ကလေး\u200bလုပ်သား",
     "می\u200cخواهم", "क्\u200dष", "Lao động trẻ em", "العمل"],
    ids=["Khmer", "Thai", "Lao", "Myanmar", "Arabic script", "Devanagari", "Viet", "Arabic"],
)  # fmt: skip
def test_the_spelling_of_a_language_is_kept(text):
    """Their zero-width spaces and joiners say where a word ends or how letters join."""
    assert printable(text) == text
