"""Other years: keep a year that a later form typed another year over.

A form's block for other years is free: ``other_1`` may be 2012 in one round and 2018 in the next.
Taken as one column, the second would silently replace the first; so columns are matched by year.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import count

from cl_pipeline.model.identity import (
    OTHER_PREFIX,
    ColumnKey,
    IndicatorKey,
    RoundYear,
    SenderCode,
    column_order,
)
from cl_pipeline.model.vintage import AcceptedObservation

Block = tuple[SenderCode, IndicatorKey, RoundYear, ColumnKey]
"""One column for another year in one round's form."""

Years = tuple[int, ...]


def other_year_columns(accepted: Iterable[AcceptedObservation]) -> dict[Block, ColumnKey]:
    """The column of the vintage that each form's column for another year becomes.

    The newest round keeps its own numbering. An older column with the same year joins the newer
    one; with a year of its own it keeps its number where that is free, else takes the next.
    """
    years: dict[Block, set[int]] = defaultdict(set)
    for observation in accepted:
        column = observation.observation.key.column
        if column.startswith(OTHER_PREFIX):
            block = (
                observation.sender,
                observation.observation.key.indicator,
                observation.round,
                column,
            )
            year = observation.observation.reference_year
            years[block].update(() if year is None else (year,))
    numbered: dict[tuple[SenderCode, IndicatorKey], dict[Block, Years]] = defaultdict(dict)
    for block, found in years.items():
        numbered[block[:2]][block] = tuple(sorted(found))
    result: dict[Block, ColumnKey] = {}
    for blocks in numbered.values():
        result.update(_number(blocks))
    return result


def _number(blocks: Mapping[Block, Years]) -> dict[Block, ColumnKey]:
    slots: dict[ColumnKey, Years] = {}
    result: dict[Block, ColumnKey] = {}
    for round_year in sorted({block[2] for block in blocks}, reverse=True):
        older = [block for block in blocks if block[2] == round_year]
        used: set[ColumnKey] = set()
        for block in sorted(older, key=lambda block: column_order(block[3])):
            column = _slot(slots, used, block[3], blocks[block])
            slots.setdefault(column, blocks[block])
            used.add(column)
            result[block] = column
    return result


def _slot(
    slots: Mapping[ColumnKey, Years], used: set[ColumnKey], own: ColumnKey, years: Years
) -> ColumnKey:
    for column in sorted(slots, key=column_order):
        if column not in used and slots[column] == years:
            return column
    if own not in slots:
        return own
    numbers = (ColumnKey(f"{OTHER_PREFIX}{number}") for number in count(1))
    return next(column for column in numbers if column not in slots)
