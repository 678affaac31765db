"""Rows written the way spreadsheet programs write them, taken out of a sheet's XML at once.

Handing every element of a form to Python one by one costs 37,000 calls; two thirds of the cells
are empty and only carry a format. Where all rows of a sheet are spelled in the plain way below,
to the last sign, one pattern takes them out, and the parser is given the rest of the part with an
empty ``sheetData``. Where a single sign differs, nothing is taken out and the parser reads the
whole part. So a sheet is read in one of two ways, and ``tests/fuzz`` holds them against each other.

Belongs here: that spelling. Whatever has a second meaning in XML is not plain: other encodings,
comments, character references, line ends of two signs, namespaces declared below the root. Does
not belong here: order and content of cells (``sheet_cells``).

Source: Extensible Markup Language 1.0, 2.2 (characters), 2.4 (text), 2.11 (line ends), 3.1 (tags).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from cl_pipeline.reading.sheet_cells import SheetCells
from cl_pipeline.reading.strings_xml import unescape

LARGEST_BYTES = 4 * 1024 * 1024
"""A larger part is read as it is unpacked, so that it is never in memory as a whole."""

_OPEN, _CLOSE, _EMPTY = b"<sheetData>", b"</sheetData>", b"<sheetData/>"
_START = re.compile(
    rb'(?:<\?xml version="1\.0"(?: encoding="(?:UTF|utf)-8")?'
    rb'(?: standalone="(?:yes|no)")? ?\?>\s*)?(<worksheet [^<>]*>)'
)
_NOT_PLAIN = b"\0\1\2\3\4\5\6\7\x08\x0b\x0c\r" + bytes(range(0x0E, 0x20))
_NOT_PLAIN_EITHER = (b"]]>", b"\xef\xbf\xbe", b"\xef\xbf\xbf")

_TEXT = r"[^<>&]*(?:&(?:amp|lt|gt|quot|apos);[^<>&]*)*"
_WORD = r'"[^"<>&\t\n]*"'
_NAME = r"[A-Za-z][A-Za-z0-9]*(?::[A-Za-z][A-Za-z0-9]*)?"
_FORMULA = (
    rf"<f(?: t={_WORD})?(?: aca={_WORD})?(?: ref={_WORD})?(?: ca={_WORD})?(?: si={_WORD})?"
    rf"(?:/>|>{_TEXT}</f>)"
)
_ADDRESS = r"[A-Z]{1,3}[1-9][0-9]{0,6}"
_FILLED_CELL = (
    rf'<c r="({_ADDRESS})"(?: s="([0-9]{{1,9}})")?(?:'
    rf' t="inlineStr"><is><t(?: xml:space="preserve")?>({_TEXT})</t></is></c>'
    rf'|(?: t="([a-z]{{1,9}})")? ?>({_FORMULA})?(?:<v>(?=[^<])({_TEXT})</v>)?</c>)'
)
_EMPTY_CELL = rf'<c r="{_ADDRESS}"(?: s="[0-9]{{1,9}}")?(?: t="[a-z]{{1,9}}")? ?/>'
_ROW = rf'<row r="([0-9]{{1,7}})"((?: {_NAME}={_WORD})*) ?(/?)>'


def _ungrouped(pattern: str) -> str:
    return re.sub(r"\((?!\?)", "(?:", pattern)


_ALL_ROWS = re.compile(
    f"(?:{_ungrouped(_ROW)}(?:(?<=/>)|(?:{_EMPTY_CELL}|{_ungrouped(_FILLED_CELL)})*</row>))*"
)
_ROW_STARTS = re.compile(_ROW)
_CELL_STARTS = re.compile(r'<c r="([A-Z]+)([0-9]+)"')
_FILLED = re.compile(_FILLED_CELL)
_ATTRIBUTE = re.compile(rf"({_NAME})=({_WORD})")


@dataclass(frozen=True, slots=True)
class PlainRows:
    """The rows of one sheet: number, spelling of the other attributes, and where their cells stand.

    ``hidden`` are the spellings met, each with the flag it holds, None where it holds none.
    """

    text: str
    rows: tuple[tuple[str, str, int, int], ...]
    hidden: dict[str, str | None]

    def give_to(self, cells: SheetCells) -> None:
        """Every row and cell in the order of the file.

        Raises:
            Unreadable: what ``cells`` does not take.
        """
        for number, spelling, start, end in self.rows:
            cells.row_starts(number, self.hidden[spelling])
            addresses = _CELL_STARTS.findall(self.text, start, end)
            if addresses:
                cells.cells_start(addresses)
                for filled in _FILLED.finditer(self.text, start, end):
                    _give_cell(cells, *filled.groups())
            cells.row_ends()


def split_plain_rows(chunks: Iterable[bytes]) -> tuple[Iterable[bytes], PlainRows | None]:
    """The part without its rows, and the rows; the whole part and None where they are not plain."""
    pieces: list[bytes] = []
    size, coming = 0, iter(chunks)
    for chunk in coming:
        pieces.append(chunk)
        size += len(chunk)
        if size > LARGEST_BYTES:
            return chain(pieces, coming), None
    part = b"".join(pieces)
    first = part.find(_OPEN)
    last = part.find(_CLOSE, first)
    if first < 0 or last < 0:
        return [part], None
    rows = _plain_rows(part[:first], part[first + len(_OPEN) : last])
    if rows is None:
        return [part], None
    return [part[:first], _EMPTY, part[last + len(_CLOSE) :]], rows


def _plain_rows(head: bytes, rows: bytes) -> PlainRows | None:
    start = _START.match(head)
    if not start or b"<!" in head or b"<?" in head[start.start(1) :] or not _has_plain_signs(rows):
        return None
    try:
        text, root = rows.decode("utf-8"), start[1].decode("utf-8")
    except UnicodeDecodeError:
        return None
    if not _ALL_ROWS.fullmatch(text):
        return None
    found = [*_ROW_STARTS.finditer(text)]
    ends = [*(row.start() for row in found[1:]), len(text)]
    spellings = {row[2] for row in found}
    if not all(_is_well_formed(spelling, root) for spelling in spellings):
        return None
    return PlainRows(
        text,
        tuple((row[1], row[2], row.end(), end) for row, end in zip(found, ends, strict=False)),
        {one: dict(_attributes(one)).get("hidden") for one in spellings},
    )


def _has_plain_signs(rows: bytes) -> bool:
    if len(rows.translate(None, _NOT_PLAIN)) != len(rows):
        return False
    return not any(sign in rows for sign in _NOT_PLAIN_EITHER)


def _attributes(spelling: str) -> list[tuple[str, str]]:
    return [(name, value[1:-1]) for name, value in _ATTRIBUTE.findall(spelling)]


def _is_well_formed(spelling: str, root: str) -> bool:
    """True where no attribute stands twice and the only prefix, if any, is declared at the root."""
    names = [name for name, _ in _attributes(spelling)]
    prefixes = [name.partition(":")[0] for name in names if ":" in name]
    if len({"r", *names}) <= len(names) or len(prefixes) > 1 or "xmlns" in (*names, *prefixes):
        return False
    return all(f' xmlns:{prefix}="' in root for prefix in prefixes)


def _give_cell(
    cells: SheetCells,
    address: str,
    style: str | None,
    inline: str | None,
    kind: str | None,
    formula: str | None,
    value: str | None,
) -> None:
    cells.address = address
    if value is not None:
        cells.takes_value(kind, style, _signs(value), has_formula=formula is not None)
    elif inline is not None:
        cells.takes_text(unescape(_signs(inline)), has_formula=False)
    elif formula is not None:
        cells.takes_formula()


def _signs(text: str) -> str:
    """The text with the five named entities as the signs they stand for."""
    if "&" not in text:
        return text
    for entity, sign in (("lt", "<"), ("gt", ">"), ("quot", '"'), ("apos", "'"), ("amp", "&")):
        text = text.replace(f"&{entity};", sign)
    return text
