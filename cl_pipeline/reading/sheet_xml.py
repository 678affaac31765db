"""The cells of one sheet, read strictly in the order of the file.

Belongs here: addresses, cell types, merged ranges, hidden rows and columns. The declared
``dimension`` is not believed. Rows or cells out of order or twice, bad addresses, numbers that are
none and strings that do not exist make the file unreadable, because two programs would read it
differently. Does not belong here: what a cell means (``draft``).

Source: ISO/IEC 29500-1, 18.3.1.4 (cell), 18.3.1.73 (row), 18.18.11 (cell types).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from cl_pipeline.reading.addresses import column_letters, column_number
from cl_pipeline.reading.cell_values import BadContent, ValueContext, cell_content
from cl_pipeline.reading.strings_xml import RichText
from cl_pipeline.reading.unreadable import Budget, Unreadable
from cl_pipeline.reading.wire import FORMULA, HIDDEN, WireCell, WireContent
from cl_pipeline.reading.xml_part import Attributes

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_LETTERS = re.compile(r"[A-Z]{1,3}")
_RANGE = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}(:[A-Z]{1,3}[1-9][0-9]{0,6})?")
_DEPTHS = {"sheetData": 2, "row": 3, "c": 4, "v": 5, "f": 5, "is": 5}
_TRUE = frozenset({"1", "true", "on"})


@dataclass(frozen=True, slots=True)
class SheetContext:
    """What a sheet needs from the rest of the workbook, and the counts it adds to."""

    name: str
    values: ValueContext
    filled: Budget
    all_cells: Budget
    characters: Budget


class SheetReader:
    """Reads one sheet; afterwards ``cells`` and ``merged`` hold its content."""

    def __init__(self, context: SheetContext) -> None:
        self.cells: list[WireCell] = []
        self.merged: list[str] = []
        self._context = context
        self._starts: dict[str, Callable[[Attributes], None]] = {
            "row": self._row_starts,
            "c": self._cell_starts,
            "v": self._value_starts,
            "f": self._formula_starts,
            "is": self._inline_starts,
            "mergeCell": self._merge_starts,
            "col": self._columns_start,
        }
        self._row = 0
        self._row_text = ""
        self._column = 0
        self._row_hidden = False
        self._hidden_columns: list[tuple[int, int]] = []
        self._type = "n"
        self._style: str | None = None
        self._has_formula = False
        self._value: list[str] | None = None
        self._in_value = False
        self._inline: RichText | None = None
        self._is_open_inline = False
        self._rows_closed = False

    def start(self, name: str, attributes: Attributes, depth: int) -> None:
        """An element opens."""
        if self._is_open_inline and self._inline:
            if name in _DEPTHS:
                raise self._corrupt(f"the element {name} is not where it belongs")
            self._inline.start(name, attributes)
            return
        expected = _DEPTHS.get(name)
        if expected is not None and expected != depth:
            raise self._corrupt(f"the element {name} is not where it belongs")
        if name == "sheetData" and self._rows_closed:
            raise self._corrupt("its cells stand in two places")
        handler = self._starts.get(name)
        if handler:
            handler(attributes)

    def end(self, name: str) -> None:
        """An element closes."""
        if name == "v":
            self._in_value = False
        elif name == "c":
            self._cell_ends()
        elif name == "is":
            self._is_open_inline = False
        elif name == "sheetData":
            self._rows_closed = True
        elif self._is_open_inline and self._inline:
            self._inline.end(name)

    def text(self, data: str) -> None:
        """Text of the innermost open element."""
        if self._in_value and self._value is not None:
            self._value.append(data)
        elif self._is_open_inline and self._inline:
            self._inline.text(data)

    def _row_starts(self, attributes: Attributes) -> None:
        row = self._positive(attributes["r"]) if "r" in attributes else self._row + 1
        if row <= self._row or row > _LAST_ROW:
            raise self._corrupt(f"row {row} is out of order")
        self._row, self._row_text, self._column = row, str(row), 0
        self._row_hidden = attributes.get("hidden") in _TRUE

    def _cell_starts(self, attributes: Attributes) -> None:
        self._context.all_cells.take(1)
        address = attributes.get("r")
        column = self._column + 1 if address is None else self._column_of(address)
        if column <= self._column or column > _LAST_COLUMN:
            raise self._corrupt(f"cell {address or column_letters(column)} is out of order")
        self._column = column
        self._type = attributes.get("t", "n")
        self._style = attributes.get("s")
        self._has_formula = False
        self._value = self._inline = None

    def _value_starts(self, attributes: Attributes) -> None:
        if self._value is not None:
            raise self._corrupt(f"cell {self._address()} has two values")
        self._value, self._in_value = [], True

    def _formula_starts(self, attributes: Attributes) -> None:
        self._has_formula = True

    def _inline_starts(self, attributes: Attributes) -> None:
        if self._inline is not None or self._type != "inlineStr":
            raise self._corrupt(f"cell {self._address()} has two contents")
        self._inline, self._is_open_inline = RichText(), True

    def _merge_starts(self, attributes: Attributes) -> None:
        self._context.all_cells.take(1)
        area = attributes.get("ref", "")
        if not _RANGE.fullmatch(area):
            raise self._corrupt("a merged area has no valid address")
        self.merged.append(area)

    def _columns_start(self, attributes: Attributes) -> None:
        if attributes.get("hidden") in _TRUE:
            first, last = attributes.get("min", ""), attributes.get("max", "")
            self._hidden_columns.append((self._positive(first), self._positive(last)))

    def _cell_ends(self) -> None:
        if self._inline is not None:
            if self._value is not None:
                raise self._corrupt(f"cell {self._address()} has two contents")
            self._add("t", self._inline.value, 0)
        elif self._value is None:
            if self._has_formula:
                self._add("f", "", 0)
        else:
            self._add(*self._content("".join(self._value)))

    def _content(self, stored: str) -> WireContent:
        style = self._positive(self._style) if self._style else 0
        try:
            kind, text, flags = cell_content(self._type, stored, style, self._context.values)
        except BadContent as trouble:
            raise self._corrupt(f"cell {self._address()} {trouble}") from None
        return ("f" if kind == "n" and not text and self._has_formula else kind), text, flags

    def _add(self, kind: str, text: str, flags: int) -> None:
        if not text and kind != "f":
            return
        self._context.filled.take(1)
        self._context.characters.take(len(text))
        if self._has_formula:
            flags |= FORMULA
        if self._row_hidden or (self._hidden_columns and self._column_is_hidden()):
            flags |= HIDDEN
        self.cells.append((self._address(), kind, text, flags))

    def _column_of(self, address: str) -> int:
        letters = address.removesuffix(self._row_text)
        if letters == address or not _LETTERS.fullmatch(letters):
            raise self._corrupt(f"a cell in row {self._row} has the address {address[:20]!r}")
        return column_number(letters)

    def _positive(self, text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= 9):
            raise self._corrupt(f"{text[:20]!r} stands where a number should be")
        return int(text)

    def _column_is_hidden(self) -> bool:
        return any(first <= self._column <= last for first, last in self._hidden_columns)

    def _address(self) -> str:
        return f"{column_letters(self._column)}{self._row}"

    def _corrupt(self, found: str) -> Unreadable:
        return Unreadable("CORRUPT", f"the sheet {self._context.name!r} is damaged: {found}")
