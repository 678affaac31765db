"""A paper as a Word document for the meeting file: A4, headings that Word lists, grey."""

from collections.abc import Sequence
from io import BytesIO

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph

from cl_pipeline.forms.writer.package import FIXED_INSTANT, without_times
from cl_pipeline.publication.cells import Content, Figure
from cl_pipeline.publication.papers.blocks import (
    Block,
    Bullets,
    Grid,
    Heading,
    Line,
    Paper,
    Picture,
)
from cl_pipeline.publication.papers.page import plain

A4_CM = (29.7, 21.0)
MARGIN_CM = 1.5
TEXT_WIDTH_CM = A4_CM[0] - 2 * MARGIN_CM
PICTURE_WIDTH_CM = 17
WIDE_SHARE = 3
"""A column for words is so many times as wide as another."""

BLACK = RGBColor(0x1A, 0x1A, 0x1A)


def paper_document(paper: Paper) -> bytes:
    """The document as docx bytes, without any trace of when it was saved."""
    document = Document()
    _set_up(document, paper)
    if paper.notice:
        document.add_paragraph().add_run(paper.notice).bold = True
    document.add_heading(paper.title, 0)
    document.add_paragraph(paper.subtitle)
    for block in paper.blocks:
        _add(document, block)
    _small(document.add_paragraph(f"{paper.made_from}."))
    saved = BytesIO()
    document.save(saved)
    return without_times(saved.getvalue())


def _set_up(document: Docx, paper: Paper) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = (Cm(side) for side in A4_CM)
    section.left_margin = section.right_margin = Cm(MARGIN_CM)
    section.top_margin = section.bottom_margin = Cm(MARGIN_CM)
    foot = " · ".join(part for part in (paper.title, paper.notice) if part)
    _small(section.footer.paragraphs[0]).add_run(foot)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = paper.title, "cl-pipeline", ""
    properties.created = properties.modified = FIXED_INSTANT.replace(tzinfo=None)
    for name, size in (("Normal", 10), ("Title", 22), ("Heading 1", 16), ("Heading 2", 12)):
        font = document.styles[name].font
        font.name, font.size, font.color.rgb = "Calibri", Pt(size), BLACK


def _add(document: Docx, block: Block) -> None:
    match block:
        case Heading(text, level):
            paragraph = document.add_heading(text, level)
            paragraph.paragraph_format.page_break_before = level == 1
            paragraph.paragraph_format.keep_with_next = True
        case Line(text, is_small):
            paragraph = document.add_paragraph(text)
            if is_small:
                _small(paragraph)
        case Bullets(items, is_numbered):
            for item in items:
                document.add_paragraph(item, "List Number" if is_numbered else "List Bullet")
        case Picture(content, words):
            _add_picture(document, content, words)
        case Grid():
            _add_table(document, block)


def _add_picture(document: Docx, content: bytes, words: str) -> None:
    shape = document.add_picture(BytesIO(content), width=Cm(PICTURE_WIDTH_CM))
    shape._inline.docPr.set("descr", words)  # python-docx has no other way to an alternative text


def _add_table(document: Docx, grid: Grid) -> None:
    if not grid.rows:
        document.add_paragraph(grid.nothing)
        return
    table = document.add_table(rows=1, cols=len(grid.headers), style="Table Grid")
    table.autofit = False
    widths = _widths(grid)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    _fill(table.rows[0], grid.headers, widths)
    for cell in table.rows[0].cells:
        _shade(cell)
    _mark(table.rows[0], "w:tblHeader")
    for content in grid.rows:
        row = table.add_row()
        _fill(row, content, widths)
        _mark(row, "w:cantSplit")
    document.add_paragraph()


def _widths(grid: Grid) -> list[Cm]:
    shares = [WIDE_SHARE if place in grid.wide else 1 for place in range(len(grid.headers))]
    return [Cm(TEXT_WIDTH_CM * share / sum(shares)) for share in shares]


def _fill(row: _Row, contents: Sequence[Content], widths: Sequence[Cm]) -> None:
    for cell, content, width in zip(row.cells, contents, widths, strict=True):
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.add_run(plain(content)).font.size = Pt(8)
        if isinstance(content, Figure):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _shade(cell: _Cell) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "E2E2E2")):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _mark(row: _Row, name: str) -> None:
    """Word's marks for a header that stands again on every page, and for a row never cut in two."""
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _small(paragraph: Paragraph) -> Paragraph:
    paragraph.paragraph_format.space_after = Pt(4)
    for run in paragraph.runs:
        run.font.size = Pt(8)
    return paragraph
