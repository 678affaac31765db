"""The answer of a reading child: how cells travel to the caller.

Belongs here: the shape of the JSON document a child writes for one file, and making a
``RawWorkbook`` from it. Flat lists and one letter per kind, because a return has thousands of
cells. Does not belong here: reading the file (``document``) and running the child (``pool``).
"""

from typing import Any, TypedDict

from cl_pipeline.model.workbook import CellKind, RawCell, RawSheet, RawWorkbook

PERCENT, FORMULA, HIDDEN = 1, 2, 4

WireContent = tuple[str, str, int]
"""Kind, text and flags of a cell."""

WireCell = tuple[str, str, str, int]
"""Address, kind, text and flags of a cell."""

WireNote = tuple[str, str | None, str | None, str]
"""Code, sheet, cell and what was found."""

KINDS = {
    "n": CellKind.NUMBER,
    "t": CellKind.TEXT,
    "b": CellKind.BOOLEAN,
    "d": CellKind.DATE,
    "e": CellKind.ERROR,
    "f": CellKind.FORMULA_WITHOUT_VALUE,
}


class WireSheet(TypedDict):
    """One sheet of cells in the order of the file."""

    name: str
    state: str
    merged: list[str]
    cells: list[WireCell]


class WireWorkbook(TypedDict):
    """The whole answer about a file that could be read."""

    sheets: list[WireSheet]
    notes: list[WireNote]


def raw_workbook(document: WireWorkbook) -> RawWorkbook:
    """The workbook a child read.

    Raises:
        KeyError, TypeError, ValueError: the document has another shape.
    """
    sheets = tuple(
        RawSheet(
            name=sheet["name"],
            state=sheet["state"],
            cells={cell[0]: _raw_cell(*cell) for cell in sheet["cells"]},
            merged=tuple(sheet["merged"]),
        )
        for sheet in document["sheets"]
    )
    return RawWorkbook(sheets, tuple(_note(*note) for note in document["notes"]))


def _raw_cell(address: str, kind: str, text: str, flags: int) -> RawCell:
    if not flags:
        return RawCell(address, KINDS[kind], text)
    return RawCell(
        cell=address,
        kind=KINDS[kind],
        text=text,
        shown_percent=bool(flags & PERCENT),
        has_formula=bool(flags & FORMULA),
        hidden=bool(flags & HIDDEN),
    )


def _note(code: str, sheet: str | None, cell: str | None, found: str) -> WireNote:
    return code, sheet, cell, found


Answer = dict[str, Any]
"""One line of a child: ``{"workbook": …}``, or ``{"code": …, "found": …}``."""
