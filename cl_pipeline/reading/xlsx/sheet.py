"""The cells of one sheet, read from the parser's own events.

A form has some 11,000 cells, most of them empty with a format, so ``start`` and ``end`` handle the
elements of a cell themselves and hand on only what is rare.

Source: ISO/IEC 29500-1, 18.3.1.4 (cell), 18.3.1.13 (columns), 18.3.1.55 (merged areas),
18.3.1.73 (row), 18.3.1.80 (sheet data).
"""

from dataclasses import dataclass

from cl_pipeline.model.keys import column_letters
from cl_pipeline.reading.xlsx.addresses import is_area, natural_number, place_of
from cl_pipeline.reading.xlsx.cell_values import BadContent, ValueContext, cell_content
from cl_pipeline.reading.xlsx.limits import Budget, Unreadable
from cl_pipeline.reading.xlsx.protocol import FORMULA, HIDDEN, SheetDocument
from cl_pipeline.reading.xlsx.texts import RunLook, unescape
from cl_pipeline.reading.xlsx.xml_part import Attributes, nested_too_deeply

_LAST_ROW = 1_048_576
_COUNTED_AT_ONCE = 1_000
_TRUE = frozenset({"1", "true", "on"})
_PARENTS = {
    "x:worksheet": "",
    "x:sheetData": "x:worksheet",
    "x:row": "x:sheetData",
    "x:c": "x:row",
    "x:v": "x:c",
    "x:f": "x:c",
    "x:is": "x:c",
}


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


class SheetReader:
    """Reads one sheet; afterwards ``document`` gives its content.

    ``_open`` is the innermost open element, ``_outer`` those around one that is not in
    ``_PARENTS``. ``_pieces`` are the texts since the last ``v`` or ``t`` opened.
    """

    __slots__ = (
        "_address", "_attributes", "_cells", "_characters", "_column", "_context", "_counted",
        "_flags", "_has_content", "_has_formula", "_has_rows", "_hidden_columns", "_inline",
        "_is_hidden_row", "_kinds", "_look", "_merged", "_open", "_outer", "_pieces", "_row",
        "_seen", "_texts", "_value", "text",
    )  # fmt: skip

    def __init__(self, context: SheetContext) -> None:
        self._context = context
        self._cells: list[str] = []
        self._kinds: list[str] = []
        self._texts: list[str] = []
        self._flags: list[tuple[int, int]] = []
        self._merged: list[str] = []
        self._hidden_columns: list[tuple[int, int]] = []
        self._outer: list[str] = []
        self._pieces: list[str] = []
        self.text = self._pieces.append
        self._open = self._address = ""
        self._row = self._column = self._seen = self._counted = 0
        self._has_rows = self._is_hidden_row = self._has_content = self._has_formula = False
        self._attributes: Attributes = {}
        self._value: str | None = None
        self._inline: str | None = None
        self._look: RunLook | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        """Open an element."""
        if name == "x:c":
            if self._open != "x:row":
                raise self._misplaced(name)
            address = attributes.get("r") or self._next_address()
            row, column = place_of(address)
            if row != self._row or column <= self._column:
                raise self._corrupt(f"cell {address[:20]!r} is out of order in row {self._row}")
            self._open, self._attributes = name, attributes
            self._address, self._column = address, column
            self._seen += 1
        elif name == "x:t":
            if self._inline is None or self._open == "x:c":
                raise self._misplaced(name)
            self._outer.append(self._open)
            self._open = name
            self._pieces.clear()
        elif name == "x:is":
            if self._open != "x:c" or self._inline is not None:
                raise self._misplaced(name)
            self._open, self._inline, self._has_content = name, "", True
        elif name in _PARENTS:
            if self._open != _PARENTS[name]:
                raise self._misplaced(name)
            self._open = name
            self._start_known(name, attributes)
        else:
            self._start_other(name, attributes)
            self._outer.append(self._open)
            self._open = name

    def end(self, name: str) -> None:
        """Close an element."""
        if name == "x:c":
            self._open = "x:row"
            if self._has_content:
                self._end_filled_cell()
        elif name == "x:t":
            self._open = self._outer.pop()
            text = "".join(self._pieces)
            if self._look or "_x" in text:
                text = self._look.applied(unescape(text)) if self._look else unescape(text)
            self._inline = self._inline + text if self._inline else text
        elif name == "x:is":
            self._open = "x:c"
        elif name in _PARENTS:
            self._open = _PARENTS[name]
            if name == "x:v":
                self._value = "".join(self._pieces)
            elif name == "x:row" and self._seen > _COUNTED_AT_ONCE:
                self._count()
        else:
            self._open = self._outer.pop()
            if self._look:
                self._look.end(name)

    def document(self, state: str) -> SheetDocument:
        """The sheet, once its part has ended.

        Raises:
            Unreadable: a merged area has no valid address, or a limit is passed.
        """
        self._count()
        if not all(map(is_area, self._merged)):
            raise self._corrupt("a merged area has no valid address")
        return SheetDocument(
            name=self._context.name,
            state=state,
            merged=self._merged,
            cells=self._cells,
            kinds="".join(self._kinds),
            texts=self._texts,
            flags=self._flags,
        )

    def _start_known(self, name: str, attributes: Attributes) -> None:
        if name == "x:row":
            self._start_row(attributes)
        elif name == "x:v":
            if self._value is not None:
                raise self._doubled("values")
            self._has_content = True
            self._pieces.clear()
        elif name == "x:f":
            self._has_content = self._has_formula = True
        elif name == "x:sheetData":
            if self._has_rows:
                raise self._corrupt("its cells are in two places")
            self._has_rows = True

    def _start_row(self, attributes: Attributes) -> None:
        number = attributes.get("r")
        row = self._row + 1 if number is None else self._natural(number)
        if not self._row < row <= _LAST_ROW:
            raise self._corrupt(f"row {row} is out of order")
        self._row, self._column = row, 0
        self._is_hidden_row = attributes.get("hidden") in _TRUE
        self._seen += 1

    def _start_other(self, name: str, attributes: Attributes) -> None:
        if name == "x:mergeCell":
            self._seen += 1
            self._merged.append(attributes.get("ref", ""))
        elif not self._open:
            found = f"what is listed as the sheet {self._context.name!r} is not a sheet"
            raise Unreadable("BROKEN_WORKBOOK", found)
        if self._open == "x:v":
            raise self._misplaced(name)
        if self._inline is not None:
            self._look = self._look or RunLook()
            self._look.start(name, attributes)
        elif name == "x:col" and attributes.get("hidden") in _TRUE:
            first, last = attributes.get("min", ""), attributes.get("max", "")
            self._hidden_columns.append((self._natural(first), self._natural(last)))
        if len(self._outer) >= self._context.depth_limit:
            raise nested_too_deeply(self._context.part)

    def _end_filled_cell(self) -> None:
        kind, text, flags = self._content()
        if self._has_formula:
            flags |= FORMULA
            kind = kind if text or kind != "n" else "f"
            self._has_formula = False
        self._has_content = False
        if not text and kind != "f":
            return
        if self._is_hidden_row or (self._hidden_columns and self._is_in_hidden_column()):
            flags |= HIDDEN
        if flags:
            self._flags.append((len(self._cells), flags))
        self._cells.append(self._address)
        self._kinds.append(kind)
        self._texts.append(text)

    def _content(self) -> tuple[str, str, int]:
        """Kind, text and flags of the cell that ends; its parts are forgotten."""
        text, stored = self._inline, self._value
        cell_type = self._attributes.get("t") or "n"
        self._inline = self._value = self._look = None
        if text is not None:
            if stored is not None or cell_type != "inlineStr":
                raise self._doubled("contents")
            return "t", text, 0
        if stored is None:
            return "n", "", 0
        style = self._attributes.get("s")
        number = self._natural(style) if style else 0
        try:
            return cell_content(cell_type, stored, number, self._context.values)
        except BadContent as bad:
            raise self._corrupt(f"cell {self._address} {bad}") from None

    def _count(self) -> None:
        """Add what was read since the last call to the counts of the file."""
        texts = self._texts[self._counted :]
        self._context.all_cells.take(self._seen)
        self._context.filled.take(len(texts))
        self._context.characters.take(sum(map(len, texts)))
        self._seen, self._counted = 0, len(self._texts)

    def _next_address(self) -> str:
        return f"{column_letters(self._column + 1)}{self._row}"

    def _natural(self, text: str) -> int:
        number = natural_number(text)
        if number < 0:
            raise self._corrupt(f"{text[:20]!r} is where a number should be")
        return number

    def _is_in_hidden_column(self) -> bool:
        return any(first <= self._column <= last for first, last in self._hidden_columns)

    def _corrupt(self, found: str) -> Unreadable:
        return Unreadable("CORRUPT", f"the sheet {self._context.name!r} is damaged: {found}")

    def _misplaced(self, name: str) -> Unreadable:
        return self._corrupt(f"the element {name.removeprefix('x:')} is in the wrong place")

    def _doubled(self, what: str) -> Unreadable:
        return self._corrupt(f"cell {self._address} has two {what}")
