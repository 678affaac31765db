"""The strict reader against two independent ones, on generated workbooks."""

import io
from datetime import date, datetime, time

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as some
from python_calamine import CalamineWorkbook

from cl_pipeline.model.workbook import CellKind, RawWorkbook
from cl_pipeline.reading.xlsx.addresses import area_corners
from cl_pipeline.reading.xlsx.document import read_document
from cl_pipeline.reading.xlsx.limits import ReadingLimits
from cl_pipeline.reading.xlsx.protocol import raw_workbook
from tests.builders.examples import examples
from tests.builders.odd_workbook import TYPES, OddWorkbook, zipped

pytestmark = pytest.mark.filterwarnings("ignore:Workbook contains no default style")

TEXT = some.text(
    some.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=12
).filter(lambda text: text.strip() and "_x" not in text and "\ufffe" not in text)
NUMBERS = some.one_of(
    some.integers(-(10**14), 10**14),
    some.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12),
)
DATES = some.dates(date(1950, 1, 1), date(2100, 1, 1))
CONTENT = some.one_of(TEXT, NUMBERS, some.booleans(), DATES)
PLACES = some.tuples(some.integers(1, 30), some.integers(1, 30))
SHEETS = some.dictionaries(PLACES, CONTENT, max_size=25)


def written(sheets: list[dict[tuple[int, int], object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, cells in enumerate(sheets):
        sheet = book.create_sheet(f"S{number}")
        for (row, column), content in cells.items():
            cell = sheet.cell(row, column)
            cell.value = content
            if isinstance(content, str):
                cell.data_type = "s"
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def ours(data: bytes) -> RawWorkbook:
    return raw_workbook(read_document(data, ReadingLimits()))


def comparable(content: object) -> object:
    if isinstance(content, datetime | date):
        return content.isoformat()[:10]
    if isinstance(content, bool):
        return "TRUE" if content else "FALSE"
    return float(content) if isinstance(content, int | float) else content


def by_openpyxl(data: bytes) -> list[dict[tuple[int, int], object]]:
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return [
        {
            (cell.row, cell.column): comparable(cell.value)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
        for sheet in book.worksheets
    ]


def by_calamine(data: bytes) -> list[dict[tuple[int, int], object]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets = (book.get_sheet_by_name(name) for name in book.sheet_names)
    return [
        {
            (row, column): comparable(content)
            for row, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1)
            for column, content in enumerate(cells, start=1)
            if content != "" and not isinstance(content, time)
        }
        for sheet in sheets
    ]


def by_us(data: bytes) -> list[dict[tuple[int, int], object]]:
    sheets = []
    for sheet in ours(data).sheets:
        cells = {}
        for address, cell in sheet.cells.items():
            column, row, _, _ = area_corners(address)
            is_number = cell.kind is CellKind.NUMBER
            cells[row, column] = float(cell.text) if is_number else cell.text
        sheets.append(cells)
    return sheets


@examples(40)
@given(some.lists(SHEETS, min_size=1, max_size=3))
def test_generated_workbooks_read_as_two_other_readers_read_them(sheets):
    data = written(sheets)

    assert by_us(data) == by_openpyxl(data) == by_calamine(data)


SINGLE_CELLS = {
    "number": '<c r="B2"><v>1.5</v></c>',
    "power of ten": '<c r="B2"><v>1.5E-3</v></c>',
    "shared text": '<c r="B2" t="s"><v>0</v></c>',
    "shared text in runs": '<c r="B2" t="s"><v>1</v></c>',
    "text in the cell": '<c r="B2" t="inlineStr"><is><t>ខ្មែរ</t></is></c>',
    "boolean": '<c r="B2" t="b"><v>1</v></c>',
    "date": '<c r="B2" s="1"><v>42370</v></c>',
    "percentage": '<c r="B2" s="2"><v>0.125</v></c>',
    "formula with a number": '<c r="B2"><f>1+1</f><v>2</v></c>',
    "formula with a text": '<c r="B2" t="str"><f>"a"</f><v>a</v></c>',
    "empty with a format": '<c r="B2" s="2"/>',
    "hidden": '<c r="C2"><v>7</v></c>',
    "alone at the end": '<c r="XFD2"><v>7</v></c>',
}


@pytest.mark.parametrize("cell", SINGLE_CELLS.values(), ids=SINGLE_CELLS.keys())
def test_each_kind_of_cell_reads_as_two_other_readers_read_it(cell):
    data = single(cell)

    assert by_us(data) == by_openpyxl(data) == by_calamine(data)


ERROR = '<c r="B2" t="e"><v>#DIV/0!</v></c>'
DIFFERING = {
    # kind: cell, and what we, openpyxl and calamine make of it
    "error": (ERROR, "#DIV/0!", "#DIV/0!", None),
    "formula without a value": ('<c r="B2"><f>1+1</f></c>', "", None, None),
    "raised digit": ('<c r="B2" t="s"><v>2</v></c>', "1,234¹", "1,2341", "1,2341"),
}


@pytest.mark.parametrize(
    ("cell", "own", "openpyxls", "calamines"), DIFFERING.values(), ids=DIFFERING.keys()
)
def test_where_the_readers_differ_ours_loses_nothing(cell, own, openpyxls, calamines):
    data = single(cell)

    found = [reader(data)[0].get((2, 2)) for reader in (by_us, by_openpyxl, by_calamine)]

    assert found == [own, openpyxls, calamines]


def single(cell: str) -> bytes:
    """A workbook whose only sheet holds that cell; column C is hidden."""
    columns = '<cols><col min="3" max="3" hidden="1" width="9"/></cols>'
    raised = "<r><t>1,234</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>1</t></r>"
    texts = ["<t>one</t>", "<r><t>o</t></r><r><t>ne</t></r>", raised]
    sheet = f'{columns}<sheetData><row r="2">{cell}</row></sheetData>'
    book = OddWorkbook({"One": sheet}, strings=texts, formats=[(14, ""), (10, "")])
    return complete(book)


def complete(book: OddWorkbook) -> bytes:
    """The workbook with the list of content types that openpyxl goes by."""
    kinds = {
        "xl/workbook.xml": "sheet.main",
        "xl/worksheets/sheet1.xml": "worksheet",
        "xl/sharedStrings.xml": "sharedStrings",
        "xl/styles.xml": "styles",
    }
    listed = "".join(
        f'<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.'
        f'spreadsheetml.{kind}+xml"/>'
        for part, kind in kinds.items()
    )
    types = TYPES.replace("<Default", f'<Default Extension="rels" ContentType="{RELS}"/><Default')
    types = types.replace("</Types>", f"{listed}</Types>")
    return zipped({**book.parts(), "[Content_Types].xml": types.encode()})


RELS = "application/vnd.openxmlformats-package.relationships+xml"
