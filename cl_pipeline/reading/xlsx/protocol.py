"""The answer of a reading worker: how cells travel to the caller."""

from typing import Any, TypedDict

from cl_pipeline.model.workbook import CellKind, RawCell, RawSheet, RawWorkbook

PERCENT, FORMULA, HIDDEN, STRUCK = 1, 2, 4, 8

CellContent = tuple[str, str, int]
"""Kind, text and flags of a cell."""

Note = tuple[str, str | None, str | None, str]
"""Code, sheet, cell and what was found."""

KINDS = {
    "n": CellKind.NUMBER,
    "t": CellKind.TEXT,
    "b": CellKind.BOOLEAN,
    "d": CellKind.DATE,
    "e": CellKind.ERROR,
    "f": CellKind.FORMULA_WITHOUT_VALUE,
}


class SheetDocument(TypedDict):
    """One sheet of cells in the order of the file.

    ``cells``, ``kinds`` (a letter each) and ``texts`` are equally long; ``flags`` are (place in
    these, flags) of the cells that have any, ``formats`` (place, number format, stored text) of
    those whose format may show something else.
    """

    name: str
    state: str
    merged: list[str]
    cells: list[str]
    kinds: str
    texts: list[str]
    flags: list[tuple[int, int]]
    formats: list[tuple[int, str, str]]


class WorkbookDocument(TypedDict):
    """The whole answer about a file that could be read."""

    sheets: list[SheetDocument]
    notes: list[Note]


def raw_workbook(document: WorkbookDocument) -> RawWorkbook:
    """The workbook a worker read.

    Raises:
        KeyError, TypeError, ValueError: the document has another shape.
    """
    sheets = tuple(
        RawSheet(
            name=sheet["name"],
            state=sheet["state"],
            cells=_raw_cells(sheet),
            merged=tuple(sheet["merged"]),
        )
        for sheet in document["sheets"]
    )
    notes = tuple((code, sheet, cell, found) for code, sheet, cell, found in document["notes"])
    return RawWorkbook(sheets, notes)


def _raw_cells(sheet: SheetDocument) -> dict[str, RawCell]:
    kinds = [KINDS[kind] for kind in sheet["kinds"]]
    raw = [*map(RawCell, sheet["cells"], kinds, sheet["texts"])]
    if not len(sheet["cells"]) == len(kinds) == len(sheet["texts"]):
        raise ValueError("the lists of a sheet differ in length")
    for place, flags in sheet["flags"]:
        raw[place] = RawCell(
            cell=raw[place].cell,
            kind=raw[place].kind,
            text=raw[place].text,
            shown_percent=bool(flags & PERCENT),
            has_formula=bool(flags & FORMULA),
            hidden=bool(flags & HIDDEN),
            struck=bool(flags & STRUCK),
        )
    for place, number_format, stored in sheet["formats"]:
        raw[place] = raw[place]._replace(number_format=number_format, stored=stored)
    return dict(zip(sheet["cells"], raw, strict=True))


Answer = dict[str, Any]
"""The answer of a worker: ``{"workbook": …}``, or ``{"code": …, "found": …}``."""
