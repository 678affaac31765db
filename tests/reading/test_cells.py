"""Cells as the strict reader sees them: nothing lost, nothing invented, nothing believed."""

from io import BytesIO

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from PIL import Image as PILImage

from cl_pipeline.model.workbook import CellKind, RawCell, RawWorkbook
from cl_pipeline.reading.xlsx.document import read_document
from cl_pipeline.reading.xlsx.limits import ReadingLimits, Unreadable
from cl_pipeline.reading.xlsx.protocol import raw_workbook
from tests.builders.odd_workbook import MAIN, OddWorkbook, one_sheet


def read(data: bytes) -> RawWorkbook:
    return raw_workbook(read_document(data, ReadingLimits()))


def cells(rows: str, **given: object) -> dict[str, tuple[CellKind, str]]:
    sheet = read(one_sheet(rows, **given)).sheets[0]
    return {address: (cell.kind, cell.text) for address, cell in sheet.cells.items()}


def row(*content: str) -> str:
    return f'<row r="1">{"".join(content)}</row>'


FIGURE, SHARED = '<c r="A1"><v>7</v></c>', '<c r="A1" t="s"><v>0</v></c>'

STRINGS = [
    "<r><t>12</t></r><r><t>34</t></r><rPh sb='0' eb='1'><t>aid</t></rPh>",
    "<r><t>1,234</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>1</t></r>",
    "<r><rPr><strike/></rPr><t>9</t></r><r><t>8</t></r>",
]

KINDS = {
    "digits as stored": ('<c r="A1"><v>0.1000000000000001</v></c>', "number", "0.1000000000000001"),
    "power of ten": ('<c r="A1"><v>1.5E-3</v></c>', "number", "1.5E-3"),
    "inline text": ('<c r="A1" t="inlineStr"><is><t>ខ្មែរ</t></is></c>', "text", "ខ្មែរ"),
    "formula text": ('<c r="A1" t="str"><f>X</f><v>done</v></c>', "text", "done"),
    "boolean": ('<c r="A1" t="b"><v>1</v></c>', "boolean", "TRUE"),
    "error": ('<c r="A1" t="e"><v>#DIV/0!</v></c>', "error", "#DIV/0!"),
    "newer error": ('<c r="A1" t="e"><v>#SPILL!</v></c>', "error", "#SPILL!"),
    "iso date": ('<c r="A1" t="d"><v>2016-05-04</v></c>', "date", "2016-05-04"),
    "formula without value": ('<c r="A1"><f>1+1</f></c>', "formula_without_value", ""),
    "formula with empty value": ('<c r="A1"><f>1+1</f><v/></c>', "formula_without_value", ""),
    "escaped characters": ('<c r="A1" t="str"><v>a_x000A_b_x005F_</v></c>', "text", "a\nb_"),
    "value before an inline text": (
        '<c r="A1" t="inlineStr"><v>1.0</v><is><t>x</t></is></c>', "text", "x"
    ),
    "value after an inline text": (
        '<c r="A1" t="inlineStr"><is><t>x</t></is><v>1</v></c>', "text", "x"
    ),
    "whole number with a point": ('<c r="A1"><v>429380.0</v></c>', "number", "429380"),
    "whole number with a power": ('<c r="A1"><v>1.2345678E7</v></c>', "number", "12345678"),
    "negative whole number": ('<c r="A1"><v>-12.0</v></c>', "number", "-12"),
    "beyond fifteen digits": ('<c r="A1"><v>1E+20</v></c>', "number", "1E+20"),
    "runs joined, without the reading aid": (SHARED, "text", "1234"),
    "a raised digit stays visible": ('<c r="A1" t="s"><v>1</v></c>', "text", "1,234¹"),
    "struck text stays visible": ('<c r="A1" t="s"><v>2</v></c>', "text", "9\u03368"),
}  # fmt: skip


@pytest.mark.parametrize(("xml", "kind", "text"), KINDS.values(), ids=KINDS.keys())
def test_each_kind_of_cell_is_read_as_the_file_types_it(xml, kind, text):
    """A footnote 1 behind 1,234 must not make 12,341, nor struck 9 and new 8 make 98."""
    assert cells(row(xml), strings=STRINGS) == {"A1": (CellKind(kind), text)}


@pytest.mark.parametrize("kind", ["n", "s", "b", "d", "str", "inlineStr"])
@pytest.mark.parametrize("content", ["<v/>", "<v></v>", "<v> </v>"])
def test_an_emptied_cell_is_empty_whatever_type_it_kept(kind, content):
    found = cells(row(f'<c r="A1" t="{kind}">{content}</c>'), strings=STRINGS)

    assert not "".join(text.strip() for _, text in found.values())


def with_sheet(xml: str) -> OddWorkbook:
    return OddWorkbook({"One": xml})


LINK = '<hyperlinks><hyperlink ref="B1" display="no"/></hyperlinks>'
UTF_16 = f'<worksheet xmlns="{MAIN}"><sheetData>{row(FIGURE)}</sheetData></worksheet>'
COUNTED = f'<sst xmlns="{MAIN}" count="1" uniqueCount="4294967295"><si><t>x</t></si></sst>'

ODD = {
    "addresses may be left out": (
        with_sheet(
            "<sheetData><row><c><v>1</v></c><c/><c><v>3</v></c></row>"
            "<row><c><v>4</v></c></row></sheetData>"
        ),
        {"A1": "1", "C1": "3", "A2": "4"},
    ),
    "a wrong dimension is not believed": (
        with_sheet(
            '<dimension ref="A1"/><sheetData><row r="9"><c r="Z9"><v>7</v></c></row></sheetData>'
        ),
        {"Z9": "7"},
    ),
    "a sheet in another encoding": (
        OddWorkbook(more_parts={"xl/worksheets/sheet1.xml": UTF_16.encode("utf-16")}),
        {"A1": "7"},
    ),
    "a link on an empty cell makes no text": (
        with_sheet(f"<sheetData>{row(FIGURE)}</sheetData>{LINK}"),
        {"A1": "7"},
    ),
    "cells far apart are two cells, not a grid": (
        with_sheet(
            f"<sheetData>{row(FIGURE)}"
            '<row r="1048576"><c r="XFD1048576"><v>8</v></c></row></sheetData>'
        ),
        {"A1": "7", "XFD1048576": "8"},
    ),
    "a wrong count of shared texts is not believed": (
        OddWorkbook(
            {"One": f"<sheetData>{row(SHARED)}</sheetData>"},
            strings=["<t>x</t>"],
            more_parts={"xl/sharedStrings.xml": COUNTED.encode()},
        ),
        {"A1": "x"},
    ),
}


@pytest.mark.parametrize(("book", "texts"), ODD.values(), ids=ODD)
def test_what_other_programs_cut_or_invent_is_read_as_it_is(book, texts):
    sheet = read(book.bytes()).sheets[0]

    assert {address: cell.text for address, cell in sheet.cells.items()} == texts


def test_strict_workbooks_read_like_transitional_ones():
    rows = row('<c r="A1" t="s"><v>0</v></c><c r="B1"><v>5</v></c>')

    assert cells(rows, strings=["<t>x</t>"], is_strict=True) == cells(rows, strings=["<t>x</t>"])


FORMATS = [
    (10, "", "number", True),
    (9, "", "number", True),
    (200, '0.0"%"', "number", False),
    (201, "[Red]0.0%", "number", True),
    (202, "0;0%", "number", False),
    (14, "", "date", False),
    (203, "[$-41E]d mmm bbbb", "date", False),
    (204, "yyyy", "date", False),
    (205, '0 "days"', "number", False),
    (206, "[h]:mm", "date", False),
    (207, "General", "number", False),
    (208, r"0\d", "number", False),
]


@pytest.mark.parametrize(("number", "code", "kind", "percent"), FORMATS)
def test_the_number_format_says_percent_or_date(number, code, kind, percent):
    data = one_sheet(row('<c r="A1" s="1"><v>42370</v></c>'), formats=[(number, code)])

    cell = read(data).sheets[0].cells["A1"]

    assert (cell.kind, cell.shown_percent) == (CellKind(kind), percent)


def test_both_calendars_give_the_day_a_program_would_show():
    rows = row(
        '<c r="A1" s="1"><v>42370</v></c><c r="B1" s="1"><v>60</v></c>'
        '<c r="C1" s="1"><v>0.5</v></c><c r="D1" s="1"><v>-1</v></c>'
    )
    sheet = {"One": f"<sheetData>{rows}</sheetData>"}
    formats = [(14, "")]
    early = OddWorkbook(sheet, formats=formats)
    late = OddWorkbook(sheet, formats=formats, workbook_properties='<workbookPr date1904="1"/>')

    shown = [[c.text for c in read(b.bytes()).sheets[0].cells.values()] for b in (early, late)]

    assert shown[0] == ["2016-01-01", "1900-02-29", "12:00:00", "day number -1"]
    assert shown[1][0] == "2020-01-02"


def test_hidden_rows_columns_and_sheets_are_marked():
    body = (
        '<cols><col min="2" max="3" hidden="1"/></cols><sheetData>'
        '<row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>2</v></c></row>'
        '<row r="2" hidden="1"><c r="A2"><v>3</v></c></row></sheetData>'
    )
    book = OddWorkbook({"One": body, "Two": "<sheetData/>"}, states={"Two": "veryHidden"})

    raw = read(book.bytes())

    hidden = {address: cell.hidden for address, cell in raw.sheets[0].cells.items()}
    assert hidden == {"A1": False, "C1": True, "A2": True}
    assert [sheet.state for sheet in raw.sheets] == ["visible", "veryHidden"]


def test_values_under_merged_cells_are_kept():
    body = (
        '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row></sheetData>'
        '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    )

    sheet = read(OddWorkbook({"One": body}).bytes()).sheets[0]

    assert sheet.cells["B1"].text == "2"
    assert sheet.merged == ("A1:B1",)


def test_a_formula_keeps_its_flag_next_to_its_value():
    sheet = read(one_sheet(row('<c r="A1"><f>1+1</f><v>2</v></c>'))).sheets[0]

    assert sheet.cells["A1"] == RawCell("A1", CellKind.NUMBER, "2", has_formula=True)


CORRUPT = {
    "element inside a value": row('<c r="A1"><v>1<x/>2</v></c>'),
    "text after an inline text": row('<c r="A1" t="inlineStr"><is/><t>x</t></c>'),
    "text outside a cell": row("<t>x</t>"),
    "rows in two places": "</sheetData><sheetData>",
    "row twice": '<row r="1"/><row r="1"/>',
    "rows out of order": '<row r="2"/><row r="1"/>',
    "cell twice": row('<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>'),
    "cells out of order": row('<c r="B1"><v>1</v></c><c r="A1"><v>2</v></c>'),
    "cell of another row": row('<c r="A2"><v>1</v></c>'),
    "address without sense": row('<c r="1A"><v>1</v></c>'),
    "column too far": row('<c r="XFE1"><v>1</v></c>'),
    "row too far": '<row r="1048577"/>',
    "not a number": row('<c r="A1"><v>NaN</v></c>'),
    "words as a number": row('<c r="A1"><v>forty-two</v></c>'),
    "digits of another script as a number": row('<c r="A1"><v>១២</v></c>'),
    "string that does not exist": row('<c r="A1" t="s"><v>7</v></c>'),
    "string without a number": row('<c r="A1" t="s"><v>abc</v></c>'),
    "negative string": row('<c r="A1" t="s"><v>-1</v></c>'),
    "boolean of two": row('<c r="A1" t="b"><v>2</v></c>'),
    "unknown type": row('<c r="A1" t="q"><v>2</v></c>'),
    "two values": row('<c r="A1"><v>1</v><v>2</v></c>'),
    "two contents": row('<c r="A1"><v>1</v><is><t>x</t></is></c>'),
    "text next to a shared text": row('<c r="A1" t="s"><v>0</v><is><t>x</t></is></c>'),
    "cell inside a text": row('<c r="A1" t="inlineStr"><is><c r="B1"/><t>x</t></is></c>'),
    "cell outside a row": '<c r="A1"><v>1</v></c>',
    "format that does not exist": row('<c r="A1" s="4"><v>1</v></c>'),
}


@pytest.mark.parametrize("rows", CORRUPT.values(), ids=CORRUPT.keys())
def test_what_two_programs_would_read_differently_is_not_read(rows):
    with pytest.raises(Unreadable) as stopped:
        read(one_sheet(rows, strings=["<t>only</t>"], formats=[(9, "")]))

    assert stopped.value.code == "CORRUPT"
    assert "'One'" in stopped.value.found


@pytest.mark.parametrize(
    "number",
    ["0E-999999999999", "1E-99999999999999999999", "1E999", "9" * 400, "0." + "1" * 5000],
    ids=lambda number: number[:20],
)
def test_a_number_that_no_program_could_store_stays_a_text(number):
    """Written out, a power of ten of twelve digits would fill the memory of the machine."""
    assert cells(row(f'<c r="A1"><v>{number}</v></c>')) == {"A1": (CellKind.TEXT, number)}


def read_styled(styles: str, content: str = '<c r="A1" s="1"><v>400</v></c>') -> RawCell:
    """The cell A1 under the second of the formats in that styles part."""
    book = with_sheet(f"<sheetData>{row(content)}</sheetData>")
    book.formats = [(164, "0")]
    book.more_parts = {
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'.encode()
    }
    return read(book.bytes()).sheets[0].cells["A1"]


@pytest.mark.parametrize(
    ("strike", "is_struck"),
    [("<strike/>", True), ('<strike val="1"/>', True), ('<strike val="0"/>', False), ("", False)],
)
def test_a_cell_that_is_struck_through_as_a_whole_is_marked(strike, is_struck):
    fonts = f"<fonts><font/><font>{strike}</font></fonts>"

    cell = read_styled(f'{fonts}<cellXfs><xf/><xf numFmtId="0" fontId="1"/></cellXfs>')

    assert (cell.text, cell.struck) == ("400", is_struck)


@pytest.mark.parametrize(
    ("code", "kept"),
    [
        ('#,##0" thousand"', True),
        ("-#,##0", True),
        ("#,##0,", True),
        (";;;", True),
        ("[$$-409]#,##0.00", True),
        ("#,##0", False),
        ("0.0%", False),
        ("#,##0.00_);[Red](#,##0.00)", False),
        ('_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', False),
    ],
)
def test_a_number_format_is_kept_where_it_may_show_something_else(code, kept):
    raw = read(one_sheet(row('<c r="A1" s="1"><v>400</v></c>'), formats=[(164, code)]))

    assert raw.sheets[0].cells["A1"].number_format == (code if kept else "")


def test_a_date_keeps_its_format_and_the_number_behind_it():
    raw = read(one_sheet(row('<c r="A1" s="1"><v>2016</v></c>'), formats=[(15, "")]))

    cell = raw.sheets[0].cells["A1"]
    assert (cell.text, cell.number_format, cell.stored) == ("1905-07-08", "d-mmm-yy", "2016")


@pytest.mark.parametrize(
    "sheet",
    [
        '<sheetData><row r="1" ht="0">{}</row></sheetData>',
        '<cols><col min="1" max="1" width="0"/></cols><sheetData><row r="1">{}</row></sheetData>',
        '<sheetFormatPr zeroHeight="1"/><sheetData><row r="1">{}</row></sheetData>',
    ],
)
def test_a_row_or_column_without_size_is_hidden(sheet):
    book = with_sheet(sheet.format(FIGURE))

    assert read(book.bytes()).sheets[0].cells["A1"].hidden


def test_notes_and_pictures_over_cells_are_named():
    book = Workbook()
    sheet = book.active
    sheet.title = "One"
    sheet["A1"].comment = Comment("withdrawn", "someone")
    drawn, saved = BytesIO(), BytesIO()
    PILImage.new("RGB", (4, 4)).save(drawn, "png")
    sheet.add_image(Image(drawn), "C3")
    book.save(saved)

    assert read(saved.getvalue()).notes == (
        ("NOTE_NOT_READ", "One", "A1", "a note at A1"),
        ("NOTE_TEXT", "One", "A1", "withdrawn"),
        ("PICTURE_NOT_READ", "One", "C3", "a picture, drawing or text box at C3"),
    )
