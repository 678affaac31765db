"""A document as a Word file for the meeting: A4, headings that Word lists, grey."""

from collections.abc import Sequence
from io import BytesIO

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph as WordParagraph

from cl_pipeline.forms.writer.package import FIXED_INSTANT, without_times
from cl_pipeline.model.document import Block, Document, Heading, ItemList, Paragraph, Picture
from cl_pipeline.model.printable import printable
from cl_pipeline.model.table import Linked, Table
from cl_pipeline.publication.tables import cell_text

A4_CM = (29.7, 21.0)
MARGIN_CM = 1.5
TEXT_WIDTH_CM = A4_CM[0] - 2 * MARGIN_CM
PICTURE_WIDTH_CM = 17
BLACK = RGBColor(0x1A, 0x1A, 0x1A)


def to_docx(document: Document) -> bytes:
    """The document as docx bytes; the same document gives the same bytes."""
    word = docx.Document()
    _set_up(word, document)
    if document.notice:
        word.add_paragraph().add_run(printable(document.notice)).bold = True
    word.add_heading(printable(document.title), 0)
    word.add_paragraph(printable(document.subtitle))
    for block in document.blocks:
        _add(word, block)
    _small(word.add_paragraph(printable(f"{document.made_from}.")))
    saved = BytesIO()
    word.save(saved)
    return without_times(saved.getvalue())


def _set_up(word: WordDocument, document: Document) -> None:
    section = word.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = (Cm(side) for side in A4_CM)
    section.left_margin = section.right_margin = Cm(MARGIN_CM)
    section.top_margin = section.bottom_margin = Cm(MARGIN_CM)
    foot = " · ".join(part for part in (document.title, document.notice) if part)
    _small(section.footer.paragraphs[0]).add_run(printable(foot))
    properties = word.core_properties
    properties.title = printable(document.title)
    properties.author, properties.comments = "cl-pipeline", ""
    properties.created = properties.modified = FIXED_INSTANT.replace(tzinfo=None)
    for name, size in (("Normal", 10), ("Title", 22), ("Heading 1", 16), ("Heading 2", 12)):
        font = word.styles[name].font
        font.name, font.size, font.color.rgb = "Calibri", Pt(size), BLACK


def _add(word: WordDocument, block: Block) -> None:
    match block:
        case Heading(text, level):
            heading = word.add_heading(printable(text), level)
            heading.paragraph_format.page_break_before = level == 1
            heading.paragraph_format.keep_with_next = True
        case Paragraph(text, is_small):
            paragraph = word.add_paragraph(printable(text))
            if is_small:
                _small(paragraph)
        case ItemList(items, is_numbered):
            for item in items:
                word.add_paragraph(printable(item), "List Number" if is_numbered else "List Bullet")
        case Picture(content, description):
            shape = word.add_picture(BytesIO(content), width=Cm(PICTURE_WIDTH_CM))
            # python-docx has no other way to an alternative text
            shape._inline.docPr.set("descr", printable(description))
        case Table():
            _add_table(word, block)


def _add_table(word: WordDocument, table: Table) -> None:
    if not table.rows:
        word.add_paragraph(printable(table.empty))
        return
    written = word.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    written.autofit = False
    total = sum(column.width for column in table.columns)
    widths = [Cm(TEXT_WIDTH_CM * column.width / total) for column in table.columns]
    for word_column, width in zip(written.columns, widths, strict=True):
        word_column.width = width
    header = written.rows[0]
    _fill(header, [column.label for column in table.columns], widths)
    for word_cell in header.cells:
        _shade(word_cell)
    _set_property(header, "w:tblHeader")
    for cells in table.rows:
        row = written.add_row()
        _fill(row, list(map(cell_text, cells, table.columns)), widths)
        _set_property(row, "w:cantSplit")
        for word_cell, cell in zip(row.cells, cells, strict=True):
            if isinstance(cell, Linked) and cell.trace_key:
                word_cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for note in table.notes:
        _small(word.add_paragraph(printable(note)))
    word.add_paragraph()


def _fill(row: _Row, texts: Sequence[str], widths: Sequence[Cm]) -> None:
    for cell, text, width in zip(row.cells, texts, widths, strict=True):
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.add_run(text).font.size = Pt(8)


def _shade(cell: _Cell) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "E2E2E2")):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _set_property(row: _Row, name: str) -> None:
    """``w:tblHeader`` repeats a row on every page, ``w:cantSplit`` never cuts it in two."""
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _small(paragraph: WordParagraph) -> WordParagraph:
    paragraph.paragraph_format.space_after = Pt(4)
    for run in paragraph.runs:
        run.font.size = Pt(8)
    return paragraph
