"""Focus areas, key result areas, activities and ASEAN bodies of the Roadmap's Annexes."""

from cl_pipeline.framework.rows import Row, Tables, note_gaps, note_repeats
from cl_pipeline.model.framework import Activity, Body, FocusArea, KeyResultArea

AREA = "the key of a row of key_result_areas.csv"


def focus_areas(tables: Tables) -> tuple[FocusArea, ...]:
    """The focus areas in their order."""
    rows = tables.rows("focus_areas")
    note_repeats(rows, "key")
    note_gaps(rows, "position")
    return tuple(
        FocusArea(row.text("key"), row.whole("position"), row.text("name"), row.text("source"))
        for row in rows
    )


def bodies(tables: Tables) -> tuple[Body, ...]:
    """The ASEAN bodies that implement the Roadmap, in file order."""
    rows = tables.rows("bodies")
    note_repeats(rows, "key")
    return tuple(Body(row.text("key"), row.text("name"), row.text("source")) for row in rows)


def key_result_areas(tables: Tables) -> tuple[KeyResultArea, ...]:
    """The key result areas in their order, with time frame, bodies, partners and data sources."""
    rows = tables.rows("key_result_areas")
    note_repeats(rows, "key")
    note_gaps(rows, "position")
    _check_bodies(tables)
    focus = tables.column("focus_areas", "key")
    belongings = {
        table: _belonging(tables, table, column)
        for table, column in (
            ("key_result_area_bodies", "body"),
            ("key_result_area_partners", "partner"),
            ("key_result_area_data_sources", "data_source"),
        )
    }
    return tuple(_key_result_area(row, focus, belongings) for row in rows)


def activities(tables: Tables) -> tuple[Activity, ...]:
    """The key activities of Annex 1, numbered within their key result area."""
    rows = tables.rows("activities")
    note_repeats(rows, "key")
    note_gaps(rows, "position", "key_result_area")
    areas = tables.column("key_result_areas", "key")
    return tuple(
        Activity(
            row.text("key"),
            row.reference("key_result_area", areas, AREA),
            row.whole("position"),
            row.text("name"),
            row.text("source"),
        )
        for row in rows
    )


def _key_result_area(
    row: Row, focus: dict[str, None], belongings: dict[str, dict[str, tuple[str, ...]]]
) -> KeyResultArea:
    key, first, last = row.text("key"), row.whole("years_from"), row.whole("years_to")
    if last < first:
        row.note("years_to", f"write a year not before years_from ({first})")
    return KeyResultArea(
        key=key,
        focus_area=row.reference("focus_area", focus, "the key of a row of focus_areas.csv"),
        position=row.whole("position"),
        name=row.text("name"),
        years_from=first,
        years_to=last,
        bodies=belongings["key_result_area_bodies"].get(key, ()),
        partners=belongings["key_result_area_partners"].get(key, ()),
        data_sources=belongings["key_result_area_data_sources"].get(key, ()),
        source=row.text("source"),
    )


def _check_bodies(tables: Tables) -> None:
    known = tables.column("bodies", "key")
    for row in tables.rows("key_result_area_bodies"):
        row.reference("body", known, "the key of a row of bodies.csv")


def _belonging(tables: Tables, table: str, column: str) -> dict[str, tuple[str, ...]]:
    """What a table says of each key result area, in file order."""
    note_repeats(tables.rows(table), "key_result_area", column)
    areas = tables.column("key_result_areas", "key")
    found: dict[str, tuple[str, ...]] = {}
    for row in tables.rows(table):
        key = row.reference("key_result_area", areas, AREA)
        found[key] = (*found.get(key, ()), row.text(column))
    return found
