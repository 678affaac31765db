"""Named other ways to count who reports, from counting_alternatives.csv."""

from cl_pipeline.framework.rows import Row, Tables, note_repeats
from cl_pipeline.model.codes import Basis
from cl_pipeline.model.rules import CHOICES, Aspect, CountingAlternative


def counting_alternatives(tables: Tables) -> tuple[CountingAlternative, ...]:
    """The alternatives in file order, which is the order in which they are shown."""
    rows = tables.rows("counting_alternatives")
    note_repeats(rows, "key")
    gap_codes = tables.column("gap_codes", "code")
    return tuple(_alternative(row, gap_codes) for row in rows)


def _alternative(row: Row, gap_codes: dict[str, None]) -> CountingAlternative:
    aspect = row.choice("aspect", Aspect)
    about = row.optional_reference("about", gap_codes, "a code of gap_codes.csv, or nothing")
    if (about is None) == (aspect == Aspect.GAP_CODE):
        row.note("about", "name a gap code where the aspect is gap_code, and only there")
    choices = CHOICES[aspect]
    return CountingAlternative(
        row.text("key"),
        row.text("name"),
        aspect,
        about,
        row.reference("choice", choices, f"one of {', '.join(choices)}"),
        row.choice("basis", Basis),
        row.text("source"),
    )
