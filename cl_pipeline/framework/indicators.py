"""The indicators of lists A, B and C, put together from their tables."""

from cl_pipeline.framework.areas import AREA
from cl_pipeline.framework.breakdowns import breakdowns
from cl_pipeline.framework.code_lists import codes_of
from cl_pipeline.framework.measures import attributes, measures
from cl_pipeline.framework.rows import Row, Tables, note_gaps, note_repeats
from cl_pipeline.framework.states import INDICATOR
from cl_pipeline.model.codes import ListLetter
from cl_pipeline.model.framework import KeyResultArea
from cl_pipeline.model.identity import IndicatorKey
from cl_pipeline.model.indicators import Attribute, Indicator, Measure


def indicators(tables: Tables, areas: tuple[KeyResultArea, ...]) -> tuple[Indicator, ...]:
    """The indicators in list order.

    Annex 2 gives possible data sources per key result area, so an indicator's are those of all
    the key result areas it stands in, each once, in the order of the areas.

    Source: 03-roadmap-2025 Annex 2.
    """
    rows = tables.rows("indicators")
    note_repeats(rows, "key")
    note_repeats(rows, "letter", "short_name")
    note_gaps(rows, "number", "letter")
    places = _places(tables)
    declared = attributes(tables)
    quantities = measures(tables, breakdowns(tables), declared)
    ages = codes_of(tables, "age")
    for row in rows:
        row.reference("age_range", ages, "a code of list age in codes.csv")
    return tuple(
        _indicator(
            row,
            [area for area in areas if area.key in places.get(row.cells["key"], ())],
            quantities.get(row.cells["key"], ()),
            declared.get(row.cells["key"], ()),
        )
        for row in rows
    )


def _indicator(
    row: Row,
    areas: list[KeyResultArea],
    quantities: tuple[Measure, ...],
    declared: tuple[Attribute, ...],
) -> Indicator:
    letter = row.choice("letter", ListLetter)
    if not areas:
        row.note("key", "name its key result areas in indicator_key_result_areas.csv")
    if letter == ListLetter.A and not any(measure.headline for measure in quantities):
        row.note("key", "give it a headline measure in measures.csv")
    return Indicator(
        key=IndicatorKey(row.text("key")),
        letter=letter,
        number=row.whole("number"),
        name=row.text("name"),
        short_name=row.text("short_name"),
        age_range=row.text("age_range"),
        key_result_areas=tuple(area.key for area in areas),
        data_sources=tuple(
            dict.fromkeys(data_source for area in areas for data_source in area.data_sources)
        ),
        measures=quantities,
        attributes=declared,
        guidance=row.text("guidance"),
        source=row.text("source"),
    )


def _places(tables: Tables) -> dict[str, set[str]]:
    """The key result areas by indicator."""
    rows = tables.rows("indicator_key_result_areas")
    note_repeats(rows, "indicator", "key_result_area")
    known = tables.column("indicators", "key")
    areas = tables.column("key_result_areas", "key")
    found: dict[str, set[str]] = {}
    for row in rows:
        indicator = row.reference("indicator", known, INDICATOR)
        found.setdefault(indicator, set()).add(row.reference("key_result_area", areas, AREA))
    return found
