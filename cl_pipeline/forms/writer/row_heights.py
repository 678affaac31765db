"""Rows that grow with what is filled in, so that a filled form can be read on paper."""

from collections.abc import Iterable

from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from cl_pipeline.forms.text_metrics import line_count
from cl_pipeline.model.keys import column_letters

TALLEST = 400.0
"""Points that a row may take; what is longer can still be read in its cell. Source: Excel, 409."""

LINE_HEIGHT = 1.3
"""Height of a line of text, in sizes of its letters."""

MARGIN_POINTS = 4.0


def fit_row_heights(cells: Iterable[Cell]) -> None:
    """Raises each cell's row as far as its text needs, and never lowers one."""
    ends: dict[str, dict[tuple[int, int], int]] = {}
    for cell in cells:
        sheet = cell.parent
        is_text = isinstance(cell.value, str) and cell.alignment.wrap_text
        if not is_text or not isinstance(sheet, Worksheet):
            continue
        if sheet.title not in ends:
            ends[sheet.title] = _last_columns(sheet)
        last = ends[sheet.title].get((cell.row, cell.column), cell.column)
        _raise_row(sheet, cell, last)


def _last_columns(sheet: Worksheet) -> dict[tuple[int, int], int]:
    """The last column of every merged area, by its first row and column."""
    areas = sheet.merged_cells.ranges
    return {(area.min_row, area.min_col): area.max_col for area in areas}


def _raise_row(sheet: Worksheet, cell: Cell, last: int) -> None:
    width = sum(
        sheet.column_dimensions[column_letters(column)].width
        for column in range(cell.column, last + 1)
    )
    size = cell.font.sz or 10
    needed = line_count(str(cell.value), width, size) * size * LINE_HEIGHT + MARGIN_POINTS
    row = sheet.row_dimensions[cell.row]
    if row.height is not None and row.height < needed:
        row.height = min(needed, TALLEST)
