"""The cells of one sheet, taken from its tree row by row while the tree grows.

A form has some 11,000 cells, most of them empty with a format: an empty cell costs no more than the
check of its address.

Source: ISO/IEC 29500-1, 18.3.1.4 (cell), 18.3.1.13 (columns), 18.3.1.55 (merged areas),
18.3.1.73 (row), 18.3.1.80 (sheet data).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from cl_pipeline.model.keys import column_letters
from cl_pipeline.reading.xlsx.addresses import is_area, natural_number, place_of
from cl_pipeline.reading.xlsx.cell_values import BadContent, CellLook, ValueContext, cell_content
from cl_pipeline.reading.xlsx.limits import Budget, ReadingLimits, Unreadable
from cl_pipeline.reading.xlsx.protocol import FORMULA, HIDDEN, STRUCK, SheetDocument
from cl_pipeline.reading.xlsx.texts import shown_text
from cl_pipeline.reading.xlsx.workbook_parts import SheetPart
from cl_pipeline.reading.xlsx.xml_part import (
    HAVE_PLACES,
    SHORT_TAGS,
    damaged,
    grow_tree,
    misplaced,
    nested_too_deeply,
)

_LAST_ROW = 1_048_576
_LEAST_SEEN = 0.5
"""Points of height, characters of width; less is drawn as no line at all."""

_TRUE = frozenset({"1", "true", "on"})


@dataclass(frozen=True, slots=True)
class WorkbookContext:
    """What the sheets of a file share: what cells refer to, and the counts they add to."""

    limits: ReadingLimits
    values: ValueContext
    filled: Budget
    all_cells: Budget
    merged: Budget
    characters: Budget


class SheetReader:
    """Reads one sheet."""

    def __init__(self, sheet: SheetPart, context: WorkbookContext) -> None:
        self._sheet = sheet
        self._owner = f"the sheet {sheet.name!r}"
        self._context = context
        self._cells: list[str] = []
        self._kinds: list[str] = []
        self._texts: list[str] = []
        self._flags: list[tuple[int, int]] = []
        self._formats: list[tuple[int, str, str]] = []
        self._merged: list[str] = []
        self._hidden_columns: list[tuple[int, int]] = []
        self._hides_rows = False
        self._cell_tag = self._value_tag = self._inline_tag = ""
        self._row = 0

    def read(self, chunks: Iterable[bytes]) -> SheetDocument:
        """The sheet from the pieces of its part."""
        elements = grow_tree(self._sheet.part, chunks, self._context.limits, "x:sheetData")
        _, (root,) = next(elements)
        if SHORT_TAGS.get(root.tag) != "x:worksheet":
            found = f"what is listed as the sheet {self._sheet.name!r} is not a sheet"
            raise Unreadable("BROKEN_WORKBOOK", found)
        namespace = root.tag.removesuffix("worksheet")
        self._cell_tag, self._value_tag = f"{namespace}c", f"{namespace}v"
        self._inline_tag = f"{namespace}is"
        has_data = False
        for parent, complete in elements:
            if parent is not root:
                self._read_rows(complete)
            elif SHORT_TAGS.get(complete[0].tag) != "x:sheetData":
                self._read_other(complete[0])
            elif has_data:
                raise damaged(self._owner, "its cells are in two places")
            else:
                has_data = True
        if not all(map(is_area, self._merged)):
            raise damaged(self._owner, "a merged area has no valid address")
        return SheetDocument(
            name=self._sheet.name,
            state=self._sheet.state,
            merged=self._merged,
            cells=self._cells,
            kinds="".join(self._kinds),
            texts=self._texts,
            flags=self._flags,
            formats=self._formats,
        )

    def _read_rows(self, rows: list[Element]) -> None:
        filled_before = len(self._texts)
        self._context.all_cells.take(len(rows) + sum(map(len, rows)))
        for row in rows:
            if SHORT_TAGS.get(row.tag) == "x:row":
                self._read_row(row)
            else:
                self._read_other(row)
        texts = self._texts[filled_before:]
        self._context.filled.take(len(texts))
        self._context.characters.take(sum(map(len, texts)))

    def _read_row(self, row: Element) -> None:
        written = row.get("r")
        number = self._row + 1 if written is None else self._natural(written)
        if not self._row < number <= _LAST_ROW:
            raise damaged(self._owner, f"row {number} is out of order")
        self._row = number
        is_hidden, hidden_columns = self._hides_row(row), self._hidden_columns
        cell_tag, last = self._cell_tag, 0
        for cell in row:
            if cell.tag != cell_tag:
                self._read_other(cell)
                continue
            address = cell.get("r") or f"{column_letters(last + 1)}{number}"
            cell_row, column = place_of(address)
            if cell_row != number or column <= last:
                found = f"cell {address[:20]!r} is out of order in row {number}"
                raise damaged(self._owner, found)
            last = column
            if len(cell):
                hides = is_hidden or (hidden_columns and self._hides(column))
                self._read_cell(cell, address, HIDDEN if hides else 0)

    def _read_cell(self, cell: Element, address: str, flags: int) -> None:
        """Read a cell that has any elements in it."""
        value, stored, inline, is_formula = cell[0], None, None, False
        if len(cell) == 1 and value.tag == self._value_tag and not len(value):
            stored = value.text or ""
        else:
            stored, inline, is_formula = self._parts(cell, address)
        kind, text = "n", ""
        style, values = self._natural(cell.get("s") or "0"), self._context.values
        if cell.get("t") == "inlineStr" and inline is not None:
            # What some programs write next to the text is shown by none.
            kind, text = "t", inline
        elif inline:
            raise damaged(self._owner, f"cell {address} has a text that its type does not allow")
        elif stored is not None:
            try:
                kind, text, shown = cell_content(cell.get("t") or "n", stored, style, values)
            except BadContent as bad:
                raise damaged(self._owner, f"cell {address} {bad}") from None
            flags |= shown
        if is_formula:
            flags |= FORMULA
            kind = kind if text or kind != "n" else "f"
        if text or kind == "f":
            flags |= self._look_at(values.look(style), kind, stored or "")
            if flags:
                self._flags.append((len(self._cells), flags))
            self._cells.append(address)
            self._kinds.append(kind)
            self._texts.append(text)

    def _look_at(self, look: CellLook, kind: str, stored: str) -> int:
        """Note a format that may show something else; gives the flags of the look."""
        hides_texts = look.code.count(";") >= 3
        if look.code and (kind in "nd" or (kind == "t" and hides_texts)):
            self._formats.append((len(self._cells), look.code, stored))
        return STRUCK if look.is_struck else 0

    def _parts(self, cell: Element, address: str) -> tuple[str | None, str | None, bool]:
        """The stored and the inline text of a cell, None where it has none; if it has a formula."""
        stored = inline = None
        is_formula = False
        for part in cell:
            if part.tag == self._value_tag:
                if stored is not None:
                    raise damaged(self._owner, f"cell {address} has two values")
                if len(part):
                    raise misplaced(self._owner, part[0].tag)
                stored = part.text or ""
            elif part.tag == self._inline_tag and inline is None:
                inline = shown_text(part, self._owner, self._context.limits.depth)
            elif SHORT_TAGS.get(part.tag) == "x:f":
                is_formula = True
                for child in part:
                    self._read_other(child)
            else:
                self._read_other(part)
        return stored, inline, is_formula

    def _read_other(self, element: Element, depth: int = 1) -> None:
        """Read an element that is neither a row nor a cell, nor part of one."""
        name = SHORT_TAGS.get(element.tag)
        if name == "x:mergeCell":
            self._context.merged.take(1)
            self._merged.append(element.get("ref", ""))
        elif name == "x:sheetFormatPr":
            height = element.get("defaultRowHeight")
            self._hides_rows = element.get("zeroHeight") in _TRUE or _is_zero(height)
        elif name == "x:col" and (element.get("hidden") in _TRUE or _is_zero(element.get("width"))):
            first, last = element.get("min", ""), element.get("max", "")
            self._hidden_columns.append((self._natural(first), self._natural(last)))
        elif name in HAVE_PLACES:
            raise misplaced(self._owner, element.tag)
        if len(element) and depth == self._context.limits.depth:
            raise nested_too_deeply(self._owner)
        for child in element:
            self._read_other(child, depth + 1)

    def _hides_row(self, row: Element) -> bool:
        """Whether a row cannot be seen: hidden, without height, or so by the sheet's default."""
        height, hidden = row.get("ht"), row.get("hidden")
        if height is None and hidden is None:
            return self._hides_rows
        return hidden in _TRUE or _is_zero(height)

    def _natural(self, text: str) -> int:
        number = natural_number(text)
        if number < 0:
            raise damaged(self._owner, f"{text[:20]!r} is where a number should be")
        return number

    def _hides(self, column: int) -> bool:
        return any(first <= column <= last for first, last in self._hidden_columns)


def _is_zero(size: str | None) -> bool:
    """Whether the height of a row or the width of a column leaves nothing to be seen."""
    try:
        return size is not None and float(size) < _LEAST_SEEN
    except ValueError:
        return False
