"""Rounds, their phases, and which form version goes out in which round."""

from datetime import date

from cl_pipeline.framework.rows import Row, Tables, note_repeats
from cl_pipeline.model.codes import Basis, FormKey, FormStatus, Phase
from cl_pipeline.model.framework import CalendarEntry, FormVersion
from cl_pipeline.model.identity import RoundYear

NEEDED_PHASES = (Phase.A_LIST_COLLECTION, Phase.SLOM_REVIEW)
"""Phases no round can do without: returns are late after one and states counted on the other."""


def calendar(tables: Tables) -> tuple[CalendarEntry, ...]:
    """The phases of all rounds, by round and first day."""
    rows = tables.rows("calendar")
    note_repeats(rows, "round", "phase")
    entries = [_entry(row) for row in rows]
    _check_rounds(rows, entries)
    return tuple(sorted(entries, key=lambda entry: (entry.round, entry.starts_on, entry.phase)))


def form_versions(tables: Tables) -> tuple[FormVersion, ...]:
    """The form versions in file order, which is from old to new within a form."""
    rows = tables.rows("form_versions")
    note_repeats(rows, "form", "version")
    rounds = tables.column("calendar", "round")
    return tuple(
        FormVersion(
            row.choice("form", FormKey),
            row.text("version"),
            row.choice("status", FormStatus),
            _rounds(row, rounds),
            row.choice("basis", Basis),
        )
        for row in rows
    )


def _entry(row: Row) -> CalendarEntry:
    starts_on, ends_on = row.day("starts_on"), row.day("ends_on")
    # A day that could not be read is date.min, and noted already.
    if date.min < ends_on < starts_on:
        row.note("ends_on", f"write a day not before starts_on ({starts_on})")
    return CalendarEntry(
        RoundYear(row.whole("round")),
        row.choice("phase", Phase),
        starts_on,
        ends_on,
        row.choice("basis", Basis),
        row.text("source"),
    )


def _check_rounds(rows: list[Row], entries: list[CalendarEntry]) -> None:
    """Rounds follow one another year by year and each has the phases it cannot do without."""
    held = {(entry.round, entry.phase) for entry in entries}
    years = {entry.round for entry in entries}
    for year in sorted(years):
        row = next(row for row, entry in zip(rows, entries, strict=True) if entry.round == year)
        for phase in NEEDED_PHASES:
            if (year, phase) not in held:
                row.note("round", f"add a row for its phase {phase}")
        if year != min(years) and year - 1 not in years:
            row.note("round", f"rounds follow one another: add round {year - 1}")


def _rounds(row: Row, known: dict[str, None]) -> tuple[RoundYear, ...]:
    first, last = row.optional("rounds_from"), row.optional("rounds_to")
    if first is None and last is None:
        return ()
    years = (row.optional_whole("rounds_from"), row.optional_whole("rounds_to"))
    if first not in known or last not in known or None in years:
        row.note("rounds_to", "write the first and the last round, both in calendar.csv, or none")
        return ()
    start, end = (year or 0 for year in years)
    if start > end:
        row.note("rounds_to", f"write a round not before rounds_from ({start})")
    return tuple(RoundYear(year) for year in range(start, end + 1))
