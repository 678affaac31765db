"""The cells of one sheet as they come in: in order, each once, each with a content that exists.

Source: ISO/IEC 29500-1, 18.3.1.4 (cell), 18.3.1.73 (row), 18.18.11 (cell types).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cl_pipeline.model.keys import column_letters
from cl_pipeline.reading.xlsx.addresses import place_of
from cl_pipeline.reading.xlsx.cell_values import BadContent, ValueContext, cell_content
from cl_pipeline.reading.xlsx.protocol import FORMULA, HIDDEN, CellList
from cl_pipeline.reading.xlsx.unreadable import Budget, Unreadable

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_TRUE = frozenset({"1", "true", "on"})


@dataclass(frozen=True, slots=True)
class SheetContext:
    """What a sheet needs from the rest of the workbook, and the counts it adds to."""

    name: str
    part: str
    depth_limit: int
    values: ValueContext
    filled: Budget
    all_cells: Budget
    characters: Budget


class StoredCell(NamedTuple):
    """What is written in one cell: a value with its type and format, a text, or only a formula.

    What is not written is the empty text.
    """

    address: str
    style: str
    kind: str
    value: str
    text: str
    has_formula: bool


class SheetCells:
    """Takes rows and cells in the order of the file; ``filled`` are those with a content.

    ``address`` is the cell whose content comes next.
    """

    __slots__ = (
        "_cells", "_characters", "_column", "_context", "_filled", "_hidden_columns",
        "_is_hidden_row", "_last_row", "_row", "address", "filled",
    )  # fmt: skip

    def __init__(self, context: SheetContext) -> None:
        self.filled = CellList()
        self.address = ""
        self._context = context
        self._row = self._last_row = self._column = 0
        self._is_hidden_row = False
        self._hidden_columns: list[tuple[int, int]] = []
        self._cells = self._filled = self._characters = 0

    @property
    def is_in_row(self) -> bool:
        """True between the start and the end of a row."""
        return self._row > 0

    def hide_columns(self, first: str, last: str) -> None:
        """Columns that a person does not see."""
        self._hidden_columns.append((self._positive(first), self._positive(last)))

    def row_starts(self, number: str | None, hidden: str | None) -> None:
        """A row with its number and its flag as written, None where they are not.

        Raises:
            Unreadable: CORRUPT, the row is not after the one before it.
        """
        row = self._last_row + 1 if number is None else self._positive(number)
        if row <= self._last_row or row > _LAST_ROW:
            raise self.corrupt(f"row {row} is out of order")
        self._row, self._column = row, 0
        self._cells += 1
        self._is_hidden_row = hidden in _TRUE

    def row_ends(self) -> None:
        """The row is complete.

        Raises:
            Unreadable: TOO_LARGE, a limit is passed.
        """
        self._last_row, self._row = self._row, 0
        self.count_up()

    def count_up(self) -> None:
        """What came in since the last count is counted against the limits.

        Raises:
            Unreadable: TOO_LARGE, a limit is passed.
        """
        if self._cells:
            self._context.all_cells.take(self._cells)
            self._cells = 0
        if len(self.filled.cells) > self._filled:
            self._context.filled.take(len(self.filled.cells) - self._filled)
            self._context.characters.take(self.filled.characters - self._characters)
            self._filled, self._characters = len(self.filled.cells), self.filled.characters

    def cell_starts(self, address: str | None) -> None:
        """A cell, filled or not, with its address as written, None where it has none.

        Raises:
            Unreadable: CORRUPT, the address is none, of another row or not after the last one.
        """
        if address is None:
            column = self._column + 1
        else:
            try:
                row, column = place_of(address)
            except ValueError:
                row = 0
            if row != self._row:
                raise self.corrupt(f"a cell in row {self._row} has the address {address[:20]!r}")
        if column <= self._column or column > _LAST_COLUMN:
            raise self.corrupt(f"cell {column_letters(column)}{self._row} is out of order")
        self._column = column
        self._cells += 1
        self.address = address or f"{column_letters(column)}{self._row}"

    def count(self, cells: int) -> None:
        """Cells of a row whose addresses are known to be in order; contents follow one by one."""
        self._cells += cells

    def takes_stored(self, stored_cell: StoredCell) -> None:
        """What stands in a cell that was started before.

        Raises:
            Unreadable: as ``takes_value``.
        """
        self.address = stored_cell.address
        if stored_cell.value:
            self.takes_value(
                stored_cell.kind,
                stored_cell.style,
                stored_cell.value,
                has_formula=stored_cell.has_formula,
            )
        elif stored_cell.text:
            self.takes_text(stored_cell.text, has_formula=False)
        elif stored_cell.has_formula:
            self.takes_formula()

    def takes_row(
        self,
        number: str,
        hidden: str | None,
        cell_count: int,
        addresses: Sequence[str],
        texts: Sequence[str],
    ) -> None:
        """A whole row: cells in order that hold nothing but texts; counted by ``count_up``.

        Raises:
            Unreadable: CORRUPT, the row is not after the one before it.
        """
        row = int(number)
        if not self._last_row < row <= _LAST_ROW:
            raise self.corrupt(f"row {row} is out of order")
        self._last_row = row
        self._cells += 1 + cell_count
        self._is_hidden_row = hidden in _TRUE
        if self._is_hidden_row or self._hidden_columns:
            for self.address, text in zip(addresses, texts, strict=True):
                self._add("t", text, 0, has_formula=False)
        elif texts:
            self.filled.add_texts(addresses, texts)

    def takes_value(
        self, kind: str | None, style: str | None, stored: str, *, has_formula: bool
    ) -> None:
        """What is stored in the cell, with type and format as written.

        Raises:
            Unreadable: CORRUPT, the type or format is unknown or the content is none of that type.
        """
        number = self._positive(style) if style else 0
        try:
            letter, text, flags = cell_content(kind or "n", stored, number, self._context.values)
        except BadContent as error_text:
            raise self.corrupt(f"cell {self.address} {error_text}") from None
        if text:
            self._add(letter, text, flags, has_formula=has_formula)
        elif has_formula and letter == "n":
            self.takes_formula()

    def takes_text(self, text: str, *, has_formula: bool) -> None:
        """The text that is written in the cell itself."""
        if text:
            self._add("t", text, 0, has_formula=has_formula)

    def takes_formula(self) -> None:
        """A formula without a result."""
        self._add("f", "", 0, has_formula=True)

    def corrupt(self, found: str) -> Unreadable:
        """The refusal of this sheet."""
        return Unreadable("CORRUPT", f"the sheet {self._context.name!r} is damaged: {found}")

    def _add(self, kind: str, text: str, flags: int, *, has_formula: bool) -> None:
        if has_formula:
            flags |= FORMULA
        if self._is_hidden_row or (self._hidden_columns and self._is_in_hidden_column()):
            flags |= HIDDEN
        self.filled.add(self.address, kind, text, flags)

    def _positive(self, text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= 9):
            raise self.corrupt(f"{text[:20]!r} stands where a number should be")
        return int(text)

    def _is_in_hidden_column(self) -> bool:
        _, column = place_of(self.address)
        return any(first <= column <= last for first, last in self._hidden_columns)
