"""Code lists: what stands in a dimension, a drop-down or a gap."""

from cl_pipeline.framework.rows import Row, Tables, note_repeats
from cl_pipeline.framework.states import STATE
from cl_pipeline.model.codes import ConfidentialityStatus, ObservationStatus
from cl_pipeline.model.framework import FIRST_LEVEL_UNIT, Code, GapCode


def codes(tables: Tables) -> tuple[Code, ...]:
    """All codes in file order, those of ``first_level_unit:<ISO3>`` last."""
    rows = tables.rows("codes")
    note_repeats(rows, "list_key", "code")
    return (*(_code(row, tables) for row in rows), *_first_level_units(tables))


def codes_of(tables: Tables, list_key: str) -> dict[str, None]:
    """The codes of one list of codes.csv, to look references up in."""
    cells = tables.cells["codes"]
    return {cell["code"]: None for cell in cells if cell["list_key"] == list_key}


def gap_codes(tables: Tables) -> tuple[GapCode, ...]:
    """The gap codes in file order, each with its spellings."""
    rows = tables.rows("gap_codes")
    note_repeats(rows, "code")
    known = tables.column("gap_codes", "code")
    spellings = tables.grouped("gap_code_spellings", "code")
    for spelling in tables.rows("gap_code_spellings"):
        spelling.reference("code", known, "the code of a row of gap_codes.csv")
    # A spelling under two codes could be read two ways, and nothing is guessed.
    note_repeats(tables.rows("gap_code_spellings"), "spelling")
    return tuple(_gap_code(row, spellings.get(row.cells["code"], [])) for row in rows)


def _gap_code(row: Row, spellings: list[Row]) -> GapCode:
    return GapCode(
        code=row.text("code"),
        name=row.text("name"),
        obs_status=row.choice("obs_status", ObservationStatus),
        conf_status=row.choice("conf_status", ConfidentialityStatus),
        is_explained=row.claim("is_explained"),
        counts_as_reported=row.claim("counts_as_reported"),
        spellings=tuple(spelling.text("spelling") for spelling in spellings),
        source=row.text("source"),
    )


def _code(row: Row, tables: Tables) -> Code:
    list_key = row.text("list_key")
    parent = row.optional_reference(
        "parent", codes_of(tables, list_key) if row.cells["parent"] else (), "a code of its list"
    )
    return Code(
        list_key,
        row.text("code"),
        row.text("name"),
        row.claim("local"),
        parent,
        row.text("source"),
    )


def _first_level_units(tables: Tables) -> tuple[Code, ...]:
    rows = tables.rows("first_level_units")
    note_repeats(rows, "code")
    iso2 = {cells["code"]: cells["iso2"] for cells in tables.cells["member_states"]}
    return tuple(_first_level_unit(row, iso2) for row in rows)


def _first_level_unit(row: Row, iso2: dict[str, str]) -> Code:
    sender = row.reference("sender", iso2, STATE)
    code = row.text("code")
    if sender in iso2 and not code.startswith(f"{iso2[sender]}-"):
        row.note("code", f"write an ISO 3166-2 code that begins with {iso2[sender]}-")
    row.text("kind")
    return Code(
        f"{FIRST_LEVEL_UNIT}:{sender}", code, row.text("name"), False, None, row.text("source")
    )
