"""The answer of a reading child: how cells travel to the caller."""

from collections.abc import Sequence
from typing import Any, TypedDict

from cl_pipeline.model.workbook import CellKind, RawCell, RawSheet, RawWorkbook

PERCENT, FORMULA, HIDDEN = 1, 2, 4

WireContent = tuple[str, str, int]
"""Kind, text and flags of a cell."""

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
    """One sheet of cells in the order of the file.

    ``cells``, ``kinds`` (a letter each) and ``texts`` are equally long; ``flags`` are (place in
    these, flags) of the cells that have any.
    """

    name: str
    state: str
    merged: list[str]
    cells: list[str]
    kinds: str
    texts: list[str]
    flags: list[tuple[int, int]]


class WireWorkbook(TypedDict):
    """The whole answer about a file that could be read."""

    sheets: list[WireSheet]
    notes: list[WireNote]


class CellList:
    """The filled cells of a sheet while it is being read."""

    __slots__ = ("cells", "characters", "flags", "kinds", "texts")

    def __init__(self) -> None:
        self.cells: list[str] = []
        self.kinds: list[str] = []
        self.texts: list[str] = []
        self.flags: list[tuple[int, int]] = []
        self.characters = 0

    def add(self, cell: str, kind: str, text: str, flags: int) -> None:
        """Note one cell."""
        if flags:
            self.flags.append((len(self.cells), flags))
        self.cells.append(cell)
        self.kinds.append(kind)
        self.texts.append(text)
        self.characters += len(text)

    def add_texts(self, cells: Sequence[str], texts: Sequence[str]) -> None:
        """Note cells that hold texts and have no flags."""
        self.cells += cells
        self.kinds.append("t" * len(texts))
        self.texts += texts
        self.characters += sum(map(len, texts))

    def sheet(self, name: str, state: str, merged: list[str]) -> WireSheet:
        """The sheet they stand on."""
        return WireSheet(
            name=name,
            state=state,
            merged=merged,
            cells=self.cells,
            kinds="".join(self.kinds),
            texts=self.texts,
            flags=self.flags,
        )


def raw_workbook(document: WireWorkbook) -> RawWorkbook:
    """The workbook a child read.

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
    return RawWorkbook(sheets, tuple(_note(*note) for note in document["notes"]))


def _raw_cells(sheet: WireSheet) -> dict[str, RawCell]:
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
        )
    return dict(zip(sheet["cells"], raw, strict=True))


def _note(code: str, sheet: str | None, cell: str | None, found: str) -> WireNote:
    return code, sheet, cell, found


Answer = dict[str, Any]
"""One line of a child: ``{"workbook": …}``, or ``{"code": …, "found": …}``."""
