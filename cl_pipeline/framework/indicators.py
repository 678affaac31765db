"""The indicators of lists A, B and C with their measures, breakdowns and attributes."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace

from cl_pipeline.framework.rows import Row, Tables
from cl_pipeline.framework.schema import SEPARATOR, split
from cl_pipeline.model.breakdown import DIMENSIONS, TOTAL
from cl_pipeline.model.codes import ListLetter
from cl_pipeline.model.framework import KeyResultArea
from cl_pipeline.model.identity import IndicatorKey, MeasureKey
from cl_pipeline.model.indicators import (
    Attribute,
    Breakdowns,
    Containment,
    Indicator,
    Measure,
    MeasureOf,
)

ALL_MEASURES = "*"

CROSSED = "*"
"""Separates two crossed dimensions, and their codes."""

MEASURE = "the key of another measure of this indicator"

DOCUMENT, OPTIONAL = "document", "optional"

Place = tuple[str, str]
"""Indicator and key of a measure or attribute."""


def indicators(tables: Tables, areas: tuple[KeyResultArea, ...]) -> tuple[Indicator, ...]:
    """The indicators in list order.

    Annex 2 gives possible data sources per key result area, so an indicator's are those of all
    its key result areas, each once, in the order of the areas.

    Source: 03-roadmap-2025 Annex 2.
    """
    places = tables.grouped("indicator_key_result_areas", "indicator", "key_result_area")
    attributes = _attributes(tables)
    measures = _measures(tables, attributes)
    found = []
    for row in tables.rows["indicators"]:
        key = row.cells["key"]
        own = [area for area in areas if area.key in places[key]]
        if not own:
            row.note("key", "name its key result areas in indicator_key_result_areas.csv")
        is_counted = row.values["letter"] == ListLetter.A
        if is_counted and not any(measure.headline for measure in measures[key]):
            row.note("key", "give it a headline measure in measures.csv")
        sources = dict.fromkeys(source for area in own for source in area.data_sources)
        indicator = row.build(
            Indicator,
            key_result_areas=tuple(area.key for area in own),
            data_sources=tuple(sources),
            measures=measures[key],
            attributes=attributes[key],
        )
        found.append(indicator)
    return tuple(found)


ALL_OF_IT = "100"
"""The whole of shares."""


def wholes(tables: Tables) -> tuple[Containment, ...]:
    """The parts and wholes in file order, each written ``indicator.measure``."""
    units = {_place(row): row.cells["unit"] for row in tables.rows["measures"]}
    found = []
    for row in tables.rows["wholes"]:
        parts = tuple(map(_measure_of, split(row.cells["parts"])))
        whole = None if row.cells["whole"] == ALL_OF_IT else _measure_of(row.cells["whole"])
        named = [units.get(measure) for measure in (*parts, whole) if measure]
        if None in named or {unit == "percent" for unit in named} != {whole is None}:
            remedy = f"write {ALL_OF_IT} after shares, and indicator.measure after counts"
            row.note("whole", remedy)
        found.append(Containment(parts, whole))
    return tuple(found)


def _measure_of(text: str) -> MeasureOf:
    indicator, _, measure = text.partition(".")
    return IndicatorKey(indicator), MeasureKey(measure)


def _attributes(tables: Tables) -> Mapping[str, tuple[Attribute, ...]]:
    """The attributes by indicator, in file order, each with its choices."""
    known = {_place(row) for row in tables.rows["attributes"]}
    choices: defaultdict[Place, tuple[tuple[str, str], ...]] = defaultdict(tuple)
    for row in tables.rows["attribute_choices"]:
        place = (row.cells["indicator"], row.cells["attribute"])
        if place not in known:
            row.note("attribute", "write the key of a row of attributes.csv for this indicator")
        choices[place] += ((row.cells["code"], row.cells["wording"]),)
    found: defaultdict[str, tuple[Attribute, ...]] = defaultdict(tuple)
    for row in tables.rows["attributes"]:
        found[row.cells["indicator"]] += (row.build(Attribute, choices=choices[_place(row)]),)
    return found


def _measures(
    tables: Tables, attributes: Mapping[str, tuple[Attribute, ...]]
) -> Mapping[str, tuple[Measure, ...]]:
    """The measures by indicator, in their order, each with the rows it offers."""
    offers = _breakdowns(tables)
    found: defaultdict[str, tuple[Measure, ...]] = defaultdict(tuple)
    for row in tables.rows["measures"]:
        indicator = row.cells["indicator"]
        units = {
            other.cells["key"]: other.cells["unit"]
            for other in tables.rows["measures"]
            if other.cells["indicator"] == indicator and other is not row
        }
        _check_relations(row, units, attributes[indicator])
        found[indicator] += (row.build(Measure, breakdowns=offers[_place(row)]),)
    return found


def _place(row: Row) -> Place:
    return (row.cells["indicator"], row.cells["key"])


def _check_relations(
    row: Row, others: Mapping[str, str], attributes: tuple[Attribute, ...]
) -> None:
    """Note a relation to a measure that is not there; ``others`` are units by key.

    A share that may be taken over several wholes needs an attribute that says over which.
    """
    numerator, wholes = row.cells["numerator"], split(row.cells["denominators"])
    for column in ("numerator", "part_of"):
        if row.cells[column] and row.cells[column] not in others:
            row.note(column, f"write {MEASURE}")
    if not set(wholes) <= set(others):
        row.note("denominators", f"write, with ; between, {MEASURE}")
    if bool(wholes) != bool(numerator):
        row.note("numerator", "give a share both its numerator and its denominators, or neither")
    if others.get(row.cells["part_of"], row.cells["unit"]) != row.cells["unit"]:
        row.note("unit", "give a part the unit of its whole")
    if len({others[key] for key in (numerator, *wholes) if key in others}) > 1:
        row.note("denominators", "name wholes that have the unit of the numerator")
    name = row.cells["denominator_attribute"]
    choices = {
        code for attribute in attributes if attribute.key == name for code, _ in attribute.choices
    }
    if not name and len(wholes) > 1:
        row.note("denominator_attribute", "name the attribute that says which whole is meant")
    if name and choices != set(wholes):
        remedy = f"name an attribute whose choices are {', '.join(wholes) or 'its denominators'}"
        row.note("denominator_attribute", remedy)


def _breakdowns(tables: Tables) -> Mapping[Place, tuple[Breakdowns, ...]]:
    """The rows that every (indicator, measure) offers next to its total, in file order.

    The rows of a measure that no document asks for are optional like the measure itself.
    """
    measures = {_place(row): row.cells for row in tables.rows["measures"]}
    lists = tables.grouped("codes", "list_key", "code")
    offers: defaultdict[Place, tuple[Breakdowns, ...]] = defaultdict(tuple)
    for row in tables.rows["breakdowns"]:
        offer = _offer(row, lists)
        for place in _measures_of(row, measures):
            if any(other.dimensions == offer.dimensions for other in offers[place]):
                row.note("dimensions", f"measure {place[1]} has these already: keep one of the two")
            own = replace(
                offer,
                basis=offer.basis if measures[place]["basis"] == DOCUMENT else OPTIONAL,
            )
            offers[place] += (own,)
    return offers


def _measures_of(row: Row, measures: Collection[Place]) -> list[Place]:
    indicator = row.cells["indicator"]
    if row.cells["measures"] == ALL_MEASURES:
        return [place for place in measures if place[0] == indicator]
    named = [(indicator, measure) for measure in row.cells["measures"].split(SEPARATOR)]
    if any(place not in measures for place in named):
        row.note("measures", f"write keys of its measures in measures.csv, or {ALL_MEASURES}")
    return [place for place in named if place in measures]


def _offer(row: Row, lists: Mapping[str, Collection[str]]) -> Breakdowns:
    dimensions = tuple(row.cells["dimensions"].split(CROSSED))
    if not set(dimensions) <= set(DIMENSIONS):
        row.note("dimensions", f"write one or two of {', '.join(DIMENSIONS)} with * between")
    codes = tuple(map(split, row.cells["codes"].split(CROSSED)))
    if len(codes) != len(dimensions):
        row.note("codes", "write one group of codes per dimension, with * between")
    for dimension, group in zip(dimensions, codes, strict=False):
        is_unknown = not set(group) <= set(lists[dimension])
        if is_unknown or TOTAL in group or len(set(group)) < len(group):
            row.note("codes", f"write codes of list {dimension} in codes.csv, each once, not _T")
    has_free_rows = row.values["free_rows"] != 0
    if len(dimensions) > 1 and has_free_rows:
        row.note("free_rows", "write 0: rows that a sender names have one dimension")
    if not has_free_rows and not all(codes):
        row.note("codes", "name codes, or offer rows the sender names (free_rows)")
    if row.values["adds_up"] and not all(codes):
        row.note("adds_up", "write false: rows the sender names need not be the whole")
    return row.build(Breakdowns, dimensions=dimensions, codes=codes)
