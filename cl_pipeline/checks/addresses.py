"""Where a form asks for something: the way from a meaning back to sheet and cell.

Belongs here: looking up input cells of a form description, and the order of addresses as people
read a workbook. Does not belong here: what a cell must hold (``rules``) or how cells are laid out
(``forms``).
"""

import re
from collections.abc import Iterable

from cl_pipeline.model.codes import Field
from cl_pipeline.model.form import FormCell, FormDescription
from cl_pipeline.model.identity import ColumnKey, IndicatorKey, MeasureKey

Address = tuple[str, str]
"""Sheet and cell."""

_CELL = re.compile(r"([A-Z]+)([0-9]+)")
_DIGITS = re.compile(r"([0-9]+)")


def cell_order(cell: str | None) -> tuple[int, int, str]:
    """A sort key for cells: row by row, then column by column; no cell comes first.

    >>> sorted(["B10", "AA2", "B2", None], key=cell_order)
    [None, 'B2', 'AA2', 'B10']
    """
    match = _CELL.fullmatch(cell or "")
    if match is None:
        return (0, 0, cell or "")
    letters, row = match.groups()
    return (int(row), len(letters), letters)


def sheet_order(sheet: str | None) -> tuple[tuple[bool, int, str], ...]:
    """A sort key for sheets: numbers in names count as numbers; the file as a whole comes first.

    >>> sorted(["A10", "A2", None], key=sheet_order)
    [None, 'A2', 'A10']
    """
    pieces = [piece for piece in _DIGITS.split(sheet or "") if piece]
    return tuple((piece.isdigit(), int(piece) if piece.isdigit() else 0, piece) for piece in pieces)


class FormCells:
    """The input cells of one form description, found by what they mean."""

    def __init__(self, description: FormDescription) -> None:
        self.description = description
        self._cells: dict[tuple[object, ...], FormCell] = {}
        for cell in description.cells:
            meaning = (cell.field, cell.indicator, cell.measure, cell.column, cell.attribute)
            self._cells.setdefault(meaning, cell)

    def find(
        self,
        field: Field,
        indicator: IndicatorKey | None,
        column: ColumnKey | None,
        measure: MeasureKey | None = None,
        attribute: str | None = None,
    ) -> FormCell | None:
        """The cell that takes this entry for this figure, or None.

        The nearest meaning is taken: the measure's own cell in that column, then the column's,
        then the sheet's; a form of another version may ask more coarsely.
        """
        for one_measure, one_column in (
            (measure, column),
            (None, column),
            (measure, None),
            (None, None),
        ):
            cell = self._cells.get((field, indicator, one_measure, one_column, attribute))
            if cell is not None:
                return cell
        return None

    def cells(self, indicator: IndicatorKey) -> Iterable[FormCell]:
        """The input cells of one indicator, in the order of the form."""
        return (cell for cell in self.description.cells if cell.indicator == indicator)
