"""What lies over the cells of a sheet and is not read: notes, pictures, text boxes.

Source: ISO/IEC 29500-1, 18.7 (comments), 20.5 (drawings of a sheet).
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from cl_pipeline.model.keys import cell_order, column_letters, listed_cells
from cl_pipeline.model.workbook import AUTHOR, NOTE_TEXT
from cl_pipeline.reading.xlsx.addresses import natural_number, place_of
from cl_pipeline.reading.xlsx.limits import ReadingLimits, Unreadable
from cl_pipeline.reading.xlsx.package import Package
from cl_pipeline.reading.xlsx.protocol import Note
from cl_pipeline.reading.xlsx.workbook_parts import SheetPart, relations_of
from cl_pipeline.reading.xlsx.xml_part import grow_tree

_PASSED_OVER = ("CORRUPT", "BROKEN_WORKBOOK")
"""Damage to what is not read; the cells of the sheet are read all the same."""


class Lying(NamedTuple):
    """Something over a cell, whose address is empty where it is tied to none, and its words."""

    cell: str
    text: str


def notes_about(sheet: SheetPart, package: Package, limits: ReadingLimits) -> Iterator[Note]:
    """What lies over the cells of the sheet, one note for each kind, and all words in it."""
    for kind, code, name, reader in (
        ("comments", "NOTE_NOT_READ", "note", _noted_cells),
        ("drawing", "PICTURE_NOT_READ", "picture, drawing or text box", _covered_cells),
    ):
        found: list[Lying] = []
        try:
            for part in _parts(sheet, package, kind):
                found.extend(reader(part, package.chunks(part), limits))
        except Unreadable as damage:
            if damage.code not in _PASSED_OVER:
                raise
        if found:
            cells = {lying.cell for lying in found}
            known = sorted((cell for cell in cells if any(place_of(cell))), key=cell_order)
            where = f" at {listed_cells(known)}" if known else ""
            yield code, sheet.name, known[0] if known else None, f"a {name}{where}"
        yield from (
            (NOTE_TEXT, sheet.name, cell or None, text) for cell, text in found if text.strip()
        )


def _parts(sheet: SheetPart, package: Package, kind: str) -> Iterator[str]:
    for relation in relations_of(package, sheet.part).values():
        is_there = not relation.is_external and relation.target.lower() in package.names
        if relation.kind == kind and is_there:
            yield relation.target


def _noted_cells(part: str, chunks: Iterable[bytes], limits: ReadingLimits) -> Iterator[Lying]:
    """The notes of cells, but for those of our own marked copies."""
    authors: list[str | None] = []
    for _, complete in grow_tree(part, chunks, limits):
        for element in complete:
            if element.tag.endswith("}authors"):
                authors = [author.text for author in element]
            for comment in element.iterfind("{*}comment"):
                number = natural_number(comment.get("authorId", ""))
                is_ours = 0 <= number < len(authors) and authors[number] == AUTHOR
                if not is_ours:
                    yield Lying(comment.get("ref", ""), "".join(comment.itertext()))


def _covered_cells(part: str, chunks: Iterable[bytes], limits: ReadingLimits) -> Iterator[Lying]:
    """Each drawing at the upper left cell under it."""
    for _, complete in grow_tree(part, chunks, limits):
        for anchor in complete:
            if anchor.tag.endswith("Anchor"):
                # In a text box each piece of text is an element "t".
                words = (element.text or "" for element in anchor.iterfind(".//{*}t"))
                yield Lying(_cell_under(anchor), "".join(words))


def _cell_under(anchor: Element) -> str:
    column = natural_number(anchor.findtext("{*}from/{*}col", "").strip())
    row = natural_number(anchor.findtext("{*}from/{*}row", "").strip())
    return f"{column_letters(column + 1)}{row + 1}" if min(column, row) >= 0 else ""
