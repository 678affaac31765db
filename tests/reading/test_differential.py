"""The strict reader against two independent ones, on generated workbooks."""

import io
from datetime import date, datetime, time

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from python_calamine import CalamineWorkbook

from cl_pipeline.model.workbook import CellKind, RawCell, RawWorkbook
from cl_pipeline.reading.addresses import area_corners
from cl_pipeline.reading.document import read_document
from cl_pipeline.reading.limits import ReadingLimits
from cl_pipeline.reading.wire import raw_workbook

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


def our_content(cell: RawCell) -> object:
    return float(cell.text) if cell.kind is CellKind.NUMBER else cell.text


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
            cells[row, column] = our_content(cell)
        sheets.append(cells)
    return sheets


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(some.lists(SHEETS, min_size=1, max_size=3))
def test_generated_workbooks_read_as_two_other_readers_read_them(sheets):
    """Every filled cell, at its address, with its content, and no cell more."""
    data = written(sheets)

    found = by_us(data)

    assert found == by_openpyxl(data)
    assert found == by_calamine(data)


@pytest.mark.parametrize("shown", ["0%", "0.00%", "General", "0.0"])
def test_percent_formats_written_by_a_library_are_seen(shown: str):
    """The format travels with the number."""
    book = openpyxl.Workbook()
    book.active["A1"] = 0.125
    book.active["A1"].number_format = shown
    target = io.BytesIO()
    book.save(target)

    cell = ours(target.getvalue()).sheets[0].cells["A1"]

    assert cell.shown_percent == shown.endswith("%")
