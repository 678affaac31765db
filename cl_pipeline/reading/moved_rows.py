"""Rows that a sender inserted into a sheet: the form's own are found by their printed texts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from cl_pipeline.model.keys import column_letters
from cl_pipeline.model.workbook import RawSheet
from cl_pipeline.reading.xlsx.addresses import area_corners, place_of

CELLS_OF_A_FORM = 5_000
"""A sheet of a form has some hundred cells; a sheet of more is not searched."""

Row = Mapping[int, tuple[str, ...]]
"""The words of each filled cell of a row, by the number of the column."""


def rows_by_label(
    sheet: RawSheet, fixed: Mapping[str, str], known: Iterable[str]
) -> dict[int, int] | None:
    """The rows of a sheet by those of its form, or None where they are not beyond doubt.

    Every row with printed texts (``fixed``) is there, in the order of the form, and can be one row
    only. A row without any lies as far from the printed row above it as in the form, and is left
    out where the two printed rows around it are further apart; above the first nothing moves.
    ``known`` are the addresses of all that the form puts there.
    """
    if len(sheet.cells) > CELLS_OF_A_FORM:
        return None
    labels = _rows(fixed)
    found = _rows({address: cell.text for address, cell in sheet.cells.items()})
    wanted = sorted(labels)
    downwards = _match([labels[row] for row in wanted], sorted(found), found)
    upwards = _match([labels[row] for row in reversed(wanted)], sorted(found, reverse=True), found)
    if downwards is None or upwards is None or downwards != upwards[::-1]:
        return None
    rows = dict(zip(wanted, downwards, strict=True))
    between = sorted({place_of(address)[0] for address in known} - rows.keys())
    for row in between:
        above = max((label for label in wanted if label < row), default=0)
        below = min((label for label in wanted if label > row), default=above)
        if not above:
            rows[row] = row
        elif below - above == rows[below] - rows[above]:
            rows[row] = rows[above] + row - above
    return rows


def put_back(sheet: RawSheet, rows: Mapping[int, int]) -> RawSheet:
    """The sheet with its cells in the rows of the form; each keeps the address it has in the file.

    Rows that are not of the form are left out.
    """
    form_row = {found: row for row, found in rows.items()}
    cells = {}
    for address, cell in sheet.cells.items():
        row, column = place_of(address)
        if row in form_row:
            cells[f"{column_letters(column)}{form_row[row]}"] = cell
    merged = []
    for area in sheet.merged:
        left, top, right, bottom = area_corners(area)
        if top in form_row and bottom in form_row:
            corners = (f"{column_letters(left)}{form_row[top]}", column_letters(right))
            merged.append(f"{corners[0]}:{corners[1]}{form_row[bottom]}")
    return replace(sheet, cells=cells, merged=tuple(merged))


def _rows(texts: Mapping[str, str]) -> dict[int, Row]:
    rows: dict[int, dict[int, tuple[str, ...]]] = {}
    for address, text in texts.items():
        row, column = place_of(address)
        rows.setdefault(row, {})[column] = tuple(text.split())
    return dict(rows)


def _match(
    labels: Sequence[Row], candidates: Sequence[int], found: Mapping[int, Row]
) -> list[int] | None:
    """For each label in turn the first candidate after the one before, None where one is missing.

    From the top and from the bottom this gives the same rows only where no other choice is.
    """
    matched, rest = [], iter(candidates)
    for label in labels:
        row = next((row for row in rest if label.items() <= found[row].items()), None)
        if row is None:
            return None
        matched.append(row)
    return matched
