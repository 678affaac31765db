"""The cells of one sheet, taken from its tree row by row while the tree grows.

A form has some 11,000 cells, most of them empty with a format: the tree is built without Python,
and an empty cell costs no more than the check of its address.

Source: ISO/IEC 29500-1, 18.3.1.4 (cell), 18.3.1.13 (columns), 18.3.1.55 (merged areas),
18.3.1.73 (row), 18.3.1.80 (sheet data).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from cl_pipeline.model.keys import column_letters
from cl_pipeline.reading.xlsx.addresses import is_area, natural_number, place_of
from cl_pipeline.reading.xlsx.cell_values import BadContent, ValueContext, cell_content
from cl_pipeline.reading.xlsx.limits import Budget, ReadingLimits, Unreadable
from cl_pipeline.reading.xlsx.protocol import FORMULA, HIDDEN, CellContent, SheetDocument
from cl_pipeline.reading.xlsx.texts import RunLook, unescape
from cl_pipeline.reading.xlsx.xml_part import SHORT_TAGS, grow_tree, nested_too_deeply

_LAST_ROW = 1_048_576
_TRUE = frozenset({"1", "true", "on"})
_HAVE_PLACES = frozenset(
    {"x:worksheet", "x:sheetData", "x:row", "x:c", "x:v", "x:f", "x:is", "x:t"}
)
"""The elements that must not be anywhere but in their place."""

_CELL_DEPTH = 6
"""Depth of the text of a cell: sheet, data, row, cell, inline text, text."""


@dataclass(frozen=True, slots=True)
class SheetContext:
    """What a sheet needs from the rest of the workbook, and the counts it adds to."""

    name: str
    part: str
    limits: ReadingLimits
    values: ValueContext
    filled: Budget
    all_cells: Budget
    characters: Budget


class SheetReader:
    """Reads one sheet; afterwards ``document`` gives its content."""

    def __init__(self, context: SheetContext) -> None:
        self._context = context
        self._cells: list[str] = []
        self._kinds: list[str] = []
        self._texts: list[str] = []
        self._flags: list[tuple[int, int]] = []
        self._merged: list[str] = []
        self._hidden_columns: list[tuple[int, int]] = []
        self._cell = self._value = self._inline = self._text = ""
        self._data: Element | None = None
        self._row = self._seen = 0

    def read(self, chunks: Iterable[bytes]) -> None:
        """Read the sheet from the pieces of its part.

        Raises:
            Unreadable: the sheet is damaged, unsafe or above a limit.
        """
        limits = self._context.limits
        unread_bytes = 0
        for holder, added_bytes in grow_tree(self._context.part, chunks):
            taken = sum(self._take(sheet, is_complete=not added_bytes) for sheet in holder)
            if _open_depth(holder) > limits.depth + _CELL_DEPTH:
                raise nested_too_deeply(self._context.part)
            unread_bytes = added_bytes if taken else unread_bytes + added_bytes
            if unread_bytes > limits.element_bytes:
                raise Unreadable("TOO_LARGE", f"a row is above {limits.element_bytes:,} bytes")

    def document(self, state: str) -> SheetDocument:
        """The sheet, once its part has ended.

        Raises:
            Unreadable: a merged area has no valid address, or a limit is passed.
        """
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

    def _take(self, sheet: Element, *, is_complete: bool) -> int:
        """Read and take out what is complete below the root; how many elements that were."""
        if SHORT_TAGS.get(sheet.tag) != "x:worksheet":
            found = f"what is listed as the sheet {self._context.name!r} is not a sheet"
            raise Unreadable("BROKEN_WORKBOOK", found)
        namespace = sheet.tag.removesuffix("worksheet")
        self._cell, self._value = f"{namespace}c", f"{namespace}v"
        self._inline, self._text = f"{namespace}is", f"{namespace}t"
        taken, filled = 0, len(self._texts)
        parts = sheet[:] if is_complete else sheet[:-1]
        for part in parts:
            if SHORT_TAGS.get(part.tag) == "x:sheetData":
                taken += self._take_rows(part, is_complete=True)
            else:
                self._read_other(part)
        del sheet[: len(parts)]
        if len(sheet) and SHORT_TAGS.get(sheet[0].tag) == "x:sheetData":
            taken += self._take_rows(sheet[0], is_complete=False)
        self._count(self._texts[filled:])
        return taken + len(parts)

    def _take_rows(self, data: Element, *, is_complete: bool) -> int:
        if self._data is not None and self._data is not data:
            raise self._corrupt("its cells are in two places")
        self._data = data
        rows = data[:] if is_complete else data[:-1]
        for row in rows:
            if SHORT_TAGS.get(row.tag) == "x:row":
                self._read_row(row)
            else:
                self._read_other(row)
        del data[: len(rows)]
        return len(rows)

    def _read_row(self, row: Element) -> None:
        written = row.get("r")
        number = self._row + 1 if written is None else self._natural(written)
        if not self._row < number <= _LAST_ROW:
            raise self._corrupt(f"row {number} is out of order")
        self._row = number
        self._seen += 1 + len(row)
        is_hidden, hidden_columns = row.get("hidden") in _TRUE, self._hidden_columns
        cell_tag, last = self._cell, 0
        for cell in row:
            if cell.tag != cell_tag:
                self._read_other(cell)
                continue
            address = cell.get("r") or f"{column_letters(last + 1)}{number}"
            cell_row, column = place_of(address)
            if cell_row != number or column <= last:
                raise self._corrupt(f"cell {address[:20]!r} is out of order in row {number}")
            last = column
            if len(cell):
                hides = is_hidden or (hidden_columns and self._hides(column))
                self._read_cell(cell, address, HIDDEN if hides else 0)

    def _read_cell(self, cell: Element, address: str, flags: int) -> None:
        """Read a cell that has any elements in it."""
        stored = inline = None
        has_formula = False
        for part in cell:
            tag = part.tag
            if tag == self._inline and inline is None:
                text = part[0] if len(part) == 1 else part
                is_plain = text.tag == self._text and not len(text)
                inline = unescape(text.text or "") if is_plain else self._rich_text(part)
            elif tag == self._value:
                stored = self._stored(part, address, stored)
            elif SHORT_TAGS.get(tag) == "x:f":
                has_formula = True
                for child in part:
                    self._read_other(child)
            else:
                self._read_other(part)
        kind, content, own_flags = "t", inline, 0
        if inline is None:
            kind, content, own_flags = self._content(cell, address, stored)
        elif stored is not None or cell.get("t") != "inlineStr":
            raise self._doubled(address, "contents")
        if has_formula:
            own_flags |= FORMULA
            kind = kind if content or kind != "n" else "f"
        if content or kind == "f":
            self._add(address, kind, content or "", flags | own_flags)

    def _add(self, address: str, kind: str, text: str, flags: int) -> None:
        if flags:
            self._flags.append((len(self._cells), flags))
        self._cells.append(address)
        self._kinds.append(kind)
        self._texts.append(text)

    def _stored(self, value: Element, address: str, earlier: str | None) -> str:
        if earlier is not None:
            raise self._doubled(address, "values")
        if len(value):
            raise self._misplaced(value[0].tag)
        return value.text or ""

    def _content(self, cell: Element, address: str, stored: str | None) -> CellContent:
        if stored is None:
            return "n", "", 0
        style = cell.get("s")
        number = self._natural(style) if style else 0
        try:
            return cell_content(cell.get("t") or "n", stored, number, self._context.values)
        except BadContent as bad:
            raise self._corrupt(f"cell {address} {bad}") from None

    def _rich_text(self, inline: Element) -> str:
        return "".join(self._run_texts(inline, RunLook(), 1))

    def _run_texts(self, parent: Element, look: RunLook, depth: int) -> Iterator[str]:
        if depth > self._context.limits.depth:
            raise nested_too_deeply(self._context.part)
        for element in parent:
            name = SHORT_TAGS.get(element.tag, element.tag)
            if name == "x:t":
                if len(element):
                    raise self._misplaced(element[0].tag)
                yield look.applied(unescape(element.text or ""))
                continue
            if name in _HAVE_PLACES:
                raise self._misplaced(element.tag)
            if name == "x:mergeCell":
                self._read_other(element)
            look.start(name, element.attrib)
            yield from self._run_texts(element, look, depth + 1)
            look.end(name)

    def _read_other(self, element: Element, depth: int = 1) -> None:
        """Read an element that is neither a row nor a cell, nor part of one."""
        name = SHORT_TAGS.get(element.tag)
        if name == "x:mergeCell":
            self._seen += 1
            self._merged.append(element.get("ref", ""))
        elif name == "x:col" and element.get("hidden") in _TRUE:
            first, last = element.get("min", ""), element.get("max", "")
            self._hidden_columns.append((self._natural(first), self._natural(last)))
        elif name in _HAVE_PLACES:
            raise self._misplaced(element.tag)
        if len(element):
            if depth == self._context.limits.depth:
                raise nested_too_deeply(self._context.part)
            for child in element:
                self._read_other(child, depth + 1)

    def _count(self, texts: Sequence[str]) -> None:
        self._context.all_cells.take(self._seen)
        self._context.filled.take(len(texts))
        self._context.characters.take(sum(map(len, texts)))
        self._seen = 0

    def _natural(self, text: str) -> int:
        number = natural_number(text)
        if number < 0:
            raise self._corrupt(f"{text[:20]!r} is where a number should be")
        return number

    def _hides(self, column: int) -> bool:
        return any(first <= column <= last for first, last in self._hidden_columns)

    def _corrupt(self, found: str) -> Unreadable:
        return Unreadable("CORRUPT", f"the sheet {self._context.name!r} is damaged: {found}")

    def _misplaced(self, tag: str) -> Unreadable:
        name = tag.rpartition("}")[2]
        return self._corrupt(f"the element {name[:20]} is in the wrong place")

    def _doubled(self, address: str, what: str) -> Unreadable:
        return self._corrupt(f"cell {address} has two {what}")


def _open_depth(element: Element) -> int:
    """How deep the element that is still open lies below ``element``."""
    depth = 0
    while len(element):
        element, depth = element[-1], depth + 1
    return depth
