"""Member States, what they ratified, and which institutions supply which indicators."""

from cl_pipeline.framework.rows import Row, Tables, note_repeats
from cl_pipeline.model.framework import MemberState, Ratification, Supplier
from cl_pipeline.model.identity import IndicatorKey, SenderCode

STATE = "the ISO3 code of a row of member_states.csv"
INDICATOR = "the key of a row of indicators.csv"

CODE_LENGTHS = (("code", 3), ("iso2", 2), ("m49", 3))


def member_states(tables: Tables) -> tuple[MemberState, ...]:
    """The Member States in file order, each with every name met in files, official first."""
    rows = tables.rows("member_states")
    for column, _ in CODE_LENGTHS:
        note_repeats(rows, column)
    _check_names(tables)
    ages = _single(tables, "working_ages", "sender")
    names = tables.grouped("member_state_names", "code")
    return tuple(
        _member_state(row, names.get(row.cells["code"], []), ages.get(row.cells["code"]))
        for row in rows
    )


def ratifications(tables: Tables) -> tuple[Ratification, ...]:
    """One row per Member State and ILO convention, as printed."""
    rows = tables.rows("ratifications")
    note_repeats(rows, "sender", "convention")
    codes = tables.column("member_states", "code")
    return tuple(
        Ratification(
            SenderCode(row.reference("sender", codes, STATE)),
            row.text("convention"),
            row.optional("ratified") or "",
            row.day("as_of").isoformat(),
            row.text("source"),
        )
        for row in rows
    )


def suppliers(tables: Tables) -> tuple[Supplier, ...]:
    """One row per Member State, institution and indicator it supplies."""
    rows = tables.rows("suppliers")
    note_repeats(rows, "sender", "institution", "indicator")
    codes, indicators = tables.column("member_states", "code"), tables.column("indicators", "key")
    return tuple(
        Supplier(
            SenderCode(row.reference("sender", codes, STATE)),
            row.text("institution"),
            IndicatorKey(row.reference("indicator", indicators, INDICATOR)),
            row.text("source"),
        )
        for row in rows
    )


def _member_state(row: Row, names: list[Row], ages: Row | None) -> MemberState:
    for column, length in CODE_LENGTHS:
        text = row.text(column)
        if len(text) != length or text != text.upper() or not text.isalnum():
            row.note(column, f"write a code of {length} capitals or digits")
    since, until = row.day("member_from"), row.optional_day("member_until")
    if until is not None and until <= since:
        row.note("member_until", "write a day after member_from, or leave it empty")
    name = row.text("name")
    return MemberState(
        code=SenderCode(row.text("code")),
        iso2=row.text("iso2"),
        m49=row.text("m49"),
        name=name,
        names=(name, *(other.text("name") for other in names)),
        member_from=since,
        member_until=until,
        locale=row.text("locale"),
        minimum_age=ages.optional_whole("minimum_age") if ages else None,
        source=row.text("source"),
        working_age=ages.optional_whole("working_age") if ages else None,
    )


def _check_names(tables: Tables) -> None:
    """A name met in a file has to lead to one Member State, so none may stand twice."""
    codes = tables.column("member_states", "code")
    rows = tables.rows("member_state_names")
    for row in rows:
        row.reference("code", codes, STATE)
    note_repeats([*tables.rows("member_states"), *rows], "name")


def _single(tables: Tables, table: str, column: str) -> dict[str, Row]:
    """The rows of a table that has one row per Member State, by its code."""
    rows = tables.rows(table)
    note_repeats(rows, column)
    codes = tables.column("member_states", "code")
    return {row.reference(column, codes, STATE): row for row in rows}
