"""The operational definitions and how Member States draw them."""

from cl_pipeline.framework.rows import Row, Tables, note_repeats
from cl_pipeline.framework.states import INDICATOR, STATE
from cl_pipeline.model.context import Definition, NationalVariant
from cl_pipeline.model.identity import IndicatorKey, SenderCode

STATUSES = ("stated", "in_part", "open")


def definitions(tables: Tables) -> tuple[Definition, ...]:
    """The definitions in file order, each with its national variants."""
    rows = tables.rows("definitions")
    note_repeats(rows, "key")
    variants = _variants(tables)
    indicators = tables.column("indicators", "key")
    return tuple(
        Definition(
            key=row.text("key"),
            term=row.text("term"),
            text=_wording(row),
            status=row.reference("status", STATUSES, f"one of {', '.join(STATUSES)}"),
            open_question=row.optional("open_question") or "",
            indicators=_indicators(row, indicators),
            variants=tuple(
                variant for variant in variants if variant.definition == row.cells["key"]
            ),
            source=row.text("source"),
        )
        for row in rows
    )


def _variants(tables: Tables) -> tuple[NationalVariant, ...]:
    rows = tables.rows("definition_variants")
    note_repeats(rows, "definition", "sender")
    known = tables.column("definitions", "key")
    states = tables.column("member_states", "code")
    return tuple(
        NationalVariant(
            row.reference("definition", known, "the key of a row of definitions.csv"),
            SenderCode(row.reference("sender", states, STATE)),
            row.text("text"),
            row.text("source"),
        )
        for row in rows
    )


def _wording(row: Row) -> str:
    """What is said; nothing may be said where the definition is open, and nowhere else."""
    text, status = row.optional("text") or "", row.cells["status"]
    if bool(text) == (status == "open"):
        row.note("text", "write the definition, or status open and nothing")
    return text


def _indicators(row: Row, known: dict[str, None]) -> tuple[IndicatorKey, ...]:
    named = row.several("indicators")
    if not named or any(key not in known for key in named):
        row.note("indicators", f"write with ; between them {INDICATOR}")
    return tuple(IndicatorKey(key) for key in named)
