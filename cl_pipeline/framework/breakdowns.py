"""The rows a measure offers beside its total."""

from dataclasses import replace

from cl_pipeline.framework.code_lists import codes_of
from cl_pipeline.framework.rows import SEVERAL, Row, Tables, note_repeats
from cl_pipeline.framework.states import INDICATOR
from cl_pipeline.model.breakdown import DIMENSIONS, TOTAL
from cl_pipeline.model.codes import MeasureRole
from cl_pipeline.model.indicators import Breakdowns

ALL_MEASURES = "*"

CROSSED = "*"
"""Stands between two dimensions, and between their codes, that are crossed."""

DOCUMENT, OPTIONAL = "document", "optional"
BASES = (DOCUMENT, OPTIONAL)
BASIS = "document where Annex 2 or the workshop asks for it, else optional"

Keyed = dict[tuple[str, str], dict[str, str]]
Offers = dict[tuple[str, str], tuple[Breakdowns, ...]]


def breakdowns(tables: Tables) -> Offers:
    """What every (indicator, measure) offers beside its total, in file order.

    A rate takes the rows of its counts, but its parts never add up, whatever the row says; and
    the rows of a measure that no document asks for are optional like the measure itself.
    """
    rows = tables.rows("breakdowns")
    note_repeats(rows, "indicator", "measures", "dimensions")
    measures = {(cells["indicator"], cells["key"]): cells for cells in tables.cells["measures"]}
    offers: Offers = {}
    for row in rows:
        offer = _offer(row, tables)
        for key in _measures_of(row, measures):
            held = offers.get(key, ())
            if any(other.dimensions == offer.dimensions for other in held):
                row.note("dimensions", f"measure {key[1]} has these already: keep one of the two")
            offers[key] = (*held, _as_offered_by(measures[key], offer))
    return offers


def _measures_of(row: Row, measures: Keyed) -> list[tuple[str, str]]:
    indicators = {indicator for indicator, _ in measures}
    indicator = row.reference("indicator", indicators, f"{INDICATOR} that has measures")
    own = [key for key in measures if key[0] == indicator]
    if row.cells["measures"] == ALL_MEASURES:
        return own
    named = [(indicator, measure) for measure in row.text("measures").split(SEVERAL)]
    if any(key not in measures for key in named):
        row.note("measures", f"write keys of its measures in measures.csv, or {ALL_MEASURES}")
    return [key for key in named if key in measures]


def _offer(row: Row, tables: Tables) -> Breakdowns:
    dimensions = tuple(row.text("dimensions").split(CROSSED))
    if not set(dimensions) <= set(DIMENSIONS):
        row.note("dimensions", f"write one or two of {', '.join(DIMENSIONS)} with * between")
    codes = _codes(row, dimensions, tables)
    free_rows = row.whole("free_rows")
    if len(dimensions) > 1 and free_rows:
        row.note("free_rows", "write 0: rows a sender names stand on one dimension")
    if not free_rows and not all(codes):
        row.note("codes", "name codes, or offer rows the sender names (free_rows)")
    adds_up = row.claim("adds_up")
    if adds_up and not all(codes):
        row.note("adds_up", "write false: rows the sender names need not be the whole")
    return Breakdowns(dimensions, codes, adds_up, free_rows, row.reference("basis", BASES, BASIS))


def _codes(row: Row, dimensions: tuple[str, ...], tables: Tables) -> tuple[tuple[str, ...], ...]:
    groups = tuple(
        tuple(code for code in group.split(SEVERAL) if code)
        for group in row.cells["codes"].split(CROSSED)
    )
    if len(groups) != len(dimensions):
        row.note("codes", "write one group of codes per dimension, with * between")
    for dimension, group in zip(dimensions, groups, strict=False):
        unknown = [code for code in group if code not in codes_of(tables, dimension)]
        if unknown or TOTAL in group or len(set(group)) < len(group):
            row.note("codes", f"write codes of list {dimension} in codes.csv, each once, not _T")
    return groups


def _as_offered_by(measure: dict[str, str], offer: Breakdowns) -> Breakdowns:
    adds_up = offer.adds_up and measure["role"] != MeasureRole.RATE
    basis = offer.basis if measure["basis"] == DOCUMENT else OPTIONAL
    return replace(offer, adds_up=adds_up, basis=basis)
