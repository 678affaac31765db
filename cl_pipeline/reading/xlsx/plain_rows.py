"""Rows written the way spreadsheet programs write them, taken out of a sheet's XML at once.

Handing every element of a form to Python one by one costs 37,000 calls; two thirds of the cells
are empty and only carry a format. Where all rows of a sheet are spelled in the plain way below,
to the last sign, patterns take them out, and the parser is given the rest of the part with an
empty ``sheetData``. Where a single sign differs, nothing is taken out and the parser reads the
whole part. So a sheet is read in one of two ways, and ``tests/fuzz`` holds them against each other.
Most rows of a form are the same in every return of it, so a child keeps the last rows it has met.

Source: Extensible Markup Language 1.0, 2.2 (characters), 2.4 (text), 2.11 (line ends), 3.1 (tags).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from cl_pipeline.reading.xlsx.addresses import are_in_order
from cl_pipeline.reading.xlsx.sheet_cells import SheetCells, StoredCell
from cl_pipeline.reading.xlsx.strings_xml import unescape

LARGEST_BYTES = 4 * 1024 * 1024
"""A larger part is read as it is unpacked, so that it is never in memory as a whole."""

KEPT_ROWS, LONGEST_KEPT = 4_096, 1_000
"""So many rows of at most so many signs are kept over files: under 64 MiB, whatever they hold."""

_OPEN, _CLOSE, _EMPTY = b"<sheetData>", b"</sheetData>", b"<sheetData/>"
_START = re.compile(
    rb'(?:<\?xml version="1\.0"(?: encoding="(?:UTF|utf)-8")?'
    rb'(?: standalone="(?:yes|no)")? ?\?>\s*)?(<worksheet [^<>]*>)'
)
_NOT_PLAIN = b"\0\1\2\3\4\5\6\7\x08\x0b\x0c\r" + bytes(range(0x0E, 0x20))
_NOT_PLAIN_EITHER = (b"]]>", b"\xef\xbf\xbe", b"\xef\xbf\xbf")

# Of the signs written as numbers only 100 to 49,999: below and above are some that XML forbids.
_SIGN = r"&(?:amp|lt|gt|quot|apos|#(?:[1-9][0-9]{2,3}|[1-4][0-9]{4}));"
_TEXT = rf"[^<>&]*+(?:{_SIGN}[^<>&]*+)*+"
_WORD = r'"[^"<>&\t\n]*"'
_NAME = r"[A-Za-z][A-Za-z0-9]*(?::[A-Za-z][A-Za-z0-9]*)?"
_FORMULA = (
    rf"<f(?: t={_WORD})?(?: aca={_WORD})?(?: ref={_WORD})?(?: ca={_WORD})?(?: si={_WORD})?"
    rf"(?:/>|>{_TEXT}</f>)"
)
_CELL = (
    r'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="([0-9]{1,9})")?+(?: ?/>'
    rf'| t="inlineStr"><is><t(?: xml:space="preserve")?+>({_TEXT})</t></is></c>'
    rf'|(?: t="([a-z]{{1,9}})")?+ ?(?:/>|>({_FORMULA})?+(?:<v>(?=[^<])({_TEXT})</v>)?+</c>))'
)
_ROW = rf'<row r="([0-9]{{1,7}})"((?: {_NAME}={_WORD})*+) ?'


def _ungrouped(pattern: str) -> str:
    return re.sub(r"\((?!\?)", "(?:", pattern)


_ROW_END = "</row>"
_EMPTY_ROW = re.compile(f"{_ROW}/>")
_EMPTY_ROWS = re.compile(f"(?:{_ungrouped(_ROW)}/>)*+")
_FULL_ROW = re.compile(f"{_ROW}>((?:{_ungrouped(_CELL)})*+)")
_CELLS = re.compile(_CELL)
_ATTRIBUTE = re.compile(rf"({_NAME})=({_WORD})")
_AREA = rb"[A-Z]{1,3}[1-9][0-9]{0,6}(?::[A-Z]{1,3}[1-9][0-9]{0,6})?"
_MERGES = re.compile(
    rb'((?:<[A-Za-z]+(?: [A-Za-z]+="[^"<>]*")* ?/>)*<mergeCells(?: count="[0-9]+")?>)'
    rb'((?:<mergeCell ref="%b" ?/>)++)(?=</mergeCells>)' % _AREA
)
_WRITTEN_SIGN = re.compile(r"&(?:#([0-9]+)|([a-z]+));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_MERGED = re.compile(rb'"([^"]+)"')


class PlainRow(NamedTuple):
    """One row: its number, the spelling of its other attributes, and its cells.

    ``cell_count`` counts the cells, filled or not; where they are not in order, ``disorder`` holds
    their addresses instead. ``addresses`` and ``texts`` are those of the filled ones where all of
    them are texts written in the cell itself; otherwise ``stored`` holds what stands in them.
    """

    number: str
    spelling: str
    cell_count: int = 0
    disorder: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    stored: tuple[StoredCell, ...] = ()


@dataclass(frozen=True, slots=True)
class PlainRows:
    """The rows of one sheet, and its merged areas where they follow the rows as plainly.

    ``hidden`` is the flag that each spelling of a row's attributes holds, None where it holds none.
    """

    rows: list[PlainRow]
    hidden: dict[str, str | None]
    merged: tuple[str, ...] = ()

    def give_to(self, cells: SheetCells) -> None:
        """Every row and cell in the order of the file.

        Raises:
            Unreadable: what ``cells`` does not take.
        """
        for row in self.rows:
            hidden = self.hidden[row.spelling]
            if not row.disorder and not row.stored:
                cells.takes_row(row.number, hidden, row.cell_count, row.addresses, row.texts)
                continue
            cells.row_starts(row.number, hidden)
            for address in row.disorder:
                cells.cell_starts(address)
            cells.count(row.cell_count)
            for one in row.stored:
                cells.takes_stored(one)
            cells.row_ends()
        cells.count_up()


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
    tail = part[last + len(_CLOSE) :]
    merges = _MERGES.match(tail)
    if merges:
        areas = _MERGED.findall(merges[2])
        rows = replace(rows, merged=tuple(area.decode("ascii") for area in areas))
        tail = merges[1] + tail[merges.end() :]
    return [part[:first], _EMPTY, tail], rows


def _plain_rows(head: bytes, rows: bytes) -> PlainRows | None:
    start = _START.match(head)
    if not start or b"<!" in head or b"<?" in head[start.start(1) :] or not _has_plain_signs(rows):
        return None
    try:
        text, root = rows.decode("utf-8"), start[1].decode("utf-8")
    except UnicodeDecodeError:
        return None
    found: list[PlainRow] = []
    *full, rest = text.split(_ROW_END)
    for piece in full:
        met = _kept_rows(piece) if len(piece) <= LONGEST_KEPT else _rows_of(piece)
        if met is None:
            return None
        found += met
    if not _EMPTY_ROWS.fullmatch(rest):
        return None
    found += _empty_rows(rest)
    spellings = {row.spelling for row in found}
    if not all(_is_well_formed(spelling, root) for spelling in spellings):
        return None
    return PlainRows(found, {one: dict(_attributes(one)).get("hidden") for one in spellings})


def _rows_of(piece: str) -> tuple[PlainRow, ...] | None:
    """The rows of a text that ends before the end of one; None where one is not plain."""
    empty = _EMPTY_ROWS.match(piece)
    full = _FULL_ROW.fullmatch(piece, empty.end()) if empty else None
    if full is None:
        return None
    return (*_empty_rows(piece[: full.start()]), _full_row(*full.groups()))


_kept_rows = lru_cache(KEPT_ROWS)(_rows_of)


def _empty_rows(text: str) -> Iterator[PlainRow]:
    return (PlainRow(number, spelling) for number, spelling in _EMPTY_ROW.findall(text))


def _full_row(number: str, spelling: str, text: str) -> PlainRow:
    cells = _CELLS.findall(text)
    letters = tuple(cell[0] for cell in cells)
    is_in_order = {cell[1] for cell in cells} <= {str(int(number))} and are_in_order(letters)
    stored = tuple(
        StoredCell(
            letter + row, style, kind, _signs(value), unescape(_signs(inline)), bool(formula)
        )
        for letter, row, style, inline, kind, formula, value in cells
        if value or inline or formula
    )
    row = PlainRow(
        number,
        spelling,
        cell_count=len(cells) if is_in_order else 0,
        disorder=() if is_in_order else tuple(cell[0] + cell[1] for cell in cells),
        stored=stored,
    )
    if all(one.text for one in stored):
        addresses = tuple(one.address for one in stored)
        return row._replace(addresses=addresses, texts=tuple(one.text for one in stored), stored=())
    return row


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


def _signs(text: str) -> str:
    """The text with named and numbered signs as the signs they stand for.

    >>> _signs("5&#8211;17 &amp;#8211; &lt;")
    '5–17 &#8211; <'
    """
    return _WRITTEN_SIGN.sub(_sign, text) if "&" in text else text


def _sign(match: re.Match[str]) -> str:
    return chr(int(match[1])) if match[1] else _NAMED[match[2]]
