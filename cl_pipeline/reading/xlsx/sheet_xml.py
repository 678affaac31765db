"""One sheet's XML as events: which elements stand where, and what of them is a cell.

Source: ISO/IEC 29500-1, 18.3.1.80 (sheet data), 18.3.1.55 (merged areas), 18.3.1.13 (columns).
"""

import re
from collections.abc import Callable
from functools import partial

from cl_pipeline.reading.xlsx.plain_rows import PlainRows
from cl_pipeline.reading.xlsx.protocol import WireSheet
from cl_pipeline.reading.xlsx.sheet_cells import SheetCells, SheetContext
from cl_pipeline.reading.xlsx.strings_xml import RichText
from cl_pipeline.reading.xlsx.unreadable import Unreadable
from cl_pipeline.reading.xlsx.xml_part import Attributes, nested_too_deeply, spellings

_RANGE = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}(:[A-Z]{1,3}[1-9][0-9]{0,6})?")
_TRUE = frozenset({"1", "true", "on"})
_RUN_ELEMENTS = ("r", "rPh", "vertAlign", "strike")


class SheetReader:
    """Reads one sheet; afterwards ``sheet`` gives its content.

    ``_cell`` are the attributes of the cell that is open. ``_pieces`` takes the text of the
    element that is open, where its text counts.
    """

    def __init__(self, context: SheetContext, rows: PlainRows | None = None) -> None:
        self.cells = SheetCells(context)
        self.merged: list[str] = []
        self._context = context
        self._plain_rows = rows
        self._starts = self._start_handlers()
        self._ends = self._end_handlers()
        self._depth = 0
        self._is_sheet = self._is_open = self._is_closed = False
        self._cell: Attributes | None = None
        self._has_content = self._has_formula = False
        self._value: list[str] | None = None
        self._pieces: list[str] | None = None
        self._rich: RichText | None = None
        self._is_inline = False

    def start(self, name: str, attributes: Attributes) -> None:
        """An element opens."""
        self._depth += 1
        handler = self._starts.get(name)
        if handler is not None:
            handler(attributes)
        elif self._depth > self._context.depth_limit:
            raise self._too_deep()

    def end(self, name: str) -> None:
        """An element closes."""
        self._depth -= 1
        handler = self._ends.get(name)
        if handler is not None:
            handler()

    def text(self, data: str) -> None:
        """Text of the innermost open element."""
        if self._pieces is not None:
            self._pieces.append(data)

    def sheet(self, state: str) -> WireSheet:
        """All that was read, once the part has ended.

        Raises:
            Unreadable: BROKEN_WORKBOOK, the part is not that of a sheet and so only seems empty.
        """
        if not self._is_sheet:
            name = self._context.name
            raise Unreadable("BROKEN_WORKBOOK", f"what is listed as the sheet {name!r} is none")
        return self.cells.filled.sheet(self._context.name, state, self.merged)

    def _start_handlers(self) -> dict[str, Callable[[Attributes], None]]:
        handlers: dict[str, Callable[[Attributes], None]] = {
            "worksheet": self._sheet_starts,
            "sheetData": self._rows_start,
            "row": self._row_starts,
            "c": self._cell_starts,
            "v": self._value_starts,
            "f": self._formula_starts,
            "is": self._inline_starts,
            "t": self._text_starts,
            "mergeCell": self._merge_starts,
            "col": self._columns_start,
        }
        handlers |= {name: partial(self._run_starts, name) for name in _RUN_ELEMENTS}
        return {full: handlers[name] for name in handlers for full in spellings(name)}

    def _end_handlers(self) -> dict[str, Callable[[], None]]:
        handlers: dict[str, Callable[[], None]] = {
            "sheetData": self._rows_end,
            "row": self._row_ends,
            "c": self._cell_ends,
            "v": self._value_ends,
            "is": self._inline_ends,
            "t": self._text_ends,
        }
        handlers |= {name: partial(self._run_ends, name) for name in _RUN_ELEMENTS}
        return {full: handlers[name] for name in handlers for full in spellings(name)}

    def _sheet_starts(self, attributes: Attributes) -> None:
        self._is_sheet = self._is_sheet or self._depth == 1

    def _rows_start(self, attributes: Attributes) -> None:
        if self._depth != 2:
            raise self._misplaced("sheetData")
        if self._is_closed:
            raise self.cells.corrupt("its cells stand in two places")
        self._is_open = True
        if self._plain_rows is not None:
            self._plain_rows.give_to(self.cells)
            self._context.all_cells.take(len(self._plain_rows.merged))
            self.merged.extend(self._plain_rows.merged)

    def _rows_end(self) -> None:
        self._is_open, self._is_closed = False, True

    def _row_starts(self, attributes: Attributes) -> None:
        if self._depth != 3 or not self._is_open:
            raise self._misplaced("row")
        self.cells.row_starts(attributes.get("r"), attributes.get("hidden"))

    def _row_ends(self) -> None:
        self.cells.row_ends()

    def _cell_starts(self, attributes: Attributes) -> None:
        if self._depth != 4 or not self.cells.is_in_row:
            raise self._misplaced("c")
        self.cells.cell_starts(attributes.get("r"))
        self._cell = attributes

    def _cell_ends(self) -> None:
        if self._has_content and self._cell is not None:
            self._content_ends(self._cell)
            self._has_content = self._has_formula = False
            self._value = self._rich = None
        self._cell = None

    def _content_ends(self, cell: Attributes) -> None:
        has_formula = self._has_formula
        if self._rich is not None:
            if self._value is not None:
                raise self._doubled("contents")
            self.cells.takes_text(self._rich.value, has_formula=has_formula)
        elif self._value is not None:
            kind, style = cell.get("t"), cell.get("s")
            stored = "".join(self._value)
            self.cells.takes_value(kind, style, stored, has_formula=has_formula)
        elif has_formula:
            self.cells.takes_formula()

    def _value_starts(self, attributes: Attributes) -> None:
        if self._depth != 5 or self._cell is None:
            raise self._misplaced("v")
        if self._value is not None:
            raise self._doubled("values")
        self._value = self._pieces = []
        self._has_content = True

    def _value_ends(self) -> None:
        self._pieces = None

    def _formula_starts(self, attributes: Attributes) -> None:
        if self._depth != 5 or self._cell is None:
            raise self._misplaced("f")
        self._has_content = self._has_formula = True

    def _inline_starts(self, attributes: Attributes) -> None:
        if self._depth != 5 or self._cell is None:
            raise self._misplaced("is")
        if self._rich is not None or self._cell.get("t") != "inlineStr":
            raise self._doubled("contents")
        self._rich = RichText()
        self._has_content = self._is_inline = True

    def _inline_ends(self) -> None:
        self._is_inline = False

    def _text_starts(self, attributes: Attributes) -> None:
        if self._is_inline and self._rich:
            self._rich.text_starts()
            self._pieces = self._rich.pieces
        self._refuse_depth()

    def _text_ends(self) -> None:
        if self._is_inline and self._rich:
            self._rich.text_ends()
            self._pieces = None

    def _run_starts(self, name: str, attributes: Attributes) -> None:
        if self._is_inline and self._rich:
            self._rich.start(name, attributes)
        self._refuse_depth()

    def _run_ends(self, name: str) -> None:
        if self._is_inline and self._rich:
            self._rich.end(name)

    def _merge_starts(self, attributes: Attributes) -> None:
        self._refuse_depth()
        self._context.all_cells.take(1)
        area = attributes.get("ref", "")
        if not _RANGE.fullmatch(area):
            raise self.cells.corrupt("a merged area has no valid address")
        self.merged.append(area)

    def _columns_start(self, attributes: Attributes) -> None:
        self._refuse_depth()
        if attributes.get("hidden") in _TRUE:
            self.cells.hide_columns(attributes.get("min", ""), attributes.get("max", ""))

    def _refuse_depth(self) -> None:
        if self._depth > self._context.depth_limit:
            raise self._too_deep()

    def _misplaced(self, name: str) -> Unreadable:
        return self.cells.corrupt(f"the element {name} is not where it belongs")

    def _doubled(self, what: str) -> Unreadable:
        return self.cells.corrupt(f"cell {self.cells.address} has two {what}")

    def _too_deep(self) -> Unreadable:
        return nested_too_deeply(self._context.part)
