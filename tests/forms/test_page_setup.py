"""Forms on paper: pages end where they part nothing, and nothing that is filled in is cut off."""

import io
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from cl_pipeline.forms.description import describe
from cl_pipeline.forms.elements import Asked, Printed, Row
from cl_pipeline.forms.layout import place
from cl_pipeline.forms.layout_files import load_layout
from cl_pipeline.forms.text_metrics import wrapped
from cl_pipeline.forms.writer import fill_form, write_form
from cl_pipeline.forms.writer.page_setup import END_MARGIN, SIDE_MARGIN, A4Page, page_breaks
from cl_pipeline.framework.loader import load_framework
from cl_pipeline.model.codes import Field, FormKey
from cl_pipeline.model.identity import RoundYear
from cl_pipeline.model.labels import SAMPLE_NOTICE

FRAMEWORK = load_framework()

FORMS = [
    pytest.param(FormKey.A_LIST, "1.0", 2021, id="A list 1.0"),
    pytest.param(FormKey.A_LIST, "1.1", 2025, id="A list 1.1"),
    pytest.param(FormKey.B_LIST, "1.0", 2021, id="B list 1.0"),
]


SIZES = {"unit": 8, "held_heading": 8, "own": 9, "gap_line": 9, "measure": 11}


@cache
def written(form: FormKey, version: str, year: int, *, is_sample: bool = False) -> bytes:
    description = describe(FRAMEWORK, form, version, RoundYear(year))
    sender = FRAMEWORK.member_state("LAO")
    return write_form(description, FRAMEWORK, sender, known_values={}, is_sample=is_sample)


def opened(form: bytes) -> Workbook:
    return load_workbook(io.BytesIO(form))


@pytest.mark.parametrize(("form", "version", "year"), FORMS)
def test_no_heading_is_the_last_row_of_its_page(form, version, year):
    grids = load_layout(form, version).grids

    for placed in place(FRAMEWORK, form, version, RoundYear(year)):
        grid = grids[placed.grid]
        page = A4Page(grid.landscape, SIDE_MARGIN, END_MARGIN)
        breaks = page_breaks(placed.rows, page.capacity(grid.widths), frozenset())
        assert not any(placed.rows[first - 2].keep_next for first in breaks), placed.name
        assert len(breaks) >= (1 if placed.name == "A2" else 0)


@pytest.mark.parametrize(("form", "version", "year"), FORMS)
def test_printed_words_fit_into_their_cells(form, version, year):
    grids = load_layout(form, version).grids

    for placed in place(FRAMEWORK, form, version, RoundYear(year)):
        widths = grids[placed.grid].widths
        for placed_element in placed.elements:
            element = placed_element.element
            if not isinstance(element, Printed) or element.style in {"mark", "title"}:
                continue
            size = SIZES.get(element.style, 10)
            width = sum(widths[element.column - 1 : element.column - 1 + element.span])
            needed = 1.25 * size * len(wrapped(element.text, width, size))
            assert (placed.rows[placed_element.row - 1].height or 15) >= needed, element


def test_rows_that_belong_together_move_to_the_next_page():
    rows = [Row(height=40), Row(height=40), Row(height=10, keep_next=True), Row(height=20)]

    assert page_breaks(rows, 100, frozenset()) == [3]


def test_header_rows_need_space_on_every_page():
    rows = [Row(height=40, is_header=True), *(Row(height=60) for _ in range(3))]

    assert page_breaks(rows, 100, frozenset()) == [3, 4]
    assert page_breaks(rows, 100, frozenset({1})) == [3, 4]
    assert page_breaks(rows[:1] + rows[2:], 160, frozenset()) == []


def test_a_group_taller_than_a_page_is_not_moved_again_and_again():
    rows = [Row(height=60, keep_next=True) for _ in range(5)]

    assert page_breaks([*rows, Row(height=60)], 100, frozenset()) == []


def test_a_wide_sheet_is_made_smaller_and_holds_more():
    page = A4Page(is_landscape=False, side_margin=0.5, end_margin=0.5)
    printed = (595.3 - 72) / 5.25

    assert page.capacity([10]) == page.capacity([printed])
    assert page.capacity([printed, printed]) == pytest.approx(2 * page.capacity([10]))


def test_a_row_grows_with_a_long_text():
    description = describe(FRAMEWORK, FormKey.B_LIST, "1.0", RoundYear(2021))
    narrative = next(cell for cell in description.cells if cell.field == Field.NARRATIVE)
    row = int(narrative.cell[1:])
    form = written(FormKey.B_LIST, "1.0", 2021)

    heights = [
        opened(fill_form(form, [(narrative, text)]))[narrative.sheet].row_dimensions[row].height
        for text in ("In place.", "A law is under consultation. " * 60, "word " * 5000)
    ]

    assert heights[0] == opened(form)[narrative.sheet].row_dimensions[row].height
    assert heights[0] < heights[1] < heights[2] == 400


def test_texts_may_take_the_width_of_the_known_value():
    cells = [
        (placed.element.span, placed.cell.field)
        for sheet in place(FRAMEWORK, FormKey.A_LIST, "1.0", RoundYear(2021))
        for placed in sheet.elements
        if isinstance(placed.element, Asked) and placed.cell
    ]

    assert {span for span, field in cells if field == Field.SOURCE} == {2}
    assert {span for span, field in cells if field == Field.PROGRESS_DESCRIPTION} == {12}
    assert {span for span, field in cells if field == Field.VALUE} == {1, 2}


def test_every_page_of_a_sample_says_so_at_its_foot():
    feet = [
        opened(written(FormKey.B_LIST, "1.0", 2021, is_sample=is_sample))["B1"].oddFooter
        for is_sample in (False, True)
    ]

    assert [foot.left.text for foot in feet] == ["Lao PDR · &A"] * 2
    assert [SAMPLE_NOTICE in foot.center.text for foot in feet] == [False, True]


def test_a_sheet_of_the_b_list_is_one_page():
    sheets = opened(written(FormKey.B_LIST, "1.0", 2021)).worksheets

    assert not any(sheet.row_breaks.brk for sheet in sheets)


SENTENCE = "Please save the workbook as an Excel file on the shared drive, in the folder 2021/KHM."


@given(st.text(max_size=300), st.floats(1, 120))
def test_lines_put_together_are_the_text(text, width):
    lines = [wrapped(part, width) for part in text.split("\n")]

    assert "\n".join("".join(line) for line in lines) == text
    assert sum(map(len, lines)) == len(wrapped(text, width))


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, 1),
        ("one\n\ntwo", 10, 3),
        ("a" * 100, 10, 10),
        (SENTENCE, 104, 1),
        (SENTENCE, 40, 2),
    ],
    ids=["nothing", "line breaks", "a word longer than the line", "one line", "two lines"],
)
def test_lines_are_counted_as_they_wrap(text, width, lines):
    assert len(wrapped(text, width)) == lines


def test_wide_letters_and_bold_take_more_lines():
    assert len(wrapped("M" * 100, 50)) > len(wrapped("i" * 100, 50))
    assert len(wrapped("number " * 40, 50, bold=True)) >= len(wrapped("number " * 40, 50))
    assert len(wrapped("ទិន្នន័យ " * 20, 50)) > len(wrapped("letters " * 20, 50))
