"""The ALM Work Programme: its subsidiary bodies and projects."""

from cl_pipeline.framework.rows import SEVERAL, Row, Tables, note_gaps, note_repeats
from cl_pipeline.model.context import Project, SubsidiaryBody


def subsidiary_bodies(tables: Tables) -> tuple[SubsidiaryBody, ...]:
    """The bodies that complete the scorecard, in file order."""
    rows = tables.rows("subsidiary_bodies")
    note_repeats(rows, "key")
    return tuple(
        SubsidiaryBody(row.text("key"), row.text("name"), row.text("source")) for row in rows
    )


def projects(tables: Tables) -> tuple[Project, ...]:
    """The projects in file order, numbered within their body.

    A body is SLOM or a subsidiary body; a plan's printed numbers are not kept, because some were
    lost in print.
    """
    rows = tables.rows("projects")
    note_repeats(rows, "key")
    note_gaps(rows, "position", "body")
    bodies = {**tables.column("bodies", "key"), **tables.column("subsidiary_bodies", "key")}
    return tuple(
        Project(
            key=row.text("key"),
            body=row.reference("body", bodies, "a body of bodies.csv or subsidiary_bodies.csv"),
            position=row.whole("position"),
            thematic_area=row.text("thematic_area"),
            name=row.text("name"),
            year_from=row.optional_whole("year_from"),
            year_to=_year_to(row),
            timeline=row.optional("timeline") or "",
            coordinators=_parts(row, "coordinators"),
            partners=_parts(row, "partners"),
            source=row.text("source"),
        )
        for row in rows
    )


def _year_to(row: Row) -> int | None:
    first, last = row.optional_whole("year_from"), row.optional_whole("year_to")
    if first is not None and last is not None and last < first:
        row.note("year_to", f"write a year not before year_from ({first})")
    return last


def _parts(row: Row, column: str) -> tuple[str, ...]:
    text = row.optional(column) or ""
    return tuple(part.strip() for part in text.split(SEVERAL) if part.strip())
