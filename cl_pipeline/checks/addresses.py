"""Where a form asks for something: the way from a meaning back to sheet and cell."""

from collections.abc import Sequence

from cl_pipeline.model.codes import Field
from cl_pipeline.model.form import FormCell, FormDescription
from cl_pipeline.model.identity import ColumnKey, IndicatorKey, MeasureKey

Address = tuple[str, str]
"""Sheet and cell."""


class FormCells:
    """The input cells of one form description, found by what they mean."""

    def __init__(self, description: FormDescription) -> None:
        self.description = description
        self._cells: dict[tuple[object, ...], FormCell] = {}
        self._about: dict[IndicatorKey | None, list[FormCell]] = {}
        self._headlines: dict[IndicatorKey | None, list[FormCell]] = {}
        self._at = {(cell.sheet, cell.cell): cell for cell in description.cells}
        for cell in description.cells:
            self._about.setdefault(cell.indicator, []).append(cell)
            if cell.field == Field.VALUE and cell.required and cell.is_open:
                self._headlines.setdefault(cell.indicator, []).append(cell)
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

    def at(self, sheet: str, cell: str) -> FormCell | None:
        """The input cell at that address, or None."""
        return self._at.get((sheet, cell))

    def cells(self, indicator: IndicatorKey) -> Sequence[FormCell]:
        """The input cells of one indicator, in the order of the form."""
        return self._about.get(indicator, ())

    def headlines(self, indicator: IndicatorKey) -> Sequence[FormCell]:
        """Those of them that must hold a number or a gap code."""
        return self._headlines.get(indicator, ())
