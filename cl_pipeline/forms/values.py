"""VALUES.csv: figures from a ministry's own database, matched to the cells of a form."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cl_pipeline.errors import ValuesError
from cl_pipeline.forms.description import KEY_COLUMNS, cell_key
from cl_pipeline.model.breakdown import DIMENSIONS, OWN_ROW, TOTAL
from cl_pipeline.model.codes import Field
from cl_pipeline.model.form import FormCell, FormDescription

PLACE_COLUMNS = ("sheet", "cell")
PASSED_OVER = frozenset({"unit", "choices", "open", "required"})
"""Other columns of the map; allowed, so that a map saved as CSV can be filled in as it is."""


@dataclass(frozen=True, slots=True)
class ValuesRow:
    """One row of VALUES.csv; key ``line``, counted as an editor shows it (the heading is 1).

    ``keys`` holds the given key columns as typed, ``value`` the text to be written.
    """

    line: int
    keys: Mapping[str, str]
    value: str


def read_values(text: str, separator: str = ",") -> tuple[ValuesRow, ...]:
    """The rows of a VALUES.csv that hold a value; rows without one leave their cell as it is.

    Raises:
        ValuesError: the heading has no ``value`` column, a column no map has, or one twice; or
            a row has more or fewer fields than the heading.
    """
    lines = io.StringIO(text.removeprefix("\ufeff"), newline="")
    reader = csv.reader(lines, strict=True, delimiter=separator)
    try:
        heading = [name.strip().lower() for name in next(reader, [])]
        _check_heading(heading)
        return tuple(_rows(reader, heading))
    except csv.Error as wrong:
        raise ValuesError(
            f"line {reader.line_num}: {wrong}; save the file as CSV (UTF-8)"
        ) from wrong


def _check_heading(heading: list[str]) -> None:
    known = {*KEY_COLUMNS, *PLACE_COLUMNS, *PASSED_OVER, "value"}
    unknown = [name for name in heading if name not in known]
    doubled = sorted({name for name in heading if heading.count(name) > 1})
    if "value" not in heading:
        raise ValuesError("line 1: there is no column 'value'; add it to the map's key columns")
    if unknown or doubled:
        raise ValuesError(
            f"line 1: unknown or doubled columns {unknown or doubled}; "
            f"use value and any of {', '.join((*PLACE_COLUMNS, *KEY_COLUMNS))}"
        )


def _rows(reader: Iterator[list[str]], heading: list[str]) -> Iterator[ValuesRow]:
    line = 2
    for fields in reader:
        if fields and len(fields) != len(heading):
            raise ValuesError(f"line {line}: {len(fields)} fields under {len(heading)} headings")
        row = dict(zip(heading, fields, strict=False))
        value = row.pop("value", "")
        if value.strip():
            keys = {name: text.strip() for name, text in row.items() if name not in PASSED_OVER}
            yield ValuesRow(line, keys, value)
        # a quoted text may run over several lines of the file
        line += 1 + sum(text.count("\n") for text in fields)


def match_values(
    description: FormDescription, rows: Sequence[ValuesRow]
) -> list[tuple[FormCell, str]]:
    """The open input cell of each row, with the text to write, in the order of the rows.

    A blank dimension means the total, any other blank key that the cell has none. A missing
    ``field`` means a value. Indicators are named by key or position.

    Raises:
        ValuesError: a row fits no open cell or its address is another one, or two rows mean one
            cell; the message names every such line with the reason and the nearest cell.
    """
    by_key = {cell_key(cell): cell for cell in description.cells}
    positions = {sheet.upper(): key for sheet, key in description.indicator_sheets}
    matched: dict[tuple[str, str], tuple[int, FormCell, str]] = {}
    reasons = []
    for row in rows:
        key = _row_key(row, positions)
        cell = by_key.get(key)
        reason = _mismatch(row, key, cell, description)
        if cell and (earlier := matched.get((cell.sheet, cell.cell))):
            reason = f"means the same cell {cell.sheet}!{cell.cell} as line {earlier[0]}"
        if reason or cell is None:
            reasons.append(f"line {row.line}: {reason}")
        else:
            matched[cell.sheet, cell.cell] = (row.line, cell, row.value)
    if reasons:
        raise ValuesError("\n".join(reasons))
    return [(cell, value) for _, cell, value in matched.values()]


def _row_key(row: ValuesRow, positions: Mapping[str, str]) -> tuple[str, ...]:
    given = {name: text for name, text in row.keys.items() if text}
    indicator = given.get("indicator", "")
    given["indicator"] = positions.get(indicator.upper(), indicator)
    for dimension in DIMENSIONS:
        code = given.setdefault(dimension, TOTAL)
        if code.startswith(OWN_ROW):
            given.setdefault("entry", code.removeprefix(OWN_ROW))
    return tuple(({"field": Field.VALUE.value} | given).get(name, "") for name in KEY_COLUMNS)


def _mismatch(
    row: ValuesRow, key: tuple[str, ...], cell: FormCell | None, description: FormDescription
) -> str:
    if cell is None:
        return f"no cell for {_shown(key)}; the nearest is {_nearest(key, description)}"
    if not cell.is_open:
        return f"{cell.sheet}!{cell.cell} ({_shown(key)}) is locked in round {description.round}"
    stated = {name: row.keys[name] for name in PLACE_COLUMNS if row.keys.get(name)}
    actual = {"sheet": cell.sheet, "cell": cell.cell}
    if any(actual[name] != text for name, text in stated.items()):
        return f"says {'!'.join(stated.values())}, but its keys mean {cell.sheet}!{cell.cell}"
    return ""


def _nearest(key: tuple[str, ...], description: FormDescription) -> str:
    def likeness(cell: FormCell) -> tuple[int, bool]:
        equal = [mine == theirs for mine, theirs in zip(key, cell_key(cell), strict=True)]
        # what kind of entry it is and whose sheet it is on weigh more than a dimension
        return sum(equal) + 3 * equal[0] + 5 * equal[1] + 2 * equal[2], cell.is_open

    cell = max(description.cells, key=likeness)
    return f"{cell.sheet}!{cell.cell} ({_shown(cell_key(cell))})"


def _shown(key: tuple[str, ...]) -> str:
    given = zip(KEY_COLUMNS, key, strict=True)
    return ", ".join(f"{name}={text}" for name, text in given if text not in {"", TOTAL})
