"""A page of a workbook: rows tall enough, tables with their header on every printed page."""

from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from cl_pipeline.model.labels import source_label
from cl_pipeline.model.number_format import format_number
from cl_pipeline.model.table import Column, Table
from cl_pipeline.publication.b_list_workbook import INVENTED
from cl_pipeline.publication.sheet import CONTINUED, SheetWriter, cut, lines_of
from tests.publication.test_b_list_workbook import _row, workbook_of

COLUMNS = (Column("sender", "Member State", width=20), Column("words", "Words", width=60))


def table_of(rows):
    return Table("A table", COLUMNS, tuple(rows))


def writer_of():
    sheet = Workbook().worksheets[0]
    return sheet, SheetWriter(sheet, [table_of(())])


def printed_pages(sheet):
    """The first column of each printed page, as the breaks part them."""
    texts = [sheet.cell(row, 1).value for row in range(1, sheet.max_row + 1)]
    ends = [*(page_break.id for page_break in sheet.row_breaks.brk), len(texts)]
    starts = [0, *ends[:-1]]
    return [texts[start:end] for start, end in zip(starts, ends, strict=True)]


def test_a_long_table_has_its_header_on_every_page():
    sheet, page = writer_of()
    names = [f"State {number}" for number in range(90)]

    page.table(table_of([(name, "words") for name in names]))

    pages = printed_pages(sheet)
    assert len(pages) > 2
    assert {texts[0] for texts in pages} == {"Member State"}
    assert [text for texts in pages for text in texts[1:] if text] == names


def test_a_table_that_is_not_paged_stays_in_one_piece():
    sheet, page = writer_of()

    header = page.table(table_of([(str(number), "words") for number in range(90)]), is_paged=False)

    for number in range(90):
        assert sheet.cell(header + 1 + number, 1).value == str(number)


def test_a_heading_goes_with_its_table():
    sheet, page = writer_of()
    for number in range(25):
        page.line(f"line {number}")

    page.section("Heading")
    page.table(table_of([("Cambodia", "words")] * 10), is_paged=False)

    assert [texts[0] for texts in printed_pages(sheet)] == ["line 0", "Heading"]


def test_a_picture_is_not_cut_by_the_end_of_a_page():
    sheet, page = writer_of()
    for number in range(28):
        page.line(f"line {number}")

    anchor = page.picture(14 * 14)

    assert [page_break.id for page_break in sheet.row_breaks.brk] == [28]
    assert anchor == "A29"


def test_a_row_taller_than_a_page_goes_on_in_the_next():
    narrative = "The law on work of children was revised and is being applied.\n" * 60

    row = _row("KHM", narrative=narrative, has_submission=True, level_wording="In place")
    content = workbook_of([row])

    sheet = load_workbook(BytesIO(content))["B1"]
    rows = [row for row in sheet.iter_rows() if str(row[0].value).startswith("Cambodia")]
    assert [row[0].value for row in rows[1:]] == ["Cambodia" + CONTINUED] * (len(rows) - 1)
    assert len(rows) > 1
    assert "\n".join(row[2].value for row in rows) == narrative
    assert max(dimension.height or 0 for dimension in sheet.row_dimensions.values()) < 409


@given(st.text(max_size=400), st.integers(4, 60), st.integers(1, 5))
def test_parts_of_a_text_are_no_longer_than_asked(text, width, lines):
    parts = cut(text, width, lines)

    assert max(lines_of(part, width) for part in parts) <= lines
    assert "".join(parts).replace("\n", "") == text.replace("\n", "")


def test_invented_answers_are_called_so_in_the_level_and_on_the_sheet():
    row = _row("KHM", has_submission=True, level_wording="In place", is_sample=True)

    book = load_workbook(BytesIO(workbook_of([row], is_sample=True)))

    texts = [{cell.value for row in sheet.iter_rows() for cell in row} for sheet in book.worksheets]
    assert all(INVENTED in found for found in texts)
    assert "In place (invented)" in texts[1]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("00-README Cambodian report of March: May", "Cambodian report of March: May"),
        ("document: 01-monitoring-workshop-2021 Table", "Monitoring workshop 2021, Table"),
        ("ours: again; 03-roadmap-2025 Annex", "Our assumption: again; roadmap 2025, Annex"),
        ("", ""),
    ],
)
def test_sources_are_named_for_readers_who_do_not_know_our_files(source, words):
    assert source_label(source) == words


def test_numbers_in_sentences_are_short():
    shown = [format_number(Decimal(text)) for text in ("94.925", "1E+3", "0", "2.50")]

    assert shown == ["94.92", "1,000", "0", "2.50"]
